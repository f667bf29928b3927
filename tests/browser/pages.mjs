// SPDX-License-Identifier: Apache-2.0
// pages.mjs: opens reports in Chromium, and notes whatever a report must never do.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

export const folder = (name) => `${process.env.BV_PAGES}/${name}`;
const addressOf = (name) => pathToFileURL(`${folder(name)}/index.html`).href;

let browser;

/** Open a report. `finish` closes it, and fails if anything happened that must not. */
export async function open(name, {fragment = '', html, ...options} = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.BV_CHROMIUM,
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const trouble = [], blocked = [];
  const page = await context.newPage();
  const address = html ? pathToFileURL(html).href : addressOf(name);
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address)
      trouble.push('request of ' + request.url());
  });
  page.on('console', (message) => trouble.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push('error: ' + error));
  page.on('dialog', (dialog) => { trouble.push('dialog'); dialog.dismiss(); });
  page.on('popup', () => trouble.push('popup'));
  await page.exposeFunction('bvBlocked', (what) => blocked.push(what));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
    (event) => window.bvBlocked(event.effectiveDirective)));
  await page.goto(address + fragment);
  return {
    page,
    blocked,
    async finish({expectBlocked = false} = {}) {
      if (options.javaScriptEnabled !== false)
        assert.equal(await page.evaluate(() => window.pwned), undefined, 'something ran');
      await context.close();
      if (expectBlocked)
        return;
      assert.deepEqual(trouble, []);
      assert.deepEqual(blocked, []);
    },
  };
}

export async function closeBrowser() {
  await browser?.close();
}

/** The rows of numbers.csv as objects. Words are quoted, their quotes doubled. */
export function numbers(name) {
  const text = readFileSync(`${folder(name)}/numbers.csv`, 'utf8');
  const [heads, ...rows] = text.split('\r\n').filter(Boolean).map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
      .map(([, quoted, plain]) => quoted === undefined ? plain : quoted.replaceAll('""', '"')));
  return rows.map((row) => Object.fromEntries(heads.map((head, i) => [head, row[i]])));
}

/** What the reader sees of a table: its rows, from the top, cells as words. */
export const visibleRows = (page, id) => page.locator(`#${id} tbody`).evaluate((body) =>
  [...body.rows].filter((row) => row.checkVisibility()).map((row) => [...row.cells].map((cell) => cell.textContent)));

export const fragmentOf = (page) => page.evaluate(() => location.hash);
