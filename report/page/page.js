// SPDX-License-Identifier: Apache-2.0
// page.js: reads figures out, sorts and filters tables, and keeps what is shown in the address.
//
// Without it the page says as much. It works on whatever carries these marks, in any section:
//   <div class="scroll" id="ID"><table>   rows in one tbody, a head in thead: the columns sort;
//                                         a table of many rows gets a filter, too
//   <td data-value="NUMBER">              what a cell is sorted by, instead of its words; "" is last
//   <tr data-group="WORD">                rows that can be hidden together
//   <tr data-doubtful="">                 rows that can be shown alone
//   <figure id="ID">                      with one <div class="plot"><svg> and a table: its points
//                                         are read out, under the pointer or by arrow keys
//   <tr data-at="X Y">                    a row that is a point of the figure, where it is drawn
//                                         (viewBox units); the first cell names its curve
//   <div class="plot" data-switch="WORDS" hidden="">   another drawing of the same figure, behind a
//                                         switch; each data-at then has a pair for each drawing
//
// The address: #ID shows that place. #ID?KEY=VALUE&KEY=VALUE;ID?KEY=VALUE shows tables and figures
// in a certain way, and the first of them:
//   a table    sort=3a, sort=3d (column, up or down), filter=WORDS, hide=GROUP,GROUP, doubtful=1
//   a figure   point=7 (row of its table), drawing=2
// What does not fit the page is ignored.
(function () {
  'use strict';

  const manyRows = 12;
  const svgNamespace = 'http://www.w3.org/2000/svg';
  const collator = new Intl.Collator('en', {numeric: true});
  const widgets = new Map(); // id -> function that shows it as URLSearchParams say

  function readAddress() {
    const parts = new Map();
    for (const part of location.hash.slice(1).split(';')) {
      const [id, ...query] = part.split('?');
      if (id && !parts.has(id))
        parts.set(id, new URLSearchParams(query.join('?')));
    }
    return parts;
  }

  function showAddress() {
    const parts = readAddress();
    for (const [id, show] of widgets)
      show(parts.get(id) || new URLSearchParams());
    const [first] = parts.keys();
    const target = first && document.getElementById(first);
    if (!target)
      return;
    for (const id of parts.keys())
      openAround(document.getElementById(id));
    target.scrollIntoView();
  }

  function openAround(element) {
    for (let at = element; at; at = at.parentElement)
      if (at.localName === 'details')
        at.open = true;
  }

  // Note in the address how something is shown, and show it. An empty value takes the key away.
  function change(id, key, value, isNewStep) {
    const parts = readAddress();
    const params = parts.get(id) || new URLSearchParams();
    parts.delete(id);
    if (value)
      params.set(key, value);
    else
      params.delete(key);
    let fragment = '#' + id + (params.size ? '?' + params : '');
    for (const [other, rest] of parts)
      if (rest.size)
        fragment += ';' + other + '?' + rest;
    history[isNewStep ? 'pushState' : 'replaceState'](null, '', fragment);
    widgets.get(id)(params);
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
      made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function checkbox(words, onChange) {
    const box = element('input', {type: 'checkbox'});
    box.addEventListener('change', () => onChange(box.checked));
    return {box, label: element('label', {}, box, ' ' + words)};
  }

  function addTable(scroll) {
    const table = scroll.querySelector('table');
    const body = table && table.tBodies[0];
    if (!body || table.tBodies.length > 1 || !table.tHead || body.rows.length < 2)
      return;
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    if (rows.some((row) => row.cells.length !== heads.length))
      return; // cells that span others have no order
    const sort = addSort(scroll.id, body, rows, heads);
    const filter = rows.length < manyRows ? () => {} : addFilter(scroll, rows);
    widgets.set(scroll.id, (params) => {
      sort(params);
      filter(params);
    });
  }

  function addSort(id, body, rows, heads) {
    let shown = '';
    heads.forEach((head, column) => {
      const button = element('button', {type: 'button', class: 'sort'}, ...head.childNodes);
      button.addEventListener('click', () => {
        const next = {ascending: 'd', descending: ''}[head.getAttribute('aria-sort')];
        change(id, 'sort', next === '' ? '' : (column + 1) + (next || 'a'), true);
      });
      head.append(button);
    });
    return (params) => {
      const asked = params.get('sort') || '';
      if (asked === shown)
        return;
      const [, number, way] = /^([1-9]\d{0,3})([ad])$/.exec(asked) || [];
      const column = number - 1;
      heads.forEach((head, i) => {
        if (i === column)
          head.setAttribute('aria-sort', way === 'a' ? 'ascending' : 'descending');
        else
          head.removeAttribute('aria-sort');
      });
      body.append(...(heads[column] ? inOrder(rows, heads[column], column, way) : rows));
      shown = asked;
    };
  }

  function inOrder(rows, head, column, way) {
    const hasNumbers = head.classList.contains('n') || rows[0].cells[column].hasAttribute('data-value');
    const keyed = rows.map((row) => ({row, key: keyOf(row.cells[column], hasNumbers)}));
    const known = keyed.filter((item) => item.key !== null);
    const unknown = keyed.filter((item) => item.key === null);
    const sign = way === 'a' ? 1 : -1;
    known.sort((a, b) => sign * (hasNumbers ? a.key - b.key : collator.compare(a.key, b.key)));
    return [...known, ...unknown].map((item) => item.row);
  }

  function keyOf(cell, isNumber) {
    if (!isNumber)
      return cell.textContent;
    const value = parseFloat(cell.hasAttribute('data-value') ? cell.dataset.value : cell.textContent);
    return Number.isNaN(value) ? null : value;
  }

  function addFilter(scroll, rows) {
    const id = scroll.id;
    const texts = rows.map((row) => [...row.cells].map((cell) => cell.textContent).join(' ').toLowerCase());
    const count = element('span', {role: 'status'});
    const input = element('input', {type: 'search', autocomplete: 'off', spellcheck: 'false'});
    const tools = element('div', {class: 'tools'}, element('label', {}, 'Filter ', input));
    let isNewStep = true; // typing a word is one step back, not one a letter
    input.addEventListener('focus', () => { isNewStep = true; });
    input.addEventListener('input', () => {
      change(id, 'filter', input.value, isNewStep);
      isNewStep = false;
    });

    const groups = addGroups(id, rows, tools);
    const doubtful = rows.filter((row) => row.hasAttribute('data-doubtful')).length;
    const onlyDoubtful = checkbox('only doubtful (' + doubtful + ')',
      (on) => change(id, 'doubtful', on ? '1' : '', true));
    if (doubtful > 0 && doubtful < rows.length)
      tools.append(onlyDoubtful.label);
    tools.append(count);
    scroll.before(tools);

    return (params) => {
      const words = (params.get('filter') || '').toLowerCase().split(/\s+/).filter(Boolean);
      const hidden = (params.get('hide') || '').split(',');
      const doubtfulOnly = params.get('doubtful') === '1';
      let left = 0;
      rows.forEach((row, i) => {
        row.hidden = hidden.includes(row.dataset.group) ||
          (doubtfulOnly && !row.hasAttribute('data-doubtful')) ||
          !words.every((word) => texts[i].includes(word));
        left += !row.hidden;
      });
      if (input.value !== (params.get('filter') || ''))
        input.value = params.get('filter') || '';
      for (const [group, box] of groups)
        box.checked = !hidden.includes(group);
      onlyDoubtful.box.checked = doubtfulOnly;
      count.textContent = (left === rows.length ? '' : left + ' of ') + rows.length + (rows.length === 1 ? ' row' : ' rows');
    };
  }

  // A box for each group of rows; without groups to choose from, none.
  function addGroups(id, rows, tools) {
    const sizes = new Map(), boxes = new Map();
    for (const row of rows)
      sizes.set(row.dataset.group, (sizes.get(row.dataset.group) || 0) + 1);
    if (sizes.size < 2 || sizes.has(undefined))
      return boxes;
    const all = element('fieldset', {}, element('legend', {}, 'Show'));
    for (const [group, size] of sizes) {
      const {box, label} = checkbox(group + ' (' + size + ')', () => {
        const hidden = [...boxes].filter(([, other]) => !other.checked).map(([name]) => name);
        change(id, 'hide', hidden.join(','), true);
      });
      box.checked = true;
      boxes.set(group, box);
      all.append(label);
    }
    tools.append(all);
    return boxes;
  }

  function addFigure(figure) {
    const plots = [...figure.querySelectorAll('.plot')];
    const rows = [...figure.querySelectorAll('tr[data-at]')];
    if (plots.length === 0 || rows.length === 0)
      return;
    const heads = [...rows[0].closest('table').tHead.rows[0].cells].map((head) => head.textContent);
    const points = rows.map((row) => {
      const at = row.dataset.at.split(' ').map(Number);
      return {
        curve: row.cells[0].textContent,
        words: [...row.cells].map((cell, i) => (i ? heads[i] + ' ' : '') + cell.textContent).join(' \u00b7 '),
        at: plots.map((_, i) => ({x: at[2 * i], y: at[2 * i + 1]})),
      };
    });
    const curves = [...new Set(points.map((point) => point.curve))];
    const words = element('p', {class: 'readout', role: 'status'});
    const mark = makeMark();
    let drawing = 0, pinned = null, read = null;
    plots.at(-1).after(words);

    function readOut(point) {
      read = point;
      words.textContent = point ? point.words : '';
      if (!point) {
        mark.remove();
        return;
      }
      const {x, y} = point.at[drawing];
      mark.setAttribute('transform', 'translate(' + x + ' ' + y + ')');
      plots[drawing].querySelector('svg').append(mark);
    }

    function nearest(candidates, x, y, weight) {
      let best = null, least = Infinity;
      for (const point of candidates) {
        const away = (point.at[drawing].x - x) ** 2 + weight * (point.at[drawing].y - y) ** 2;
        if (away < least)
          [best, least] = [point, away];
      }
      return best;
    }

    function under(event) {
      const svg = plots[drawing].querySelector('svg');
      const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
      return nearest(points, (event.clientX - box.left) / box.width * view.width,
        (event.clientY - box.top) / box.height * view.height, 1);
    }

    function pin(point) {
      change(figure.id, 'point', point ? String(points.indexOf(point) + 1) : '', false);
    }

    // Left and right along a curve, up and down to where another one is nearest in x.
    function step(key) {
      if (!read)
        return points[0];
      const curve = points.filter((point) => point.curve === read.curve);
      const at = curve.indexOf(read);
      switch (key) {
        case 'ArrowLeft': return curve[at - 1] || read;
        case 'ArrowRight': return curve[at + 1] || read;
        case 'Home': return curve[0];
        case 'End': return curve.at(-1);
      }
      const other = curves[curves.indexOf(read.curve) + (key === 'ArrowDown' ? 1 : -1)];
      return nearest(points.filter((point) => point.curve === other), read.at[drawing].x, 0, 0) || read;
    }

    for (const plot of plots) {
      plot.setAttribute('tabindex', '0');
      plot.setAttribute('role', 'application');
      plot.setAttribute('aria-label', 'Points of the figure: arrow keys read them, Escape ends');
      plot.addEventListener('pointermove', (event) => readOut(under(event)));
      plot.addEventListener('pointerleave', () => readOut(pinned));
      plot.addEventListener('click', (event) => pin(under(event)));
      plot.addEventListener('keydown', (event) => {
        const isStep = /^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key);
        if (event.altKey || event.ctrlKey || event.metaKey || !(isStep || event.key === 'Escape'))
          return;
        event.preventDefault();
        pin(isStep ? step(event.key) : null);
      });
    }

    const switches = plots.slice(1).map((plot, i) => {
      const {box, label} = checkbox(plot.dataset.switch,
        (on) => change(figure.id, 'drawing', on ? String(i + 2) : '', true));
      words.before(label);
      return box;
    });

    widgets.set(figure.id, (params) => {
      const asked = Number(params.get('drawing')) - 1;
      drawing = asked > 0 && plots[asked] ? asked : 0;
      plots.forEach((plot, i) => { plot.hidden = i !== drawing; });
      switches.forEach((box, i) => { box.checked = i + 1 === drawing; });
      pinned = points[Number(params.get('point')) - 1] || null;
      readOut(pinned);
    });
  }

  // An arrow that ends just above a point, so that it hides neither marker nor words.
  function makeMark() {
    const mark = document.createElementNS(svgNamespace, 'path');
    mark.setAttribute('class', 'mark');
    mark.setAttribute('d', 'M-5 -17h10l-5 8z');
    return mark;
  }

  for (const scroll of document.querySelectorAll('.scroll[id]'))
    addTable(scroll);
  for (const figure of document.querySelectorAll('figure[id]'))
    addFigure(figure);
  for (const legend of document.querySelectorAll('.legend'))
    legend.append(element('span', {class: 'hint'},
      ' Point at a figure, or focus it and use the arrow keys, to read its numbers.'));
  addEventListener('hashchange', showAddress);
  showAddress();
})();
