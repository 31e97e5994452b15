// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_watch.h"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace devices::reader;
using namespace std::chrono_literals;
using visit::CardTrouble;
using visit::Wanted;

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
      } else if (const auto* hinted = std::get_if<Hinted>(&report)) {
        said += "hinted" + std::to_string(hinted->ticket) + " ";
      } else if (const auto* badge = std::get_if<BadgeShown>(&report)) {
        said += "badge" + std::to_string(badge->badge[0]) + " ";
      }
    }
  }
  CardWatch::Round round() const {
    for (const auto what : {Wanted::card, Wanted::badge, Wanted::paper}) {
      if (const auto current = watch.round(what)) return *current;
    }
    return 0;
  }
  void start(std::uint64_t ticket, Wanted what = Wanted::card) { watch.start({ticket, what}); }
  void found() { note(watch.module_found(round())); }
  void empty() { note(watch.module_empty(round(), now)); }
  void failed(CardTrouble trouble) { note(watch.module_failed(round(), trouble)); }
  void read() { note(watch.module_read(round(), somebody())); }
  void saw(Sight sight, std::optional<CardKind> kind = {}) {
    note(watch.antenna_saw(round(), {sight, kind, {}, {}}, now));
  }
  void saw_for(Sight sight, Milliseconds time, std::optional<CardKind> kind = {}) {
    for (const auto end = now + time; now < end; now += 100ms) saw(sight, kind);
    saw(sight, kind);
  }
  void saw_for(CardKind kind, Milliseconds time) { saw_for(Sight::other, time, kind); }
  // A look in which a social security card spoke, or a badge proved itself.
  void heard_hint() {
    note(
        watch.antenna_saw(round(), {Sight::other, CardKind::social_security, somebody(), {}}, now));
  }
  void heard_badge(std::uint8_t id) {
    note(watch.antenna_saw(round(), {Sight::other, CardKind::piv, {}, BadgeId{id}}, now));
  }
};

}  // namespace

TEST_CASE("a card is announced once a laying, whichever reader sees it first") {
  Scene scene;
  scene.start(5);
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
  scene.start(1);
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
  scene.start(1);
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
  scene.start(1);
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
  scene.start(1);
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
  scene.start(1);
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
  scene.start(1);
  const auto earlier = scene.round();
  scene.watch.stop();
  CHECK_FALSE(scene.watch.round(Wanted::card));
  scene.note(scene.watch.module_read(earlier, somebody()));
  scene.start(2);
  scene.note(scene.watch.module_found(earlier));
  scene.note(scene.watch.module_read(earlier, somebody()));
  scene.note(scene.watch.module_failed(earlier, CardTrouble::not_genuine));
  scene.note(scene.watch.antenna_saw(earlier, {Sight::resident, {}, {}, {}}, scene.now));
  scene.note(scene.watch.antenna_saw(
      earlier, {Sight::other, CardKind::social_security, somebody(), BadgeId{1}}, scene.now));
  CHECK(scene.said.empty());
  scene.read();
  CHECK(scene.said == "read2 ");
}

TEST_CASE("each kind of other card is told by its own word") {
  Scene scene;
  scene.start(1);
  SECTION("a hospital's card") {
    scene.saw_for(CardKind::mifare, 500ms);
    CHECK(scene.said.empty());
    scene.saw_for(CardKind::mifare, 2000ms);
    CHECK(scene.said == "failed:4 ");
  }
  SECTION("a passport") {
    scene.saw_for(CardKind::passport, 2000ms);
    CHECK(scene.said == "failed:5 ");
  }
  SECTION("any card of either type") {
    scene.saw_for(GENERATE(CardKind::type_a, CardKind::type_b), 2000ms);
    CHECK(scene.said == "failed:3 ");
  }
  SECTION("a card that was taken for another one at first") {
    scene.saw_for(CardKind::type_a, 500ms);
    scene.saw_for(CardKind::passport, 500ms);
    CHECK(scene.said.empty());
    scene.saw_for(CardKind::passport, 200ms);
    CHECK(scene.said == "failed:5 ");
  }
  SECTION("none of them beside a card that the module reads") {
    scene.found();
    scene.saw_for(CardKind::mifare, 2000ms);
    CHECK(scene.said == "laid1 ");
  }
}

TEST_CASE("a social security card gives its hint once a laying, and no trouble") {
  Scene scene;
  scene.start(1);
  scene.heard_hint();
  CHECK(scene.said.empty());
  scene.saw_for(CardKind::social_security, 3000ms);
  CHECK(scene.said == "hinted1 ");
  scene.heard_hint();
  scene.saw_for(CardKind::social_security, 3000ms);
  CHECK(scene.said == "hinted1 ");
  // Lifted, and laid again.
  scene.saw_for(Sight::nothing, 400ms);
  scene.heard_hint();
  scene.saw_for(CardKind::social_security, 100ms);
  CHECK(scene.said == "hinted1 hinted1 ");
}

TEST_CASE("a social security card that does not speak is another card, when it had its time") {
  Scene scene;
  scene.start(1);
  scene.saw_for(CardKind::social_security, 1400ms);
  CHECK(scene.said.empty());
  scene.saw_for(CardKind::social_security, 200ms);
  CHECK(scene.said == "failed:3 ");
}

TEST_CASE("a hint does not count beside an identity card") {
  Scene scene;
  scene.start(1);
  SECTION("that the antenna sees in its next look") {
    scene.heard_hint();
    scene.saw_for(Sight::resident, 100ms);
    scene.saw_for(CardKind::social_security, 300ms);
    CHECK(scene.said == "laid1 ");
  }
  SECTION("that does not hold still yet") {
    scene.heard_hint();
    scene.saw(Sight::unsteady);
    scene.saw(Sight::other, CardKind::social_security);
    CHECK(scene.said.empty());
  }
  SECTION("that the module has found") {
    scene.heard_hint();
    scene.found();
    scene.saw_for(CardKind::social_security, 300ms);
    CHECK(scene.said == "laid1 ");
  }
  SECTION("nor when the antenna was lost before the next look") {
    scene.heard_hint();
    scene.watch.antenna_lost(scene.now);
    scene.saw_for(CardKind::type_a, 100ms);
    CHECK(scene.said.empty());
  }
  SECTION("nor when its card is gone before the next look") {
    scene.heard_hint();
    scene.saw_for(Sight::nothing, 400ms);
    scene.saw_for(CardKind::type_a, 100ms);
    CHECK(scene.said.empty());
  }
}

TEST_CASE("a badge is told once a laying, and another one at once") {
  Scene scene;
  scene.start(1, GENERATE(Wanted::card, Wanted::badge));
  scene.heard_badge(7);
  scene.saw_for(CardKind::piv, 3000ms);
  CHECK(scene.said == "badge7 ");
  scene.heard_badge(7);
  scene.saw_for(CardKind::piv, 200ms);
  CHECK(scene.said == "badge7 ");
  scene.heard_badge(8);
  scene.saw_for(CardKind::piv, 200ms);
  CHECK(scene.said == "badge7 badge8 ");
}

TEST_CASE("a badge that does not prove itself is another card") {
  Scene scene;
  scene.start(1);
  scene.saw_for(CardKind::piv, 1600ms);
  CHECK(scene.said == "failed:3 ");
}

TEST_CASE("while a badge is wanted, nothing else is told, and nobody is read") {
  Scene scene;
  scene.start(1, Wanted::badge);
  CHECK_FALSE(scene.watch.round(Wanted::card));
  scene.found();
  scene.failed(CardTrouble::not_genuine);
  scene.failed(CardTrouble::not_genuine);
  scene.read();
  scene.saw_for(Sight::resident, 3000ms);
  scene.saw_for(Sight::unsteady, 3000ms);
  scene.saw_for(CardKind::mifare, 3000ms);
  scene.saw_for(CardKind::piv, 3000ms);
  scene.heard_hint();
  scene.saw_for(CardKind::social_security, 3000ms);
  CHECK(scene.said.empty());
  scene.heard_badge(7);
  CHECK(scene.said == "badge7 ");
}

TEST_CASE("while paper is wanted, no card is told") {
  Scene scene;
  scene.start(1, Wanted::paper);
  scene.found();
  scene.read();
  scene.saw_for(Sight::resident, 3000ms);
  scene.saw_for(CardKind::mifare, 3000ms);
  scene.heard_hint();
  scene.heard_badge(7);
  scene.saw_for(CardKind::piv, 3000ms);
  CHECK(scene.said.empty());
  CHECK(scene.watch.round(Wanted::paper));
  CHECK(scene.watch.ticket() == 1);
}
