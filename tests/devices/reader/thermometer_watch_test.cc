// SPDX-License-Identifier: GPL-3.0-or-later
// The thermometer's thread with an emulated thermometer's line.
#include "devices/reader/thermometer_watch.h"

#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "devices/sandbox/wires/thermometer_line.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace {

using namespace bench;
using namespace devices::reader;
using sandbox::ThermometerFault;
using visit::Wanted;

using Told = std::vector<std::string>;

// A session whose reports are kept, states apart.
class Watched {
 public:
  void want(std::uint64_t ticket, Wanted wanted = Wanted::temperature) {
    session.start(Start{ticket, wanted});
  }
  Told told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  Told states() {
    const std::lock_guard lock(mutex_);
    return states_;
  }
  bool tells(const Told& expected) {
    return within(5s, [&] { return told().size() >= expected.size(); }) && told() == expected;
  }
  bool stands(const std::string& state) {
    return within(10s, [&] { return !states().empty() && states().back() == state; });
  }

 private:
  void keep(const Report& report) {
    const std::lock_guard lock(mutex_);
    if (const auto* beat = std::get_if<Beat>(&report)) {
      states_.push_back(beat->thermometer == DeviceState::works ? "works" : "gone");
    } else if (const auto* measured = std::get_if<Measured>(&report)) {
      told_.push_back(std::to_string(measured->ticket) + " " + std::to_string(measured->tenths));
    } else {
      told_.push_back("?");
    }
  }

  std::mutex mutex_;
  Told told_;
  Told states_;

 public:
  Session session{[this](const Report& report) { keep(report); }};
};

// A thermometer on its line, and the thread that watches it.
struct Bench : Watched {
  Bench() { REQUIRE(stands("works")); }
  ~Bench() {
    session.leave();
    line.unplug();
    thread.join();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  bool measures(int number) {
    return within(5s, [&] { return line.stats().number == number; });
  }
  // Whether all that was said has been heard: the thermometer's state is asked for after it.
  bool is_heard_out() {
    const auto asked = [&] { return line.stats().commands.size(); };
    const auto before = asked();
    return within(10s, [&] { return asked() > before; });
  }

  files::Folder scratch;
  sandbox::ThermometerLine line{scratch.path() / "thermometer"};
  std::thread thread{[this] { watch_thermometer(session, line.path()); }};
};

}  // namespace

TEST_CASE("a temperature is told under the ticket of whoever waits for one, and each time") {
  Bench bench;
  bench.want(7);
  bench.line.show(365);
  REQUIRE(bench.tells({"7 365"}));
  bench.line.show(381);
  REQUIRE(bench.tells({"7 365", "7 381"}));
  bench.want(8);
  REQUIRE(bench.measures(2));
  bench.line.show(320);
  REQUIRE(bench.tells({"7 365", "7 381", "8 320"}));
  bench.line.show(430);
  CHECK(bench.tells({"7 365", "7 381", "8 320", "8 430"}));
}

TEST_CASE("nobody is measured while no temperature is wanted") {
  Bench bench;
  CHECK(bench.line.stats().number == 0);
  bench.want(1);
  REQUIRE(bench.measures(1));
  // One that measures all the same is not heard.
  for (const auto wanted : {Wanted::card, Wanted::badge, Wanted::paper, Wanted::desk}) {
    bench.want(2, wanted);
    REQUIRE(bench.measures(0));
    bench.line.say("$T,01,365*65\r\n");
  }
  bench.session.stop();
  bench.line.say("$T,01,365*65\r\n");
  REQUIRE(bench.is_heard_out());
  CHECK(bench.told().empty());
  // The control: the same line, in its time.
  bench.want(3);
  REQUIRE(bench.measures(2));
  bench.line.say("$T,02,365*66\r\n");
  CHECK(bench.tells({"3 365"}));
}

TEST_CASE("what was measured for the one before is not told of the next") {
  Bench bench;
  bench.want(1);
  bench.line.show(365);
  REQUIRE(bench.tells({"1 365"}));
  bench.line.arm(ThermometerFault::other_number);
  bench.want(2);
  REQUIRE(bench.measures(2));
  bench.line.show(391);
  CHECK(bench.line.stats().faults_spent == 1);
  bench.line.show(366);
  CHECK(bench.tells({"1 365", "2 366"}));
}

TEST_CASE("a bad line never becomes a temperature, and the next reading is told") {
  Bench bench;
  bench.want(1);
  bench.line.arm(GENERATE(ThermometerFault::bad_check, ThermometerFault::half_line,
                          ThermometerFault::garbage));
  bench.line.show(365);
  REQUIRE(within(5s, [&] { return bench.line.stats().readings == 1; }));
  CHECK(bench.line.stats().faults_spent == 1);
  bench.line.show(371);
  CHECK(bench.tells({"1 371"}));
}

TEST_CASE("a forehead out of range is no temperature; the one after it is") {
  Bench bench;
  bench.want(1);
  for (const int tenths : {319, 431, 200, 800}) {
    const auto before = bench.line.stats().readings;
    bench.line.show(tenths);
    REQUIRE(within(5s, [&] { return bench.line.stats().readings == before + 1; }));
  }
  bench.line.show(365);
  CHECK(bench.tells({"1 365"}));
}

TEST_CASE("an answer that is lost is asked for again, and the thermometer goes on working") {
  Bench bench;
  bench.line.arm(GENERATE(ThermometerFault::silent, ThermometerFault::half_answer), 2);
  bench.want(1);
  bench.line.show(365);
  CHECK(bench.tells({"1 365"}));
  CHECK(bench.line.stats().faults_spent == 2);
  CHECK(bench.states().back() == "works");
}

TEST_CASE("a thermometer that answers no more is gone, and works again when it does") {
  Bench bench;
  bench.line.arm(ThermometerFault::silent, sandbox::kUntilDisarmed);
  CHECK(bench.stands("gone"));
  bench.line.disarm();
  CHECK(bench.stands("works"));
}

TEST_CASE("a battery that is too low is told as a thermometer that does not work") {
  Bench bench;
  bench.line.set_battery(false);
  CHECK(bench.stands("gone"));
  bench.line.set_battery(true);
  REQUIRE(bench.stands("works"));
  bench.want(1);
  bench.line.show(365);
  CHECK(bench.tells({"1 365"}));
}

TEST_CASE("a thermometer that is pulled out and put back measures on for whoever waits") {
  const files::Folder scratch;
  Watched watched;
  const auto device = scratch.path() / "by-id";
  std::thread thread([&] { watch_thermometer(watched.session, device); });
  watched.want(1);
  CHECK(watched.stands("gone"));  // absent at the start
  {
    sandbox::ThermometerLine line(device);
    CHECK(watched.stands("works"));
    line.show(365);
    CHECK(watched.tells({"1 365"}));
    line.arm(ThermometerFault::unplug_mid_line);
    line.show(391);
    CHECK(watched.stands("gone"));
    line.replug();
    CHECK(watched.stands("works"));
    line.show(366);
    CHECK(watched.tells({"1 365", "1 366"}));
  }
  CHECK(watched.stands("gone"));
  watched.session.leave();
  thread.join();
}

TEST_CASE("a thermometer that babbles does not fill the channel") {
  Bench bench;
  bench.want(1);
  REQUIRE(within(5s, [&] { return bench.line.stats().number == 1; }));
  std::string babble;
  for (int i = 0; i < 100; ++i) babble += "$T,01,365*65\r\n";
  bench.line.say(babble);
  REQUIRE(within(10s, [&] { return bench.line.stats().bytes_out >= babble.size(); }));
  REQUIRE(bench.is_heard_out());
  CHECK_FALSE(bench.told().empty());
  CHECK(bench.told().size() < 50);
}
