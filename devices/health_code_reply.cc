// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_reply.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "devices/health_code_request.h"
#include "devices/reply_members.h"

namespace devices {

namespace {

using namespace reply_members;
using nlohmann::json;
using visit::QueryTrouble;

// A true answer stays far below all of these.
constexpr std::size_t kMostReasons = 16;
constexpr std::size_t kMostVaccinations = 32;
constexpr std::string_view kProvince = "PROVINCE:";
constexpr int kMostNatHours = 24 * 31;
constexpr std::size_t kMostPlaces = 200;
constexpr std::size_t kMostIssuers = 8;  // on the way of one transcoding
constexpr std::size_t kMostAgents = 256;
constexpr std::size_t kLongestSentence = 1024;
constexpr std::size_t kLongestQr = 4096;

bool is_issuer(std::string_view code) {
  return code.size() == 2 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
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
  return one_of(kStates, text(object, "state"));
}

// The colour is the state's, or nothing is believed.
void check_colour(const json& reply, visit::CodeState state) {
  static constexpr std::array<std::pair<std::string_view, visit::Colour>, 3> kColours{{
      {"GREEN", visit::Colour::green},
      {"YELLOW", visit::Colour::yellow},
      {"RED", visit::Colour::red},
  }};
  const json& value = member(reply, "colour");
  std::optional<visit::Colour> colour;
  if (!value.is_null()) colour = one_of(kColours, text_of(value, kLongestName));
  if (colour != visit::colour_of(state)) malformed();
}

// The kiosk's own scene decides; but whoever decides in unknown words may mean other colours too.
void check_decision(const json& reply) {
  static constexpr std::array<std::pair<std::string_view, bool>, 6> kDecisions{{
      {"PASS", true},
      {"NAT_NEEDED", true},
      {"FEVER_CLINIC_OR_BUFFER", true},
      {"ISOLATE_AND_REPORT", true},
      {"STAFF_ASSIST_MANUAL", true},
      {"REFUSE_AND_REPORT", true},
  }};
  (void)one_of(kDecisions, text(reply, "decision"));
}

void check_source(const json& reply) {
  const std::string source = text(reply, "source");
  if (source == "LOCAL" || source == "NATIONAL") return;
  if (!source.starts_with(kProvince) || !is_issuer(source.substr(kProvince.size()))) unknown();
}

visit::Reason reason(const json& object) {
  visit::Reason reason;
  reason.code = text(object, "code");
  reason.text = both(object, "text", kLongestSentence);
  const json& params = member(object, "params");
  if (find(params, "day") != nullptr) reason.day = date(params, "day");
  reason.place = text_if(params, "areaName");
  if (find(params, "days") != nullptr) reason.days = whole(params, "days", 0, 3660);
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
      return !reason.code.empty();
  }
  return false;
}

std::optional<visit::NatTest> nat(const json& object) {
  static constexpr std::array<std::pair<std::string_view, std::optional<visit::NatResult>>, 5>
      kResults{{
          {"NEGATIVE", visit::NatResult::negative},
          {"POSITIVE", visit::NatResult::positive},
          {"PENDING", visit::NatResult::pending},
          {"INVALID", std::nullopt},
          {"NONE", std::nullopt},
      }};
  const auto result = one_of(kResults, text(object, "result"));
  if (!result) return std::nullopt;
  return visit::NatTest{*result, moment(object, "sampledAt"), text_if(object, "org")};
}

visit::AntibodyTest antibody(const json& object) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kReactions{
      {{"POSITIVE", true}, {"NEGATIVE", false}}};
  visit::AntibodyTest test;
  if (const json* sampled = find(object, "sampledAt")) test.sampled_at = moment_of(*sampled);
  test.igm = one_of(kReactions, text(object, "igm"));
  test.igg = one_of(kReactions, text(object, "igg"));
  return test;
}

visit::Stay stay(const json& object) {
  // A place without a name is called by its code: it is not left out.
  const std::string area = text(object, "area");
  visit::Bilingual name{text_if(object, "areaName"), text_if(object, "areaNameEn")};
  if (name.zh.empty()) name.zh = area;
  if (name.en.empty()) name.en = area;
  (void)date(object, "day");
  return {std::move(name), yes(object, "star")};
}

visit::Origin origin(const json& object) {
  visit::Origin origin{text(object, "issuer"), both(object, "name"), both(object, "word")};
  if (!is_issuer(origin.issuer)) malformed();
  for (const json& code : list(member(object, "path"), kMostIssuers)) {
    if (!is_issuer(text_of(code, kLongestName))) malformed();
  }
  return origin;
}

visit::HealthCode status(const json& reply, visit::Source source) {
  visit::HealthCode code;
  code.state = state(reply);
  check_colour(reply, code.state);
  check_decision(reply);
  check_source(reply);
  code.source = source;
  for (const json& one : list(member(reply, "reasons"), kMostReasons)) {
    code.reasons.push_back(reason(one));
    if (!agrees(code.state, code.reasons.back())) malformed();
  }
  if (code.reasons.empty()) malformed();
  code.as_of = moment(reply, "asOf");
  code.expires_at = moment(reply, "expiresAt");
  const json* valid_until = find(reply, "validUntil");
  code.valid_until = valid_until != nullptr ? moment_of(*valid_until) : code.expires_at;
  code.nat = nat(member(reply, "nat"));
  if (const json* test = find(reply, "antibody")) code.antibody = antibody(*test);
  if (const json* doses = find(reply, "vaccination")) {
    for (const json& one : list(*doses, kMostVaccinations)) {
      code.vaccinations.push_back(
          {text(one, "vaccine"), whole(one, "dose", 1, 20), date(one, "date")});
    }
  }
  if (const json* itinerary = find(reply, "itinerary")) {
    code.itinerary_days = whole(*itinerary, "days", 1, 31);
    for (const json& one : list(member(*itinerary, "places"), kMostPlaces))
      code.itinerary.push_back(stay(one));
  }
  if (find(reply, "sourceName") != nullptr) {
    const std::string from = text(reply, "source");
    if (!from.starts_with(kProvince)) malformed();  // nobody else has a name here
    code.origin = visit::Origin{from.substr(kProvince.size()), both(reply, "sourceName"), {}};
  }
  if (const json* from = find(reply, "transcodedFrom")) code.origin = origin(*from);
  if (const json* scene = find(reply, "scene"); scene != nullptr && find(*scene, "commuter")) {
    if (yes(*scene, "commuter") && find(*scene, "natHours") != nullptr) {
      code.commuter_within = std::chrono::hours{whole(*scene, "natHours", 0, kMostNatHours)};
    }
  }
  if (const json* agents = find(reply, "agents")) {
    for (const json& one : list(*agents, kMostAgents))
      code.agents.push_back({visit::Secret(text(one, "maskedName")), moment(one, "validTo")});
  }
  const json& policy = member(reply, "policy");
  code.policy = {text(policy, "id"), text(policy, "version"), both(policy, "name").zh};
  code.issuer = both(member(reply, "issuer"), "name").zh;
  return code;
}

visit::HealthCode code_status(const json& reply, visit::Source source) {
  const auto valid = reply.find("valid");
  if (valid == reply.end() || !valid->is_boolean()) malformed();
  if (valid->get<bool>()) return status(reply, source);
  visit::HealthCode none;
  none.source = source;
  const std::string why = text(reply, "reason");
  if (why == "EXPIRED" || why == "REVOKED") {
    none.state = visit::CodeState::expired;
  } else if (why == "UNKNOWN") {
    none.state = visit::CodeState::not_found;
  } else {
    throw Broken{QueryTrouble::unknown_word};
  }
  return none;
}

visit::SignedSlip slip(const json& reply, visit::SlipKind kind) {
  constexpr std::string_view kBase45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::string qr = text(reply, "qr", kLongestQr);
  if (!qr.starts_with("HC1:") || qr.find_first_not_of(kBase45) != std::string::npos) malformed();
  const std::string id = text(reply, "id");
  if (id.size() != 16 || id.find_first_not_of(kHex) != std::string::npos) malformed();
  if (text(reply, "kind") != name(kind)) malformed();
  std::optional<visit::Colour> colour;  // none on a card
  if (kind == visit::SlipKind::status_slip) {
    colour = visit::colour_of(state(reply));
    if (!colour) malformed();
  }
  return {visit::Secret(qr), moment(reply, "expiresAt"), id, colour};
}

}  // namespace

tl::expected<visit::HealthCode, QueryTrouble> parse_status(std::string_view body,
                                                           visit::Source source) {
  return read(body, [source](const json& reply) { return status(reply, source); });
}

tl::expected<visit::HealthCode, QueryTrouble> parse_code_status(std::string_view body,
                                                                visit::Source source) {
  return read(body, [source](const json& reply) { return code_status(reply, source); });
}

tl::expected<visit::SignedSlip, QueryTrouble> parse_slip(std::string_view body,
                                                         visit::SlipKind kind) {
  return read(body, [kind](const json& reply) { return slip(reply, kind); });
}

QueryTrouble trouble_of(int http_status, std::string_view body) {
  switch (http_status) {
    case 429:
    case 503:
      return QueryTrouble::busy;
    case 500:
    case 502:
    case 504:
      return QueryTrouble::silent;
    default:
      break;
  }
  // A redirect would lead the number to a place that nobody has vouched for.
  if (http_status >= 300 && http_status < 400) return QueryTrouble::redirected;
  const auto code = read(body, [](const json& reply) { return text(reply, "code"); });
  if (http_status >= 400 && http_status < 500 && code) {
    if (http_status == 400 && *code == "E_BAD_ID") return QueryTrouble::number_rejected;
    if (http_status == 401 && *code == "E_CLOCK_SKEW") return QueryTrouble::clock_differs;
    if (http_status == 422 && *code == "E_NAME_MISMATCH") return QueryTrouble::name_mismatch;
    if (http_status == 403 && *code == "E_DELEGATION") return QueryTrouble::delegation_over;
    return QueryTrouble::refused;
  }
  if (http_status == 401 || http_status == 403) return QueryTrouble::refused;
  return QueryTrouble::malformed;
}

std::optional<std::chrono::milliseconds> wait_asked(
    int http_status, std::string_view body, std::optional<std::chrono::milliseconds> header) {
  if (http_status != 429 && http_status != 503) return std::nullopt;
  constexpr int kLongestMs = 3'600'000;
  const auto in_body = read(body, [](const json& reply) {
    return std::chrono::milliseconds{whole(reply, "retryAfterMs", 0, kLongestMs)};
  });
  return in_body ? std::optional(*in_body) : header;
}

}  // namespace devices
