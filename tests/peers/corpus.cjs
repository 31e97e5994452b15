// SPDX-License-Identifier: GPL-3.0-or-later
// The signed certificates that budget_corpus wrote: their texts, their signer, its key's name.
'use strict';
const {X509Certificate, createHash} = require('node:crypto');
const {readFileSync} = require('node:fs');

module.exports = function readCorpus(folder) {
  const certificate = new X509Certificate(readFileSync(`${folder}/signer.pem`));
  const kid = createHash('sha256').update(certificate.raw).digest().subarray(0, 8);
  return {
    texts: readFileSync(`${folder}/texts`, 'utf8').trimEnd().split('\n'),
    certificate,
    kid: kid.toString('base64'),
    publicKey: certificate.publicKey,
  };
};

// Does all texts once and says how many a second that were.
module.exports.rateOf = async function rateOf(texts, isGood) {
  const start = process.hrtime.bigint();
  for (const text of texts) {
    if (!await isGood(text)) throw new Error('a certificate was refused');
  }
  return [texts.length / Number(process.hrtime.bigint() - start) * 1e9, 0];
};
