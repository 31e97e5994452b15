// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/catalogue.h"

#include <catch2/catch.hpp>

namespace visit {

namespace {

Catalogue catalogue() {
  return Catalogue({{"title", {"请把|身份证//放到下面", "放卡", "qing3 fang4 ka3"}},
                    {"step", {"第 {number} 步", "", "di4 {number} bu4"}},
                    {"spoken_slot", {"几点了？", "", "{hour} dian3"}},
                    {"plain", {"Lay it| down//here", "", ""}}});
}

}  // namespace

TEST_CASE("a phrase is named by its key, by which a recording of it is found") {
  CHECK(catalogue().words("title").key == "title");
  CHECK(catalogue().words("title", {{"number", "3"}}).key == "title");
}

TEST_CASE("a phrase with a slot has no key: no recording knows what fills it") {
  const Words step = catalogue().words("step", {{"number", "3"}});
  CHECK(step.key.empty());
  CHECK(step.text.reveal() == "第 3 步");
  CHECK(step.spoken.reveal() == "di4 3 bu4");
  CHECK(catalogue().words("spoken_slot", {{"hour", "3"}}).key.empty());
  CHECK(own_words(Secret("某甲")).key.empty());
}

TEST_CASE("what is said has no break marks; without a spoken form it is the text") {
  CHECK(catalogue().words("title").spoken.reveal() == "qing3 fang4 ka3");
  CHECK(catalogue().words("plain").spoken.reveal() == "Lay it down here");
  CHECK(unmarked("一|二//三") == "一二三");
  CHECK(unmarked("ياخشى//سىز") == "ياخشى سىز");
  CHECK(unmarked("ياخشى //سىز") == "ياخشى سىز");
}

}  // namespace visit
