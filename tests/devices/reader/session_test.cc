// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/session.h"

#include <catch2/catch.hpp>
#include <future>

#include "tests/devices/reader/bench.h"

namespace {

using namespace bench;
using namespace devices::reader;

struct Watched {
  int beats = 0;
  int others = 0;
  Session session{
      [this](const Report& report) { ++(std::holds_alternative<Beat>(report) ? beats : others); }};
};

}  // namespace

TEST_CASE("a device thread that overstays its time silences the beat until it is back") {
  Watched watched;
  watched.session.beat();
  CHECK(watched.beats == 1);
  const auto part = GENERATE(Part::module, Part::antenna, Part::scanner);
  watched.session.promise(part, 0ms);
  watched.session.beat();
  CHECK(watched.beats == 1);
  watched.session.promise(part, 1h);
  watched.session.beat();
  CHECK(watched.beats == 2);
}

TEST_CASE("a device that comes or goes is told at once, and once") {
  Watched watched;
  const auto part = GENERATE(Part::module, Part::antenna, Part::scanner);
  watched.session.set_state(part, DeviceState::works);
  watched.session.set_state(part, DeviceState::works);
  CHECK(watched.beats == 1);
  watched.session.set_state(part, DeviceState::gone);
  CHECK(watched.beats == 2);
}

TEST_CASE("an order wakes those who pause, also one that came after they looked; others sleep on") {
  Watched watched;
  const auto pause = [&](Session::Orders seen) {
    return std::async(std::launch::async, [&, seen] { watched.session.pause(1h, seen); });
  };
  const auto before = watched.session.orders();
  auto asleep = pause(before);
  CHECK(asleep.wait_for(50ms) == std::future_status::timeout);
  watched.session.start({1, visit::Wanted::card});
  asleep.get();
  pause(before).get();
  auto knowing = pause(watched.session.orders());
  CHECK(knowing.wait_for(50ms) == std::future_status::timeout);
  CHECK(watched.session.wanted(visit::Wanted::card));
  watched.session.leave();
  knowing.get();
  CHECK_FALSE(watched.session.wanted(visit::Wanted::card));
  CHECK(watched.session.leaving());
}

TEST_CASE("a start is the business of those who can give what it wants, and of no others") {
  using visit::Wanted;
  Watched watched;
  const auto what = GENERATE(Wanted::card, Wanted::badge, Wanted::paper);
  watched.session.start({1, what});
  for (const auto other : {Wanted::card, Wanted::badge, Wanted::paper}) {
    CHECK(watched.session.wanted(other).has_value() == (other == what));
  }
}
