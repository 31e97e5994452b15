// SPDX-License-Identifier: GPL-3.0-or-later
// What issuers tell one another about a person: the document, the facts, and how news is taken in.
// Personal; only ever in a body or sealed. Pure.
#pragma once
#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/rules/facts.h"

namespace service {

// As §4.3 has it; the birth date only where the number does not tell it.
Json write(const IdDocument& document);

// Events, visits, samples, antibody, vaccination, trips: what may be reported about a person. A
// level that the national platform pushes, or a delay, is not. Throws Malformed.
Facts read_reported(const JsonView& in);
// Those six lists.
Json write_reported(const Facts& facts);
// Everything that a judgement rests on, with what the person declared today.
Json write_shared(const Facts& facts);
// Only what a person carries as proof: samples, antibody, vaccination.
Json write_proofs(const Facts& facts);

// News about a fact that is known (the same event, stay, sample, dose) replaces it; the rest is
// added. Taking the same news twice changes nothing.
void take_in(Facts& facts, const Facts& news);

}  // namespace service
