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

#include "devices/sandbox/service/json_view.h"

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
};

struct Phase {
  int days = 0;
  Mark mark;
};

// An event of `type` opens the course; see config/policy/README.md for the exact meaning.
struct Course {
  std::string type;
  std::optional<Mark> open;
  std::string close_event;  // "" if nothing closes it
  std::vector<Phase> phases;
};

struct AreaRule {
  std::string level;
  Mark mark;
  int days = 0;
};

struct Copresence {
  Mark mark;
  int negatives = 0;
  int within_days = 0;
  int min_gap_hours = 0;
};

struct PushRule {
  std::string level;
  Mark mark;
};

struct NatWindow {
  std::string name;
  int hours = 0;
};

struct Divert {
  Colour colour = Colour::red;
  Decision decision = Decision::staff_assist_manual;
};

struct Scene {
  std::string id;
  std::vector<Colour> colours;
  std::optional<int> nat_hours;
  std::vector<Divert> divert;  // one for every colour that is not in `colours`
};

// Bounds included; none: open on that side.
struct AgeRange {
  std::optional<int> from;
  std::optional<int> to;
};

// Who may act for whom in a region, and how long its paper code lasts.
struct Region {
  std::string id;
  std::optional<int> max_per_agent;
  std::optional<int> max_agents_per_person;
  std::vector<AgeRange> ages;  // empty: any age
  bool disabled_ok = false;
  std::optional<int> offline_days;
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

  // How bad a colour is: its place in `severity`.
  [[nodiscard]] int rank(Colour colour) const;
  [[nodiscard]] const Scene* scene(std::string_view name) const;
  [[nodiscard]] const Region* region(std::string_view name) const;
  // Whether some rule or the common vocabulary speaks of this event or area level. A fact that
  // nothing speaks of makes a status unknown.
  [[nodiscard]] bool knows_event(std::string_view type) const;
  [[nodiscard]] bool knows_level(std::string_view level) const;
};

// Every member is checked; what is unknown, missing, of another type or contradicts another is
// refused with its path.
tl::expected<Policy, Malformed> read_policy(const Json& document);
tl::expected<Policy, Malformed> parse_policy(std::string_view text);

}  // namespace service
