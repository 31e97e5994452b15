// SPDX-License-Identifier: GPL-3.0-or-later
// How many of our certificates a second node verifies with the usual packages and as little between
// them as possible: base45, zlib, cbor-x and OpenSSL by node:crypto. usage: verify_node.cjs CORPUS
'use strict';
const {verify} = require('node:crypto');
const {inflateSync} = require('node:zlib');
const base45 = require('base45');
const {Decoder, Encoder, addExtension} = require('cbor-x');
const readCorpus = require('./corpus.cjs');
const answerTurns = require('./turn.cjs');

const corpus = readCorpus(process.argv[2]);
const kNow = 1611626760;
const kCoseSign1 = 18;
addExtension({tag: kCoseSign1, decode: (parts) => parts});
const decoder = new Decoder({mapsAsObjects: false, useRecords: false});
const encoder = new Encoder({useRecords: false, tagUint8Array: false});
const key = {key: corpus.publicKey, dsaEncoding: 'ieee-p1363'};

function isGood(text) {
  if (!text.startsWith('HC1:')) return false;
  const message = inflateSync(base45.decode(text.slice(4)), {maxOutputLength: 65536});
  const [header, , payload, signature] = decoder.decode(message);
  const names = decoder.decode(header);
  if (names.get(1) !== -7 || names.get(4).toString('base64') !== corpus.kid) return false;
  const signed = encoder.encode(['Signature1', header, Buffer.alloc(0), payload]);
  if (!verify('sha256', signed, key, signature)) return false;
  const claims = decoder.decode(payload);
  return claims.get(4) > kNow && claims.get(6) <= kNow && claims.has(-260);
}
answerTurns(() => readCorpus.rateOf(corpus.texts, isGood));
