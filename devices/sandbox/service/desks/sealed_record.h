// SPDX-License-Identifier: GPL-3.0-or-later
// A record whose body is JSON that only this issuer can read, bound to the record it lies in. Safe
// from any thread.
#pragma once
#include <string>

#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/records/seal.h"
#include "devices/sandbox/service/records/store.h"

namespace service {

// 128 random bits in hex: who does not know it, finds nothing.
std::string random_id();

// Puts the body in; kind and id must stand.
void close_body(const Seal& seal, Record& record, const Json& body);
// Throws Refusal E_INTERNAL if it is not what close_body put in.
Json open_body(const Seal& seal, const Record& record);

// What read_id_document reads; only ever put into such a body, or told to another issuer.
Json kept_form(const IdDocument& document);

}  // namespace service
