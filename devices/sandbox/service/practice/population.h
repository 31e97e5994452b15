// SPDX-License-Identifier: GPL-3.0-or-later
// An invented population: residents with numbers of area 99, common, rare and long names, and facts
// as a winter of 2021 might have left them. The same for the same seed and day; anyone can be asked
// for by number alone. Pure but for settle(); safe from any thread.
#pragma once
#include <tl/expected.hpp>

#include <string>

#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/settings.h"

namespace service {

struct InventedDocument {
  std::string number;  // 18 characters, its check digit right
  std::string name;
};

class Population {
 public:
  // Beyond these the numbers of area 99 would repeat.
  static constexpr std::int64_t kMost = 10'000'000;

  Population(std::uint64_t seed, Instant now);

  // The same whatever the day. Ages from 1 to 98 at the beginning of 2021, most between 20 and 60.
  // Of 1,000 names 5 are Uyghur and long, 2 have a compound family name, 1 has a rare character.
  [[nodiscard]] InventedDocument document(std::int64_t index) const;
  // Of 1,000 people 915 have nothing but negative samples (two thirds) and vaccinations (three
  // fifths); 60 came from an area of some level in the last month, 15 had contact, 4 are or were
  // ill or suspected, 1 has a positive sample, 3 are on a list pushed down, 2 have late data. 50 of
  // 1,000 travelled, 10 commute, 20 are disabled.
  [[nodiscard]] Facts facts(std::int64_t index) const;
  [[nodiscard]] Resident resident(std::int64_t index, const Policy& policy, const Seal& seal) const;

  // Puts residents 0 to count - 1 into the store, in the order in which they lie there.
  tl::expected<void, StoreTrouble> settle(std::int64_t count, const Policy& policy,
                                          const Seal& seal, Store& store) const;
  // The names of the areas in which the facts play.
  static std::vector<Area> areas();

 private:
  std::uint64_t seed_;
  Instant now_;
};

}  // namespace service
