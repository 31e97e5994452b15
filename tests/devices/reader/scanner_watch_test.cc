// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scanner_watch.h"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "devices/reader/scan_keys.h"
#include "devices/sandbox/wires/scanner_line.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"
#include "tests/process.h"

namespace {

using namespace bench;
using namespace devices::reader;
using sandbox::ScannerFault;
using sandbox::ScannerLine;
using visit::ScanTrouble;
using visit::Wanted;

// One report in words: "7 text", "7 !1", and "works" or "gone" for the scanner's state.
std::string words_of(const Report& report) {
  if (const auto* beat = std::get_if<Beat>(&report)) {
    return beat->scanner == DeviceState::works ? "works" : "gone";
  }
  if (const auto* scanned = std::get_if<Scanned>(&report)) {
    return std::to_string(scanned->ticket) + " " + std::string(scanned->text.reveal());
  }
  if (const auto* failed = std::get_if<ScanFailed>(&report)) {
    return std::to_string(failed->ticket) + " !" +
           std::to_string(static_cast<int>(failed->trouble));
  }
  return "?";
}

std::string trouble(std::uint64_t ticket, ScanTrouble trouble) {
  return words_of(ScanFailed{ticket, trouble});
}

using Told = std::vector<std::string>;

// A session whose reports are kept, states apart.
class Watched {
 public:
  void want(std::uint64_t ticket, Wanted wanted = Wanted::paper) {
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
    return within(5s, [&] { return !states().empty() && states().back() == state; });
  }

 private:
  void keep(const Report& report) {
    const std::lock_guard lock(mutex_);
    (std::holds_alternative<Beat>(report) ? states_ : told_).push_back(words_of(report));
  }

  std::mutex mutex_;
  Told told_;
  Told states_;

 public:
  Session session{[this](const Report& report) { keep(report); }};
};

// A scanner on its line, and the thread that watches it.
struct Bench : Watched {
  Bench() { REQUIRE(stands("works")); }
  ~Bench() {
    session.leave();
    line.unplug();
    thread.join();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  files::Folder scratch;
  ScannerLine line{scratch.path() / "scanner"};
  std::thread thread{[this] { watch_scanner(session, line.path(), ""); }};
};

// The time between two hands on a line, which has no other sign that all was looked at.
void rest(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

// Whether all that was sent on a line has been read: gone from its queue, and time to look at it.
bool is_read_out(const std::filesystem::path& device) {
  const Descriptor line(::open(device.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  const auto empty = [&] {
    int count = -1;
    return ::ioctl(line.get(), FIONREAD, &count) == 0 && count == 0;
  };
  if (!within(5s, empty)) return false;
  rest(100ms);
  return empty();
}

}  // namespace

TEST_CASE("a text is told under the ticket of whoever waits for one, and each time") {
  Bench bench;
  bench.want(7);
  bench.line.scan("HC1:ONE");
  bench.line.scan("a token", "\r\n");
  bench.line.scan("样例-Token", "\n");
  CHECK(bench.tells({"7 HC1:ONE", "7 a token", "7 样例-Token"}));
  bench.want(8);
  bench.line.scan("HC1:ONE");
  CHECK(bench.tells({"7 HC1:ONE", "7 a token", "7 样例-Token", "8 HC1:ONE"}));
}

TEST_CASE("a text scanned while nobody asked is never reported") {
  Bench bench;
  const auto scan_unasked = [&] {
    bench.line.scan("somebody's");
    bench.line.scan("half of somebody's", "");
    REQUIRE(is_read_out(bench.line.path()));
  };
  scan_unasked();
  bench.want(1, Wanted::card);
  scan_unasked();
  bench.want(2, Wanted::badge);
  scan_unasked();
  bench.session.stop();
  scan_unasked();
  bench.want(3);
  rest(ScanFramer::kTail);
  bench.line.scan("mine");
  CHECK(bench.tells({"3 mine"}));
}

TEST_CASE("a text that is under way when somebody asks is not theirs") {
  Bench bench;
  Told mine;
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) {
    const auto before = bench.line.stats().bytes_out;
    bench.line.arm(ScannerFault::split);
    bench.line.scan("HC1:SOMEBODY ELSE'S, HELD UNDER THE SCANNER WHILE THEY LEFT");
    REQUIRE(within(5s, [&] { return bench.line.stats().bytes_out >= before + 10; }));
    bench.want(ticket);
    bench.line.scan("mine");
    mine.push_back(std::to_string(ticket) + " mine");
    CHECK(bench.tells(mine));
  }
}

TEST_CASE("a scan that is found out too late is nobody's") {
  Watched watched;
  watched.want(1);
  const auto first = watched.session.wanted(Wanted::paper);
  REQUIRE(first);
  watched.session.scanned(*first, visit::Secret("one"));
  watched.want(2);
  watched.session.scanned(*first, visit::Secret("one, late"));
  watched.session.scan_failed(*first, ScanTrouble::broken_off);
  watched.session.scan_failed(*watched.session.wanted(Wanted::paper), ScanTrouble::too_long);
  watched.session.stop();
  watched.session.scanned(*first + 1, visit::Secret("two, late"));
  CHECK(watched.told() == Told{"1 one", trouble(2, ScanTrouble::too_long)});
}

TEST_CASE("each thing that goes wrong with a text has its name, and the next text is read") {
  struct Row {
    ScannerFault fault;
    Told told;
  };
  const auto row =
      GENERATE(Row{ScannerFault::pause, {trouble(1, ScanTrouble::broken_off)}},
               Row{ScannerFault::too_long, {trouble(1, ScanTrouble::too_long)}},
               Row{ScannerFault::control_character, {trouble(1, ScanTrouble::control_characters)}},
               Row{ScannerFault::garbage, {trouble(1, ScanTrouble::control_characters)}},
               Row{ScannerFault::split, {"1 HC1:TEXT"}});
  Bench bench;
  bench.want(1);
  bench.line.arm(row.fault);
  bench.line.scan("HC1:TEXT");
  bench.line.scan("whole");
  Told expected = row.told;
  expected.push_back("1 whole");
  CHECK(bench.tells(expected));
  CHECK(bench.line.stats().faults_spent == 1);
}

TEST_CASE("a scanner without a suffix is told broken off; the text after the next rest is read") {
  Bench bench;
  bench.want(1);
  bench.line.arm(ScannerFault::no_suffix);
  bench.line.scan("HC1:TEXT");
  const std::string broken = trouble(1, ScanTrouble::broken_off);
  CHECK(bench.tells({broken}));
  rest(ScanFramer::kTail);
  bench.line.scan("whole");
  CHECK(bench.tells({broken, "1 whole"}));
}

TEST_CASE("the longest text comes through whole") {
  Bench bench;
  bench.want(1);
  const std::string longest(kLongestScan, 'Q');
  bench.line.scan(longest);
  CHECK(bench.tells({"1 " + longest}));
}

TEST_CASE("a scanner that comes back behind the same name reads on") {
  const files::Folder scratch;
  Watched watched;
  const auto device = scratch.path() / "by-id";
  std::thread thread([&] { watch_scanner(watched.session, device, ""); });
  watched.want(1);
  CHECK(watched.stands("gone"));  // absent at the start
  {
    ScannerLine line(device);
    CHECK(watched.stands("works"));
    line.scan("one");
    CHECK(watched.tells({"1 one"}));
    line.arm(ScannerFault::unplug_mid_text);
    line.scan("lost with its scanner");
    CHECK(watched.stands("gone"));
    line.replug();
    CHECK(watched.stands("works"));
    line.scan("two");
    CHECK(watched.tells({"1 one", "1 two"}));
  }
  CHECK(watched.stands("gone"));
  CHECK(watched.states() == Told{"gone", "works", "gone", "works", "gone"});
  watched.session.leave();
  thread.join();
}

TEST_CASE("a scanner that another program holds is gone until it is let go") {
  const files::Folder scratch;
  const ScannerLine line(scratch.path() / "scanner");
  auto other = open_alone(line.path());
  REQUIRE(other);
  Watched watched;
  std::thread thread([&] { watch_scanner(watched.session, line.path(), ""); });
  CHECK(watched.stands("gone"));
  other->close();
  CHECK(watched.stands("works"));
  watched.session.leave();
  thread.join();
}

TEST_CASE("a keyboard is watched only where no serial scanner is named, and only when grabbed") {
  const files::Folder scratch;
  const ScannerLine line(scratch.path() / "scanner");
  for (const bool serial : {true, false}) {
    Watched watched;
    std::thread thread(
        [&] { watch_scanner(watched.session, serial ? line.path().string() : "", line.path()); });
    // A serial line is no keyboard.
    CHECK(watched.stands(serial ? "works" : "gone"));
    watched.session.leave();
    thread.join();
  }
}

TEST_CASE("what a keyboard types is told as a serial scanner's text is") {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  auto decoder = KeyDecoder::us();
  REQUIRE(decoder);
  ScanKeys keys(Descriptor(ends[0]), std::move(*decoder));
  const auto strike = [&](int key) {
    const Instant now = monotonic_now();
    for (const int value : {1, 0}) {
      input_event event{};
      event.input_event_sec = now.count() / 1000;
      event.input_event_usec = now.count() % 1000 * 1000;
      event.type = EV_KEY;
      event.code = static_cast<std::uint16_t>(key);
      event.value = value;
      REQUIRE(::write(ends[1], &event, sizeof event) == sizeof event);
    }
  };
  // Typed before the keyboard was opened: the end of somebody's text.
  strike(KEY_X);
  strike(KEY_ENTER);
  Watched watched;
  watched.want(1);
  bool worked = false;
  std::thread thread([&] { worked = follow_scanner(watched.session, keys); });
  CHECK(watched.stands("works"));
  for (const int key : {KEY_H, KEY_C, KEY_1, KEY_ENTER}) strike(key);
  CHECK(watched.tells({"1 hc1"}));
  strike(KEY_X);
  CHECK(watched.tells({"1 hc1", trouble(1, ScanTrouble::broken_off)}));
  ::close(ends[1]);
  thread.join();
  CHECK(worked);
}

TEST_CASE("a scanner that babbles does not fill the channel, and the next person is heard") {
  Bench bench;
  bench.want(1);
  // Control: as many as anybody holds up are all told.
  for (int i = 0; i < 10; ++i) bench.line.scan("paper");
  CHECK(bench.tells(Told(10, "1 paper")));
  for (int i = 0; i < 2000; ++i) bench.line.scan("x");
  CHECK(bench.line.stats().texts == 2010);
  REQUIRE(is_read_out(bench.line.path()));
  CHECK(bench.told().size() < 200);
  bench.want(2);
  bench.line.scan("mine");
  CHECK(within(5s, [&] { return bench.told().back() == "2 mine"; }));
}

TEST_CASE("nothing grows over 1,000 texts and 100 times unplugged") {
  Bench bench;
  const auto descriptors = process::descriptors();
  const auto all_threads = process::threads();
  std::uint64_t ticket = 0;
  for (int text = 1; text <= 1000; ++text) {
    if (text % 10 == 1) bench.want(++ticket);
    bench.line.scan("HC1:" + std::to_string(text));
    const auto count = static_cast<std::size_t>(text);
    REQUIRE(within(5s, [&] { return bench.told().size() == count; }));
  }
  for (int plug = 0; plug < 100; ++plug) {
    bench.line.unplug();
    REQUIRE(bench.stands("gone"));
    bench.line.replug();
    // An order wakes the thread from its pause.
    REQUIRE(within(5s, [&] {
      bench.want(++ticket);
      return bench.states().back() == "works";
    }));
  }
  bench.line.scan("whole");
  CHECK(within(5s, [&] { return bench.told().back() == std::to_string(ticket) + " whole"; }));
  CHECK(process::descriptors() == descriptors);
  CHECK(process::threads() == all_threads);
}
