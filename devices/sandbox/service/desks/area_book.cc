// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/area_book.h"

#include <mutex>

#include "devices/sandbox/service/rules/itinerary.h"

namespace service {
namespace {

// An area's level is a record: its id the area, its body the level.
constexpr const char* kKind = "area-level";
constexpr const char* kSet = "SET";
constexpr std::size_t kPage = 500;

}  // namespace

std::optional<Bilingual> AreaBook::name(std::string_view code) const {
  const std::shared_lock held(lock_);
  const auto found = areas_.find(code);
  return found == areas_.end() ? std::nullopt : found->second.name;
}

std::vector<std::string> AreaBook::levels_in(std::string_view city) const {
  const std::shared_lock held(lock_);
  std::vector<std::string> levels;
  // The areas of a city share the figures of its province, and stand together.
  const std::string_view province = city.substr(0, 2);
  for (auto it = areas_.lower_bound(province);
       it != areas_.end() && it->first.starts_with(province); ++it) {
    if (city_of(it->first) == city) levels.push_back(it->second.level);
  }
  return levels;
}

std::vector<AreaNow> AreaBook::all() const {
  const std::shared_lock held(lock_);
  std::vector<AreaNow> list;
  list.reserve(areas_.size());
  for (const auto& [code, area] : areas_) list.push_back(area);
  return list;
}

Store::Result<void> AreaBook::load(Store& store) {
  std::map<std::string, AreaNow, std::less<>> areas;
  const auto named = store.areas();
  if (!named) return tl::unexpected(named.error());
  for (const Area& area : *named) areas[area.code] = {area.code, area.name, "LOW"};
  std::int64_t seq = 0;
  while (true) {
    const auto page = store.records_in(kKind, kSet, seq, kPage);
    if (!page) return tl::unexpected(page.error());
    for (const Record& record : *page) {
      AreaNow& area = areas[record.id];
      area.code = record.id;
      area.level = record.body;
      seq = record.seq;
    }
    if (page->size() < kPage) break;
  }
  const std::unique_lock held(lock_);
  areas_ = std::move(areas);
  return {};
}

Store::Result<void> AreaBook::set_level(Store& store, const std::string& code,
                                        const std::string& level, Instant now) {
  Record record;
  record.kind = kKind;
  record.id = code;
  record.state = kSet;
  record.at = now;
  record.body = level;
  const auto added = store.add(record);
  if (!added && added.error() != StoreTrouble::duplicate) return tl::unexpected(added.error());
  if (!added) {
    const auto moved = store.move(record, kSet);
    if (!moved) return tl::unexpected(moved.error());
  }
  const std::unique_lock held(lock_);
  AreaNow& area = areas_[code];
  area.code = code;
  area.level = level;
  return {};
}

}  // namespace service
