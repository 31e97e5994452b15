// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/verdict.h"

#include <algorithm>
#include <utility>

namespace visit {

std::optional<Colour> colour_of(CodeState state) {
  switch (state) {
    case CodeState::green:
      return Colour::green;
    case CodeState::yellow:
      return Colour::yellow;
    case CodeState::red:
      return Colour::red;
    case CodeState::unknown:
    case CodeState::expired:
    case CodeState::not_found:
      return std::nullopt;
  }
  return std::nullopt;
}

namespace {

bool has_negative_within(const HealthCode& code, std::chrono::hours within, Moment now) {
  return code.nat && code.nat->result == NatResult::negative && code.nat->sampled_at <= now &&
         now - code.nat->sampled_at <= within;
}

// The order of the rules is the published one: colour first, then the sample (config/policy,
// "Decision").
Advice advise(const HealthCode& code, const Scene& scene, Moment now) {
  if (!scene.accepted.contains(code.state)) {
    const auto way = scene.divert.find(code.state);
    return way == scene.divert.end() ? Advice::staff_assist : way->second;
  }
  auto within = scene.nat_within;
  if (within && code.commuter_within && scene.commuter_nat_within) {
    within = std::min(*code.commuter_within, *scene.commuter_nat_within);
  }
  if (within && !has_negative_within(code, *within, now)) return Advice::nat_needed;
  return Advice::pass;
}

}  // namespace

Judgement judge(HealthCode code, const Scene& scene, Moment now) {
  const auto colour = colour_of(code.state);
  if (!colour) {
    return {std::nullopt,
            code.state == CodeState::not_found ? NoColour::not_found
            : code.state == CodeState::expired ? NoColour::expired
                                               : NoColour::unknown,
            std::move(code.reasons)};
  }
  if (now >= code.expires_at) return {std::nullopt, NoColour::expired};
  const Advice advice = advise(code, scene, now);
  return {Verdict{*colour, advice, std::move(code)}, NoColour::unknown};
}

}  // namespace visit
