// SPDX-License-Identifier: GPL-3.0-or-later
// How many of our certificates a second @pathcheck/dcc-sdk verifies. usage: verify_dcc_sdk.cjs CORPUS
'use strict';
const sdk = require('@pathcheck/dcc-sdk');
const readCorpus = require('./corpus.cjs');
const answerTurns = require('./turn.cjs');

const corpus = readCorpus(process.argv[2]);
// Under its kid, so that it asks no registry.
sdk.addCachedCerts({[corpus.kid]: corpus.certificate.raw.toString('base64')});
const isGood = async (text) => (await sdk.unpackAndVerify(text)).status === 'verified';
answerTurns(() => readCorpus.rateOf(corpus.texts, isGood));
