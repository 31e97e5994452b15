// SPDX-License-Identifier: GPL-3.0-or-later
// Asks @pathcheck/dcc-sdk, which knows nothing of this project, about certificates.
// usage: accept.cjs SIGNER.pem    one text a line on standard input; one status a line on standard output
'use strict';
const {X509Certificate, createHash} = require('node:crypto');
const {readFileSync} = require('node:fs');

let sdk;
try {
  sdk = require('@pathcheck/dcc-sdk');
} catch (error) {
  console.log(`skipped: ${error.message.split('\n')[0]}`);
  process.exit(0);
}
const certificate = new X509Certificate(readFileSync(process.argv[2]));
const kid = createHash('sha256').update(certificate.raw).digest().subarray(0, 8);
sdk.addCachedCerts({[kid.toString('base64')]: certificate.raw.toString('base64')});
const say = console.log;
// It talks of what it does not like on the same stream.
console.log = console.warn = () => {};
(async () => {
  for (const text of readFileSync(0, 'utf8').split('\n').filter((line) => line !== '')) {
    say((await sdk.unpackAndVerify(text)).status);
  }
})();
