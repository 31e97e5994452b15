// SPDX-License-Identifier: GPL-3.0-or-later
// One side of a comparison by turns (tests/budget/turns.cc): says when it is ready, then answers each
// line on standard input with what work() measured: [milliseconds or things a second, bytes].
'use strict';
const readline = require('node:readline');

module.exports = async function answerTurns(work) {
  console.log('ready');
  for await (const line of readline.createInterface({input: process.stdin})) {
    void line;
    const [value, bytes] = await work();
    console.log(`${value.toFixed(4)} ${bytes}`);
  }
};
