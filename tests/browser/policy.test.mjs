// SPDX-License-Identifier: Apache-2.0
// The page runs its own script and nothing else, and asks nobody for anything.
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {after, test} from 'node:test';
import {closeBrowser, folder, open} from './pages.mjs';

after(closeBrowser);

test('a page opens without a complaint or a request', async (t) => {
  const {page, finish} = await open('textbook');
  const ms = await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd);
  t.diagnostic(`opened in ${Math.round(ms)} ms`);
  assert.ok(await page.locator('.readout').count() > 0, 'its script has run');
  await finish();
});

test('what is injected is blocked: the checks above can fail', async () => {
  const {page, blocked, finish} = await open('textbook');
  await page.evaluate(() => {
    const add = (html) => document.body.append(document.createRange().createContextualFragment(html));
    add('<script>window.pwned = 1</' + 'script>');
    add('<p style="color: red"></p>');
    add('<img src="https://example.invalid/x.png" />');
    add('<a id="trap" href="#" onclick="window.pwned = 2"></a>');
    document.getElementById('trap').click();
  });
  await page.waitForFunction(() => document.images.length > 0);
  assert.deepEqual([...new Set(blocked)].sort(),
    ['img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr']);
  await finish({expectBlocked: true});
});

test('a script written into the file is blocked', async () => {
  const html = `${folder('textbook')}/injected.html`;
  writeFileSync(html, readFileSync(`${folder('textbook')}/index.html`, 'utf8')
    .replace('<main>', '<main><script>window.pwned = 3</script>'));
  const {blocked, finish} = await open('textbook', {html});
  assert.deepEqual(blocked, ['script-src-elem']);
  await finish({expectBlocked: true});
});

test('without scripts every table and figure is there', async () => {
  const {page, finish} = await open('textbook', {javaScriptEnabled: false});
  assert.equal(await page.locator('.tools, .readout, .sort').count(), 0);
  assert.ok(await page.locator('figure svg').first().isVisible());
  await page.locator('#cases > summary').click();
  const rows = page.locator('#all-cases tbody tr');
  assert.ok(await rows.count() > 300);
  assert.ok(await rows.last().isVisible());
  await finish();
});
