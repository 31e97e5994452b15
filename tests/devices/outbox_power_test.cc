// SPDX-License-Identifier: GPL-3.0-or-later
// The outbox on a disk whose power fails, that is full, or that fails to sync.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/devices/outbox_place.h"
#include "tests/devices/power_cut_disk.h"
#include "tests/files.h"

namespace devices {

using devices_test::added;
using devices_test::kMorning;
using devices_test::Place;
using devices_test::survey;

namespace {

struct Survival {
  int acknowledged = 0;
  int lost = 0;    // added or not erased, and gone
  int undead = 0;  // erased, and there
  int disordered = 0;
  int unreadable = 0;
};

// Surveys are added and erased until the power fails; then it is looked at what is there.
Survival cut_power(int cuts, bool lying_disk) {
  const files::Folder folder;
  Survival survival;
  for (int cut = 1; cut <= cuts; ++cut) {
    PowerCutDisk disk{static_cast<unsigned>(cut)};
    if (lying_disk) disk.lie_about_syncs();
    disk.cut_at(1 + cut * 7919 % 170);
    std::vector<std::string> there;
    std::set<std::string> gone;
    std::string in_flight;
    if (auto outbox = Outbox::open("outbox.db", folder.path() / "outbox.key")) {
      for (int i = 0; !disk.is_off(); ++i) {
        in_flight = Outbox::fresh_identifier();
        if (!(*outbox)->add(in_flight, survey(in_flight), kMorning)) break;
        there.push_back(in_flight);
        ++survival.acknowledged;
        if (i % 3 != 2) continue;
        in_flight = there.front();
        if (!(*outbox)->erase(in_flight)) break;
        gone.insert(in_flight);
        there.erase(there.begin());
        ++survival.acknowledged;
      }
    }
    disk.power_on();
    const auto outbox = Outbox::open("outbox.db", folder.path() / "outbox.key");
    const auto notes = outbox ? (*outbox)->notes() : tl::unexpected(OutboxTrouble::damaged);
    if (!notes) {
      ++survival.unreadable;
      continue;
    }
    std::vector<std::string> found;
    for (const OutboxNote& note : *notes) {
      const auto document = (*outbox)->document(note.identifier);
      if (!document || !*document || !(**document == survey(note.identifier)))
        ++survival.unreadable;
      survival.undead += gone.contains(note.identifier) ? 1 : 0;
      if (note.identifier != in_flight) found.push_back(note.identifier);
    }
    if (!there.empty() && there.front() == in_flight) there.erase(there.begin());
    const std::set<std::string> found_ones(found.begin(), found.end());
    for (const std::string& identifier : there)
      survival.lost += found_ones.contains(identifier) ? 0 : 1;
    survival.disordered += found_ones.size() == there.size() && found != there ? 1 : 0;
  }
  return survival;
}

}  // namespace

TEST_CASE("what the outbox has said survives a power cut at any moment") {
  const Survival survival = cut_power(3000, /*lying_disk=*/false);
  CHECK(survival.acknowledged > 9000);
  CHECK(survival.lost == 0);
  CHECK(survival.undead == 0);
  CHECK(survival.disordered == 0);
  CHECK(survival.unreadable == 0);
}

TEST_CASE("the control: on a disk that only says it has synced, the same cuts lose surveys") {
  const Survival survival = cut_power(100, /*lying_disk=*/true);
  CHECK(survival.lost + survival.unreadable > 0);
}

TEST_CASE(
    "what the outbox says after a commit that is reported as failed is true after a power cut") {
  const files::Folder folder;
  int succeeded = 0;
  for (int nth = 1; nth <= 12; ++nth) {
    CAPTURE(nth);
    PowerCutDisk disk{7};
    auto outbox = Place::opened("outbox.db", folder.path() / "outbox.key");
    const std::string first = added(*outbox);
    const std::string second = Outbox::fresh_identifier();
    disk.fail_sync(nth);
    const bool second_there = outbox->add(second, survey(second), kMorning).has_value();
    const bool first_gone = outbox->erase(first).has_value();
    disk.cut_now();
    outbox.reset();
    disk.power_on();
    outbox = Place::opened("outbox.db", folder.path() / "outbox.key");
    CHECK(outbox->document(second)->has_value() == second_there);
    CHECK(outbox->document(first)->has_value() != first_gone);
    succeeded += second_there ? 1 : 0;
  }
  CHECK(succeeded > 0);
}

TEST_CASE("on a full disk no survey is taken and none is lost, until there is room again") {
  const files::Folder folder;
  PowerCutDisk disk{3};
  const auto outbox = Place::opened("outbox.db", folder.path() / "outbox.key");
  int there = 0;
  disk.limit(400'000);
  for (;; ++there) {
    const std::string identifier = Outbox::fresh_identifier();
    const auto done = outbox->add(identifier, survey(identifier), kMorning);
    if (!done) {
      CHECK(done.error() == OutboxTrouble::full);
      break;
    }
    REQUIRE(there < 5000);
  }
  CHECK(there > 10);
  disk.limit(1U << 30U);
  (void)added(*outbox);
  CHECK(outbox->count()->waiting == there + 1);
}

}  // namespace devices
