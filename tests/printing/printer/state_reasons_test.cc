// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/state_reasons.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace printing {
namespace {

using visit::HoldReason;
using visit::Supply;

// The word of the page for what a keyword says, "low-…" for what runs out, "-" for neither.
std::string word_for(const std::string& keyword) {
  const std::map<HoldReason, std::string> kWords{{HoldReason::media_empty, "media_empty"},
                                                 {HoldReason::media_wrong, "media_wrong"},
                                                 {HoldReason::media_jam, "media_jam"},
                                                 {HoldReason::cover_open, "cover_open"},
                                                 {HoldReason::tray_missing, "tray_missing"},
                                                 {HoldReason::output_full, "output_full"},
                                                 {HoldReason::toner_empty, "toner_empty"},
                                                 {HoldReason::waste_full, "waste_full"},
                                                 {HoldReason::too_hot, "too_hot"},
                                                 {HoldReason::paused, "paused"},
                                                 {HoldReason::other, "other"}};
  const std::map<Supply, std::string> kSupplies{
      {Supply::media, "low-media"}, {Supply::toner, "low-toner"}, {Supply::waste, "low-waste"}};
  const auto hold = hold_of(keyword);
  const auto supply = supply_of(keyword);
  CHECK_FALSE((hold && supply));
  if (hold) return kWords.at(*hold);
  return supply ? kSupplies.at(*supply) : "-";
}

// Every printer-state-reasons keyword that CUPS has words for (RFC 8011, PWG 5100.x), a line each
// with what the page says of it.
TEST_CASE("each keyword of the standards has its word, and each word its keywords") {
  std::ifstream list{KIOSK_SOURCE_DIR "/tests/printing/printer/printer_state_reasons.txt"};
  std::set<std::string> words;
  int keywords = 0;
  for (std::string line; std::getline(list, line);) {
    std::istringstream parts(line);
    std::string keyword;
    std::string word;
    parts >> keyword >> word;
    CAPTURE(keyword);
    CHECK(word_for(keyword) == word);
    for (const char* suffix : {"-report", "-warning", "-error"}) {
      CHECK(without_suffix(keyword + suffix) == keyword);
    }
    words.insert(word);
    ++keywords;
  }
  CHECK(keywords == 795);
  CHECK(words.size() == visit::kHoldReasons + 3 + 1);
}

TEST_CASE("the keyword tells why a printer waits, its suffix does not") {
  for (const char* suffix : {"", "-report", "-warning", "-error"}) {
    CAPTURE(suffix);
    const auto reason = [&](std::string keyword) { return hold_reason({keyword + suffix}); };
    CHECK(reason("media-empty") == HoldReason::media_empty);
    CHECK(reason("media-jam") == HoldReason::media_jam);
    CHECK(reason("media-path-input-feed-error") == HoldReason::media_jam);
    CHECK(reason("stapler-cover-open") == HoldReason::cover_open);
    CHECK(reason("none") == std::nullopt);
    CHECK(reason("media-low") == std::nullopt);
    CHECK(reason("stapler-empty") == std::nullopt);
    CHECK(reason("extruder-jam") == std::nullopt);
    CHECK(reason("com.example-media-jam-sensor") == std::nullopt);
  }
}

TEST_CASE("of several reasons the one that staff mend first is told") {
  CHECK(hold_reason({"toner-empty", "cover-open-error", "media-empty-error"}) ==
        HoldReason::media_empty);
  CHECK(hold_reason({"paused", "media-jam-error"}) == HoldReason::media_jam);
  CHECK(hold_reason({}) == std::nullopt);
  CHECK(supplies_low({"toner-low-report", "media-low", "none"}) ==
        std::set{Supply::media, Supply::toner});
  CHECK(supplies_low({"toner-empty"}).empty());
}

}  // namespace
}  // namespace printing
