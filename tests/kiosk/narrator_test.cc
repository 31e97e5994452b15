// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/narrator.h"

#include <catch2/catch.hpp>

namespace kiosk {

namespace {

struct CountingVoice final : visit::Voice {
  void say(visit::Utterance) override { ++said; }
  void hush() override { ++hushed; }
  int said = 0;
  int hushed = 0;
};

visit::Page page(visit::PageId id, bool aloud,
                 visit::Language language = visit::Language::zh_hans) {
  visit::Page page;
  page.id = id;
  page.look.aloud = aloud;
  page.look.language = language;
  return page;
}

}  // namespace

TEST_CASE(
    "a page is read aloud when it comes and was asked for, once, and again in another language") {
  using visit::PageId;
  CountingVoice voice;
  Narrator narrator(voice);
  narrator.follow(page(PageId::welcome, false));
  CHECK(voice.said == 0);
  narrator.follow(page(PageId::welcome, true));
  CHECK(voice.said == 1);
  narrator.follow(page(PageId::welcome, true));  // a clock or a second that moved on
  CHECK(voice.said == 1);
  narrator.follow(page(PageId::consent, true));
  CHECK(voice.said == 2);
  narrator.follow(page(PageId::consent, true, visit::Language::en));
  CHECK(voice.said == 3);
}

TEST_CASE("any press ends the reading, and so does the person who no longer wants it") {
  CountingVoice voice;
  Narrator narrator(voice);
  narrator.pressed();
  CHECK(voice.hushed == 0);
  narrator.follow(page(visit::PageId::welcome, true));
  narrator.pressed();
  CHECK(voice.hushed == 1);
  narrator.follow(page(visit::PageId::welcome, false));
  CHECK(voice.hushed == 2);
}

}  // namespace kiosk
