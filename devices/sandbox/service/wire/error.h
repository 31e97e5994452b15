// SPDX-License-Identifier: GPL-3.0-or-later
// The closed list of what a request can be refused with (docs/wire.md §4.2). Inside this folder a
// Refusal is thrown; the api catches it at its door. Nothing of a person's goes into one.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/instant.h"

namespace service {

enum class Code {
  bad_request,
  bad_id,
  signature,
  clock_skew,
  replay,
  device,
  consent,
  delegation,
  no_record,
  not_found,
  idempotency,
  state,
  too_large,
  name_mismatch,
  no_colour,
  age_not_eligible,
  binding_limit,
  already_bound,
  too_early,
  survey,
  rate_limited,
  busy,
  maintenance,
  upstream,
  upstream_timeout,
  internal,
};

struct CodeEntry {
  Code code;
  int status;
  std::string_view name;     // "E_BUSY"
  std::string_view message;  // one constant sentence
};

const CodeEntry& entry(Code code);
// Whether there is a code of that name.
bool is_code(std::string_view name);
// The code that speaks for a bare status, for practice faults; none if no code has it.
std::optional<Code> code_for_status(int status);

struct Refusal {
  Code code = Code::internal;
  std::vector<std::string> fields;
  std::optional<std::chrono::milliseconds> retry_after;
  std::optional<Instant> from = std::nullopt;  // from then on the same request may be made
};

// The error body.
std::string body_of(const Refusal& refusal, std::string_view request_id);

}  // namespace service
