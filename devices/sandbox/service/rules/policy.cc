// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/policy.h"

#include <fmt/format.h>

#include <algorithm>

namespace service {
namespace {

constexpr std::array kColours{Colour::green, Colour::yellow, Colour::red};
constexpr std::array kDecisions{
    Decision::pass,
    Decision::nat_needed,
    Decision::fever_clinic_or_buffer,
    Decision::isolate_and_report,
    Decision::staff_assist_manual,
    Decision::refuse_and_report,
};

Colour read_colour(const JsonView& in) {
  const std::string text = in.text();
  for (const Colour colour : kColours) {
    if (text == name_of(colour)) return colour;
  }
  in.fail("is none of GREEN, YELLOW, RED");
}

Decision read_decision(const JsonView& in) {
  const std::string text = in.text();
  for (const Decision decision : kDecisions) {
    if (text == name_of(decision)) return decision;
  }
  in.fail("is no decision that is known");
}

// The client trusts a reason's first letter to name its colour.
Mark read_mark(const JsonView& in) {
  Mark mark{read_colour(in.at("colour")), in.at("reason").text(64)};
  if (mark.reason.size() < 3 || mark.reason[0] != name_of(mark.colour)[0] ||
      mark.reason[1] != '_') {
    in.at("reason").fail(fmt::format("does not begin with {}_", name_of(mark.colour)[0]));
  }
  for (const char c : mark.reason) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!plain) in.at("reason").fail("has other characters than A-Z, 0-9, _");
  }
  return mark;
}

std::array<Colour, 3> read_severity(const JsonView& in) {
  const auto items = in.items();
  if (items.size() != 3) in.fail("does not name the three colours once each");
  std::array<Colour, 3> order{};
  for (std::size_t i = 0; i < 3; ++i) {
    order[i] = read_colour(items[i]);
    for (std::size_t j = 0; j < i; ++j) {
      if (order[j] == order[i]) items[i].fail("stands twice");
    }
  }
  // A person without findings is green; anything milder could never be seen.
  if (order[0] != Colour::green) items[0].fail("is not GREEN, the colour without findings");
  return order;
}

Course read_course(const std::string& type, const JsonView& in) {
  in.only({"openPhase", "closeEvent", "phases", "source", "note"});
  Course course;
  course.type = type;
  if (const auto open = in.find("openPhase")) {
    open->only({"colour", "reason", "source", "note"});
    course.open = read_mark(*open);
  }
  if (const auto close = in.find("closeEvent")) {
    if (!course.open) close->fail("closes a course that has no openPhase");
    course.close_event = close->text(64);
  }
  for (const JsonView& item : in.at("phases").items()) {
    item.only({"days", "colour", "reason", "source", "note"});
    course.phases.push_back({item.at("days").count(), read_mark(item)});
  }
  return course;
}

Copresence read_copresence(const JsonView& in) {
  in.only({"colour", "reason", "clear", "source", "note"});
  const JsonView clear = in.at("clear");
  clear.only({"negatives", "withinDays", "minGapHours", "source", "note"});
  return {read_mark(in), clear.at("negatives").count(1), clear.at("withinDays").count(),
          clear.at("minGapHours").count()};
}

Mark read_rule(const JsonView& in) {
  in.only({"colour", "reason", "source", "note"});
  return read_mark(in);
}

std::string read_area(const JsonView& in) {
  std::string area = in.text(6);
  const bool figures =
      std::all_of(area.begin(), area.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (area.size() != 6 || !figures) in.fail("is no area code of six figures");
  return area;
}

Scene read_scene(const std::string& id, const JsonView& in) {
  in.only({"colours", "natHours", "divert", "commuter", "source", "note"});
  Scene scene;
  scene.id = id;
  for (const JsonView& item : in.at("colours").items()) {
    scene.colours.push_back(read_colour(item));
  }
  if (const auto hours = in.find("natHours")) scene.nat_hours = hours->count();
  for (const auto& [key, value] : in.at("divert").members()) {
    const Json name = key;
    scene.divert.push_back({read_colour(JsonView(name, value.path())), read_decision(value)});
  }
  if (const auto commuter = in.find("commuter")) {
    commuter->only({"scene", "to", "source", "note"});
    scene.commuter = CommuterRule{commuter->at("scene").text(64), {}};
    if (const auto to = commuter->find("to")) scene.commuter->to = read_area(*to);
  }
  for (const Colour colour : kColours) {
    const bool admitted =
        std::find(scene.colours.begin(), scene.colours.end(), colour) != scene.colours.end();
    const bool diverted = std::any_of(scene.divert.begin(), scene.divert.end(),
                                      [&](const Divert& d) { return d.colour == colour; });
    if (!admitted && !diverted) {
      in.fail(fmt::format("says nothing about {}", name_of(colour)));
    }
  }
  return scene;
}

AgeRange read_ages(const JsonView& in) {
  const auto items = in.items();
  if (items.size() != 2) in.fail("is not a pair of bounds");
  AgeRange range;
  if (!items[0].json().is_null()) range.from = items[0].count();
  if (!items[1].json().is_null()) range.to = items[1].count();
  if (range.from && range.to && *range.from > *range.to) in.fail("ends before it begins");
  return range;
}

Region read_region(const std::string& id, const JsonView& in) {
  in.only(
      {"maxPerAgent", "maxAgentsPerPerson", "ages", "disabledOk", "offlineDays", "source", "note"});
  Region region;
  region.id = id;
  if (const auto value = in.find("maxPerAgent")) region.max_per_agent = value->count();
  if (const auto value = in.find("maxAgentsPerPerson")) {
    region.max_agents_per_person = value->count();
  }
  if (const auto value = in.find("ages")) {
    for (const JsonView& item : value->items()) region.ages.push_back(read_ages(item));
    if (region.ages.empty()) value->fail("admits nobody");
  }
  if (const auto value = in.find("disabledOk")) region.disabled_ok = value->boolean();
  if (const auto value = in.find("offlineDays")) region.offline_days = value->count();
  return region;
}

void read_nat(const JsonView& in, Policy& policy) {
  in.only({"clock", "windowsHours", "source", "note"});
  // The rules of every province count from sampling; a policy that asks for another clock would be
  // misread.
  if (in.at("clock").text() != "sampledAt") in.at("clock").fail("is not sampledAt");
  for (const auto& [key, value] : in.at("windowsHours").members()) {
    policy.nat_windows.push_back({key, value.count()});
  }
}

StarRule read_star(const JsonView& in) {
  in.only({"from", "until", "levels", "source", "note"});
  StarRule star{in.at("from").instant(), std::nullopt, {}};
  if (const auto until = in.find("until")) {
    star.until = until->instant();
    if (*star.until <= star.from) until->fail("does not lie after from");
  }
  for (const JsonView& item : in.at("levels").items()) star.levels.push_back(item.text(32));
  return star;
}

ItineraryRule read_itinerary(const JsonView& in) {
  in.only({"versions", "minStayHours", "delayDays", "star", "source", "note"});
  ItineraryRule rule;
  for (const JsonView& item : in.at("versions").items()) {
    item.only({"from", "days", "source", "note"});
    const ItineraryVersion version{item.at("from").day(), item.at("days").count(1)};
    if (!rule.versions.empty() && version.from <= rule.versions.back().from) {
      item.at("from").fail("does not lie after the version before");
    }
    rule.versions.push_back(version);
  }
  rule.min_stay_hours = in.at("minStayHours").count();
  rule.delay_days = in.at("delayDays").count();
  if (const auto star = in.find("star")) rule.star = read_star(*star);
  return rule;
}

// A commuter is judged by a scene of the same policy, and by no third one.
void check_commuters(const JsonView& scenes, const Policy& policy) {
  for (const Scene& scene : policy.scenes) {
    if (!scene.commuter) continue;
    const Scene* other = policy.scene(scene.commuter->scene);
    const JsonView name = scenes.at(scene.id).at("commuter").at("scene");
    if (!other) name.fail("is no scene of the policy");
    if (other->commuter) name.fail("has commuters of its own");
  }
}

Policy read(const JsonView& in) {
  in.only({"policyId",
           "version",
           "tz",
           "effectiveFrom",
           "feverC",
           "severity",
           "courses",
           "areaRules",
           "copresence",
           "courseEndNeedsNegative",
           "symptomRule",
           "positiveNat",
           "nationalPush",
           "nat",
           "scenes",
           "transcodeAppealAfterHours",
           "codeFreshMinutes",
           "delegation",
           "itinerary",
           "source",
           "note"});
  Policy policy;
  policy.id = in.at("policyId").text(64);
  policy.version = in.at("version").text(32);
  if (in.at("tz").text() != "Asia/Shanghai") in.at("tz").fail("is not Asia/Shanghai");
  policy.effective_from = in.at("effectiveFrom").day();
  policy.fever_c = in.at("feverC").number();
  policy.severity = read_severity(in.at("severity"));
  for (const auto& [type, value] : in.at("courses").members()) {
    policy.courses.push_back(read_course(type, value));
  }
  for (const auto& [level, value] : in.at("areaRules").members()) {
    value.only({"colour", "reason", "days", "source", "note"});
    policy.areas.push_back({level, read_mark(value), value.at("days").count()});
  }
  policy.copresence = read_copresence(in.at("copresence"));
  policy.course_end_needs_negative = in.at("courseEndNeedsNegative").boolean();
  policy.symptom = read_rule(in.at("symptomRule"));
  policy.positive_nat = read_rule(in.at("positiveNat"));
  for (const auto& [level, value] : in.at("nationalPush").members()) {
    policy.pushes.push_back({level, read_rule(value)});
  }
  read_nat(in.at("nat"), policy);
  for (const auto& [id, value] : in.at("scenes").members()) {
    policy.scenes.push_back(read_scene(id, value));
  }
  check_commuters(in.at("scenes"), policy);
  policy.appeal_after_hours = in.at("transcodeAppealAfterHours").count();
  policy.fresh_minutes = in.at("codeFreshMinutes").count();
  for (const auto& [id, value] : in.at("delegation").members()) {
    policy.regions.push_back(read_region(id, value));
  }
  if (const auto value = in.find("itinerary")) policy.itinerary = read_itinerary(*value);
  policy.document = in.json().dump();
  return policy;
}

template <typename List, typename Matches>
auto find_in(const List& list, Matches matches) -> const typename List::value_type* {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(Colour colour) {
  switch (colour) {
    case Colour::green:
      return "GREEN";
    case Colour::yellow:
      return "YELLOW";
    case Colour::red:
      return "RED";
  }
  return "";
}

std::string_view name_of(Decision decision) {
  switch (decision) {
    case Decision::pass:
      return "PASS";
    case Decision::nat_needed:
      return "NAT_NEEDED";
    case Decision::fever_clinic_or_buffer:
      return "FEVER_CLINIC_OR_BUFFER";
    case Decision::isolate_and_report:
      return "ISOLATE_AND_REPORT";
    case Decision::staff_assist_manual:
      return "STAFF_ASSIST_MANUAL";
    case Decision::refuse_and_report:
      return "REFUSE_AND_REPORT";
  }
  return "";
}

int Policy::rank(Colour colour) const {
  return static_cast<int>(std::find(severity.begin(), severity.end(), colour) - severity.begin());
}

const Scene* Policy::scene(std::string_view name) const {
  return find_in(scenes, [&](const Scene& entry) { return entry.id == name; });
}

const Region* Policy::region(std::string_view name) const {
  return find_in(regions, [&](const Region& entry) { return entry.id == name; });
}

bool Policy::same_rules(const Policy& other) const {
  Policy plain = other;
  plain.document = document;
  return plain == *this;
}

bool Policy::knows_event(std::string_view type) const {
  constexpr std::array<std::string_view, 10> kCommon{
      "CONFIRMED",     "DISCHARGED",        "ASYMPTOMATIC", "ISOLATION_ENDED", "SUSPECTED",
      "CLOSE_CONTACT", "SECONDARY_CONTACT", "INBOUND",      "COPRESENCE",      "SUSPECTED_EXCLUDED",
  };
  if (std::find(kCommon.begin(), kCommon.end(), type) != kCommon.end()) return true;
  return find_in(courses, [&](const Course& course) {
           return course.type == type || course.close_event == type;
         }) != nullptr;
}

bool Policy::knows_level(std::string_view level) const {
  if (level == "LOW" || level == "MEDIUM" || level == "HIGH") return true;
  return find_in(areas, [&](const AreaRule& rule) { return rule.level == level; }) != nullptr ||
         find_in(pushes, [&](const PushRule& rule) { return rule.level == level; }) != nullptr;
}

tl::expected<Policy, Malformed> read_policy(const Json& document) {
  try {
    return read(JsonView(document, ""));
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed);
  }
}

tl::expected<Policy, Malformed> parse_policy(std::string_view text) {
  const auto document = parse_json(text);
  if (!document) return tl::unexpected(document.error());
  return read_policy(*document);
}

}  // namespace service
