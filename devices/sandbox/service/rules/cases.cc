// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/cases.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "devices/sandbox/service/rules/assignment.h"
#include "devices/sandbox/service/rules/deadline.h"
#include "devices/sandbox/service/rules/delegation.h"
#include "devices/sandbox/service/rules/itinerary.h"
#include "devices/sandbox/service/rules/scene.h"

namespace service {
namespace {

const Region& region_of(const Policy& policy, const JsonView& in) {
  const Region* region = policy.region(in.text());
  if (!region) in.fail("is no region of the policy");
  return *region;
}

std::vector<JsonView> list_of(const JsonView& in, std::size_t size) {
  auto items = in.items();
  if (items.size() != size) in.fail(fmt::format("does not have {} items", size));
  return items;
}

Json try_person(const Policy& policy, const JsonView& in, Instant now) {
  const Scene* scene = policy.scene(in.at("scene").text());
  if (!scene) in.at("scene").fail("is no scene of the policy");
  const Facts facts = read_facts(in.at("person"));
  const Status status = assign(policy, facts, now);
  Json reasons = Json::array();
  for (const Reason& reason : status.reasons) reasons.push_back(reason.code);
  const Scene& judged_by = scene_for(policy, *scene, facts, now);
  return Json::array(
      {name_of(status.state), reasons, name_of(decide(judged_by, status, facts, now))});
}

Json try_itinerary(const Policy& policy, const JsonView& in, Instant now) {
  in.only({"trips", "levels"});
  Facts facts;
  for (const JsonView& item : in.at("trips").items()) facts.trips.push_back(read_trip(item));
  std::map<std::string, std::vector<std::string>, std::less<>> by_city;
  if (const auto levels = in.find("levels")) {
    for (const auto& [area, level] : levels->members()) {
      by_city[city_of(area)].push_back(level.text(32));
    }
  }
  const CityLevels levels = [&](std::string_view city) {
    const auto found = by_city.find(city);
    return found == by_city.end() ? std::vector<std::string>{} : found->second;
  };
  const auto seen = look_back(policy, facts.known_at(now), levels, now);
  if (!seen) return Json::array();
  Json places = Json::array();
  for (const Place& place : seen->places) {
    places.push_back(Json::array({place.city, iso_day(place.day), place.star()}));
  }
  return Json::array({seen->days, iso_day(seen->from), iso_day(seen->to), places});
}

Json try_binding(const Policy& policy, const JsonView& in) {
  const auto items = list_of(in, 5);
  BindingRequest request;
  request.people_of_agent = items[1].count();
  request.agents_of_person = items[2].count();
  request.age = items[3].count();
  request.disabled = items[4].boolean();
  return name_of(bind(region_of(policy, items[0]), request));
}

Json try_card(const Policy& policy, const JsonView& in, Instant now) {
  const auto items = list_of(in, 2);
  const Region& region = region_of(policy, items[0]);
  if (!region.offline_days) items[0].fail("has no offlineDays in the policy");
  return paper_code_is_valid(region, items[1].instant(), now) ? "VALID" : "EXPIRED";
}

// Exactly one of the kinds stands in a case.
Json try_case(const Policy& policy, const JsonView& in) {
  in.only({"id", "title", "person", "scene", "bind", "card", "natw", "appeal", "fresh", "itinerary",
           "now", "expect"});
  int kinds = 0;
  for (const auto* kind : {"person", "bind", "card", "natw", "appeal", "fresh", "itinerary"}) {
    if (in.find(kind)) ++kinds;
  }
  if (kinds != 1) {
    in.fail("is not of exactly one kind: person, bind, card, natw, appeal, fresh, itinerary");
  }
  if (const auto value = in.find("bind")) return try_binding(policy, *value);
  const Instant now = in.at("now").instant();
  if (in.find("person")) return try_person(policy, in, now);
  if (const auto value = in.find("itinerary")) return try_itinerary(policy, *value, now);
  if (const auto value = in.find("card")) return try_card(policy, *value, now);
  if (const auto value = in.find("natw")) return nat_windows(policy, value->instant(), now);
  if (const auto value = in.find("appeal")) {
    return may_appeal(policy, value->instant(), now) ? "MAY_APPEAL" : "WAIT";
  }
  return is_fresh(policy, in.at("fresh").instant(), now) ? "FRESH" : "STALE";
}

}  // namespace

tl::expected<std::vector<CaseResult>, Malformed> try_cases(const Policy& policy,
                                                           const Json& cases) {
  try {
    std::vector<CaseResult> results;
    std::set<std::string> ids;
    for (const JsonView& in : JsonView(cases, "").items()) {
      CaseResult result;
      result.id = in.at("id").text(64);
      if (!ids.insert(result.id).second) in.at("id").fail("stands twice");
      result.got = try_case(policy, in);
      if (const auto expected = in.find("expect")) result.expected = expected->json();
      results.push_back(std::move(result));
    }
    return results;
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed);
  }
}

}  // namespace service
