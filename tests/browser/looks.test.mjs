// SPDX-License-Identifier: Apache-2.0
// A page can be read at every width, in the light, in the dark, on paper, and by those who cannot see it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, test} from 'node:test';
import {closeBrowser, open} from './pages.mjs';

after(closeBrowser);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const openAll = (page) => page.evaluate(() => {
  for (const details of document.querySelectorAll('details'))
    details.open = true;
});

async function judge(page, rules) {
  await page.evaluate(axe); // not through the page, whose policy forbids it
  const {violations} = await page.evaluate((rules) => window.axe.run({resultTypes: ['violations'], ...rules}), rules);
  return violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

test('axe finds nothing', async () => {
  const {page, finish} = await open('textbook', {colorScheme: 'light', fragment: '#answer?point=3'});
  assert.deepEqual(await judge(page, {}), []);
  await page.emulateMedia({colorScheme: 'dark'});
  assert.deepEqual(await judge(page, {runOnly: ['color-contrast']}), []);
  await page.setViewportSize({width: 360, height: 800});
  await openAll(page);
  assert.deepEqual(await judge(page, {rules: {'color-contrast': {enabled: false}}}), []);
  await finish();
});

for (const name of ['textbook', 'hostile'])
  test(`${name}: nothing sticks out and nothing overlaps, however wide the window`, async () => {
    const {page, finish} = await open(name);
    await openAll(page);
    for (const width of [360, 768, 1280, 3840]) {
      await page.setViewportSize({width, height: 900});
      const {sticking, overlapping, count} = await page.evaluate(() => {
        const name = (element) => `${element.localName}#${element.id}.${element.className}: ${element.textContent.slice(0, 40)}`;
        const blocks = [...document.querySelectorAll('h1, h2, h3, p, figcaption, summary, .plot, .tools, .scroll, .answers, .warn, .tree')];
        const boxes = blocks.map((element) => ({element, box: element.getBoundingClientRect()}))
          .filter(({box}) => box.width && box.height);
        const wide = document.documentElement.clientWidth;
        const sticking = boxes.filter(({element, box}) => box.right > wide + 1 || box.left < -1 ||
          (element.scrollWidth > element.clientWidth + 1 && !element.matches('.scroll'))).map(({element}) => name(element));
        if (document.documentElement.scrollWidth > wide)
          sticking.push('the page');
        const overlapping = [];
        for (const [i, a] of boxes.entries())
          for (const b of boxes.slice(i + 1)) {
            const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
            const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
            if (across > 1 && down > 1 && !a.element.contains(b.element) && !b.element.contains(a.element))
              overlapping.push(name(a.element) + ' / ' + name(b.element));
          }
        return {sticking, overlapping, count: boxes.length};
      });
      assert.ok(count > 60);
      assert.deepEqual(sticking.slice(0, 5), [], `at ${width} pixels`);
      assert.deepEqual(overlapping.slice(0, 5), [], `at ${width} pixels`);
    }
    await finish();
  });

/** Least contrast of the words and of the curves of all drawings, after WCAG 2. */
const contrasts = (page) => page.evaluate(() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const contrast = (colour) => {
    const light = luminance(colour);
    return (Math.max(light, paper) + 0.05) / (Math.min(light, paper) + 0.05);
  };
  const words = [...document.querySelectorAll('svg text')].map((text) => contrast(getComputedStyle(text).fill));
  const curves = [...document.querySelectorAll('svg use')].map((use) => contrast(getComputedStyle(use).color));
  return {paper, words: Math.min(...words), curves: Math.min(...curves), count: words.length + curves.length};
});

test('figures can be read in the light and in the dark', async () => {
  const papers = [];
  for (const colorScheme of ['light', 'dark']) {
    const {page, finish} = await open('textbook', {colorScheme});
    const {paper, words, curves, count} = await contrasts(page);
    assert.ok(count > 500);
    assert.ok(words >= 4.5, `${colorScheme}: words ${words}`);
    assert.ok(curves >= 3, `${colorScheme}: curves ${curves}`);
    papers.push(paper);
    await finish();
  }
  assert.ok(papers[0] > 0.8 && papers[1] < 0.1, `paper ${papers}`);
});

test('paper shows what is open, none of the controls, and dark words', async () => {
  const {page, finish} = await open('textbook', {colorScheme: 'dark'});
  await page.emulateMedia({media: 'print'});
  const hidden = await page.evaluate(() => [...document.querySelectorAll('table, .plot:not([hidden]) svg')]
    .filter((element) => !element.closest('details:not([open])'))
    .filter((element) => !element.checkVisibility({contentVisibilityAuto: true}) || element.getBoundingClientRect().height < 10)
    .map((element) => element.closest('[id]').id));
  assert.deepEqual(hidden, []);
  const shown = await page.locator('table:visible').count();
  await page.locator('#cases').evaluate((element) => { element.open = true; });
  assert.equal(await page.locator('table:visible').count(), shown + 1);
  assert.equal(await page.locator('.tools input:visible, .readout:visible').count(), 0);
  const {paper, words} = await contrasts(page);
  assert.ok(paper > 0.9 && words >= 4.5);
  const pdf = await page.pdf({format: 'A4'});
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await finish();
});
