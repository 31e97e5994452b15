// SPDX-License-Identifier: GPL-3.0-or-later
// A fever or symptoms that a person declared: they count for the rest of that day, and no later
// declaration takes them back, so that declaring never makes a colour better. Safe from any thread.
#pragma once
#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/rules/declaration_check.h"

namespace service {

class Office;

// All throw Refusal.
void note_illness(Office& office, const PersonRef& ref, const Declaration& declaration,
                  Instant now);
// Puts in what was declared today.
void add_declared_illness(Office& office, const PersonRef& ref, Instant now, Facts& facts);

}  // namespace service
