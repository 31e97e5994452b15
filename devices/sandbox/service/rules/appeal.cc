// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/appeal.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

constexpr std::array kKinds{AppealKind::miscode, AppealKind::not_converted, AppealKind::identity};
constexpr std::array kStates{AppealState::received,       AppealState::in_review,
                             AppealState::needs_evidence, AppealState::upholding,
                             AppealState::upheld,         AppealState::rejected};

}  // namespace

std::string_view name_of(AppealKind kind) {
  switch (kind) {
    case AppealKind::miscode:
      return "MISCODE";
    case AppealKind::not_converted:
      return "NOT_CONVERTED";
    case AppealKind::identity:
      return "IDENTITY";
  }
  return "";
}

AppealKind read_appeal_kind(const JsonView& in) {
  const std::string text = in.text(32);
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](AppealKind known) { return text == name_of(known); });
  if (found == kKinds.end()) in.fail("is none of MISCODE, NOT_CONVERTED, IDENTITY");
  return *found;
}

std::string_view name_of(AppealState state) {
  switch (state) {
    case AppealState::received:
      return "RECEIVED";
    case AppealState::in_review:
      return "IN_REVIEW";
    case AppealState::needs_evidence:
      return "NEEDS_EVIDENCE";
    case AppealState::upholding:
      return "UPHOLDING";
    case AppealState::upheld:
      return "UPHELD";
    case AppealState::rejected:
      return "REJECTED";
  }
  return "";
}

std::optional<AppealState> appeal_state(std::string_view name) {
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](AppealState known) { return name == name_of(known); });
  return found == kStates.end() ? std::nullopt : std::optional(*found);
}

std::string_view told_as(AppealState state) {
  return name_of(state == AppealState::upholding ? AppealState::upheld : state);
}

bool may_follow(AppealState from, AppealState to) {
  switch (from) {
    case AppealState::received:
      return to == AppealState::in_review;
    case AppealState::in_review:
      return to == AppealState::upholding || to == AppealState::rejected ||
             to == AppealState::needs_evidence;
    case AppealState::needs_evidence:
      return to == AppealState::in_review;
    case AppealState::upholding:
      return to == AppealState::upheld;
    case AppealState::upheld:
    case AppealState::rejected:
      return false;
  }
  return false;
}

}  // namespace service
