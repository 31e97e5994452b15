// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for every person, tried on thousands of made-up ones; the seed is fixed.
#include <catch2/catch.hpp>

#include <array>
#include <random>

#include "devices/sandbox/service/rules/assignment.h"
#include "devices/sandbox/service/rules/itinerary.h"
#include "devices/sandbox/service/rules/scene.h"
#include "tests/files.h"

namespace {

using namespace std::chrono;
using service::Facts;
using service::Instant;
using service::State;

constexpr int kPeople = 3000;

service::Policy reference() {
  const auto policy = service::parse_policy(
      files::contents(std::string(KIOSK_SOURCE_DIR) + "/config/policy/reference.json"));
  REQUIRE(policy);
  return *policy;
}

const Instant kNow = *service::parse_instant("2021-01-20T09:30");

class People {
 public:
  template <typename List>
  [[nodiscard]] auto pick(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
  Facts next() {
    Facts facts;
    constexpr std::array kEvents{
        "CONFIRMED",          "DISCHARGED",    "ASYMPTOMATIC",      "SUSPECTED", "ISOLATION_ENDED",
        "SUSPECTED_EXCLUDED", "CLOSE_CONTACT", "SECONDARY_CONTACT", "INBOUND",   "COPRESENCE"};
    constexpr std::array kLevels{"LOW", "MEDIUM", "HIGH"};
    constexpr std::array kResults{service::NatResult::negative, service::NatResult::negative,
                                  service::NatResult::positive, service::NatResult::pending};
    for (int i = below(3); i > 0; --i) facts.events.push_back({pick(kEvents), moment()});
    for (int i = below(3); i > 0; --i) {
      service::Visit visit{pick(kLevels), "", moment(), std::nullopt};
      if (below(4) > 0) visit.left = *visit.entered + hours{below(400)};
      facts.visits.push_back(visit);
    }
    for (int i = below(4); i > 0; --i) {
      service::NatTest test;
      test.sampled = moment();
      test.result = pick(kResults);
      facts.nat.push_back(test);
    }
    return facts;
  }
  // From five weeks ago to a week ahead.
  Instant moment() { return kNow - hours{24 * 35} + minutes{below(60 * 24 * 42)}; }
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

 private:
  std::mt19937 random_{20210120};
};

std::vector<std::string> codes(const service::Status& status) {
  std::vector<std::string> list;
  for (const auto& reason : status.reasons) list.push_back(reason.code);
  return list;
}

}  // namespace

TEST_CASE("nobody of whom something unknown is told is ever green, nor of any colour") {
  const auto policy = reference();
  People people;
  int greens = 0;
  for (int i = 0; i < kPeople; ++i) {
    Facts facts = people.next();
    if (service::assign(policy, facts, kNow).state == State::green) ++greens;
    if (people.below(2) == 0) {
      facts.events.push_back({"SEEN_NEARBY", kNow - hours{people.below(1000)}});
    } else {
      facts.visits.push_back({"ORANGE", "", kNow - hours{people.below(1000)}, std::nullopt});
    }
    const auto status = service::assign(policy, facts, kNow);
    REQUIRE(status.state == State::unknown);
    REQUIRE(service::decide(policy.scenes[0], status, facts, kNow) ==
            service::Decision::staff_assist_manual);
  }
  // Negative control: without it a good part of them was green.
  CHECK(greens > kPeople / 20);
}

TEST_CASE("antibodies, doses, trips and commuting never change a colour, a reason or its end") {
  const auto policy = reference();
  People people;
  for (int i = 0; i < kPeople; ++i) {
    Facts facts = people.next();
    const auto before = service::assign(policy, facts, kNow);
    facts.antibody.push_back({people.moment(), people.below(2) == 0, people.below(2) == 0});
    service::Vaccination dose;
    dose.vaccine = "CoronaVac";
    dose.dose = 1 + people.below(3);
    dose.date = service::day_of(people.moment());
    facts.vaccination.push_back(dose);
    facts.trips.push_back({"420106", people.moment(), std::nullopt});
    facts.commuter = service::Commuter{"110000", people.moment(), people.moment()};
    const auto after = service::assign(policy, facts, kNow);
    REQUIRE(after.state == before.state);
    REQUIRE(codes(after) == codes(before));
    REQUIRE(after.until == before.until);
  }
}

TEST_CASE("what is written down holds, to the minute, until the moment it is to be looked at") {
  const auto policy = reference();
  People people;
  int changed = 0;
  int missed_without_facts_to_come = 0;
  for (int i = 0; i < kPeople; ++i) {
    const Facts facts = people.next();
    const auto status = service::assign(policy, facts, kNow);
    const auto next = service::next_look(facts, status, kNow);
    const Instant horizon = kNow + hours{24 * 40};
    const Instant end = next.value_or(horizon);
    REQUIRE(end > kNow);
    for (int k = 0; k < 4; ++k) {
      const auto span = duration_cast<minutes>(end - kNow).count();
      const Instant then = kNow + minutes{people.below(static_cast<int>(span) + 1)};
      if (then >= end) continue;
      REQUIRE(service::assign(policy, facts, then).state == status.state);
    }
    REQUIRE(service::assign(policy, facts, end - milliseconds{1}).state == status.state);
    if (next && service::assign(policy, facts, *next).state != status.state) ++changed;
    // Negative control: the colour's own end alone would not do.
    const Instant late = status.until.value_or(horizon) - milliseconds{1};
    if (service::assign(policy, facts, late).state != status.state) ++missed_without_facts_to_come;
  }
  CHECK(changed > 50);
  CHECK(missed_without_facts_to_come > 50);
}
