// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/ladder.h"

#include <catch2/catch.hpp>

namespace devices {

using namespace std::chrono_literals;
using visit::QueryTrouble;

namespace {

Chance always(double number) {
  return [number] { return number; };
}

std::string said(const Ladder::Step& step) {
  if (const auto* send = std::get_if<Ladder::Send>(&step))
    return "send " + std::to_string(send->source) + " until " + std::to_string(send->until.count());
  if (const auto* wait = std::get_if<Ladder::Wait>(&step))
    return std::string(wait->asked ? "asked to wait " : "wait ") + std::to_string(wait->source) +
           " until " + std::to_string(wait->until.count());
  return "end";
}

// Five questions in a row that this source fails, so that its breaker opens at `now`.
void break_source(Ladder& ladder, std::size_t source, Ladder::Time now) {
  for (int i = 0; i < 5; ++i) {
    auto climb = ladder.ask_only(now, source);
    auto step = climb.next(now);
    if (std::holds_alternative<Ladder::Wait>(step)) step = climb.next(now + 1s);
    if (!std::holds_alternative<Ladder::Send>(step)) break;
    climb.failed(now, QueryTrouble::unreachable, {});
    climb.call_back();
  }
}

}  // namespace

TEST_CASE("a source that answers is asked once") {
  Ladder ladder(2, {}, always(0.5));
  auto climb = ladder.ask(10s);
  CHECK(said(climb.next(10s)) == "send 0 until 13000");
  climb.answered();
}

TEST_CASE("a hiccup is tried once more, then the next source gets its own three seconds") {
  Ladder ladder(2, {}, always(0.5));
  auto climb = ladder.ask(10s);
  (void)climb.next(10s);
  climb.failed(10'100ms, QueryTrouble::unreachable, {});
  CHECK(said(climb.next(10'100ms)) == "wait 0 until 10350");
  CHECK(said(climb.next(10'350ms)) == "send 0 until 13000");
  climb.failed(10'400ms, QueryTrouble::unreachable, {});
  CHECK(said(climb.next(10'400ms)) == "send 1 until 13400");
  climb.failed(13'400ms, QueryTrouble::silent, {});
  CHECK(said(climb.next(13'400ms)) == "end");
  CHECK(climb.trouble() == QueryTrouble::silent);
}

TEST_CASE("H01: a wait that is asked for is waited out, then the source is asked a second time") {
  Ladder ladder(2, {}, always(0.0));
  auto climb = ladder.ask(0s);
  (void)climb.next(0s);
  climb.failed(50ms, QueryTrouble::busy, 2s);
  CHECK(said(climb.next(50ms)) == "asked to wait 0 until 2050");
  CHECK(said(climb.next(2049ms)) == "asked to wait 0 until 2050");
  CHECK(said(climb.next(2050ms)) == "send 0 until 3000");
}

TEST_CASE("a wait too long to fit sends the question on, and holds the source for others too") {
  Ladder ladder(2, {}, always(0.0));
  auto first = ladder.ask(0s);
  (void)first.next(0s);
  first.failed(0s, QueryTrouble::busy, 30s);
  CHECK(said(first.next(0s)) == "send 1 until 3000");
  first.answered();
  auto early = ladder.ask(20s);
  CHECK(said(early.next(20s)) == "send 1 until 23000");
  early.answered();
  auto nearly = ladder.ask(29s);  // what is left of the wait fits
  CHECK(said(nearly.next(29s)) == "asked to wait 0 until 30000");
  CHECK(said(nearly.next(30s)) == "send 0 until 32000");
  nearly.answered();
}

TEST_CASE("a source cannot silence a kiosk for longer than two minutes") {
  Ladder ladder(1, {}, always(0.0));
  auto first = ladder.ask(0s);
  (void)first.next(0s);
  first.failed(0s, QueryTrouble::busy, 3600s);
  CHECK(said(ladder.ask(117s).next(117s)) == "end");
  CHECK(said(ladder.ask(120s).next(120s)) == "send 0 until 123000");
}

TEST_CASE("a source that had failed before this question is not tried twice") {
  Ladder ladder(2, {}, always(0.0));
  auto first = ladder.look(0s);
  (void)first.next(0s);
  first.failed(0s, QueryTrouble::unreachable, {});
  auto climb = ladder.ask(1s);
  CHECK(said(climb.next(1s)) == "send 0 until 4000");
  climb.failed(1s, QueryTrouble::unreachable, {});
  CHECK(said(climb.next(1s)) == "send 1 until 4000");
  climb.answered();
}

TEST_CASE("an open breaker is passed over at once, and after its pause one question probes it") {
  Ladder ladder(2, {}, always(0.0));
  break_source(ladder, 0, 0s);
  auto climb = ladder.ask(1s);
  CHECK(said(climb.next(1s)) == "send 1 until 4000");
  climb.answered();
  auto probe = ladder.ask(15s);
  CHECK(said(probe.next(15s)) == "send 0 until 18000");
  auto other = ladder.ask(15s);
  CHECK(said(other.next(15s)) == "send 1 until 18000");
  other.answered();
  probe.answered();
  CHECK(said(ladder.ask(16s).next(16s)) == "send 0 until 19000");
}

TEST_CASE("with every breaker open the answer is there at once, in the last trouble's name") {
  Ladder ladder(2, {}, always(0.0));
  break_source(ladder, 0, 0s);
  break_source(ladder, 1, 0s);
  auto climb = ladder.ask(1s);
  CHECK(said(climb.next(1s)) == "end");
  CHECK(climb.trouble() == QueryTrouble::unreachable);
}

TEST_CASE("the idle look is the probe of a half-open source; it neither waits nor tries again") {
  Ladder ladder(1, {}, always(0.0));
  break_source(ladder, 0, 0s);
  CHECK(said(ladder.look(14s).next(14s)) == "end");
  auto look = ladder.look(15s);
  CHECK(said(look.next(15s)) == "send 0 until 18000");
  look.failed(15s, QueryTrouble::busy, 1s);
  CHECK(said(look.next(15s)) == "end");
  CHECK(said(ladder.look(29s).next(29s)) == "end");  // open again
  auto again = ladder.look(30s);
  CHECK(said(again.next(30s)) == "send 0 until 33000");
  again.answered();
  CHECK(said(ladder.ask(30s).next(30s)) == "send 0 until 33000");
}

TEST_CASE(
    "looks are 30 to 90 seconds apart, and none falls due before there is a source to probe") {
  CHECK(Ladder(1, {}, always(0.0)).next_look(1s) == 31s);
  CHECK(Ladder(1, {}, always(0.5)).next_look(1s) == 61s);
  LadderSettings hasty;
  hasty.look_from = hasty.look_to = 1s;
  Ladder ladder(2, hasty, always(0.5));
  break_source(ladder, 0, 0s);
  CHECK(ladder.next_look(1s) == 2s);  // the other source is there
  break_source(ladder, 1, 0s);
  CHECK(ladder.next_look(1s) == 30s);
}

TEST_CASE("what the sources say about the card ends the question, everything else goes on") {
  for (int i = 0; i <= static_cast<int>(QueryTrouble::name_mismatch); ++i) {
    const auto trouble = static_cast<QueryTrouble>(i);
    const bool about_card =
        trouble == QueryTrouble::number_rejected || trouble == QueryTrouble::name_mismatch;
    LadderSettings settings;
    settings.retry.tries = 1;
    Ladder ladder(2, settings, always(0.0));
    auto climb = ladder.ask(0s);
    (void)climb.next(0s);
    climb.failed(0s, trouble, {});
    CHECK(said(climb.next(0s)) == (about_card ? "end" : "send 1 until 3000"));
    if (about_card) CHECK(climb.trouble() == trouble);
    if (!about_card) climb.answered();
  }
}

TEST_CASE("five odd answers about one person do not close a source for the others") {
  Ladder ladder(1, {}, always(0.0));
  for (int i = 0; i < 10; ++i) {
    auto climb = ladder.ask(0s);
    REQUIRE(said(climb.next(0s)) == "send 0 until 3000");
    climb.failed(0s, QueryTrouble::unknown_word, {});
  }
}

TEST_CASE("a person whom one source does not know is asked about at the next") {
  Ladder ladder(2, {}, always(0.0));
  auto climb = ladder.ask(0s);
  (void)climb.next(0s);
  climb.answered();
  climb.ask_next();
  CHECK(said(climb.next(1s)) == "send 1 until 4000");
  climb.answered();
  climb.ask_next();
  CHECK(said(climb.next(2s)) == "end");
}

TEST_CASE("no question lasts longer than eight seconds, however many sources there are") {
  Ladder ladder(6, {}, always(0.999));
  auto climb = ladder.ask(0s);
  Ladder::Time now{0};
  int sent = 0;
  while (true) {
    const auto step = climb.next(now);
    if (std::holds_alternative<Ladder::End>(step)) break;
    if (const auto* wait = std::get_if<Ladder::Wait>(&step)) now = wait->until;
    if (const auto* send = std::get_if<Ladder::Send>(&step)) {
      ++sent;
      now = send->until;  // every source uses up all it has
      climb.failed(now, QueryTrouble::silent, {});
    }
    REQUIRE(now <= 8s);
  }
  CHECK(sent == 3);
}

TEST_CASE("a question that is called back gives its probe back and ends") {
  Ladder ladder(1, {}, always(0.0));
  break_source(ladder, 0, 0s);
  auto climb = ladder.ask(15s);
  CHECK(said(climb.next(15s)) == "send 0 until 18000");
  climb.call_back();
  CHECK(said(climb.next(15s)) == "end");
  CHECK(said(ladder.ask(15s).next(15s)) == "send 0 until 18000");
}

TEST_CASE("retries are a tenth of the questions at most, after the first") {
  Ladder ladder(1, {}, always(0.0));
  int questions = 0;
  int sent = 0;
  Ladder::Time now{0};
  for (; questions < 1000; ++questions) {  // every first try hiccups, every second one is answered
    auto climb = ladder.ask(now);
    auto step = climb.next(now);
    ++sent;
    climb.failed(now, QueryTrouble::unreachable, {});
    step = climb.next(now);
    if (std::holds_alternative<Ladder::Wait>(step)) step = climb.next(now + 1s);
    if (std::holds_alternative<Ladder::Send>(step)) {
      ++sent;
      climb.answered();
    } else {
      auto look = ladder.ask(now);  // somebody else's question goes well
      if (std::holds_alternative<Ladder::Send>(look.next(now))) {
        ++sent;
        ++questions;
        look.answered();
      }
    }
    now += 60s;
  }
  CHECK(static_cast<double>(sent) <= 1.1 * static_cast<double>(questions) + 2);
}

}  // namespace devices
