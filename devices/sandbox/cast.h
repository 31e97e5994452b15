// SPDX-License-Identifier: GPL-3.0-or-later
// The synthetic people of practice and tests: their cards, and what the service knows of them. Area
// 990101 does not exist; every check digit holds. Values.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "devices/sandbox/wires/card.h"
#include "kiosk/visit/moment.h"

namespace sandbox {

struct Person {
  std::string_view id;     // "wang", as scripts name them
  std::string_view story;  // one line for the prompt
  std::u16string_view name;
  std::string_view number;
  bool female = false;
  std::u16string_view valid_to;  // "20300412" or 长期
  std::u16string_view nation;    // GB/T 3304; "" for the foreign resident
  enum class Facts { green, yellow, red, nothing_known } facts = Facts::green;
  std::string_view home = "42";  // the issuer that keeps them; "00": the national platform
};

// Who of the cast acts for whom from the beginning. The person lives in the kiosk's province.
struct Binding {
  std::string_view agent;
  std::string_view person;
  std::string_view relation;  // "CHILD": what the agent is to the person
  std::string_view scope = "QUERY PRINT SURVEY";
};

[[nodiscard]] std::span<const Person> cast();
[[nodiscard]] std::span<const Binding> bindings();
// The body of POST /v1/delegations (docs/wire.md §4.10), for half a year.
[[nodiscard]] nlohmann::json delegation_of(const Binding& binding, visit::Moment now);
[[nodiscard]] std::optional<Person> person_named(std::string_view id);
// Those of the cast whom this issuer keeps, as residents; all of them if `home` is "".
[[nodiscard]] nlohmann::json residents_of(std::string_view home, visit::Moment now);

// How a register has somebody of the cast.
struct Record {
  std::string_view person;
  std::string_view name;
  bool disabled = false;  // it knows of a certificate
};
// Green, whatever was known of them; for POST /_test/seed. None of a stranger.
[[nodiscard]] std::optional<nlohmann::json> resident_of(const Record& record, visit::Moment now);

// Their idDoc of docs/wire.md §4.3.
[[nodiscard]] nlohmann::json document_of(const Person& person);
[[nodiscard]] Card card_of(const Person& person);
// Their social security card, which anybody can read and nobody can vouch for.
[[nodiscard]] Card social_card_of(const Person& person);
// One resident of POST /v1/residents or /_test/seed (docs/wire.md §4), with facts that hold at
// `now`. None if nobody has registered them.
[[nodiscard]] std::optional<nlohmann::json> resident_of(const Person& person, visit::Moment now);

}  // namespace sandbox
