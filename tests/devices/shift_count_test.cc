// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/shift_count.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "kiosk/visit/state.h"

namespace devices {
namespace {

using visit::Entry;
using What = visit::Entry::What;
namespace state = visit::state;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};

// Plays states as the desk notes them.
class Played {
 public:
  template <typename S>
  Played& to(std::chrono::milliseconds later = 1s) {
    const int next = static_cast<int>(visit::index_of<S>());
    return said({What::state, 1, next, std::exchange(at_, next)}, later);
  }
  Played& calls(visit::Call call) { return said({What::call, 1, static_cast<int>(call), 0}); }
  Played& said(const Entry& entry, std::chrono::milliseconds later = 0ms) {
    now_ += later;
    for (const Count& count : count_.take(now_, entry)) counts_.push_back(count);
    return *this;
  }
  [[nodiscard]] int count(Counted what) const {
    return static_cast<int>(std::count_if(counts_.begin(), counts_.end(),
                                          [&](const Count& count) { return count.what == what; }));
  }
  [[nodiscard]] int detail(Counted what) const {
    const auto found = std::find_if(counts_.begin(), counts_.end(),
                                    [&](const Count& count) { return count.what == what; });
    REQUIRE(found != counts_.end());
    return found->detail;
  }

 private:
  ShiftCount count_;
  visit::Moment now_ = kMorning;
  int at_ = static_cast<int>(visit::index_of<state::Welcome>());
  std::vector<Count> counts_;
};

TEST_CASE("a visit that ends with a paper or the card in hand is a visit, and nobody left early") {
  Played played;
  played.to<state::AskConsent>().to<state::LayCard>().to<state::Reading>();
  played.to<state::ConfirmIdentity>(800ms).to<state::Querying>(20s).to<state::ShowVerdict>(600ms);
  played.said({What::verdict, 1, static_cast<int>(visit::Colour::yellow), 0});
  played.to<state::Certifying>().to<state::Printing>().to<state::TakePaper>().to<state::Welcome>();
  CHECK(played.count(Counted::visits) == 1);
  CHECK(played.count(Counted::queries) == 1);
  CHECK(played.detail(Counted::verdicts) == static_cast<int>(visit::Colour::yellow));
  CHECK(played.count(Counted::left_early) == 0);
  // What the person took to look at their name is not the machine's time.
  CHECK(played.detail(Counted::card_to_result) == 1400);
}

TEST_CASE("whoever goes before paper or card is in hand left early, also when asked in between") {
  Played played;
  played.to<state::AskConsent>().to<state::LayCard>().to<state::StillThere>().to<state::Welcome>();
  CHECK(played.count(Counted::left_early) == 1);
  played.to<state::AskConsent>().to<state::StillThere>().to<state::AskConsent>();
  played.to<state::LayCard>().to<state::Reading>().to<state::ConfirmIdentity>();
  played.to<state::TakeCard>().to<state::Welcome>();
  CHECK(played.count(Counted::visits) == 2);
  CHECK(played.count(Counted::left_early) == 1);
  // Somebody has come to them, or they had a paper looked at.
  played.to<state::CallStaff>().to<state::StillThere>().to<state::Welcome>();
  played.to<state::ScanPaper>().to<state::CheckingPaper>().to<state::ShowPaper>();
  played.to<state::Welcome>();
  CHECK(played.count(Counted::visits) == 4);
  CHECK(played.count(Counted::left_early) == 1);
  CHECK(played.count(Counted::card_to_result) == 0);
}

TEST_CASE("staff at their desk are no visitors, but what they ask for is asked for") {
  Played played;
  played.to<state::EnterPin>().to<state::StaffDesk>().to<state::TypeNumber>();
  played.to<state::Querying>().to<state::ShowVerdict>(900ms).to<state::StaffDesk>();
  played.to<state::Welcome>();
  CHECK(played.count(Counted::visits) == 0);
  CHECK(played.count(Counted::left_early) == 0);
  CHECK(played.count(Counted::queries) == 1);
  CHECK(played.detail(Counted::card_to_result) == 900);
}

TEST_CASE("one visit is by hand once, and each call is counted by its kind") {
  Played played;
  played.to<state::AskConsent>().calls(visit::Call::by_hand).calls(visit::Call::by_hand);
  played.to<state::CallStaff>().to<state::Welcome>();
  CHECK(played.count(Counted::by_hand) == 1);
  CHECK(played.count(Counted::calls) == 2);
  played.to<state::AskConsent>().calls(visit::Call::declined).calls(visit::Call::supply_low);
  CHECK(played.count(Counted::by_hand) == 2);
  CHECK(played.count(Counted::calls) == 4);
  CHECK(is_for_a_person(visit::Call::declined));
  CHECK_FALSE(is_for_a_person(visit::Call::supply_low));
}

TEST_CASE("a clock that is set while somebody waits says nothing of their wait") {
  Played played;
  played.to<state::Reading>().to<state::Querying>(500ms).to<state::ShowVerdict>(-1h);
  CHECK(played.detail(Counted::card_to_result) == 500);
  played.to<state::TakeCard>(1h).to<state::Welcome>();
  played.to<state::Reading>().to<state::Querying>(2h).to<state::ShowVerdict>(300ms);
  CHECK(played.count(Counted::card_to_result) == 2);
}

TEST_CASE("the second result of a sitting does not carry the first one's time") {
  Played played;
  played.to<state::Reading>().to<state::Querying>(700ms).to<state::ShowVerdict>(700ms);
  played.to<state::ChoosePerson>(1min).to<state::Querying>(1min).to<state::ShowVerdict>(300ms);
  CHECK(played.count(Counted::card_to_result) == 2);
  CHECK(played.count(Counted::visits) == 1);
  Played second;  // the last of both is the second's alone
  second.to<state::Reading>().to<state::Querying>(700ms).to<state::ShowVerdict>(700ms);
  CHECK(second.detail(Counted::card_to_result) == 1400);
}

TEST_CASE("incidents are said in both languages, in words of the table and in no others") {
  std::set<std::string> zh;
  const auto look = [&](const Entry& entry) {
    const auto words = incident_of(entry);
    if (!words) return false;
    CHECK_FALSE(words->zh.empty());
    CHECK_FALSE(words->en.empty());
    CHECK(std::all_of(words->en.begin(), words->en.end(), [](char c) { return c >= ' '; }));
    zh.insert(words->zh);
    return true;
  };
  for (int reason = 0; reason < static_cast<int>(visit::kHoldReasons); ++reason)
    CHECK(look({What::held, 0, reason, 0}));
  CHECK(zh.size() == visit::kHoldReasons);  // each has words of its own
  for (int device = 0; device <= static_cast<int>(visit::Device::thermometer); ++device) {
    CHECK(look({What::device, 0, device, 0}));
    CHECK(look({What::device, 0, device, 1}));
  }
  CHECK(zh.size() == visit::kHoldReasons + 10);
  CHECK(look({What::query_trouble, 0, static_cast<int>(visit::QueryTrouble::unreachable), 0}));
  CHECK(look({What::print_trouble, 0, static_cast<int>(visit::PrintTrouble::unknown), 0}));
  CHECK(look({What::delivery, 0, 2, 0}));
  CHECK(look({What::badge_locked, 0, 0, 0}));
  // What passes by itself, is about a card, or goes well is none.
  CHECK_FALSE(look({What::query_trouble, 0, static_cast<int>(visit::QueryTrouble::busy), 0}));
  CHECK_FALSE(
      look({What::query_trouble, 0, static_cast<int>(visit::QueryTrouble::name_mismatch), 0}));
  CHECK_FALSE(look({What::delivery, 0, 0, 0}));
  CHECK_FALSE(look({What::card_trouble, 0, 0, 0}));
  CHECK_FALSE(look({What::state, 0, 1, 0}));
}

}  // namespace
}  // namespace devices
