// SPDX-License-Identifier: GPL-3.0-or-later
// The same certificate by a browser that stays open, in its best form: the page is loaded once, a
// person's fields are changed in it, and it is printed over a pipe.
// usage: paper_chromium.cjs FOLDER BROWSER [BROWSER'S ARGUMENTS…]
'use strict';
const puppeteer = require('puppeteer-core');
const answerTurns = require('./turn.cjs');

(async () => {
  const [folder, executablePath, ...args] = process.argv.slice(2);
  const browser = await puppeteer.launch({executablePath, args, pipe: true, headless: true});
  const page = await browser.newPage();
  await page.goto(`file://${folder}/page.html`);
  const session = await page.createCDPSession();
  let person = 0;
  await answerTurns(async () => {
    const start = process.hrtime.bigint();
    person = 1 - person;
    await session.send('Runtime.evaluate', {expression: `fill(${person})`});
    const {data} = await session.send('Page.printToPDF', {
      preferCSSPageSize: true, printBackground: true, transferMode: 'ReturnAsBase64'});
    const bytes = Buffer.from(data, 'base64').length;
    return [Number(process.hrtime.bigint() - start) / 1e6, bytes];
  });
  await browser.close();
})();
