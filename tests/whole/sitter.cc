// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/sitter.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <thread>

#include "devices/clock.h"

namespace whole {

using std::chrono::milliseconds;

namespace {

constexpr std::array kSitters{"wang", "liang", "hui", "mei", "jun"};
constexpr milliseconds kLook{10};
constexpr milliseconds kChangeWithin{2'000};
constexpr milliseconds kLayAgainAfter{2'500};
constexpr milliseconds kSittingWithin{240'000};
constexpr int kQuestions = 7;
constexpr int kHistories = 5;
constexpr int kLeastFever = 373;

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

std::string nth_item(int n) { return "item_" + std::to_string(n + 1); }

}  // namespace

Sitter::Sitter(Stage& stage, Witness& witness, Ledger& ledger, unsigned seed)
    : stage_(stage), witness_(witness), ledger_(ledger), random_(seed) {}

int Sitter::any_of(int first, int last) {
  return std::uniform_int_distribution<int>{first, last}(random_);
}

void Sitter::obey(const std::vector<std::string>& words) {
  const auto done = stage_.bench().obey({0, words});
  INFO((done ? std::string{} : done.error()));
  REQUIRE(done);
}

void Sitter::lay(const std::string& person) {
  const std::string before = std::exchange(on_reader_, person);
  witness_.lays(person);
  obey({"card", "lay", person});
  laid_at_ = devices::steady();
  if (!before.empty() && before != person) witness_.lifted(before);
}

void Sitter::lift() {
  if (on_reader_.empty()) return;
  obey({"card", "lift"});
  witness_.lifted(std::exchange(on_reader_, ""));
}

// Somebody else's card, or none, in the midst of something.
void Sitter::perhaps_swap(const std::string& page) {
  static const std::set<std::string> kMoments{
      "consent",       "reading", "confirm", "asking",          "binding",
      "choose-person", "routed",  "take",    "survey-question", "printing"};
  if (!kMoments.contains(page) && !page.starts_with("verdict-")) return;
  if (!one_in(page == "reading" ? 3 : 10)) return;
  ++ledger_.swapped;
  if (one_in(2)) return lift();
  lay(company()[static_cast<std::size_t>(any_of(0, static_cast<int>(company().size()) - 1))].id);
}

void Sitter::sit() {
  who_ = kSitters[static_cast<std::size_t>(any_of(0, kSitters.size() - 1))];
  begun_ = leaving_ = person_here_ = acting_ = handed_in_ = false;
  printing_.reset();
  people_ = any_of(1, 3);
  const bool gives_up = one_in(3);
  patience_ = gives_up ? any_of(1, 14) : 80;
  ledger_.given_up += gives_up ? 1 : 0;
  // An answer that comes late may find somebody else standing there.
  if (const bool slow = one_in(3); slow != slow_) {
    if ((slow_ = slow)) {
      obey({"service", "slow", "0.7"});
    } else {
      obey({"service", "ok"});
    }
  }
  const auto until = devices::steady() + kSittingWithin;
  sandbox::ShownPage taken_down;
  for (;;) {
    const sandbox::ShownPage shown = stage_.player().now();
    const bool another = shown.page != taken_down.page;
    if (another || shown.text != taken_down.text) {
      taken_down = shown;
      take_down(shown);
    }
    begun_ = begun_ || shown.page != "welcome";
    if (begun_ && shown.page == "welcome") return;
    INFO(who_ << " at\n" << shown.text);
    REQUIRE(devices::steady() < until);
    REQUIRE(stage_.player().alive());
    const std::string button = way_on(shown);
    if (another) perhaps_swap(shown.page);
    if (button.empty() || !stage_.player().press(button)) {
      std::this_thread::sleep_for(kLook);
      continue;
    }
    leaving_ = leaving_ || --patience_ <= 0;
    for (auto left = kChangeWithin; left.count() > 0; left -= kLook) {
      const sandbox::ShownPage now = stage_.player().now();
      if (now.page != shown.page || now.text != shown.text) break;
      std::this_thread::sleep_for(kLook);
    }
  }
}

// What a page says beside what it shows: for whom one acts, that a survey is kept, that paper came.
void Sitter::take_down(const sandbox::ShownPage& shown) {
  if (shown.page == "confirm") {
    acting_ = has(shown.text, "action end_binding");
    handed_in_ = false;
  } else if (shown.page == "survey-review") {
    if (std::string wrong = wrong_with_review(shown.text, answers_); !wrong.empty())
      ledger_.wrong.push_back(witness_.served() + ": " + wrong);
  } else if (shown.page == "routed") {
    handed_in_ = true;
    if (has(shown.text, "回答只写在纸上")) {
      ledger_.wrong.push_back("a survey was not kept");
    } else {
      ledger_.surveys.push_back({witness_.served(), acting_, answers_});
    }
  } else if (shown.page == "take") {
    collect();
  }
}

void Sitter::collect() {
  if (!printing_) return;
  const auto sheets = stage_.bench().sheets();
  if (sheets.size() <= sheets_before_) ledger_.wrong.push_back("paper to take, and none came");
  for (std::size_t i = sheets_before_; i < sheets.size(); ++i)
    ledger_.sheets[sheets[i]] = *printing_;
  printing_.reset();
}

std::string Sitter::way_on(const sandbox::ShownPage& shown) {
  const std::string& page = shown.page;
  if (page == "welcome") {
    const bool ready =
        has(shown.text, "device card_reader works") && has(shown.text, "device printer works");
    if (!ready) return "";
    if (one_in(3)) lift();  // else whoever was here before has left their card
    return somebody(who_).acts_for.empty() || one_in(6) ? "check_code" : "help_family";
  }
  if (page == "lay-card" || page == "card-trouble") return leaving_ ? "back" : lay_down();
  if (page == "take-card" || page == "take" || page == "call-staff") return "have_all";
  if (page.starts_with("survey-") && !leaving_) return answer(shown);
  if (leaving_) return way_out(page);
  if (page == "consent") return one_in(15) ? "decline" : one_in(15) ? "back" : "agree";
  if (page == "reading") return one_in(60) ? "stop" : "";
  if (page == "asking") return one_in(40) ? "stop" : "";
  if (page == "confirm") return one_in(6) ? "not_me" : "its_me";
  if (page == "choose-person") return choose_person(shown.text);
  if (page == "agents") return "back";
  if (page.starts_with("verdict-")) return with_verdict(shown.text);
  if (page == "routed") return one_in(3) ? "no_print" : print();
  if (page == "busy" || page == "not-found") return one_in(3) ? "back" : "ask_again";
  return way_out(page);
}

// Whoever has had enough.
std::string Sitter::way_out(const std::string& page) {
  static const std::map<std::string, std::string> kOut{{"choose-person", "all_done"},
                                                       {"refused", "all_done"},
                                                       {"asking", "stop"},
                                                       {"reading", "stop"},
                                                       {"routed", "no_print"},
                                                       {"end-binding", "no"},
                                                       {"idle", "erase_now"},
                                                       {"printing", ""},
                                                       {"held", ""},
                                                       {"binding", ""},
                                                       {"handing-in", ""}};
  const auto found = kOut.find(page);
  return found == kOut.end() ? "back" : found->second;
}

std::string Sitter::lay_down() {
  if (!on_reader_.empty() && devices::steady() - laid_at_ < kLayAgainAfter) return "";
  std::string card = who_;
  if (person_here_ && !somebody(who_).acts_for.empty()) card = somebody(who_).acts_for.front();
  if (one_in(15)) {
    ++ledger_.swapped;
    card = kSitters[static_cast<std::size_t>(any_of(0, kSitters.size() - 1))];
  }
  lay(card);
  return "";
}

std::string Sitter::choose_person(const std::string& text) {
  person_here_ = false;
  if (people_-- <= 0) return "all_done";
  if (one_in(8)) {
    person_here_ = true;
    return "person_here";
  }
  if (one_in(8) && has(text, "who_acts_for_me")) return "who_acts_for_me";
  if (one_in(5) && has(text, "more_items")) return "more_items";
  int items = 0;
  while (has(text, "person-choice " + nth_item(items) + " ")) ++items;
  return nth_item(any_of(0, items - 1));
}

std::string Sitter::with_verdict(const std::string& text) {
  if (one_in(12)) return "back";
  if (!handed_in_ && has(text, "action survey") && one_in(2)) {
    for (int& each : answers_.histories) each = any_of(0, 2);
    answers_.symptom = one_in(2) ? std::optional(any_of(0, 5)) : std::nullopt;
    answers_.tenths =
        one_in(2) ? std::optional(any_of(kLeastFever - 13, kLeastFever + 11)) : std::nullopt;
    return "survey";
  }
  if (one_in(5)) return has(text, "action no_print") ? "no_print" : "back";
  return has(text, "action print ") ? print() : "back";
}

std::string Sitter::print() {
  printing_.emplace();
  printing_->whose = witness_.served();
  if (handed_in_) printing_->answers = answers_;
  for (const std::string& one : witness_.present()) {
    const auto& all = somebody(one).acts_for;
    if (acting_ && std::find(all.begin(), all.end(), printing_->whose) != all.end())
      printing_->agents.insert(one);
  }
  sheets_before_ = stage_.bench().sheets().size();
  return "print";
}

std::string Sitter::answer(const sandbox::ShownPage& shown) {
  const std::string& text = shown.text;
  if (shown.page == "survey-review")
    return one_in(6) ? nth_item(any_of(0, kQuestions - 1)) : "hand_in";
  if (shown.page == "survey-symptoms") {
    const std::string wanted = nth_item(answers_.symptom.value_or(0));
    const bool first_part = has(text, "接着看");
    return first_part && !has(text, "toggle " + wanted + " on") ? wanted : "yes";
  }
  if (shown.page == "survey-temperature") {
    if (!answers_.tenths) return "skip";
    const std::string degrees = std::to_string(*answers_.tenths);
    for (std::size_t typed = 2; typed > 0; --typed) {
      if (has(text, "entry \"℃\" \"" + degrees.substr(0, typed) + "\""))
        return std::string("key_") + degrees[typed];
    }
    return std::string("key_") + degrees[0];
  }
  if (one_in(25)) return "back";
  int now = 0, of = 0;
  const auto at = text.find("question ");
  REQUIRE(at != text.npos);
  REQUIRE(std::sscanf(text.c_str() + at, "question %d of %d", &now, &of) == 2);
  const int question = kQuestions - (of - now) - 1;
  if (question < 0) return "item_2";  // what the relative is to them
  if (question == kHistories) return answers_.symptom ? "item_1" : "item_2";
  REQUIRE(question < kHistories);
  return nth_item(answers_.histories[static_cast<std::size_t>(question)]);
}

}  // namespace whole
