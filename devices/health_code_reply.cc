// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_reply.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "devices/rfc3339.h"

namespace devices {

namespace {

using nlohmann::json;
using visit::QueryTrouble;

constexpr std::size_t kMostReasons = 16;

// Raised by the readers below when a member is not what the wire promises; caught at this file's
// own door.
struct Unreadable {};

const json& member(const json& object, const char* key) {
  if (!object.is_object()) throw Unreadable{};
  const auto found = object.find(key);
  if (found == object.end()) throw Unreadable{};
  return *found;
}

std::string text(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) throw Unreadable{};
  return value.get<std::string>();
}

visit::Moment moment(const json& object, const char* key) {
  const auto value = parse_moment(text(object, key));
  if (!value) throw Unreadable{};
  return *value;
}

visit::Bilingual both(const json& object, const char* key) {
  const json& value = member(object, key);
  return {text(value, "zh"), text(value, "en")};
}

visit::CodeState state(const json& object) {
  static constexpr std::array<std::pair<std::string_view, visit::CodeState>, 6> kStates{{
      {"GREEN", visit::CodeState::green},
      {"YELLOW", visit::CodeState::yellow},
      {"RED", visit::CodeState::red},
      {"UNKNOWN", visit::CodeState::unknown},
      {"EXPIRED", visit::CodeState::expired},
      {"NOT_FOUND", visit::CodeState::not_found},
  }};
  const std::string name = text(object, "state");
  for (const auto& [word, value] : kStates) {
    if (word == name) return value;
  }
  throw Unreadable{};
}

visit::Reason reason(const json& object) {
  visit::Reason reason;
  reason.code = text(object, "code");
  reason.text = both(object, "text");
  const json& params = member(object, "params");
  if (params.contains("day") && params["day"].is_string()) {
    reason.day = parse_date(params["day"].get<std::string>());
    if (!reason.day) throw Unreadable{};
  }
  if (params.contains("areaName") && params["areaName"].is_string())
    reason.place = params["areaName"];
  if (params.contains("days") && params["days"].is_number_integer()) reason.days = params["days"];
  return reason;
}

// The letter that a reason of this state begins with: a green that gives a red's reason is no
// green.
bool agrees(visit::CodeState state, const visit::Reason& reason) {
  switch (state) {
    case visit::CodeState::green:
      return reason.code.starts_with('G');
    case visit::CodeState::yellow:
      return reason.code.starts_with('Y');
    case visit::CodeState::red:
      return reason.code.starts_with('R');
    case visit::CodeState::unknown:
    case visit::CodeState::expired:
    case visit::CodeState::not_found:
      return true;
  }
  return false;
}

std::optional<visit::NatTest> nat(const json& object) {
  const std::string result = text(object, "result");
  if (result == "NONE" || result == "INVALID") return std::nullopt;
  visit::NatTest nat;
  if (result == "NEGATIVE") {
    nat.result = visit::NatResult::negative;
  } else if (result == "POSITIVE") {
    nat.result = visit::NatResult::positive;
  } else if (result != "PENDING") {
    throw Unreadable{};
  }
  nat.sampled_at = moment(object, "sampledAt");
  const json& laboratory = member(object, "org");
  if (laboratory.is_string()) nat.laboratory = laboratory.get<std::string>();
  return nat;
}

visit::HealthCode status(const json& reply) {
  visit::HealthCode code;
  code.state = state(reply);
  const json& reasons = member(reply, "reasons");
  if (!reasons.is_array() || reasons.empty() || reasons.size() > kMostReasons) throw Unreadable{};
  for (const json& one : reasons) {
    code.reasons.push_back(reason(one));
    if (!agrees(code.state, code.reasons.back())) throw Unreadable{};
  }
  code.as_of = moment(reply, "asOf");
  code.expires_at = moment(reply, "expiresAt");
  code.nat = nat(member(reply, "nat"));
  code.source =
      text(reply, "source") == "NATIONAL" ? visit::Source::national : visit::Source::province;
  const json& policy = member(reply, "policy");
  code.policy = {text(policy, "id"), text(policy, "version"), both(policy, "name").zh};
  code.issuer = both(member(reply, "issuer"), "name").zh;
  return code;
}

visit::SignedSlip slip(const json& reply) {
  const std::string qr = text(reply, "qr");
  if (!qr.starts_with("HC1:")) throw Unreadable{};
  const visit::CodeState shown = state(reply);
  const auto colour = visit::colour_of(shown);
  if (!colour) throw Unreadable{};
  return {visit::Secret(qr), moment(reply, "expiresAt"), text(reply, "id"), *colour};
}

template <typename Read>
auto read(std::string_view body, Read reader)
    -> tl::expected<decltype(reader(json{})), QueryTrouble> {
  try {
    const json reply = json::parse(body, nullptr, false);
    if (reply.is_discarded()) return tl::unexpected(QueryTrouble::unreadable);
    return reader(reply);
  } catch (const Unreadable&) {
    return tl::unexpected(QueryTrouble::unreadable);
  } catch (const json::exception&) {
    return tl::unexpected(QueryTrouble::unreadable);
  }
}

}  // namespace

tl::expected<visit::HealthCode, QueryTrouble> parse_status(std::string_view body) {
  return read(body, status);
}

tl::expected<visit::SignedSlip, QueryTrouble> parse_slip(std::string_view body) {
  return read(body, slip);
}

QueryTrouble trouble_of(int http_status, std::string_view body) {
  const auto code = read(body, [](const json& reply) { return text(reply, "code"); }).value_or("");
  if (code == "E_BAD_ID") return QueryTrouble::number_rejected;
  if (code == "E_NAME_MISMATCH") return QueryTrouble::name_mismatch;
  switch (http_status) {
    case 429:
    case 503:
      return QueryTrouble::busy;
    case 500:
    case 502:
    case 504:
      return QueryTrouble::silent;
    case 401:
    case 403:
      return QueryTrouble::refused;
    default:
      break;
  }
  // A redirect would lead the number to a place nobody has vouched for.
  if (http_status >= 300 && http_status < 400) return QueryTrouble::untrusted;
  return QueryTrouble::unreadable;
}

}  // namespace devices
