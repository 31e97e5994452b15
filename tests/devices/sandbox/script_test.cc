// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/script.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/rehearsal.h"
#include "kiosk/visit/identity.h"

namespace sandbox {

TEST_CASE("a script is one verb a line, with comments, blank lines and quoted texts") {
  const auto script = parse_script(
      "# a visit\n\n  card lay wang   # her card\nexpect text \"绿码 # not a comment\"\nwait take "
      "30");
  REQUIRE(script);
  REQUIRE(script->size() == 3);
  CHECK((*script)[0].line == 3);
  CHECK((*script)[0].words == std::vector<std::string>{"card", "lay", "wang"});
  CHECK((*script)[1].words.back() == "绿码 # not a comment");
  CHECK((*script)[2].text() == "wait take 30");
}

TEST_CASE("a line that is no verb, or has a word too many or too few, is named") {
  for (const char* wrong : {"jump",
                            "card",
                            "card lay",
                            "card lay a b",
                            "press",
                            "wait",
                            "wait a 1 2",
                            "expect text",
                            "printer fire",
                            "printer slow",
                            "printer toner 5 6",
                            "printer wrong 1",
                            "service slow",
                            "service revoke",
                            "national restore",
                            "key up",
                            "thermometer",
                            "thermometer 36.5 37.0",
                            "thermometer pull 1",
                            "card add",
                            "expect text \"open"}) {
    const auto script = parse_script("expect welcome\n" + std::string(wrong) + "\n");
    INFO(wrong);
    REQUIRE_FALSE(script);
    CHECK(script.error().starts_with("line 2:"));
  }
}

TEST_CASE("whatever can be wrong with a far end has a verb, and is for the far ends") {
  for (const char* right : {"printer ok",
                            "printer empty",
                            "printer dry",
                            "printer wrong",
                            "printer jam",
                            "printer cover",
                            "printer toner",
                            "printer toner 5",
                            "printer waste",
                            "printer waste 95",
                            "printer slow 2.5",
                            "printer off",
                            "printer dies",
                            "printer other",
                            "service backup",
                            "service restore",
                            "service revoke 3F9A1C20B7D4E855",
                            "thermometer 36.5",
                            "thermometer pull",
                            "thermometer plug",
                            "thermometer garble",
                            "card add wang",
                            "card lay supervisor"}) {
    const auto script = parse_script(right);
    INFO(right);
    REQUIRE(script);
    CHECK(is_for_bench(script->front()));
  }
}

TEST_CASE("the cast is synthetic, whole and one of a kind") {
  std::set<std::string> ids;
  std::set<std::string> numbers;
  for (const Person& person : cast()) {
    INFO(person.id);
    CHECK(person.number.starts_with("990101"));
    CHECK(person.name.size() <=
          (person.nation.empty() ? 46U : 15U));  // what the card's field holds
    CHECK(visit::has_valid_check_digit(person.number));
    CHECK((person.number[16] - '0') % 2 == (person.female ? 0 : 1));
    CHECK(ids.insert(std::string(person.id)).second);
    CHECK(numbers.insert(std::string(person.number)).second);
    CHECK(parse_script(script_for(person)));
  }
  CHECK(ids.size() >= 8);
  CHECK_FALSE(person_named("nobody"));
}

TEST_CASE("whom nobody has registered the service is not told of") {
  const visit::Moment now{std::chrono::milliseconds{1611628920000}};
  CHECK_FALSE(resident_of(*person_named("qian"), now));
  CHECK(resident_of(*person_named("wang"), now));
}

}  // namespace sandbox
