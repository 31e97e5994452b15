// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstring>
#include <type_traits>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/journal.h"
#include "kiosk/visit/secret.h"
#include "kiosk/visit/verdict.h"
#include "tests/kiosk/visit/people.h"

namespace visit {

using namespace std::chrono_literals;
using test::kNow;

TEST_CASE("a secret can be moved, never copied") {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(std::is_nothrow_move_constructible_v<Secret>);
  Secret name("王秀英");
  Secret moved = std::move(name);
  CHECK(name.empty());  // NOLINT: the moved-from state is the promise
  CHECK(moved.reveal() == "王秀英");
  CHECK(moved.clone() == moved);
}

TEST_CASE("a wiped secret's memory holds none of its text") {
  Secret name("王秀英王秀英王秀英王秀英");
  const std::size_t size = name.reveal().size();
  std::string copy(name.reveal());
  char* place = const_cast<char*>(name.reveal().data());
  CHECK(std::memcmp(place, copy.data(), size) == 0);
  wipe(place, size);  // what ~Secret does before it frees
  CHECK(std::string(place, size) == std::string(size, '\0'));
}

TEST_CASE(
    "the check digit of GB 11643 finds every single wrong digit and every swap of neighbours") {
  const std::string good = "990101193804120011";
  REQUIRE(has_valid_check_digit(good));
  for (std::size_t i = 0; i < 17; ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = good;
      wrong[i] = digit;
      CHECK(has_valid_check_digit(wrong) == (digit == good[i]));
    }
    std::string swapped = good;
    std::swap(swapped[i], swapped[i + 1]);
    CHECK(has_valid_check_digit(swapped) == (swapped == good));
  }
  CHECK_FALSE(has_valid_check_digit("99010119380412001"));
  CHECK_FALSE(has_valid_check_digit(""));
}

TEST_CASE("a masked name keeps its ends, a masked number what the place may see") {
  CHECK(masked_name(Secret("王秀英")).reveal() == "王*英");
  CHECK(masked_name(Secret("李明")).reveal() == "李*");
  CHECK(masked_name(Secret("孙𠅤")).reveal() == "孙*");
  CHECK(masked_name(Secret("阿卜杜热伊木·托合提")).reveal() == "阿*提");
  CHECK(masked_name(Secret("MARIA GARCIA")).reveal() == "M***");
  CHECK(masked_name(Secret("")).empty());
  CHECK(number_for_screen(Secret("990101195202290055")).reveal() == "990***********0055");
  CHECK(number_for_paper(Secret("990101195202290055")).reveal() == "990101********0055");
  CHECK(number_for_screen(Secret("12345")).reveal() == "*****");
}

TEST_CASE("the scene decides from colour, then from the sample's age, its bound included") {
  Scene inpatient;
  inpatient.nat_within = 168h;
  const auto advice = [&](CodeState state, std::optional<NatTest> nat) {
    HealthCode code = test::code(state);
    code.nat = std::move(nat);
    return judge(std::move(code), inpatient, kNow).verdict->advice;
  };
  CHECK(advice(CodeState::green, NatTest{NatResult::negative, kNow - 168h, ""}) == Advice::pass);
  CHECK(advice(CodeState::green, NatTest{NatResult::negative, kNow - 168h - 1ms, ""}) ==
        Advice::nat_needed);
  CHECK(advice(CodeState::green, NatTest{NatResult::pending, kNow - 1h, ""}) == Advice::nat_needed);
  CHECK(advice(CodeState::green, NatTest{NatResult::negative, kNow + 1h, ""}) ==
        Advice::nat_needed);
  CHECK(advice(CodeState::green, std::nullopt) == Advice::nat_needed);
  CHECK(advice(CodeState::yellow, std::nullopt) == Advice::fever_clinic);
  CHECK(advice(CodeState::red, std::nullopt) == Advice::isolate);
  inpatient.divert.clear();
  CHECK(advice(CodeState::yellow, std::nullopt) == Advice::staff_assist);
}

TEST_CASE("days are counted on Shanghai's calendar") {
  const Moment late{std::chrono::sys_days{2021y / 1 / 25} + 15h + 59min};  // 23:59 in Shanghai
  CHECK(days_between(late, late + 1min) == 1);
  CHECK(wall_time(late).hour == 23);
  CHECK(wall_time(kNow).minute == 42);
  CHECK(wall_time(kNow).weekday == 2);
}

TEST_CASE("a line of the journal holds numbers and closed words") {
  CHECK(as_json(kNow, {Entry::What::card_trouble, 3, 1, 0}) ==
        R"({"at":1611628920000,"what":"card-trouble","ticket":3,"detail":1,"flag":0})");
}

}  // namespace visit
