// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/error.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {
namespace {

constexpr std::array kEntries{
    CodeEntry{Code::bad_request, 400, "E_BAD_REQUEST", "The request is not well formed."},
    CodeEntry{Code::bad_id, 400, "E_BAD_ID", "The document number does not hold."},
    CodeEntry{Code::signature, 401, "E_SIGNATURE", "The request is not signed rightly."},
    CodeEntry{Code::clock_skew, 401, "E_CLOCK_SKEW", "The clocks are too far apart."},
    CodeEntry{Code::replay, 401, "E_REPLAY", "The nonce was used before."},
    CodeEntry{Code::device, 403, "E_DEVICE", "The device is not known here."},
    CodeEntry{Code::consent, 403, "E_CONSENT", "Nobody has agreed to this."},
    CodeEntry{Code::delegation, 403, "E_DELEGATION", "There is no such delegation."},
    CodeEntry{Code::no_record, 404, "E_NO_RECORD", "There is no record here."},
    CodeEntry{Code::not_found, 404, "E_NOT_FOUND", "There is nothing here."},
    CodeEntry{Code::idempotency, 409, "E_IDEMPOTENCY", "The key was used for another request."},
    CodeEntry{Code::state, 409, "E_STATE", "Its state does not allow this."},
    CodeEntry{Code::too_large, 413, "E_TOO_LARGE", "The request is too large."},
    CodeEntry{Code::name_mismatch, 422, "E_NAME_MISMATCH", "The record bears another name."},
    CodeEntry{Code::no_colour, 422, "E_NO_COLOUR", "The status is not known."},
    CodeEntry{Code::age_not_eligible, 422, "E_AGE_NOT_ELIGIBLE",
              "The region's rules bind no person of that age."},
    CodeEntry{Code::binding_limit, 422, "E_BINDING_LIMIT",
              "The agent has as many people as the region allows."},
    CodeEntry{Code::already_bound, 409, "E_ALREADY_BOUND",
              "The person has as many agents as the region allows."},
    CodeEntry{Code::too_early, 422, "E_TOO_EARLY", "The time for this has not come yet."},
    CodeEntry{Code::survey, 422, "E_SURVEY", "The survey does not fit its form."},
    CodeEntry{Code::rate_limited, 429, "E_RATE_LIMITED", "Too many requests."},
    CodeEntry{Code::busy, 503, "E_BUSY", "The service is busy."},
    CodeEntry{Code::maintenance, 503, "E_MAINTENANCE", "The service is being maintained."},
    CodeEntry{Code::upstream, 502, "E_UPSTREAM", "The source behind this service failed."},
    CodeEntry{Code::upstream_timeout, 504, "E_UPSTREAM_TIMEOUT",
              "The source behind this service was late."},
    CodeEntry{Code::internal, 500, "E_INTERNAL", "The service failed."},
};

}  // namespace

const CodeEntry& entry(Code code) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const CodeEntry& known) { return known.code == code; });
  return found == kEntries.end() ? kEntries.back() : *found;
}

bool is_code(std::string_view name) {
  return std::any_of(kEntries.begin(), kEntries.end(),
                     [&](const CodeEntry& known) { return known.name == name; });
}

std::optional<Code> code_for_status(int status) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const CodeEntry& known) { return known.status == status; });
  return found == kEntries.end() ? std::nullopt : std::optional(found->code);
}

std::string body_of(const Refusal& refusal, std::string_view request_id) {
  const CodeEntry& known = entry(refusal.code);
  Json body{{"code", known.name}, {"message", known.message}, {"requestId", request_id}};
  if (refusal.retry_after) body["retryAfterMs"] = refusal.retry_after->count();
  if (refusal.from) body["from"] = rfc3339(*refusal.from);
  if (!refusal.fields.empty()) body["fields"] = refusal.fields;
  return body.dump();
}

}  // namespace service
