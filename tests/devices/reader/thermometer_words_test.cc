// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/thermometer_words.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace {

using namespace devices::reader;

// Every reading that comes out of these bytes, whatever chunks they come in.
std::vector<int> readings(std::string_view text, std::size_t chunk = 1000) {
  ThermometerFramer framer;
  std::vector<int> found;
  while (!text.empty()) {
    const auto part = text.substr(0, chunk);
    text.remove_prefix(part.size());
    std::span bytes(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
    while (const auto body = framer.take(bytes)) {
      const auto word = thermometer_word(*body);
      const auto* reading = word ? std::get_if<ForeheadReading>(&*word) : nullptr;
      if (reading != nullptr && reading->tenths) found.push_back(*reading->tenths);
    }
  }
  return found;
}

using Found = std::vector<int>;

}  // namespace

TEST_CASE("what is said is the bytes of the wire document") {
  CHECK(ask_thermometer() == "$Q*51\r\n");
  CHECK(begin_measuring(17) == "$M,17*67\r\n");
  CHECK(begin_measuring(0) == "$M,00*61\r\n");
}

TEST_CASE("a line is taken apart, in whatever pieces it arrives") {
  for (std::size_t chunk = 1; chunk < 20; ++chunk) {
    CHECK(readings("$T,17,365*62\r\n$T,17,371*67\r\n", chunk) == Found{365, 371});
  }
  const auto word = thermometer_word("T,17,365");
  REQUIRE(word);
  CHECK(std::get<ForeheadReading>(*word).number == 17);
  CHECK(std::get<ThermometerState>(*thermometer_word("S,0")).measures);
  CHECK_FALSE(std::get<ThermometerState>(*thermometer_word("S,1")).measures);
  CHECK(std::get<MeasuringBegun>(*thermometer_word("A,09")).number == 9);
  CHECK_FALSE(std::get<ForeheadReading>(*thermometer_word("T,17,LO")).tenths);
  CHECK_FALSE(std::get<ForeheadReading>(*thermometer_word("T,17,HI")).tenths);
}

TEST_CASE("a line that is broken is none, and the next whole one counts") {
  const std::string whole = "$T,17,365*62\r\n";
  for (const std::string broken :
       {"$T,17,366*62\r\n", "$T,17,365*63\r\n", "$T,17,369*6e\r\n", "$T,17,365\r\n", "$T,17,3",
        "T,17,365*62\r\n", "$T,17,365*62\r", "$T,17,365*62\n",
        "$T,17,3\x9b"
        "5*62\r\n",
        "$T,17,365*62\rX\n", "$\r\n", "$*00\r\n", "$T,17,365,SOMETHING,MORE*62\r\n",
        "\x9b\x9b\x9b\x9b\r\n", "$$$", ""}) {
    INFO(broken);
    CHECK(readings(broken).empty());
    CHECK(readings(broken + whole) == Found{365});
  }
}

TEST_CASE("a body that the document does not name means nothing") {
  for (const char* wrong : {"",         "S",        "S,2",      "S,0 ",     "A,1",       "A,1x",
                            "A,123",    "T,17",     "T,17,",    "T,17,36",  "T,17,3650", "T,17,319",
                            "T,17,431", "T,17,000", "T,1x,365", "T,17;365", "T,17,36.5", "T,17,-36",
                            "T,17,lo",  "X",        "M,17",     "Q"}) {
    INFO(wrong);
    CHECK_FALSE(thermometer_word(wrong));
  }
  CHECK(thermometer_word("T,17,320"));
  CHECK(thermometer_word("T,17,430"));
}

TEST_CASE("no single wrong bit of a line makes a temperature") {
  const std::string whole = "$T,17,365*62\r\n";
  for (std::size_t at = 0; at < whole.size() * 8; ++at) {
    std::string spoilt = whole;
    spoilt[at / 8] = static_cast<char>(spoilt[at / 8] ^ 1 << at % 8);
    INFO(at);
    CHECK(readings(spoilt).empty());
  }
  // The control.
  CHECK(readings(whole) == Found{365});
}

TEST_CASE("noise makes no temperature") {
  std::mt19937 random(7);
  std::string noise;
  for (int i = 0; i < 1'000'000; ++i) noise += "$T,*0123456789\r\n\x9b"[random() % 17];
  CHECK(readings(noise).size() <= 3);  // 1 in 256 passes the check, and few of them say a reading
}
