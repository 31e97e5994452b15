// SPDX-License-Identifier: GPL-3.0-or-later
// A small QuestionnaireResponse of nobody, for the tests of what carries one.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace devices_test {

// Stands in every document and nowhere else: what must not be found on a disk.
inline constexpr std::string_view kAnswer = "990101195202290047";

inline constexpr visit::Moment kMorning{std::chrono::milliseconds{1611626700000}};  // 2021-01-26

inline visit::Secret synthetic_survey(std::string_view system, std::string_view identifier) {
  return visit::Secret(R"({"resourceType":"QuestionnaireResponse","status":"completed",)"
                       R"("identifier":{"system":")" +
                       std::string(system) + R"(","value":")" + std::string(identifier) +
                       R"("},"item":[{"linkId":"q0","answer":[{"valueString":")" +
                       std::string(kAnswer) + R"("}]}]})");
}

}  // namespace devices_test
