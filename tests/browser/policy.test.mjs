// SPDX-License-Identifier: Apache-2.0
// The page runs its own script and nothing else, and asks nobody for anything.
import assert from 'node:assert/strict';
import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
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

test('index.html alone does all but lead to files, and its links say that these are elsewhere', async () => {
  const alone = mkdtempSync(`${folder('textbook')}/../alone-`);
  copyFileSync(`${folder('textbook')}/index.html`, `${alone}/index.html`);
  const shownIn = async (options) => {
    const {page, finish} = await open('textbook', {fragment: '#all-cases?sort=6d&filter=arg', ...options});
    const shown = await page.evaluate(() => ({
      rows: [...document.querySelectorAll('#all-cases tbody tr')].filter((row) => !row.hidden).map((row) => row.textContent),
      readouts: document.querySelectorAll('.readout').length,
      plots: [...document.querySelectorAll('.plot svg')].map((svg) => svg.getBoundingClientRect().width > 100),
      inside: [...document.querySelectorAll('a[href^="#"]')].filter((a) => !document.getElementById(a.hash.slice(1).split('?')[0])).length,
      outside: [...document.querySelectorAll('a:not([href^="#"])')].map(({href, title}) => ({href, title})),
    }));
    await finish();
    return shown;
  };
  const whole = await shownIn({}), shown = await shownIn({html: `${alone}/index.html`});
  assert.ok(shown.rows.length > 2 && shown.readouts > 0 && shown.plots.length > 0);
  assert.deepEqual({...shown, outside: 0}, {...whole, outside: 0});
  assert.equal(shown.inside, 0, 'links within the page that lead nowhere');
  assert.ok(shown.outside.length > 4);
  for (const [i, {href, title}] of shown.outside.entries()) {
    assert.equal(title, 'a file beside this page', href);
    assert.ok(existsSync(new URL(whole.outside[i].href)), `${whole.outside[i].href} is not there`);
    assert.ok(!existsSync(new URL(href)));
  }
  assert.match(readFileSync(`${alone}/index.html`, 'utf8'), /these are elsewhere: ask for the whole folder/);
  rmSync(alone, {recursive: true});
});
