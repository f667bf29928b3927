// SPDX-License-Identifier: Apache-2.0
// No label of a figure is cut off: all words of a drawing lie within it, whatever its numbers and names.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeBrowser, open} from './pages.mjs';

after(closeBrowser);

/** Words over the edge of their drawing, and pairs of words that lie over each other. */
const faultsOf = (page) => page.evaluate(() => {
  const over = [], touching = [];
  let count = 0;
  for (const plot of document.querySelectorAll('figure .plot')) {
    plot.hidden = false;
    const figure = plot.closest('figure');
    const svg = plot.querySelector('svg');
    const frame = svg.getBoundingClientRect(), slack = frame.width / 400;
    const words = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim())
      .map((text) => ({says: text.textContent.trim(), box: text.getBoundingClientRect()}));
    count += words.length;
    for (const [i, {says, box}] of words.entries()) {
      if (box.left < frame.left - slack || box.right > frame.right + slack ||
          box.top < frame.top - slack || box.bottom > frame.bottom + slack)
        over.push(`${figure.id}: ${says}`);
      for (const other of words.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 3 * slack && down > 5 * slack) // boxes hold the room above and below letters, too
          touching.push(`${figure.id}: ${says} / ${other.says}`);
      }
    }
  }
  return {over, touching, count};
});

for (const name of ['textbook', 'hostile', 'extremes', 'open', 'compared', 'compared-hostile', 'compared-extremes'])
  test(`${name}: no label is cut`, async () => {
    const {page, finish} = await open(name);
    const {over, touching, count} = await faultsOf(page);
    assert.ok(count > 20, `${count}`);
    assert.deepEqual(over, []);
    assert.deepEqual(touching, []);
    await finish();
  });

test('what all figures have in common is said once', async () => {
  for (const name of ['textbook', 'compared']) {
    const {page, finish} = await open(name);
    assert.equal(await page.locator('.legend').count(), 1);
    assert.ok(await page.evaluate(() => !!(document.querySelector('.legend')
      .compareDocumentPosition(document.querySelector('.plot')) & Node.DOCUMENT_POSITION_FOLLOWING)));
    assert.equal((await page.locator('main').textContent()).split('Point at a figure').length, 2);
    const captions = await page.locator('figcaption').allTextContents();
    assert.ok(captions.length > 3 && captions.every((words) => !/doubtful|over blocks/.test(words)));
    await page.emulateMedia({media: 'print'});
    assert.ok(await page.locator('.legend .hint').isHidden());
    await finish();
  }
});
