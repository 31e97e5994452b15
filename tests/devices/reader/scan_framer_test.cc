// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scan_framer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace devices::reader;
using visit::ScanTrouble;

std::string word_of(ScanTrouble trouble) {
  switch (trouble) {
    case ScanTrouble::too_long:
      return "!too long";
    case ScanTrouble::broken_off:
      return "!broken off";
    case ScanTrouble::control_characters:
      return "!control characters";
  }
  return "!";
}

using Told = std::vector<std::string>;

// A framer, a clock that only the test moves, and what was told: texts, and troubles after a "!".
struct Desk {
  void hear(std::string_view bytes) {
    note(framer.take({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now));
  }
  void rest(Milliseconds time) {
    now += time;
    note(framer.silent(now));
  }
  void note(const Scan& scan) {
    told.push_back(scan ? std::string(scan->reveal()) : word_of(scan.error()));
  }
  void note(const Scans& scans) {
    for (const Scan& scan : scans) note(scan);
  }
  void note(const std::optional<Scan>& scan) {
    if (scan) note(*scan);
  }
  Told take_told() { return std::exchange(told, {}); }

  ScanFramer framer;
  Instant now{1'000'000};
  Told told;
};

}  // namespace

TEST_CASE("a text ends with CR, LF or CRLF, and what is empty is passed over") {
  Desk desk;
  desk.hear("one\rtwo\nthree\r\n\r\n\n\rfour\r");
  CHECK(desk.told == Told{"one", "two", "three", "four"});
}

TEST_CASE("a text may come in any pieces") {
  const std::string sent = "HC1:6BFOXN%TS3DH\r\n样例-Token\r";
  for (std::size_t piece = 1; piece <= sent.size(); ++piece) {
    Desk desk;
    for (std::size_t i = 0; i < sent.size(); i += piece) {
      desk.hear(std::string_view(sent).substr(i, piece));
      desk.rest(ScanFramer::kSilence - 1ms);
    }
    CHECK(desk.told == Told{"HC1:6BFOXN%TS3DH", "样例-Token"});
  }
}

TEST_CASE("a text without an end is broken off by silence, not before, and told once") {
  Desk desk;
  CHECK_FALSE(desk.framer.due());
  desk.hear("half a te");
  desk.rest(ScanFramer::kSilence - 1ms);
  CHECK(desk.told.empty());
  CHECK(desk.framer.due() == desk.now + 1ms);
  desk.rest(1ms);
  CHECK(desk.take_told() == Told{"!broken off"});
  desk.rest(1h);
  CHECK(desk.told.empty());
  CHECK_FALSE(desk.framer.due());
}

TEST_CASE("the silence is seen in the bytes that end it, too") {
  Desk desk;
  desk.hear("half a te");
  desk.now += ScanFramer::kTail + 1ms;
  desk.hear("whole\r");
  CHECK(desk.told == Told{"!broken off", "whole"});
}

TEST_CASE("the tail of a broken text is no text") {
  Desk desk;
  desk.hear("HC1:first ha");
  desk.rest(60ms);
  desk.hear("lf and second\rwhole\r");
  CHECK(desk.take_told() == Told{"!broken off", "whole"});

  SECTION("nor after several rests") {
    desk.hear("a");
    for (int i = 0; i < 5; ++i) {
      desk.rest(400ms);
      desk.hear("tail");
    }
    desk.hear("\rwhole\r");
    CHECK(desk.told == Told{"!broken off", "whole"});
  }
  SECTION("and what comes long after is not its tail") {
    desk.hear("a");
    desk.rest(ScanFramer::kSilence);
    desk.rest(ScanFramer::kTail);
    desk.hear("whole\r");
    CHECK(desk.told == Told{"!broken off", "whole"});
  }
}

TEST_CASE("a scanner that sends no ends is told broken off at every text, and reads nothing") {
  Desk desk;
  for (int i = 0; i < 3; ++i) {
    desk.hear("text");
    desk.rest(ScanFramer::kSilence);
    desk.rest(1s);
  }
  CHECK(desk.told == Told(3, "!broken off"));
}

TEST_CASE("4,296 characters are a text; one more is too long, and swallowed to its end") {
  Desk desk;
  const std::string longest(kLongestScan, 'x');
  desk.hear(longest + "\r");
  CHECK(desk.take_told() == Told{longest});
  desk.hear(longest + "x");
  CHECK(desk.take_told() == Told{"!too long"});
  desk.hear(std::string(100'000, 'y'));
  CHECK(desk.told.empty());
  desk.hear("\rwhole\r");
  CHECK(desk.take_told() == Told{"whole"});

  SECTION("or until it has been silent") {
    desk.hear(longest + "x");
    desk.rest(ScanFramer::kTail);
    desk.hear("whole\r");
    CHECK(desk.told == Told{"!too long", "whole"});
  }
}

TEST_CASE("control characters and what is no UTF-8 are refused, and the next text is read") {
  // As bytes: the compiler would read "\x1d" and what follows as one number.
  const std::vector<std::vector<int>> bad{{'\t'},
                                          {0x00},
                                          {0x1d},
                                          {0x1b, '[', '2', 'J'},
                                          {0x7f},
                                          {0xc2, 0x85},
                                          {0xc2, 0x9f},
                                          {0x9b},
                                          {0xff},
                                          {0xc3},
                                          {0xc0, 0x8d},
                                          {0xe0, 0x80, 0x8d},
                                          {0xed, 0xa0, 0x80},
                                          {0xf5, 0x80, 0x80, 0x80}};
  for (const auto& bytes : bad) {
    Desk desk;
    std::string text = "HC1:";
    for (const int byte : bytes) text.push_back(static_cast<char>(byte));
    desk.hear(text + "\r");
    desk.hear("whole\r");
    CHECK(desk.told == Told{"!control characters", "whole"});
  }
  // Control: their neighbours are text.
  Desk desk;
  const std::string text = " ~\u00a0\u00ff\u6837\U00020164";
  desk.hear(text + "\r");
  CHECK(desk.told == Told{text});
}

TEST_CASE("a text of which a part was lost is not told") {
  Desk desk;
  desk.hear("first ha");
  desk.note(desk.framer.lose(desk.now));
  desk.hear("lf\rwhole\r");
  CHECK(desk.take_told() == Told{"!broken off", "whole"});

  SECTION("even if that part was its beginning") {
    desk.note(desk.framer.lose(desk.now));
    desk.hear("tail\rwhole\r");
    CHECK(desk.told == Told{"!broken off", "whole"});
  }
  SECTION("and twice lost is told once") {
    desk.hear("a");
    desk.note(desk.framer.lose(desk.now));
    desk.note(desk.framer.lose(desk.now));
    desk.hear("b\r");
    CHECK(desk.told == Told{"!broken off"});
  }
}

TEST_CASE("a disowned text is not told, nor what is wrong with it") {
  Desk desk;
  desk.hear("somebody el");
  desk.framer.disown();
  SECTION("when it ends") { desk.hear("se's\r"); }
  SECTION("when it does not") {
    desk.rest(ScanFramer::kSilence);
    desk.hear("se's\r");
  }
  SECTION("when it grows too long") { desk.hear(std::string(5000, 'x') + "\r"); }
  CHECK(desk.told.empty());
  // Control: between two texts there is nothing to disown.
  desk.framer.disown();
  desk.hear("mine\r");
  CHECK(desk.told == Told{"mine"});
}

TEST_CASE("after 100,000 random streams the next text is read, and nothing else was ever told") {
  std::mt19937 random(4296);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  constexpr std::string_view kTypical =
      "HC1:09AZ$%*+-./ \r\n\r\n\t\x1d\x7f\xc2\x85\xe6\xa0\xb7\xff";
  std::uint32_t texts = 0;
  std::uint32_t troubles = 0;
  for (int stream = 0; stream < 100'000; ++stream) {
    Desk desk;
    const unsigned pieces = 1 + below(6);
    for (unsigned piece = 0; piece < pieces; ++piece) {
      std::string bytes(below(200) == 0 ? below(5000) : below(24), '\0');
      const bool any = below(2) == 0;
      for (char& byte : bytes) {
        byte = any ? static_cast<char>(below(256)) : kTypical[below(kTypical.size())];
      }
      desk.hear(bytes);
      if (below(16) == 0) desk.note(desk.framer.lose(desk.now));
      if (below(16) == 0) desk.framer.disown();
      if (below(4) == 0) desk.now += Milliseconds(below(700));
      if (below(4) == 0) desk.rest(Milliseconds(below(700)));
    }
    for (const std::string& told : desk.take_told()) {
      const bool text = is_printable_scan(told);
      REQUIRE(text);
      ++(told.starts_with('!') ? troubles : texts);
    }
    desk.rest(ScanFramer::kSilence);
    desk.rest(ScanFramer::kTail);
    desk.take_told();
    desk.hear("HC1:GOOD\r");
    REQUIRE(desk.told == Told{"HC1:GOOD"});
  }
  // Control: the streams did hold texts of both kinds.
  CHECK(texts > 10'000);
  CHECK(troubles > 10'000);
}
