// SPDX-License-Identifier: Apache-2.0
// Figures say the numbers of the point that is pointed at: with a mouse, a finger or a keyboard.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeBrowser, fragmentOf, open} from './pages.mjs';

after(closeBrowser);

const figure = 'f01-arg-int-one-throughput-times';

const pointsOf = (page, id) => page.locator(`#${id} tr[data-at]`).evaluateAll((rows) => rows.map((row) => ({
  cells: [...row.cells].map((cell) => cell.textContent), at: row.dataset.at.split(' ').map(Number),
})));

/** Where a place of the drawing is in the window. */
const onScreen = (page, id, [x, y]) => page.locator(`#${id} svg`).first().evaluate((svg, [x, y]) => {
  const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  return [at.x, at.y];
}, [x, y]);

const readout = (page, id) => page.locator(`#${id} .readout`).textContent();

function assertSays(words, point) {
  for (const cell of point.cells)
    assert.ok(words.includes(cell), `${cell} in: ${words}`);
}

test('the points of a table are where gnuplot drew them', async () => {
  const {page, finish} = await open('textbook');
  const {count, off} = await page.evaluate(() => {
    const off = [];
    let count = 0;
    for (const [figure, i] of [...document.querySelectorAll('figure')]
      .flatMap((figure) => [...figure.querySelectorAll('.plot')].map((_, i) => [figure, i]))) {
      const plot = figure.querySelectorAll('.plot')[i];
      plot.hidden = false;
      const svg = plot.querySelector('svg');
      const drawn = [...svg.querySelectorAll('use')].map((use) => {
        const at = use.transform.baseVal.consolidate()?.matrix;
        return at ? [at.e, at.f] : [-99, -99];
      });
      const words = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
      const toScreen = svg.getScreenCTM();
      const frame = [...svg.querySelectorAll('path')].map((path) => path.getBBox());
      const bottom = Math.max(...frame.map((box) => box.y + box.height));
      for (const row of figure.querySelectorAll('tr[data-at]')) {
        const [x, y] = row.dataset.at.split(' ').map(Number).slice(2 * i);
        const atEdge = Math.min(y, bottom - y) < 1 || /leave the frame/.test(figure.querySelector('figcaption').textContent);
        count++;
        const at = new DOMPoint(x, y).matrixTransform(toScreen);
        const isThere = figure.id.startsWith('map') // a cell, with words in its middle
          ? words.some((box) => box.left <= at.x && at.x <= box.right && Math.abs((box.top + box.bottom) / 2 - at.y) < box.height)
          : drawn.some(([u, v]) => Math.hypot(u - x, v - y) < 0.6);
        if (!atEdge && !isThere)
          off.push(`${figure.id} ${i}: ` + row.textContent);
      }
    }
    return {count, off};
  });
  assert.ok(count > 300);
  assert.deepEqual(off, []);
  await finish();
});

test('blocks are a strip of points about the curve, below it', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const {page, finish} = await open('textbook', {colorScheme});
    const id = 'f01-arg-int-one-throughput-ratios';
    const points = await pointsOf(page, id);
    const {dots, isBelow, lines, isUnderLine, opacity} = await page.locator(`#${id} svg`).evaluate((svg) => {
      const paths = [...svg.querySelectorAll('path[opacity]')];
      const use = [...svg.querySelectorAll('use[transform]')].at(-1);
      const lines = [...svg.querySelectorAll('path[stroke]:not([opacity])')]
        .filter((path) => getComputedStyle(path).stroke === getComputedStyle(paths[0]).stroke);
      return {
        dots: paths.flatMap((path) => [...path.getAttribute('d').matchAll(/M([\d.]+),([\d.]+) L([\d.]+),([\d.]+)/g)]
          .map((part) => part.slice(1).map(Number))),
        isBelow: paths.every((path) => path.compareDocumentPosition(use) & Node.DOCUMENT_POSITION_FOLLOWING),
        lines: lines.length,
        isUnderLine: paths.every((path) => lines.some((line) =>
          path.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING)),
        opacity: Number(paths[0].getAttribute('opacity')),
      };
    });
    assert.ok(isBelow, 'below the points');
    assert.ok(lines > 0 && isUnderLine, 'below a line of the same colour');
    assert.ok(opacity > 0.3 && opacity < 0.8, `${opacity}`);
    const sizes = [...new Set(points.filter((point) => point.cells[0] === 'stack').map((point) => point.at[0]))];
    assert.ok(dots.length > 100 && dots.length <= 18 * 40);
    for (const [x, y, x2, y2] of dots) {
      assert.ok(y === y2 && x2 > x && x2 - x < 2.5, 'small');
      assert.ok(sizes.some((size) => Math.abs((x + x2) / 2 - size) < 7), 'near its size');
    }
    await finish();
  }
});

test('under the pointer', async () => {
  const {page, finish} = await open('textbook', {fragment: '#' + figure});
  const points = await pointsOf(page, figure);
  const hint = await readout(page, figure);
  for (const point of [points[0], points[5], points.at(-1)]) {
    const [x, y] = await onScreen(page, figure, point.at);
    await page.mouse.move(x + 2, y + 1);
    assertSays(await readout(page, figure), point);
    assert.equal(await page.locator(`#${figure} .mark`).getAttribute('transform'), `translate(${point.at[0]} ${point.at[1]})`);
  }
  await page.mouse.move(1, 1);
  assert.equal(await readout(page, figure), hint);
  assert.equal(await page.locator(`#${figure} .mark`).count(), 0);
  await finish();
});

test('a click keeps the point, a link brings it back, and the words are said', async () => {
  const {page, finish} = await open('textbook', {fragment: '#' + figure});
  const points = await pointsOf(page, figure);
  await page.mouse.click(...await onScreen(page, figure, points[5].at));
  await page.mouse.move(1, 1);
  assertSays(await readout(page, figure), points[5]);
  assert.equal(await page.locator(`#${figure} .readout`).getAttribute('role'), 'status');
  const fragment = await fragmentOf(page);
  assert.equal(fragment, `#${figure}?point=6`);
  await finish();
  const again = await open('textbook', {fragment});
  assertSays(await readout(again.page, figure), points[5]);
  assert.ok(await again.page.locator(`#${figure} .mark`).isVisible());
  await again.finish();
});

test('under a finger', async () => {
  const {page, finish} = await open('textbook', {fragment: '#' + figure, hasTouch: true, viewport: {width: 360, height: 800}});
  const points = await pointsOf(page, figure);
  await page.touchscreen.tap(...await onScreen(page, figure, points[3].at));
  assertSays(await readout(page, figure), points[3]);
  await finish();
});

test('a switch shows times from 0, and is linked to', async () => {
  const {page, finish} = await open('textbook', {fragment: '#' + figure});
  const points = await pointsOf(page, figure);
  const plots = page.locator(`#${figure} .plot`);
  assert.equal(await plots.count(), 2);
  assert.ok(await plots.nth(0).isVisible() && await plots.nth(1).isHidden());
  await page.locator(`#${figure}`).getByRole('checkbox', {name: 'times from 0'}).check();
  assert.ok(await plots.nth(0).isHidden() && await plots.nth(1).isVisible());
  assert.ok((await plots.nth(1).textContent()).includes('0 ns'));
  const fragment = await fragmentOf(page);
  assert.equal(fragment, `#${figure}?drawing=2`);
  await page.goBack();
  assert.ok(await plots.nth(0).isVisible());
  await finish();

  const again = await open('textbook', {fragment: fragment + '&point=6'});
  assert.ok(await again.page.locator(`#${figure} .plot`).nth(1).isVisible());
  assert.equal(await again.page.locator(`#${figure} .mark`).getAttribute('transform'),
    `translate(${points[5].at[2]} ${points[5].at[3]})`);
  assert.notEqual(points[5].at[1], points[5].at[3]);
  await again.finish();
});

test('by keys', async () => {
  const {page, finish} = await open('textbook', {fragment: '#' + figure});
  const points = await pointsOf(page, figure);
  const other = points.findIndex((point) => point.cells[0] !== points[0].cells[0]);
  // The tab key reaches it: from the link before it.
  await page.locator(`#${figure} .plot`).first().evaluate((plot) => {
    const before = document.createElement('button');
    before.textContent = 'before';
    plot.before(before);
    before.focus();
  });
  await page.keyboard.press('Tab');
  assert.ok(await page.locator(`#${figure} .plot`).first().evaluate((plot) => plot === document.activeElement));
  const press = async (key, point) => {
    await page.keyboard.press(key);
    assertSays(await readout(page, figure), point);
  };
  await press('ArrowRight', points[0]);
  await press('ArrowRight', points[1]);
  await press('ArrowLeft', points[0]);
  await press('ArrowLeft', points[0]);
  await press('End', points[other - 1]);
  await press('ArrowRight', points[other - 1]);
  await press('Home', points[0]);
  await press('ArrowDown', points[other]);
  await press('ArrowRight', points[other + 1]);
  await press('ArrowUp', points[1]);
  assert.equal(await fragmentOf(page), `#${figure}?point=2`);
  await page.keyboard.press('Escape');
  assert.equal(await fragmentOf(page), `#${figure}`);
  assert.equal(await page.locator(`#${figure} .mark`).count(), 0);
  await finish();
});
