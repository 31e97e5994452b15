// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_watch.h"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace devices::reader;
using namespace std::chrono_literals;
using visit::CardTrouble;

visit::Identity somebody() {
  visit::Identity identity;
  identity.name = visit::Secret("测试");
  return identity;
}

// A watch and a clock of its own; what it says is noted in short words.
struct Scene {
  CardWatch watch;
  Instant now{};
  std::string said;

  void note(const CardWatch::Reports& reports) {
    for (const Report& report : reports) {
      if (const auto* laid = std::get_if<Laid>(&report)) {
        said += "laid" + std::to_string(laid->ticket) + " ";
      } else if (const auto* read = std::get_if<Read>(&report)) {
        said += "read" + std::to_string(read->ticket) + " ";
      } else if (const auto* failed = std::get_if<Failed>(&report)) {
        said += "failed:" + std::to_string(static_cast<int>(failed->trouble)) + " ";
      }
    }
  }
  CardWatch::Round round() const { return watch.round().value_or(0); }
  void found() { note(watch.module_found(round())); }
  void empty() { note(watch.module_empty(round(), now)); }
  void failed(CardTrouble trouble) { note(watch.module_failed(round(), trouble)); }
  void read() { note(watch.module_read(round(), somebody())); }
  void saw(Sight sight) { note(watch.antenna_saw(round(), sight, now)); }
  void saw_for(Sight sight, Milliseconds time) {
    for (const auto end = now + time; now < end; now += 100ms) saw(sight);
    saw(sight);
  }
};

}  // namespace

TEST_CASE("a card is announced once a laying, whichever reader sees it first") {
  Scene scene;
  scene.watch.start(5);
  SECTION("the antenna") {
    scene.saw(Sight::resident);
    scene.found();
  }
  SECTION("the module") {
    scene.found();
    scene.saw(Sight::resident);
  }
  scene.found();
  CHECK(scene.said == "laid5 ");
  scene.read();
  CHECK(scene.said == "laid5 read5 ");
  scene.found();
  CHECK(scene.said == "laid5 read5 ");
}

TEST_CASE("a card that flickers is one laying; one that was lifted is a new one") {
  Scene scene;
  scene.watch.start(1);
  scene.found();
  scene.empty();
  scene.now += 200ms;
  scene.found();
  CHECK(scene.said == "laid1 ");
  scene.empty();
  scene.now += CardWatch::kLifted;
  scene.empty();
  scene.found();
  CHECK(scene.said == "laid1 laid1 ");
}

TEST_CASE("an attempt that failed is tried again before anybody is troubled") {
  Scene scene;
  scene.watch.start(1);
  scene.found();
  scene.failed(CardTrouble::lay_again);
  CHECK(scene.said == "laid1 ");
  SECTION("and may read after all") {
    scene.found();
    scene.read();
    CHECK(scene.said == "laid1 read1 ");
  }
  SECTION("and is told when it fails again, once") {
    for (int i = 0; i < 5; ++i) {
      scene.found();
      scene.failed(CardTrouble::not_genuine);
    }
    CHECK(scene.said == "laid1 failed:1 ");
  }
  SECTION("and is told at once when the card has gone") {
    scene.empty();
    CHECK(scene.said == "laid1 failed:0 ");
  }
}

TEST_CASE("the next laying's trouble is told again") {
  Scene scene;
  scene.watch.start(1);
  for (int laying = 0; laying < 2; ++laying) {
    scene.found();
    scene.failed(CardTrouble::lay_again);
    scene.empty();
    scene.now += CardWatch::kLifted;
    scene.empty();
  }
  CHECK(scene.said == "laid1 failed:0 laid1 failed:0 ");
}

TEST_CASE("other cards are told after a while, and never beside a resident ID") {
  Scene scene;
  scene.watch.start(1);
  scene.saw_for(Sight::other, 500ms);
  CHECK(scene.said.empty());
  scene.saw_for(Sight::resident, 0ms);
  scene.saw_for(Sight::other, 500ms);
  CHECK(scene.said == "laid1 ");
  scene.saw_for(Sight::other, 700ms);
  CHECK(scene.said == "laid1 failed:3 ");
  scene.saw_for(Sight::other, 3000ms);
  CHECK(scene.said == "laid1 failed:3 ");
}

TEST_CASE("a card on its edge, which only the antenna sees, is to be laid again") {
  Scene scene;
  scene.watch.start(1);
  scene.empty();
  SECTION("when the chip holds still") {
    scene.saw_for(Sight::resident, 1400ms);
    CHECK(scene.said == "laid1 ");
    scene.saw_for(Sight::resident, 200ms);
    CHECK(scene.said == "laid1 failed:0 ");
  }
  SECTION("when it does not, or two lie there") {
    scene.saw_for(Sight::unsteady, 1600ms);
    CHECK(scene.said == "failed:0 ");
  }
  SECTION("but not while the module is at work on it") {
    scene.found();
    scene.saw_for(Sight::resident, 5000ms);
    CHECK(scene.said == "laid1 ");
  }
  SECTION("and not when there is no module to find it") {
    scene.watch.module_lost();
    scene.saw_for(Sight::resident, 5000ms);
    CHECK(scene.said == "laid1 ");
  }
}

TEST_CASE("what was found out for an earlier start is never told under a later one") {
  Scene scene;
  scene.watch.start(1);
  const auto earlier = scene.round();
  scene.watch.stop();
  CHECK_FALSE(scene.watch.round());
  scene.note(scene.watch.module_read(earlier, somebody()));
  scene.watch.start(2);
  scene.note(scene.watch.module_found(earlier));
  scene.note(scene.watch.module_read(earlier, somebody()));
  scene.note(scene.watch.module_failed(earlier, CardTrouble::not_genuine));
  scene.note(scene.watch.antenna_saw(earlier, Sight::resident, scene.now));
  CHECK(scene.said.empty());
  scene.read();
  CHECK(scene.said == "read2 ");
}
