// SPDX-License-Identifier: Apache-2.0
// Names from a result file stay words, whatever they are, in the page and in the drawings beside it.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {after, test} from 'node:test';
import {closeBrowser, folder, numbers, open} from './pages.mjs';

after(closeBrowser);

test('nothing of a hostile bundle runs, loads or becomes an element', async () => {
  const {page, finish} = await open('hostile');
  const found = await page.evaluate(() => ({
    scripts: document.scripts.length,
    foreign: [...document.querySelectorAll('img, iframe, object, embed, form, base, link, foreignObject, animate, set')]
      .map((element) => element.outerHTML),
    handlers: [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])
      .filter((attribute) => /^on|^style$/i.test(attribute.name)).map((attribute) => attribute.name),
    links: [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
      .filter((href) => !/^(#|figures\/[a-z0-9.-]+$|((claims|numbers)\.csv|summary\.txt|run\.json)$)/.test(href)),
  }));
  assert.deepEqual(found, {scripts: 1, foreign: [], handlers: [], links: []});
  await finish();
});

test('hostile words are shown letter by letter', async () => {
  const {page, finish} = await open('hostile', {fragment: '#all-cases'});
  const names = await page.locator('#all-cases tbody th').allTextContents();
  // numbers.csv has the same names, written by other code.
  const known = new Set(numbers('hostile').map((row) => row.name.replace(/^'/, '')));
  const strange = names.filter((name) => !name.startsWith('ret/') && !known.has(name));
  assert.deepEqual(strange.map((name) => name.slice(0, 100)), []);
  for (const attack of ['<script>window.pwned=1</script>', '`touch pwned`', ']]><svg onload', '%s%n%d%1$s', '\u05e9\u05dc\u05d5\u05dd'])
    assert.ok(names.some((name) => name.includes(attack)), attack);
  assert.ok(names.some((name) => name.length > 10000), 'long names are whole');
  await finish();
});

test('hostile names of functions are shown letter by letter, in the figure, the table and the code of a profile', async () => {
  const {page, finish} = await open('hostile', {fragment: '#profiles'});
  for (const attack of ['<script>window.pwned=1</script>', '</title></style></table>', ']]><svg onload']) {
    const frame = page.locator('#profiles svg a').filter({hasText: attack}).first();
    assert.ok((await frame.getAttribute('aria-label')).includes(attack), attack);
    assert.equal(await page.locator('#profiles tbody th').filter({hasText: attack}).count() > 0, true, attack);
    assert.ok((await page.locator('#profiles pre').first().textContent()).includes(attack), attack);
  }
  await finish();
});

test('a keyboard leads from a function of a profile to its row', async () => {
  const {page, finish} = await open('hostile', {fragment: '#profiles'});
  const frame = page.locator('#profiles svg a').nth(1);
  await frame.focus();
  await page.keyboard.press('Enter');
  const row = page.locator('#profiles tr:target');
  assert.equal(await row.count(), 1);
  assert.ok(await row.evaluate((element) => element.checkVisibility()), 'the table is opened');
  await finish();
});

test('hostile names sort, filter and read out as any others', async () => {
  const {page, finish} = await open('hostile', {fragment: '#all-cases'});
  const tools = page.locator('#cases .tools');
  await tools.getByRole('searchbox').fill('<script>window.pwned=1</script>');
  assert.match(await tools.getByRole('status').textContent(), /^[1-9]\d* of \d+ rows$/);
  const fragment = await page.evaluate(() => location.hash);
  await page.locator('#all-cases th').nth(0).getByRole('button').click();
  for (const plot of (await page.locator('.plot:visible').all()).slice(0, 6)) {
    await plot.hover();
    await plot.press('End');
  }
  await finish();
  const again = await open('hostile', {fragment});
  assert.equal(await again.page.locator('#cases .tools input[type=search]').inputValue(), '<script>window.pwned=1</script>');
  await again.finish();
});

test('each drawing beside the page is whole, and runs nothing', async () => {
  const drawings = readdirSync(folder('hostile/figures')).filter((file) => file.endsWith('.svg'));
  assert.ok(drawings.length >= 10);
  for (const file of drawings) {
    const {page, finish} = await open('', {html: `${folder('hostile/figures')}/${file}`});
    assert.equal(await page.evaluate(() => document.documentElement.localName + document.querySelectorAll('parsererror, script').length), 'svg0', file);
    await finish();
  }
});
