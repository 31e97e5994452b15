// SPDX-License-Identifier: GPL-3.0-or-later
// The states of an appeal against a colour or a record, and which may follow which. Pure.
#pragma once
#include <optional>
#include <string_view>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {

enum class AppealKind {
  miscode,        // the colour is wrong
  not_converted,  // the condition for the next colour is met and the code has not followed
  identity,       // the record bears another name
};
std::string_view name_of(AppealKind kind);
// Throws Malformed.
AppealKind read_appeal_kind(const JsonView& in);

enum class AppealState {
  received,
  in_review,
  needs_evidence,
  upholding,  // decided; the record is being corrected. Told as upheld
  upheld,
  rejected,
};
std::string_view name_of(AppealState state);
// As a store gives it back; nothing if it is no state.
std::optional<AppealState> appeal_state(std::string_view name);
// As those who ask are told.
std::string_view told_as(AppealState state);

// received -> in_review -> upheld or rejected, or needs_evidence and back when some is added.
bool may_follow(AppealState from, AppealState to);

}  // namespace service
