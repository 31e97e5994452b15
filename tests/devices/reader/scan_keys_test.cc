// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scan_keys.h"

#include <fcntl.h>
#include <linux/input.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "devices/sandbox/wires/scanner_line.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace {

using namespace bench;
using namespace devices::reader;

using Events = std::vector<input_event>;
using Texts = std::vector<std::string>;

// The three texts of the recording.
const std::string kCertificate =
    "HC1:D52WKVG1R/"
    ":599F6TBJ49TNUQ*D9*YIM*.O:IV-EQ$8433OQ-L$0H-OKUXHG*:VAKJGRZ8RMC2X2JO4S1FVY.P77$+Q"
    ":+0DL6ZI1NL%+ .9K14*M3GHD75QB";
const std::string kToken = "xGc7-mQ_pT.Zk/9aB+Re=wY5uLh";

std::string every_printable_character() {
  std::string all;
  for (char c = ' '; c <= '~'; ++c) all.push_back(c);
  return all;
}

Events recording() {
  std::ifstream in(KIOSK_SOURCE_DIR "/tests/devices/reader/recordings/scanner_keys.events");
  REQUIRE(in);
  Events events;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    input_event event{};
    char point = 0;
    words >> event.input_event_sec >> point >> event.input_event_usec >> event.type >> event.code >>
        event.value;
    REQUIRE(words);
    events.push_back(event);
  }
  return events;
}

std::vector<std::uint8_t> bytes_of(const Events& events) {
  const auto* const first = reinterpret_cast<const std::uint8_t*>(events.data());
  return {first, first + events.size() * sizeof(input_event)};
}

std::string text_of(const Scan& scan) {
  return scan ? std::string(scan->reveal()) : "!" + std::to_string(static_cast<int>(scan.error()));
}
const std::string kBrokenOff = text_of(tl::unexpected(visit::ScanTrouble::broken_off));
const std::string kControlCharacters =
    text_of(tl::unexpected(visit::ScanTrouble::control_characters));

// What the decoder makes of the events, given `piece` bytes at a time.
Texts typed(const Events& events, std::size_t piece = 4096) {
  auto decoder = KeyDecoder::us();
  REQUIRE(decoder);
  ScanFramer framer;
  Texts texts;
  const auto bytes = bytes_of(events);
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    const auto part = std::span(bytes).subspan(i, std::min(piece, bytes.size() - i));
    for (const Scan& scan : decoder->take(part, framer)) texts.push_back(text_of(scan));
  }
  return texts;
}

bool is_shift(const input_event& event) {
  return event.type == EV_KEY && event.code == KEY_LEFTSHIFT;
}

input_event event(int type, int code, int value, Instant at) {
  input_event made{};
  made.input_event_sec = at.count() / 1000;
  made.input_event_usec = at.count() % 1000 * 1000;
  made.type = static_cast<std::uint16_t>(type);
  made.code = static_cast<std::uint16_t>(code);
  made.value = value;
  return made;
}

// A hand for what the recording does not hold: one millisecond a report.
struct Hand {
  Hand& down(int key) { return report(key, 1); }
  Hand& up(int key) { return report(key, 0); }
  Hand& strike(int key) { return down(key).up(key); }
  Hand& rest(Milliseconds time) {
    now += time;
    return *this;
  }
  Hand& report(int key, int value) {
    events.push_back(event(EV_KEY, key, value, now));
    events.push_back(event(EV_SYN, SYN_REPORT, 0, now));
    now += 1ms;
    return *this;
  }
  Instant now{5'000'000};
  Events events;
};

}  // namespace

TEST_CASE("a recorded scanner types what it read, in both cases and with every character") {
  CHECK(typed(recording()) == Texts{kCertificate, kToken, every_printable_character()});
}

TEST_CASE("an event may come in pieces") {
  for (const std::size_t piece : {1UL, 7UL, 24UL, 25UL, 1000UL}) {
    CHECK(typed(recording(), piece) == Texts{kCertificate, kToken, every_printable_character()});
  }
}

TEST_CASE("without its shift keys the recording is another text: they are followed, not guessed") {
  Events events = recording();
  std::erase_if(events, is_shift);
  const Texts texts = typed(events);
  REQUIRE(texts.size() == 3);
  CHECK(texts[0].starts_with("hc1;d52wkvg1r/;"));
  CHECK(texts[1] == "xgc7-mq-pt.zk/9ab=re=wy5ulh");

  // Nor may a shift be missed that is let go.
  events = recording();
  std::erase_if(events, [](const auto& one) { return is_shift(one) && one.value == 0; });
  CHECK(typed(events)[1].starts_with("xGC&_MQ"));
}

TEST_CASE("a key that repeats is typed once") {
  Events repeating;
  for (const input_event& one : recording()) {
    repeating.push_back(one);
    if (one.type == EV_KEY && one.value == 1) {
      repeating.push_back(one);
      repeating.back().value = 2;
    }
  }
  CHECK(typed(repeating) == Texts{kCertificate, kToken, every_printable_character()});
  // Control: the same events as presses do double it.
  for (input_event& one : repeating) {
    if (one.type == EV_KEY && !is_shift(one)) one.value = std::min(one.value, 1);
  }
  CHECK(typed(repeating)[1].starts_with("xxGGcc77--"));
}

TEST_CASE("a text of which the kernel lost keys is broken off; the next is whole") {
  Events events = recording();
  // Out of the middle of the first text, from a held shift on.
  const auto first = std::find_if(events.begin() + 300, events.end(), [](const input_event& one) {
    return is_shift(one) && one.value == 1;
  });
  const auto lost_from = std::next(first);
  const auto lost_to = lost_from + 20;
  const input_event marker =
      event(EV_SYN, SYN_DROPPED, 0,
            Instant(first->input_event_sec * 1000 + first->input_event_usec / 1000));
  Events lossy(events.begin(), lost_from);
  lossy.push_back(marker);
  lossy.insert(lossy.end(), lost_to, events.end());
  CHECK(typed(lossy) == Texts{kBrokenOff, kToken, every_printable_character()});

  // Control: unmarked, the loss passes for a text that nobody scanned.
  lossy.erase(lossy.begin() + (lost_from - events.begin()));
  const Texts believed = typed(lossy);
  REQUIRE(believed.size() == 3);
  CHECK(believed[0].starts_with("HC1:"));
  CHECK(believed[0] != kCertificate);
}

TEST_CASE("after a loss no key counts as held, and nothing is taken before its report has ended") {
  Hand hand;
  hand.down(KEY_LEFTSHIFT).strike(KEY_A);
  hand.events.push_back(event(EV_SYN, SYN_DROPPED, 0, hand.now));
  // Left over from the report that was cut: its end of text is not one.
  hand.events.push_back(event(EV_KEY, KEY_ENTER, 1, hand.now));
  hand.events.push_back(event(EV_SYN, SYN_REPORT, 0, hand.now));
  hand.strike(KEY_B).strike(KEY_ENTER).strike(KEY_C).strike(KEY_ENTER);
  CHECK(typed(hand.events) == Texts{kBrokenOff, "c"});
}

TEST_CASE("both enter keys end a text; a tab or a control key spoils it") {
  CHECK(typed(Hand().strike(KEY_A).strike(KEY_KPENTER).strike(KEY_B).strike(KEY_ENTER).events) ==
        Texts{"a", "b"});
  CHECK(typed(Hand().strike(KEY_A).strike(KEY_TAB).strike(KEY_ENTER).events) ==
        Texts{kControlCharacters});
  // As scanners type the GS of a GS1 code.
  CHECK(typed(Hand()
                  .strike(KEY_A)
                  .down(KEY_LEFTCTRL)
                  .strike(KEY_RIGHTBRACE)
                  .up(KEY_LEFTCTRL)
                  .strike(KEY_ENTER)
                  .events) == Texts{kControlCharacters});
  // Keys that type nothing are nothing.
  CHECK(typed(Hand().strike(KEY_A).strike(KEY_F5).strike(KEY_LEFT).strike(KEY_ENTER).events) ==
        Texts{"a"});
}

TEST_CASE("a lock that was left on does not reach the next text") {
  Hand hand;
  hand.strike(KEY_CAPSLOCK).strike(KEY_A).strike(KEY_ENTER).rest(200ms);
  hand.strike(KEY_A).strike(KEY_ENTER);
  CHECK(typed(hand.events) == Texts{"A", "a"});
}

TEST_CASE("keys that come too slowly are broken off, whatever the machine's clock says") {
  Hand hand;
  hand.strike(KEY_A).rest(47ms).strike(KEY_B).strike(KEY_ENTER);
  hand.rest(1s).strike(KEY_C).rest(60ms).strike(KEY_D).strike(KEY_ENTER);
  hand.strike(KEY_E).strike(KEY_ENTER);
  CHECK(typed(hand.events) == Texts{"ab", kBrokenOff, "e"});
}

TEST_CASE("what cannot be grabbed is no scanner: others would read what is scanned") {
  const files::Folder scratch;
  const std::string file = scratch.path() / "event0";
  CHECK(ScanKeys::open(file).error() == LineTrouble::gone);  // not there
  std::ofstream(file) << "not a keyboard";
  CHECK(ScanKeys::open(file).error() == LineTrouble::gone);
  const sandbox::ScannerLine line(scratch.path() / "line");
  CHECK(ScanKeys::open(line.path()).error() == LineTrouble::gone);
}

TEST_CASE("a keyboard is read until it goes") {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  auto decoder = KeyDecoder::us();
  REQUIRE(decoder);
  ScanKeys keys(Descriptor(ends[0]), std::move(*decoder));
  ScanFramer framer;
  std::array<std::uint8_t, 100> room{};
  CHECK(keys.read(room, monotonic_now() + 10ms).error() == LineTrouble::silent);

  const auto bytes = bytes_of(Hand().strike(KEY_H).strike(KEY_I).strike(KEY_ENTER).events);
  REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::close(ends[1]);
  Texts texts;
  for (;;) {
    const auto got = keys.read(room, monotonic_now() + 1s);
    if (!got) {
      CHECK(got.error() == LineTrouble::gone);
      break;
    }
    for (const Scan& scan : keys.frame(std::span(room).first(*got), framer)) {
      texts.push_back(text_of(scan));
    }
  }
  CHECK(texts == Texts{"hi"});
}
