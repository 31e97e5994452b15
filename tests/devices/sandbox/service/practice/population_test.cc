// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/population.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using namespace service;

namespace {

const Instant kNow = *parse_instant("2021-01-20T09:30");

Policy policy() {
  auto read = parse_policy(
      files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json"));
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("invented numbers are of area 99, hold, tell a birthday and come once") {
  const Population people(1, kNow);
  std::set<std::string> numbers;
  for (std::int64_t i = 0; i < 20'000; ++i) {
    const auto document = people.document(i);
    const Json in{{"kind", "NI"}, {"number", document.number}, {"name", document.name}};
    CHECK_NOTHROW(read_id_document(JsonView(in, "idDoc"), true));
    CHECK(document.number.starts_with("99"));
    numbers.insert(document.number);
  }
  CHECK(numbers.size() == 20'000);
  const auto last = people.document(Population::kMost - 1);
  CHECK(has_valid_check_digit(last.number));
  CHECK(last.number.starts_with("999999"));
}

TEST_CASE("the same seed gives the same people, another one gives others") {
  const Population people(1, kNow);
  const Population again(1, kNow);
  const Population others(2, kNow);
  const Population later(1, kNow + std::chrono::hours{24 * 400});
  int different = 0;
  for (std::int64_t i = 0; i < 200; ++i) {
    CHECK(people.document(i).number == again.document(i).number);
    CHECK(people.document(i).number == later.document(i).number);
    CHECK(people.document(i).name == again.document(i).name);
    CHECK(write(people.facts(i)) == write(again.facts(i)));
    if (people.document(i).number != others.document(i).number) ++different;
  }
  CHECK(different > 190);
}

TEST_CASE("the population is as its header says: mostly green, some of every kind, all known") {
  const Population people(1, kNow);
  const Policy rules = policy();
  std::map<State, int> states;
  int uyghur = 0;
  int longest = 0;
  for (std::int64_t i = 0; i < 20'000; ++i) {
    const Facts facts = people.facts(i);
    ++states[assign(rules, facts, kNow).state];
    const std::string name = people.document(i).name;
    if (name.find("·") != std::string::npos) ++uyghur;
    longest = std::max(longest, static_cast<int>(name.size()));
    // Nothing lies ahead.
    CHECK(write(facts.known_at(kNow)) == write(facts));
  }
  CHECK(states[State::green] > 18'000);
  CHECK(states[State::green] < 19'800);
  CHECK(states[State::yellow] > 50);
  CHECK(states[State::red] > 50);
  CHECK(states[State::unknown] > 10);  // late data
  CHECK(states[State::not_found] == 0);
  CHECK(uyghur > 50);
  CHECK(uyghur < 200);
  CHECK(longest > 30);
}

TEST_CASE("who was settled is found by the number, with the name sealed and nothing left to do") {
  const files::Folder folder;
  const auto store = open_store((folder.path() / "store.db").string());
  REQUIRE(store);
  const Population people(7, kNow);
  const Policy rules = policy();
  const Seal seal(Key32{1, 2, 3});
  REQUIRE(people.settle(300, rules, seal, **store));
  CHECK((*store)->count_residents() == 300);
  for (const std::int64_t i : {0, 1, 299}) {
    const auto document = people.document(i);
    const auto found = (*store)->find(seal.pseudonym("NI", document.number));
    REQUIRE((found && *found));
    CHECK(seal.open((*found)->sealed_name, name_place((*found)->ref)) == document.name);
    CHECK(write((*found)->facts) == write(people.facts(i)));
  }
  CHECK((*store)->due(kNow, rules.key(), 10)->empty());
  CHECK_FALSE(*(*store)->find(seal.pseudonym("NI", people.document(300).number)));
}
