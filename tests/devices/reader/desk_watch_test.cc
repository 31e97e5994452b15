// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/desk_watch.h"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace devices::reader;
using Badge = Lying::Badge;

// A watch and a clock of its own; what it says is noted in short words.
struct Scene {
  DeskWatch watch;
  Instant now{};
  std::string said;

  void note(const DeskWatch::Reports& reports) {
    for (const Report& report : reports) {
      if (const auto* laid = std::get_if<Laid>(&report)) {
        said += "laid" + std::to_string(laid->ticket) + " ";
      } else if (const auto* lifted = std::get_if<Lifted>(&report)) {
        said += "lifted" + std::to_string(lifted->ticket) + " ";
      } else {
        said += "? ";
      }
    }
  }
  void saw(Badge badge, bool other = false, int looks = 1) {
    for (int i = 0; i < looks; ++i) note(watch.antenna_saw({badge, other}));
  }
  void found(bool card, int looks = 2) {
    for (int i = 0; i < looks; ++i) note(watch.module_saw(card));
  }
  void lost_for(Milliseconds time) {
    for (const auto end = now + time; now < end; now += Milliseconds{100}) {
      note(watch.antenna_lost(now));
    }
    note(watch.antenna_lost(now));
  }
};

}  // namespace

TEST_CASE("a badge that is taken is told once; one that is touched is not") {
  Scene scene;
  scene.watch.start(5);
  scene.saw(Badge::there, false, 3);
  for (int touch = 0; touch < 5; ++touch) {
    scene.saw(Badge::missing);
    scene.saw(GENERATE(Badge::there, Badge::unsure));
  }
  CHECK(scene.said.empty());
  scene.saw(Badge::missing, false, 2);
  CHECK(scene.said == "lifted5 ");
  scene.saw(Badge::missing, false, 5);
  scene.saw(Badge::there, false, 3);
  scene.saw(Badge::missing, false, 5);
  CHECK(scene.said == "lifted5 ");
}

TEST_CASE("without a badge from the beginning it has gone, under each start anew") {
  Scene scene;
  scene.watch.start(1);
  scene.saw(Badge::missing, false, 3);
  scene.watch.start(2);
  scene.saw(Badge::missing);
  CHECK(scene.said == "lifted1 ");
  scene.saw(Badge::missing);
  CHECK(scene.said == "lifted1 lifted2 ");
}

TEST_CASE("a card is told once a laying, at whichever place it lies") {
  Scene scene;
  scene.watch.start(1);
  scene.saw(Badge::there, false, 2);
  scene.found(false);
  SECTION("the antenna") {
    scene.saw(Badge::there, true);
    CHECK(scene.said.empty());
    scene.saw(Badge::there, true);
    CHECK(scene.said == "laid1 ");
    scene.found(true);
    CHECK(scene.said == "laid1 ");
    scene.found(false);
  }
  SECTION("the module") {
    scene.found(true);
    CHECK(scene.said == "laid1 ");
    scene.found(false);
  }
  scene.saw(Badge::there, false, 2);
  scene.saw(Badge::there, true, 2);
  CHECK(scene.said == "laid1 laid1 ");
}

TEST_CASE("what lay there before the first start is no news; what came between two starts is") {
  Scene scene;
  scene.watch.start(1);
  scene.saw(Badge::there, true, 4);
  scene.found(true, 4);
  CHECK(scene.said.empty());
  SECTION("laid anew") {
    scene.saw(Badge::there, false, 2);
    scene.found(false);
    scene.saw(Badge::there, true, 2);
    CHECK(scene.said == "laid1 ");
  }
  SECTION("the next start of the desk") {
    scene.watch.start(2);
    scene.saw(Badge::there, true, 4);
    CHECK(scene.said.empty());
    scene.saw(Badge::there, false, 2);
    scene.saw(Badge::there, true);
    scene.watch.start(3);
    scene.saw(Badge::there, true, 4);
    CHECK(scene.said == "laid3 ");
    scene.watch.start(4);
    scene.saw(Badge::there, true);
    CHECK(scene.said == "laid3 laid4 ");
  }
  SECTION("after something else was wanted") {
    scene.saw(Badge::there, false, 2);
    scene.watch.stop();
    scene.watch.start(2);
    scene.saw(Badge::there, true, 4);
    CHECK(scene.said.empty());
  }
}

TEST_CASE("a badge that cannot be seen any more has gone; a reader opened anew forgets nothing") {
  Scene scene;
  scene.watch.start(1);
  scene.saw(Badge::there, false, 2);
  scene.lost_for(DeskWatch::kBlind - Milliseconds{100});
  scene.saw(Badge::there);
  scene.lost_for(DeskWatch::kBlind - Milliseconds{100});
  CHECK(scene.said.empty());
  scene.lost_for(Milliseconds{300});
  CHECK(scene.said == "lifted1 ");
}

TEST_CASE("while the desk is not watched nothing is told") {
  Scene scene;
  scene.watch.start(1);
  scene.saw(Badge::there, false, 2);
  scene.watch.stop();
  scene.saw(Badge::missing, true, 5);
  scene.found(true);
  scene.lost_for(Milliseconds{5000});
  CHECK(scene.said.empty());
}
