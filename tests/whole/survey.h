// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey as scripts answer it, and what of it the hospital's server keeps. One thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/whole/stage.h"

namespace whole {

// From a result: q1 to q5 by their letters (y, n, u: not sure), to whether anything hurts.
[[nodiscard]] std::string histories(std::string_view letters);
// On from there to the review: nothing hurts, no temperature.
inline constexpr const char* kWell =
    "press item_2\nexpect survey-temperature\npress skip\nexpect survey-review\n";
// From the page of the temperature: three figures.
[[nodiscard]] std::string degrees(std::string_view figures);
inline constexpr const char* kHandIn = "press hand_in\nwait routed\n";
// A whole survey of one who is green and well, with q1 answered so: from welcome to the way.
void answer(Stage& stage, const std::string& person, const std::string& q1);
// From the way to welcome, without paper.
inline constexpr const char* kAway =
    "press no_print\nexpect take-card\ncard lift\npress have_all\nexpect welcome\n";

// What the hospital's server keeps, oldest first.
[[nodiscard]] std::vector<nlohmann::json> documents(Stage& stage);
// The answers to a question of it, codes and figures as text; none if it was not asked.
[[nodiscard]] std::vector<std::string> answers(const nlohmann::json& document,
                                               std::string_view link);
// Whose it is: the document number.
[[nodiscard]] std::string subject(const nlohmann::json& document);
// Waits until so many lie there; then a moment longer, that none comes twice.
[[nodiscard]] bool arrive(Stage& stage, std::size_t count);

// `kioskctl surveys` on the kiosk's own outbox.
[[nodiscard]] Ran outbox(Stage& stage, const std::string& arguments);

}  // namespace whole
