// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_plan.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include "printing/sheet/draw.h"
#include "printing/sheet/route_map.h"

namespace printing {

namespace {

using visit::RouteMap;

constexpr std::size_t kLongestWord = 5;  // at 48 points it ends before what stands beside it
constexpr std::size_t kMostSteps = 4;
constexpr std::size_t kMostBuildings = 8;
constexpr int kFarthest = 2000;     // metres, in one house
constexpr double kOnTheWay = .6;    // how far a number or a door may be off
constexpr double kShortestLeg = 5;  // the arrow and a bit of line before it

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

double distance(const RouteMap::Spot& point, const RouteMap::Spot& a, const RouteMap::Spot& b) {
  const double dx = b.first - a.first;
  const double dy = b.second - a.second;
  const double length = dx * dx + dy * dy;
  const double along =
      length > 0
          ? std::clamp(((point.first - a.first) * dx + (point.second - a.second) * dy) / length, 0.,
                       1.)
          : 0;
  return std::hypot(point.first - a.first - along * dx, point.second - a.second - along * dy);
}

double distance(const RouteMap::Spot& point, const RouteMap::Building& box) {
  const double x = std::clamp(point.first, box.x, box.x + box.w);
  const double y = std::clamp(point.second, box.y, box.y + box.h);
  return std::hypot(point.first - x, point.second - y);
}

bool on_the_map(const RouteMap::Spot& spot) {
  return spot.first >= 0 && spot.first <= kMapWidth && spot.second >= 0 &&
         spot.second <= kMapHeight;
}

// One file; the first thing that is wrong ends it.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  tl::expected<visit::Destination, std::string> read() {
    toml::table root;
    try {
      root = toml::parse_file(file_);
    } catch (const toml::parse_error& error) {
      const auto line = error.source().begin.line;
      return tl::unexpected(line > 0 ? fmt::format("{}:{}: {}", file_, line, error.description())
                                     : fmt::format("{}: {}", file_, error.description()));
    }
    only(root, "", {"word", "where", "minutes", "metres", "step", "map"});
    visit::Destination to;
    to.word = pair(root, "word");
    if (characters(to.word.zh) > kLongestWord) fail(root, "word.zh", "has more than 5 characters");
    to.where = pair(root, "where");
    to.minutes = number(root, "minutes");
    to.metres = number(root, "metres");
    if ((to.minutes == 0) != (to.metres == 0)) {
      fail(root, "minutes and metres", "are both 0, or neither is");
    }
    const bool has_map = root.contains("map");
    read_steps(root, to, has_map);
    if (has_map) read_map(root, to.map);
    if (has_map) check_map(root, to.map);
    if (!error_.empty()) return tl::unexpected(error_);
    return to;
  }

 private:
  void read_steps(const toml::table& root, visit::Destination& to, bool has_map) {
    const toml::array* steps = root["step"].as_array();
    if (!steps || steps->empty() || steps->size() > kMostSteps) {
      return fail(root, "step", "is not written one to four times as [[step]]");
    }
    for (const toml::node& node : *steps) {
      const toml::table* step = node.as_table();
      if (!step) return fail(node, "step", "is not a table");
      only(*step, "step.", {"head", "middle", "at"});
      to.steps.push_back({pair(*step, "head"), text(*step, "middle", /*needed=*/false)});
      if (!has_map) {
        if (step->contains("at")) fail(*step, "step.at", "has no map to stand on");
      } else if (const auto at = spot((*step)["at"].node())) {
        to.map.turns.push_back(*at);
      } else {
        fail(*step, "step.at", "is not two numbers on the map, 118 by 60");
      }
    }
  }

  void read_map(const toml::table& root, RouteMap& map) {
    const toml::table* table = root["map"].as_table();
    if (!table) return fail(root, "map", "is not a table");
    only(*table, "map.", {"way", "building"});
    const toml::array* way = (*table)["way"].as_array();
    if (!way || way->size() < 2) return fail(*table, "map.way", "has fewer than two places");
    for (const toml::node& node : *way) {
      const auto at = spot(&node);
      if (!at) return fail(node, "map.way", "is not two numbers on the map, 118 by 60");
      map.way.push_back(*at);
    }
    const toml::array* buildings = (*table)["building"].as_array();
    if (!buildings || buildings->empty() || buildings->size() > kMostBuildings) {
      return fail(*table, "map.building", "is not written one to eight times");
    }
    for (const toml::node& node : *buildings) read_building(node, map);
  }

  void read_building(const toml::node& node, RouteMap& map) {
    const toml::table* table = node.as_table();
    if (!table) return fail(node, "map.building", "is not a table");
    only(*table, "map.building.", {"name", "number", "box", "destination"});
    RouteMap::Building building;
    building.name = text(*table, "name", /*needed=*/true);
    building.number = text(*table, "number", /*needed=*/false);
    building.destination = (*table)["destination"].value_or(false);
    const toml::array* box = (*table)["box"].as_array();
    std::vector<double> sides;
    for (std::size_t i = 0; box && i < box->size(); ++i) {
      if (const auto value = (*box)[i].value<double>()) sides.push_back(*value);
    }
    if (sides.size() != 4 || !on_the_map({sides[0], sides[1]}) ||
        !on_the_map({sides[0] + sides[2], sides[1] + sides[3]}) || sides[2] <= 0 || sides[3] <= 0) {
      return fail(*table, "map.building.box",
                  "is not x, y, width and height within the map, 118 by 60");
    }
    building.x = sides[0];
    building.y = sides[1];
    building.w = sides[2];
    building.h = sides[3];
    map.buildings.push_back(std::move(building));
  }

  // What no drawing would show to be wrong, or only badly.
  void check_map(const toml::table& root, const RouteMap& map) {
    if (!error_.empty()) return;
    const auto is_destination = [](const RouteMap::Building& each) { return each.destination; };
    if (std::count_if(map.buildings.begin(), map.buildings.end(), is_destination) != 1) {
      return fail(root, "map.building", "is the destination exactly once");
    }
    for (std::size_t i = 0; i < map.buildings.size(); ++i) {
      for (std::size_t j = i + 1; j < map.buildings.size(); ++j) {
        const auto box = [](const RouteMap::Building& b) { return Box{b.x, b.y, b.w, b.h}; };
        if (overlap(box(map.buildings[i]), box(map.buildings[j]))) {
          return fail(
              root, "map.building",
              fmt::format("\"{}\" stands on \"{}\"", map.buildings[i].name, map.buildings[j].name));
        }
      }
    }
    const auto destination =
        std::find_if(map.buildings.begin(), map.buildings.end(), is_destination);
    if (distance(map.way.back(), *destination) > kOnTheWay) {
      return fail(root, "map.way", "does not end at the destination's wall");
    }
    const auto& end = map.way.back();
    const auto& before = map.way[map.way.size() - 2];
    if (std::hypot(end.first - before.first, end.second - before.second) < kShortestLeg) {
      return fail(root, "map.way", "ends too short for its arrow: its last leg is at least 5");
    }
    for (std::size_t turn = 0; turn < map.turns.size(); ++turn) {
      double off = 1e9;
      for (std::size_t i = 1; i < map.way.size(); ++i) {
        off = std::min(off, distance(map.turns[turn], map.way[i - 1], map.way[i]));
      }
      if (off > kOnTheWay) {
        return fail(root, "step.at", fmt::format("of step {} is not on the way", turn + 1));
      }
    }
  }

  visit::Bilingual pair(const toml::table& table, std::string_view key) {
    const toml::table* both = table[key].as_table();
    if (!both) {
      fail(table, key, "is not { zh = …, en = … }");
      return {};
    }
    only(*both, fmt::format("{}.", key), {"zh", "en"});
    return {text(*both, "zh", true), text(*both, "en", true)};
  }

  std::string text(const toml::table& table, std::string_view key, bool needed) {
    const toml::node* node = table.get(key);
    if (!node && !needed) return {};
    const auto words = node ? node->value<std::string>() : std::optional<std::string>();
    if (!words || words->empty()) {
      fail(table, key, "is missing, empty or not a string");
      return {};
    }
    return *words;
  }

  int number(const toml::table& table, std::string_view key) {
    const auto value = table[key].value<int64_t>();
    if (!value || *value < 0 || *value > kFarthest) {
      fail(table, key, fmt::format("is not a number from 0 to {}", kFarthest));
      return 0;
    }
    return static_cast<int>(*value);
  }

  static std::optional<RouteMap::Spot> spot(const toml::node* node) {
    const toml::array* pair = node ? node->as_array() : nullptr;
    if (!pair || pair->size() != 2) return {};
    const auto x = (*pair)[0].value<double>();
    const auto y = (*pair)[1].value<double>();
    if (!x || !y || !on_the_map({*x, *y})) return {};
    return RouteMap::Spot{*x, *y};
  }

  void only(const toml::table& table, std::string_view where,
            std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
        fail(value, fmt::format("{}{}", where, key.str()), "is not known here");
      }
    }
  }

  void fail(const toml::node& node, std::string_view key, std::string_view what) {
    if (!error_.empty()) return;
    const auto line = node.source().begin.line;
    error_ = line > 1 ? fmt::format("{}:{}: {} {}", file_, line, key, what)
                      : fmt::format("{}: {} {}", file_, key, what);
  }

  std::string file_;
  std::string error_;
};

// Draws it as it would be printed for somebody; what is wrong with it, or nothing.
std::string fault_of(const visit::Destination& to, const Stationery& stationery,
                     text::Faces& faces) {
  for (const Paper paper : {Paper::a4, Paper::roll}) {
    const std::string_view on = paper == Paper::a4 ? "A4" : "a roll";
    const Box frame = paper == Paper::a4 ? Box{0, 0, kMapWidth, 62} : Box{0, 0, 72, 46};
    Compositor measure(Sheet{}, faces);
    for (const RouteMap::Building& building : buildings_on(measure, to.map, frame, paper)) {
      if (!words_fit(measure, building, frame, paper)) {
        return fmt::format("the words of building \"{}\" do not fit it on {}", building.name, on);
      }
    }
    for (const First first : {First::chinese, First::english}) {
      SheetDetails details;
      details.serial = "GC00-210101-0001-0";
      details.place = "01";
      details.machine = "01";
      details.paper = paper;
      details.first = first;
      const visit::Document slip = visit::RouteSlip{
          visit::Secret("李明"), visit::Secret("990101********0000"), to, {}, {}, "1", "1"};
      const auto sheet = draw(slip, details, stationery, faces);
      const std::string_view language = first == First::chinese ? "Chinese" : "English";
      if (!sheet) {
        return fmt::format("its word, place, steps or map do not fit {}, {} first", on, language);
      }
      const auto faults = check(*sheet);
      if (!faults.empty()) {
        const auto* run = std::get_if<TextRun>(&sheet->marks[faults.front().mark]);
        return fmt::format("drawn on {}, {} first, it has {} at \"{}\"", on, language,
                           name(faults.front().fault), run ? run->text.reveal() : "");
      }
    }
  }
  return {};
}

}  // namespace

tl::expected<RoutePlan, std::string> RoutePlan::read(const std::filesystem::path& folder,
                                                     const Stationery& stationery,
                                                     text::Faces& faces) {
  std::error_code trouble;
  std::vector<std::filesystem::path> files;
  for (auto entry = std::filesystem::directory_iterator(folder, trouble);
       !trouble && entry != std::filesystem::directory_iterator(); entry.increment(trouble)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  if (trouble || files.empty()) {
    return tl::unexpected(fmt::format("{}: no routes (*.toml) can be read here", folder.string()));
  }
  std::sort(files.begin(), files.end());
  RoutePlan plan;
  for (const std::filesystem::path& file : files) {
    auto destination = Reading(file.string()).read();
    if (!destination) return tl::unexpected(destination.error());
    const std::string fault = fault_of(*destination, stationery, faces);
    if (!fault.empty()) return tl::unexpected(fmt::format("{}: {}", file.string(), fault));
    plan.destinations_.emplace(file.stem().string(), std::move(*destination));
  }
  return plan;
}

const visit::Destination* RoutePlan::find(std::string_view id) const {
  const auto found = destinations_.find(id);
  return found == destinations_.end() ? nullptr : &found->second;
}

}  // namespace printing
