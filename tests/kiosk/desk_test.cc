// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/desk.h"

#include <catch2/catch.hpp>

#include "tests/kiosk/visit/people.h"

namespace kiosk {

namespace {

using namespace std::chrono_literals;
using visit::test::kNow;

struct NoJournal final : visit::Journal {
  void write(visit::Moment, visit::Entry) override { ++lines; }
  int lines = 0;
};

struct Bench {
  NoJournal journal;
  int wakes = 0;
  Desk desk{visit::test::rules(), {}, journal, [this] { ++wakes; }};

  bool changed_at(visit::Moment now) {
    (void)desk.turn(now);
    return desk.may_have_changed();
  }
};

}  // namespace

TEST_CASE("while nobody is there only a new minute makes a page worth building") {
  Bench bench;
  const visit::Moment minute = std::chrono::floor<std::chrono::minutes>(kNow);
  CHECK(bench.changed_at(minute));  // the first of all
  for (int second = 1; second < 60; ++second) {
    CHECK_FALSE(bench.changed_at(minute + std::chrono::seconds{second}));
  }
  CHECK(bench.changed_at(minute + 60s));
}

TEST_CASE("whatever is posted may change the page, and wakes whoever draws") {
  Bench bench;
  const visit::Moment minute = std::chrono::floor<std::chrono::minutes>(kNow);
  CHECK(bench.changed_at(minute));
  CHECK_FALSE(bench.desk.may_have_changed());
  bench.desk.post(visit::event::DeviceChanged{visit::Device::card_reader, true});
  CHECK(bench.wakes == 1);
  CHECK(bench.changed_at(minute + 1s));
  CHECK_FALSE(bench.changed_at(minute + 2s));
}

TEST_CASE("where nobody has been for a while the drawing thread sleeps to the next minute") {
  Bench bench;
  const visit::Moment minute = std::chrono::floor<std::chrono::minutes>(kNow);
  CHECK(bench.changed_at(minute));
  CHECK(bench.desk.rests(minute) == 60s);
  CHECK(bench.desk.rests(minute + 59s + 750ms) == 250ms);

  // A touch, and the kiosk must see in time that whoever touched it is gone.
  bench.desk.post(visit::event::Pressed{visit::Button::text_size});
  CHECK(bench.changed_at(minute + 1s));
  const auto patience = visit::test::rules().warn_after;
  CHECK(bench.desk.rests(minute + 1s + 400ms) == 600ms);
  CHECK(bench.desk.rests(minute + 1s + patience - 1ms) <= 1s);
  CHECK(bench.desk.rests(minute + 1s + patience) > 1s);

  // In a visit each second counts.
  bench.desk.post(visit::event::Pressed{visit::Button::check_code});
  CHECK(bench.changed_at(minute + 10min));
  REQUIRE_FALSE(std::holds_alternative<visit::state::Welcome>(bench.desk.visit().state));
  CHECK(bench.desk.rests(minute + 20min + 300ms) == 700ms);
}

TEST_CASE("a language that somebody left behind is put back, and that is seen") {
  Bench bench;
  const visit::Moment minute = std::chrono::floor<std::chrono::minutes>(kNow);
  CHECK(bench.changed_at(minute));
  bench.desk.post(visit::event::Pressed{visit::Button::text_size});
  CHECK(bench.changed_at(minute + 1s));
  const auto patience = visit::test::rules().warn_after;
  REQUIRE(patience < 58s);
  CHECK_FALSE(bench.changed_at(minute + patience - 1s));
  CHECK(bench.changed_at(minute + patience + 1s));
}

}  // namespace kiosk
