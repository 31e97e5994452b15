// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/golden.h"
#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;

TEST_CASE("peek", "[.peek]") {
  const char* out = std::getenv("PEEK_DIR");
  const char* only = std::getenv("PEEK");
  const int panel = std::getenv("PEEK_PANEL") ? std::atoi(std::getenv("PEEK_PANEL")) : 0;
  visit::Look look;
  if (const char* s = std::getenv("PEEK_SIZE")) look.size = std::atoi(s);
  if (const char* s = std::getenv("PEEK_CONTRAST")) look.contrast = std::atoi(s);
  if (std::getenv("PEEK_EN")) look.language = visit::Language::en;
  Bench bench(panel == 0 ? kPortrait : panel == 1 ? kSmall : kWide);
  for (const auto* list : {&pages(), &variants()}) {
    for (const auto& page : *list) {
      if (only && page.name.find(only) == std::string::npos) continue;
      if (!only && list == &variants()) continue;
      bench.screen->show(page_of(page, look));
      REQUIRE(bench.screen->screenshot(std::string(out) + "/" + page.name + ".png"));
    }
  }
}
