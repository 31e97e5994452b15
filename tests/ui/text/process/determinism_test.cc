// SPDX-License-Identifier: GPL-3.0-or-later
// The same words give the same glyphs, places and pixels, whatever the machine and its user have
// set.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/ui/text/process/child.h"

namespace {

const std::string kSheet = KIOSK_BINARY_DIR "/bin/text_sheet";
const std::string kRules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
const std::string kCache = KIOSK_BINARY_DIR "/faces";

// The sheet's hash under this environment; nothing may reach standard error.
std::string hash(std::vector<std::string> environment, const std::string& cache = kCache) {
  environment.emplace_back(
      "LSAN_OPTIONS=print_suppressions=0");  // a sanitized child is not to chat
  Child child({kSheet, kRules, cache}, environment);
  std::string out, err;
  CHECK(child.finish(out, err) == 0);
  CHECK(err.empty());
  return out;
}

}  // namespace

TEST_CASE("every sample is set, twice alike") {
  const std::string first = hash({});
  CHECK(first.size() == 17);
  CHECK(hash({}) == first);
}

TEST_CASE("no locale, language or font variable changes a glyph") {
  const std::string plain = hash({});
  for (const char* variable :
       {"LC_ALL=ja_JP.UTF-8", "LC_ALL=C.UTF-8", "LANG=zh_TW.UTF-8", "LANGUAGE=ja",
        "PANGO_LANGUAGE=ja", "PANGO_LANGUAGE=ur", "FC_LANG=ja", "FONTCONFIG_FILE=/dev/null",
        "FONTCONFIG_PATH=/nonexistent", "HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent",
        "XDG_CACHE_HOME=/nonexistent", "FREETYPE_PROPERTIES=cff:hinting-engine=freetype",
        "HB_SHAPER_LIST=fallback", "G_MESSAGES_DEBUG=all", "FC_DEBUG=0"}) {
    CAPTURE(variable);
    CHECK(hash({variable}) == plain);
  }
}

TEST_CASE("a first start without a cache and the next one with it give the same words") {
  const std::filesystem::path cache = KIOSK_BINARY_DIR "/faces-fresh";
  std::filesystem::remove_all(cache);
  const std::string first = hash({}, cache);
  CHECK(hash({}, cache) == first);
  CHECK(hash({}) == first);
  std::filesystem::remove_all(cache);
}
