// SPDX-License-Identifier: Apache-2.0
// The page that compares runs, hostile ones among them.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, test} from 'node:test';
import {closeBrowser, open} from './pages.mjs';

after(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('a comparison opens without a complaint, and its tables sort', async () => {
  const {page, finish} = await open('compared');
  assert.match(await page.locator('h1').innerText(), /^The same run twice/);
  assert.ok(await page.locator('#curves figure svg').count() > 0);
  assert.ok(await page.locator('#map figure svg').count() > 1, 'a map for each run');
  const rows = page.locator('#ratios-table tbody tr');
  assert.ok(await rows.count() > 50);
  const changes = () => rows.evaluateAll((all) =>
    all.map((row) => Number(row.cells[5].dataset.value)));
  await page.locator('#ratios-table th', {hasText: 'Change'}).locator('button').click();
  const sorted = await changes();
  const ascending = sorted.every((x, i) => i === 0 || sorted[i - 1] <= x);
  const descending = sorted.every((x, i) => i === 0 || sorted[i - 1] >= x);
  assert.ok(ascending || descending);
  await finish();
});

test('a comparison with a hostile run runs nothing', async () => {
  const {page, finish} = await open('compared-hostile');
  assert.ok(await page.locator('#missing-table tbody tr').count() > 0);
  await finish();
});

test('axe finds nothing in a comparison', async () => {
  const {page, finish} = await open('compared', {colorScheme: 'light'});
  await page.evaluate(axe); // not through the page, whose policy forbids it
  const {violations} = await page.evaluate(() => window.axe.run({resultTypes: ['violations'],
    rules: {'color-contrast': {enabled: false}}})); // slow, and the colours are those of the report
  assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
  await finish();
});
