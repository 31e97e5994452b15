// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/area_desk.h"

#include <algorithm>

#include "devices/sandbox/service/wire/conditional.h"

namespace service {
namespace {

AreaNow read_area(const JsonView& in) {
  in.only({"area", "zh", "en", "level"});
  AreaNow area;
  area.code = in.at("area").text(6);
  const bool figures =
      std::all_of(area.code.begin(), area.code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (area.code.size() != 6 || !figures) in.at("area").fail("is no area code of six figures");
  area.level = in.at("level").text(16);
  if (area.level != "HIGH" && area.level != "MEDIUM" && area.level != "LOW") {
    in.at("level").fail("is none of HIGH, MEDIUM, LOW");
  }
  if (in.find("zh")) area.name = Bilingual{in.at("zh").text(), in.at("en").text()};
  return area;
}

}  // namespace

void AreaDesk::open(Routes& routes) {
  routes.push_back(
      {"GET", "/v1/areas", Audience::devices, false, [this](const Request& request) {
         return if_changed(request.call, {200, Json{{"areas", list()}}.dump(), {}, {}});
       }});
  if (office_.is_national()) {
    routes.push_back(
        {"POST", "/v1/areas/query", Audience::issuers, false, [this](const Request& request) {
           request.body.only({});
           return Answer{200, Json{{"areas", list()}}.dump(), {}, {}};
         }});
  }
  if (office_.is_national() || !office_.settings().network) {
    routes.push_back(
        {"POST", "/v1/areas", Audience::operators, false, [this](const Request& request) {
           request.body.only({"areas"});
           take(request.body.at("areas"));
           return Answer{200, Json{{"areas", list().size()}}.dump(), {}, {}};
         }});
  }
}

void AreaDesk::take(const JsonView& areas) {
  std::vector<AreaNow> told;
  for (const JsonView& item : areas.items()) told.push_back(read_area(item));
  const std::vector<AreaNow> known = office_.areas().all();
  std::vector<Area> named;
  std::vector<AreaNow> moved;
  for (AreaNow& area : told) {
    const auto now = std::find_if(known.begin(), known.end(),
                                  [&](const AreaNow& k) { return k.code == area.code; });
    const bool is_known = now != known.end();
    if (area.name && (!is_known || !now->name || now->name->zh != area.name->zh ||
                      now->name->en != area.name->en)) {
      named.push_back({area.code, *area.name});
    }
    // Nothing said of an area is LOW.
    if (area.level != (is_known ? now->level : "LOW")) moved.push_back(std::move(area));
  }
  if (!named.empty()) {
    office_.must(office_.store().put_areas(named));
    office_.load_areas();
  }
  for (const AreaNow& area : moved) office_.set_area_level(area.code, area.level);
}

Json AreaDesk::list() const {
  Json list = Json::array();
  for (const AreaNow& area : office_.areas().all()) {
    list.push_back(Json{{"area", area.code},
                        {"zh", area.name ? Json(area.name->zh) : Json()},
                        {"en", area.name ? Json(area.name->en) : Json()},
                        {"level", area.level}});
  }
  return list;
}

}  // namespace service
