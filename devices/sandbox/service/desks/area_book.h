// SPDX-License-Identifier: GPL-3.0-or-later
// The areas of the store and their present risk levels, kept at hand: names for sentences, levels
// for the itinerary's star and for whoever asks. Safe from any thread.
#pragma once
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/records/store.h"

namespace service {

struct AreaNow {
  std::string code;  // GB/T 2260
  std::optional<Bilingual> name;
  std::string level;  // "LOW" unless it was set
};

class AreaBook {
 public:
  [[nodiscard]] std::optional<Bilingual> name(std::string_view code) const;
  // Of the areas that lie in the city of this code.
  [[nodiscard]] std::vector<std::string> levels_in(std::string_view city) const;
  // Ascending by code: those with a name, a level, or both.
  [[nodiscard]] std::vector<AreaNow> all() const;

  // What the store says now. The trouble is the store's.
  Store::Result<void> load(Store& store);
  // Writes the level down before it counts here.
  Store::Result<void> set_level(Store& store, const std::string& code, const std::string& level,
                                Instant now);

 private:
  mutable std::shared_mutex lock_;
  std::map<std::string, AreaNow, std::less<>> areas_;
};

}  // namespace service
