// SPDX-License-Identifier: GPL-3.0-or-later
// What an upheld appeal changes in a person's facts: those that were wrong go, those that were
// missing come. Applying one twice is applying it once. Pure.
#pragma once
#include <string>

#include "devices/sandbox/service/rules/facts.h"

namespace service {

struct Correction {
  Facts drop;  // each as it stands in the record
  Facts add;
};

// {"drop": facts, "add": facts}, both optional, in the form of docs/wire.md §4.6: events, visits,
// nat, antibody, vaccination, trips and nationalPush. Throws Malformed, also if it corrects
// nothing.
Correction read_correction(const JsonView& in);
Json write(const Correction& correction);

// Where `drop` names a fact that is not in `facts`, "drop.events[0]"; "" if all of them are.
std::string missing_in(const Correction& correction, const Facts& facts);
void apply(const Correction& correction, Facts& facts);

}  // namespace service
