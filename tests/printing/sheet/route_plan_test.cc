// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_plan.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/printing/sheet/route_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

const std::string kRoutes = KIOSK_SOURCE_DIR "/config/routes";

// The error for one shipped route with one place changed; from the file's name on.
std::string error_after(std::string_view from, std::string_view to) {
  const std::string folder = fresh_folder("routes");
  std::string route = files::contents(kRoutes + "/fever_clinic.toml");
  const auto at = route.find(from);
  REQUIRE(at != std::string::npos);
  route.replace(at, from.size(), to);
  write_file(folder + "/fever_clinic.toml", route);
  const auto read = RoutePlan::read(folder, stationery(), slip_faces());
  if (read) return "";
  REQUIRE(read.error().rfind(folder + "/fever_clinic.toml", 0) == 0);
  CHECK(read.error().find('\n') == std::string::npos);
  return read.error().substr(folder.size() + std::string("/fever_clinic.toml").size());
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the shipped routes can be drawn on every paper in either language") {
  CHECK(routes().size() == 4);
  for (const char* id : {"fever_clinic", "buffer_area", "wait_here", "straight_in"}) {
    CHECK(routes().find(id) != nullptr);
  }
  CHECK(routes().find("elsewhere") == nullptr);
  CHECK(error_after("150", "160") == "");
  const visit::Destination& to = *routes().find("fever_clinic");
  CHECK(to.word.zh == "去发热门诊");
  CHECK(to.steps.size() == 3);
  CHECK(to.map.turns.size() == 3);
  CHECK(to.map.buildings.size() == 4);
  CHECK(to.map.way.front() == visit::RouteMap::Spot{27, 33});
}

TEST_CASE("a route with a fault is refused in one line that names the place") {
  CHECK(error_after("去发热门诊", "去新发热门诊") == ": word.zh has more than 5 characters");
  CHECK(error_after("word = {", "wort = {") == ":4: wort is not known here");
  CHECK(error_after("metres = 150", "metres = 0") ==
        ": minutes and metres are both 0, or neither is");
  CHECK(error_after("minutes = 3", "minutes = \"3\"") ==
        ": minutes is not a number from 0 to 2000");
  CHECK(has(error_after("at = [27, 43]\n", ""), "step.at is not two numbers on the map"));
  CHECK(has(error_after("at = [61, 43]", "at = [61, 53]"), "of step 2 is not on the way"));
  CHECK(has(error_after("at = [61, 43]", "at = [161, 43]"), "step.at is not two numbers"));
  CHECK(has(error_after("[99, 33]]", "[99, 38]]"), "does not end at the destination's wall"));
  CHECK(has(error_after("[99, 43], [99, 33]]", "[99, 37], [99, 33]]"), "last leg is at least 5"));
  CHECK(has(error_after("way = [[27, 33], [27, 43], [99, 43], [99, 33]]", "way = [[27, 33]]"),
            "fewer than two places"));
  CHECK(has(error_after("destination = true\n", ""), "the destination exactly once"));
  CHECK(has(error_after("box = [55, 5, 23, 19]", "box = [45, 5, 23, 19]"),
            "\"门诊楼\" stands on \"住院\""));
  CHECK(has(error_after("box = [55, 5, 23, 19]", "box = [55, 5, 83, 19]"),
            "is not x, y, width and height within the map"));
  CHECK(has(error_after("[[step]]", "[[stair]]"), "is not known here"));
  CHECK(has(error_after("[map]", "[map"), ":"));
}

TEST_CASE("a route whose words do not fit is refused when it is read, not before a person") {
  CHECK(error_after("name = \"住院\"", "name = \"住院综合大楼\"") ==
        ": the words of building \"住院综合大楼\" do not fit it on A4");
  // Fits A4; a roll's map is smaller.
  CHECK(error_after("box = [82, 5, 34, 28]", "box = [86, 5, 24, 28]") ==
        ": the words of building \"发热门诊\" do not fit it on a roll");
  CHECK(has(error_after("Left, follow the arrows",
                        "Turn left at the door and follow the arrows on the floor"),
            "do not fit A4, Chinese first"));
  // The way runs through a building's words.
  CHECK(has(error_after("box = [84, 50, 30, 8]", "box = [62, 38, 30, 9]"), "mark through text"));
}

TEST_CASE("a folder without routes is one line too") {
  const auto read = RoutePlan::read("/nowhere", stationery(), slip_faces());
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error() == "/nowhere: no routes (*.toml) can be read here");
}
