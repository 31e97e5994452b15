// SPDX-License-Identifier: GPL-3.0-or-later
// A policy as data: what colours a person, what a scene asks, who may act for whom. Read once from
// JSON, checked whole, then immutable and safe from any thread. No rule and no threshold stands in
// code.
#pragma once
#include <tl/expected.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {

enum class Colour { green, yellow, red };

// What follows for the person at the door.
enum class Decision {
  pass,
  nat_needed,
  fever_clinic_or_buffer,
  isolate_and_report,
  staff_assist_manual,
  refuse_and_report,
};

std::string_view name_of(Colour colour);
std::string_view name_of(Decision decision);

// A colour and the code of the reason that gives it.
struct Mark {
  Colour colour = Colour::red;
  std::string reason;

  bool operator==(const Mark&) const = default;
};

struct Phase {
  int days = 0;
  Mark mark;

  bool operator==(const Phase&) const = default;
};

// An event of `type` opens the course; see config/policy/README.md for the exact meaning.
struct Course {
  std::string type;
  std::optional<Mark> open;
  std::string close_event;  // "" if nothing closes it
  std::vector<Phase> phases;

  bool operator==(const Course&) const = default;
};

struct AreaRule {
  std::string level;
  Mark mark;
  int days = 0;

  bool operator==(const AreaRule&) const = default;
};

struct Copresence {
  Mark mark;
  int negatives = 0;
  int within_days = 0;
  int min_gap_hours = 0;

  bool operator==(const Copresence&) const = default;
};

struct PushRule {
  std::string level;
  Mark mark;

  bool operator==(const PushRule&) const = default;
};

struct NatWindow {
  std::string name;
  int hours = 0;

  bool operator==(const NatWindow&) const = default;
};

struct Divert {
  Colour colour = Colour::red;
  Decision decision = Decision::staff_assist_manual;

  bool operator==(const Divert&) const = default;
};

// Whoever commutes to `to` is judged by another scene after their first entry.
struct CommuterRule {
  std::string scene;
  std::string to;  // GB/T 2260; "": wherever they commute to

  bool operator==(const CommuterRule&) const = default;
};

struct Scene {
  std::string id;
  std::vector<Colour> colours;
  std::optional<int> nat_hours;
  std::vector<Divert> divert;  // one for every colour that is not in `colours`
  std::optional<CommuterRule> commuter;

  bool operator==(const Scene&) const = default;
};

// Bounds included; none: open on that side.
struct AgeRange {
  std::optional<int> from;
  std::optional<int> to;

  bool operator==(const AgeRange&) const = default;
};

// Who may act for whom in a region, and how long its paper code lasts.
struct Region {
  std::string id;
  std::optional<int> max_per_agent;
  std::optional<int> max_agents_per_person;
  std::vector<AgeRange> ages;  // empty: any age
  bool disabled_ok = false;
  std::optional<int> offline_days;

  bool operator==(const Region&) const = default;
};

// From a day on, the itinerary looks back so many days.
struct ItineraryVersion {
  Day from;
  int days = 0;

  bool operator==(const ItineraryVersion&) const = default;
};

// The mark beside a city in which a risk area lies.
struct StarRule {
  Instant from;
  std::optional<Instant> until;  // not shown any more from then on
  std::vector<std::string> levels;

  bool operator==(const StarRule&) const = default;
};

struct ItineraryRule {
  std::vector<ItineraryVersion> versions;  // ascending
  int min_stay_hours = 0;                  // stays longer than this count
  int delay_days = 0;
  std::optional<StarRule> star;

  bool operator==(const ItineraryRule&) const = default;
};

struct Policy {
  std::string id;
  std::string version;
  Day effective_from;
  double fever_c = 0;
  std::array<Colour, 3> severity{};  // last is worst
  std::vector<Course> courses;
  std::vector<AreaRule> areas;
  Copresence copresence;
  bool course_end_needs_negative = false;
  Mark symptom;
  Mark positive_nat;
  std::vector<PushRule> pushes;
  std::vector<NatWindow> nat_windows;
  std::vector<Scene> scenes;
  int appeal_after_hours = 0;
  int fresh_minutes = 0;
  std::vector<Region> regions;
  std::optional<ItineraryRule> itinerary;
  std::string document;  // as it was read, for whoever asks for the rules

  // "REF-CN-2021/1"
  [[nodiscard]] std::string key() const { return id + "/" + version; }
  // Whether both judge alike, whatever notes stand beside their rules.
  [[nodiscard]] bool same_rules(const Policy& other) const;
  // How bad a colour is: its place in `severity`.
  [[nodiscard]] int rank(Colour colour) const;
  [[nodiscard]] const Scene* scene(std::string_view name) const;
  [[nodiscard]] const Region* region(std::string_view name) const;
  // Whether some rule or the common vocabulary speaks of this event or area level. A fact that
  // nothing speaks of makes a status unknown.
  [[nodiscard]] bool knows_event(std::string_view type) const;
  [[nodiscard]] bool knows_level(std::string_view level) const;

  bool operator==(const Policy&) const = default;
};

// Every member is checked; what is unknown, missing, of another type or contradicts another is
// refused with its path.
tl::expected<Policy, Malformed> read_policy(const Json& document);
tl::expected<Policy, Malformed> parse_policy(std::string_view text);

}  // namespace service
