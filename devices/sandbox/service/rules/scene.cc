// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/scene.h"

#include <algorithm>
#include <cassert>

namespace service {

using std::chrono::hours;

const Scene& scene_for(const Policy& policy, const Scene& asked, const Facts& facts, Instant now) {
  const auto& commuter = facts.commuter;
  if (!asked.commuter || !commuter || commuter->since > now) return asked;
  if (!commuter->first_entry || *commuter->first_entry > now) return asked;
  if (!asked.commuter->to.empty() && asked.commuter->to != commuter->to) return asked;
  const Scene* other = policy.scene(asked.commuter->scene);
  assert(other);  // read_policy has seen to it
  return *other;
}

Decision decide(const Scene& scene, const Status& status, const Facts& facts, Instant now) {
  if (facts.survey_yes && scene.id.starts_with("HOSPITAL")) {
    return status.state == State::red ? Decision::isolate_and_report
                                      : Decision::fever_clinic_or_buffer;
  }
  const auto colour = colour_of(status.state);
  if (!colour) return Decision::staff_assist_manual;
  if (std::find(scene.colours.begin(), scene.colours.end(), *colour) == scene.colours.end()) {
    for (const Divert& divert : scene.divert) {
      if (divert.colour == *colour) return divert.decision;
    }
    return Decision::staff_assist_manual;
  }
  if (scene.nat_hours && !nat_window_end(scene, facts, now)) return Decision::nat_needed;
  return Decision::pass;
}

std::optional<Instant> nat_window_end(const Scene& scene, const Facts& facts, Instant now) {
  if (!scene.nat_hours) return std::nullopt;
  const Facts known = facts.known_at(now);
  const NatTest* latest = known.latest_nat();
  if (!latest || latest->result != NatResult::negative) return std::nullopt;
  const Instant end = latest->sampled + hours{*scene.nat_hours};
  return now <= end ? std::optional(end) : std::nullopt;
}

std::vector<std::string> nat_windows(const Policy& policy, Instant sampled, Instant now) {
  std::vector<std::string> names;
  if (sampled > now) return names;
  for (const NatWindow& window : policy.nat_windows) {
    if (now <= sampled + hours{window.hours}) names.push_back(window.name);
  }
  return names;
}

}  // namespace service
