// SPDX-License-Identifier: GPL-3.0-or-later
// Cases of a policy: a person at a door, a binding, a paper code, a sample, an appeal, a fetched
// code, each with the outcome the policy gives. Whoever writes a policy tries it with them before
// it is signed. Pure.
#pragma once
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/policy.h"

namespace service {

struct CaseResult {
  std::string id;
  Json got;
  std::optional<Json> expected;  // as the case says, if it does
};

// Runs a list of cases (docs/wire.md §4.7). The first malformed one ends it.
tl::expected<std::vector<CaseResult>, Malformed> try_cases(const Policy& policy, const Json& cases);

}  // namespace service
