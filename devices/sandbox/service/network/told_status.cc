// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/told_status.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/network/dossier.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

constexpr std::size_t kMostReasons = 16;

State read_state(const JsonView& in) {
  constexpr std::array kStates{State::green, State::yellow, State::red, State::unknown};
  const std::string text = in.text(16);
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](State state) { return text == name_of(state); });
  if (found == kStates.end()) in.fail("is no state that is told to others");
  return *found;
}

// The letter that every reason of a state begins with.
char letter_of(State state) {
  switch (state) {
    case State::green:
      return 'G';
    case State::yellow:
      return 'Y';
    case State::red:
      return 'R';
    case State::not_found:
      return 'N';
    case State::unknown:
    case State::expired:
      return 'U';
  }
  return 'U';
}

std::map<std::string, Json> read_reasons(const JsonView& in, State state) {
  std::map<std::string, Json> reasons;
  const auto list = in.items();
  if (list.empty() || list.size() > kMostReasons) in.fail("is empty or too long");
  for (const JsonView& item : list) {
    const std::string code = item.at("code").text(64);
    if (!is_token(code, 1, 64, "_") || code[0] != letter_of(state)) {
      item.at("code").fail("is no reason of that state");
    }
    const Bilingual text = read_bilingual(item.at("text"));
    const JsonView params = item.at("params");
    static_cast<void>(params.members());
    reasons[code] = worded_exchange_reason(code, text, params.json());
  }
  return reasons;
}

}  // namespace

Json worded_exchange_reason(std::string_view code, const Bilingual& text, const Json& params) {
  return Json{{"code", code}, {"text", write(text)}, {"params", params}};
}

Json write(const ToldStatus& status, bool practice, Instant now) {
  Json reasons = Json::array();
  for (const auto& [code, reason] : status.reasons) reasons.push_back(reason);
  return Json{
      {"state", name_of(status.told.state)},
      {"word", status.told.word ? write(*status.told.word) : Json()},
      {"reasons", std::move(reasons)},
      {"until", status.until ? Json(rfc3339(*status.until)) : Json()},
      {"asOf", rfc3339(now)},
      {"facts", write_proofs(status.proofs)},
      {"issuer",
       {{"code", status.issuer}, {"name", write(status.issuer_name)}, {"practice", practice}}},
      {"transcodedFrom", status.origin ? write(*status.origin) : Json()}};
}

ToldStatus read_told_status(const JsonView& in) {
  ToldStatus status;
  const JsonView issuer = in.at("issuer");
  status.issuer = issuer.at("code").text(2);
  status.issuer_name = read_bilingual(issuer.at("name"));
  status.told.state = read_state(in.at("state"));
  if (const auto word = in.find("word")) status.told.word = read_bilingual(*word);
  status.reasons = read_reasons(in.at("reasons"), status.told.state);
  if (const auto until = in.find("until")) status.until = until->instant();
  const JsonView proofs = in.at("facts");
  proofs.only({"nat", "antibody", "vaccination"});
  status.proofs = read_facts(proofs);
  if (const auto origin = in.find("transcodedFrom")) status.origin = read_origin(*origin);
  return status;
}

ToldStatus told_of(const Office& office, const Examination& examined, Instant now) {
  ToldStatus told;
  told.issuer = office.settings().issuer.code;
  told.issuer_name = office.settings().issuer.name;
  told.told = {examined.status.state, office.word_for(examined.status.state)};
  for (const Json& reason : office.worded_reasons(examined, now)) {
    told.reasons[reason.at("code").get<std::string>()] = reason;
  }
  told.until = examined.status.until;
  told.proofs = examined.facts;
  told.origin = examined.origin;
  return told;
}

void put_beside(const Policy& policy, const ToldStatus& told, Examination& examined) {
  Status& here = examined.status;
  const auto colour_here = colour_of(here.state);
  const auto colour_there = colour_of(told.told.state);
  examined.origin = told.origin;
  // What is unknown here stays so: no other issuer's green makes it better.
  if (!colour_here) return;
  if (colour_there && policy.rank(*colour_here) > policy.rank(*colour_there)) return;
  const bool alike = colour_there == colour_here;
  if (!alike) here.reasons.clear();
  here.state = told.told.state;
  here.until = told.until;
  for (const auto& [code, reason] : told.reasons) {
    examined.told[code] = reason;
    const bool known = std::any_of(here.reasons.begin(), here.reasons.end(),
                                   [&](const Reason& r) { return r.code == code; });
    if (!known) here.reasons.push_back({code, UnknownFact{}});
  }
  std::sort(here.reasons.begin(), here.reasons.end(),
            [](const Reason& a, const Reason& b) { return a.code < b.code; });
}

}  // namespace service
