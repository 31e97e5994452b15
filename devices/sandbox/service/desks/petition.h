// SPDX-License-Identifier: GPL-3.0-or-later
// What every request about a person begins with: somebody agreed, who stands at the machine, whose
// document it is (docs/wire.md §4.3). Safe from any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/desks/delegation_book.h"
#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/wire/route.h"

namespace service {

struct Petition {
  IdDocument document;
  PersonRef ref{};
  std::optional<Agent> agent;  // who acts for the person, if somebody does
  bool self = false;           // the person asks
};

// The members of `more` are allowed beside idDoc, actor and consent. An agent needs `scope`. Throws
// Refusal or Malformed, as all here; without consent nothing else is looked at. The note hears whom
// it is about.
Petition read_petition(Office& office, const JsonView& in, Scope scope,
                       const std::vector<std::string_view>& more, AuditNote* note = nullptr);

// The record that this issuer itself keeps of the person; nothing if there is none. E_NAME_MISMATCH
// at `path` if it bears another name.
std::optional<Resident> find_resident(Office& office, const PersonRef& ref,
                                      const IdDocument& document,
                                      const std::string& path = "idDoc");
// The same; E_NO_RECORD if there is none.
Resident resident_of(Office& office, const Petition& petition);

std::string record_name(Office& office, const Resident& resident);

}  // namespace service
