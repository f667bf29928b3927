// SPDX-License-Identifier: Apache-2.0
// Tables hold the numbers of numbers.csv; they sort, filter, and are linked to as they are shown.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeBrowser, fragmentOf, numbers, open, visibleRows} from './pages.mjs';

after(closeBrowser);

const column = (rows, i) => rows.map((row) => row[i]);
const values = (page, id, i) => page.locator(`#${id} tbody`).evaluate((body, i) =>
  [...body.rows].map((row) => row.cells[i].dataset.value ?? row.cells[i].textContent), i);

// The words of report/words/words.c, made anew from the numbers of the table.
const figures3 = (number) => number.toFixed(number < 0.0995 ? 3 : number < 9.995 ? 2 : number < 99.95 ? 1 : 0);
const ratio = (number) => number > 0.5 && number < 1.9995 ? number.toFixed(3) : figures3(number);
const verdict = (row) => row.verdict === row.likely ? row.verdict : `${row.verdict}, ${row.likely} likely`;
const withInterval = (row, write) => row.low === ''
  ? `${write(+row.estimate)} [?]` : `${write(+row.estimate)} [${write(+row.low)}, ${write(+row.high)}]`;

for (const name of ['textbook', 'open']) test(`${name}: every number of the cases is that of numbers.csv`, async () => {
  const csv = numbers(name);
  const times = new Map(csv.filter((row) => row.kind === 'time').map((row) => [row.name + ' ' + row.a, row]));
  const {page, finish} = await open(name, {fragment: '#all-cases'});
  for (const [id, kind] of [['all-cases', 'contest'], ['all-nulls', 'null']]) {
    const contests = csv.filter((row) => row.kind === kind);
    const shown = await page.locator(`#${id} tbody`).evaluate((body) => [...body.rows].map((row) =>
      [...row.cells].map((cell) => ({words: cell.textContent, value: cell.dataset.value}))));
    const measured = shown.filter((row) => row[10].words !== 'not measured');
    assert.equal(measured.length, contests.length);
    assert.ok(contests.length >= 4);
    measured.forEach((cells, i) => {
      const row = contests[i], a = times.get(row.name + ' ' + row.a), b = times.get(row.name + ' ' + row.b);
      assert.deepEqual(column(cells.map(Object.values), 0), [row.name, row.bytes,
        row.a, withInterval(a, figures3), row.b, withInterval(b, figures3), withInterval(row, ratio),
        ratio(+row.mean_ratio), cells[8].words, cells[9].words, verdict(row),
        +row.p < 0.001 ? '< 0.001' : cells[11].words, row.blocks, cells[13].words], row.name);
      assert.deepEqual([3, 5, 6, 7, 8, 9, 11].map((k) => cells[k].value), [a.estimate, b.estimate, row.estimate,
        row.mean_ratio, row.first_wins_share, row.other_wins_share, row.p]);
      assert.ok(Math.abs(parseFloat(cells[11].words.replace('< ', '')) - row.p) <= 0.05 * row.p + 0.001, row.name);
      for (const [k, share] of [[8, row.first_wins_share], [9, row.other_wins_share]])
        assert.ok(Math.abs(parseFloat(cells[k].words.replace(/[<>] /, '')) - 100 * share) < (/[<>]/.test(cells[k].words) ? 1 : 0.51), row.name);
      const doubts = row.doubts.split('; ').filter((doubt) => doubt);
      for (const doubt of doubts)
        assert.ok(cells[13].words.includes(doubt), `${row.name}: ${doubt} in ${cells[13].words}`);
    });
  }
  await finish();
});

test('every crossover is that of numbers.csv', async () => {
  const csv = numbers('textbook');
  const {page, finish} = await open('textbook');
  for (const [kind, i] of [['a_until', 3], ['b_from', 4]]) {
    const groups = await page.locator('#crossovers tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.group));
    const shown = (await values(page, 'crossovers', i)).filter((_, k) => groups[k] !== 'not measured');
    assert.deepEqual(shown, csv.filter((row) => row.kind === kind).map((row) => row.estimate));
    assert.ok(shown.filter(Boolean).length > 5);
  }
  await finish();
});

test('every number of a figure is one of numbers.csv', async () => {
  const known = new Set(numbers('textbook').map((row) => row.bytes + ' ' + row.estimate));
  const {page, finish} = await open('textbook');
  const shown = await page.locator('figure tr[data-at]').evaluateAll((rows) => rows
    .filter((row) => row.closest('table').tHead.rows[0].cells[1].textContent.startsWith('Bytes'))
    .map((row) => row.cells[1].textContent + ' ' + row.cells[2].dataset.value));
  assert.ok(shown.length > 300);
  assert.deepEqual(shown.filter((number) => !known.has(number)), []);
  await finish();
});

test('a head sorts by value: up, down, as it was; by keyboard, too', async () => {
  const {page, finish} = await open('textbook', {fragment: '#all-cases'});
  const before = await visibleRows(page, 'all-cases');
  const ratios = (await values(page, 'all-cases', 6)).map(parseFloat);
  const unknown = ratios.filter(Number.isNaN).length;
  assert.ok(unknown > 0, 'some case has no ratio');
  const known = ratios.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b);
  const head = page.locator('#all-cases th').nth(6);

  await head.getByRole('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  let sorted = (await values(page, 'all-cases', 6)).map(parseFloat);
  assert.deepEqual(sorted.slice(0, known.length), known);
  assert.ok(sorted.slice(known.length).every(Number.isNaN), 'what has no number comes last');
  assert.equal(await fragmentOf(page), '#all-cases?sort=7a');

  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  sorted = (await values(page, 'all-cases', 6)).map(parseFloat);
  assert.deepEqual(sorted.slice(0, known.length), [...known].reverse());
  assert.ok(sorted.slice(known.length).every(Number.isNaN));

  await page.keyboard.press('Space');
  assert.equal(await head.getAttribute('aria-sort'), null);
  assert.deepEqual(await visibleRows(page, 'all-cases'), before);

  // Sizes in words, by bytes: 64 B, 256 B, 1 KiB.
  await page.locator('#crossovers th').nth(4).getByRole('button').click();
  const sizes = (await values(page, 'crossovers', 4)).filter(Boolean).map(Number);
  assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
  assert.ok(new Set(sizes).size > 2);
  await finish();
});

test('a filter keeps rows with all its words, and counts them', async () => {
  const {page, finish} = await open('textbook', {fragment: '#all-cases'});
  const all = await visibleRows(page, 'all-cases');
  const tools = page.locator('#cases .tools');
  const status = tools.getByRole('status');
  assert.equal(await status.textContent(), `${all.length} rows`);

  await tools.getByRole('searchbox').pressSequentially('LATENCY size:25');
  const latency = all.filter((row) => /latency.*size:25/.test(row[0]));
  assert.ok(latency.length >= 2);
  assert.deepEqual(await visibleRows(page, 'all-cases'), latency);
  assert.equal(await status.textContent(), `${latency.length} of ${all.length} rows`);

  await page.goBack();
  assert.deepEqual(await visibleRows(page, 'all-cases'), all, 'typing was one step');
  assert.equal(await tools.getByRole('searchbox').inputValue(), '');

  await tools.getByRole('checkbox', {name: /not measured/}).uncheck();
  await tools.getByRole('checkbox', {name: /equal/}).uncheck();
  const decided = all.filter((row) => !/^(not measured|equal)$/.test(row[10]));
  assert.ok(decided.length > 10 && decided.length < all.length);
  assert.deepEqual(await visibleRows(page, 'all-cases'), decided);
  await tools.getByRole('checkbox', {name: /only doubtful/}).check();
  const doubtful = await visibleRows(page, 'all-cases');
  assert.ok(doubtful.length > 0 && doubtful.length < decided.length);
  assert.ok(doubtful.every((row) => row[13].includes(':')), 'each says why');
  assert.equal(await fragmentOf(page), '#all-cases?hide=equal%2Cnot+measured&doubtful=1');
  await page.goBack();
  assert.deepEqual(await visibleRows(page, 'all-cases'), decided);
  await tools.getByRole('searchbox').fill('no such row');
  assert.deepEqual(await visibleRows(page, 'all-cases'), []);
  assert.equal(await status.textContent(), `0 of ${all.length} rows`);
  await finish();
});

test('what is likely is undecided, weaker to see, and can be sorted and found', async () => {
  const {page, finish} = await open('open', {fragment: '#all-cases'});
  const likely = page.locator('#all-cases .likely');
  assert.deepEqual(await likely.allTextContents(), ['pointer likely']);
  const [soft, plain] = await likely.evaluate((span) => [span, span.parentElement].map((element) => getComputedStyle(element).color));
  assert.notEqual(soft, plain);
  const tools = page.locator('#cases .tools');
  await tools.getByRole('searchbox').fill('likely');
  const rows = await visibleRows(page, 'all-cases');
  assert.deepEqual(rows.map((row) => row[10]), ['undecided, pointer likely']);
  await tools.getByRole('checkbox', {name: /undecided/}).uncheck();
  assert.deepEqual(await visibleRows(page, 'all-cases'), []);
  await tools.getByRole('checkbox', {name: /undecided/}).check();
  await tools.getByRole('searchbox').fill('');
  for (const i of [7, 8, 9]) {
    await page.locator('#all-cases th').nth(i).getByRole('button').click();
    const sorted = (await values(page, 'all-cases', i)).map(Number);
    assert.deepEqual(sorted, [...sorted].sort((a, b) => a - b));
    assert.ok(new Set(sorted).size > 2);
  }
  await finish();
});

test('a link shows in a fresh page what was shown', async () => {
  const first = await open('textbook', {fragment: '#all-cases'});
  const heads = first.page.locator('#all-cases th');
  await first.page.locator('#cases .tools').getByRole('searchbox').fill('class:double heap');
  await heads.nth(3).getByRole('button').click();
  await heads.nth(3).getByRole('button').click();
  await first.page.locator('#crossovers th').nth(0).getByRole('button').click();
  const fragment = await fragmentOf(first.page);
  const shown = await visibleRows(first.page, 'all-cases');
  const crossovers = await visibleRows(first.page, 'crossovers');
  assert.ok(shown.length > 5);
  await first.finish();

  const second = await open('textbook', {fragment});
  assert.equal(await second.page.locator('#cases').getAttribute('open'), '', 'what is linked to is open');
  assert.deepEqual(await visibleRows(second.page, 'all-cases'), shown);
  assert.deepEqual(await visibleRows(second.page, 'crossovers'), crossovers);
  assert.equal(await second.page.locator('#all-cases th').nth(3).getAttribute('aria-sort'), 'descending');
  await second.finish();
});

test('fragments that fit nothing do no harm', async () => {
  const {page, finish} = await open('textbook');
  const before = await visibleRows(page, 'crossovers');
  for (const fragment of ['nothing', '%', '%E0%A4%A', '__proto__?sort=1a', '?;?;=&', 'crossovers?sort=99d&hide=,,',
    'crossovers?sort=0a', 'crossovers?sort=1a1a', 'crossovers?hide=&filter=&doubtful=2', 'answer?point=-1;answer?point=1e9',
    '<script>window.pwned=1</script>', 'crossovers?' + 'x'.repeat(20000), 'constructor', 'toString?point=1']) {
    await page.evaluate((text) => { location.hash = text; }, fragment);
    await page.waitForTimeout(5);
    assert.deepEqual(await visibleRows(page, 'crossovers'), before, fragment);
  }
  await finish();
});

test('links inside the page open what they lead to, and the way back is free', async () => {
  const {page, finish} = await open('textbook');
  const table = 'answer-numbers';
  await page.evaluate((id) => { location.hash = id; }, table);
  await page.waitForFunction((id) => document.getElementById(id).closest('details').open, table);
  assert.ok(await page.locator(`#${table}`).isVisible());
  await page.locator('nav a[href="#trust"]').click();
  await page.waitForFunction(() => Math.abs(document.getElementById('trust').getBoundingClientRect().top) < 60);
  await page.goBack();
  assert.equal(await fragmentOf(page), '#' + table);
  await page.waitForFunction((id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 120, table);
  await finish();
});
