// SPDX-License-Identifier: GPL-3.0-or-later
// What members of the staff do at a stage's desk, and what is left of it afterwards: lines of the
// script language, the kiosk's journal, sheets as somebody else's eyes read them. One thread.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/journal.h"
#include "kiosk/visit/staff.h"
#include "tests/whole/stage.h"

namespace whole {

// The digits of a number, or of a PIN, on the page's keypad; then it is handed in.
[[nodiscard]] std::string typed(std::string_view number);
// From the first page: somebody calls, and the one with that badge signs in.
[[nodiscard]] std::string sign_in(std::string_view badge);
// From the desk to the first page, with the badge; nobody's card lies there afterwards.
inline constexpr const char* kSignOut = "press sign_out\nexpect welcome\ncard lift\n";

// The kiosk's journal up to now.
[[nodiscard]] std::vector<nlohmann::json> journal_of(Stage& stage);
// How many lines of it say that.
[[nodiscard]] int noted(Stage& stage, visit::Entry::What what, int detail);
template <typename Detail>
[[nodiscard]] int noted(Stage& stage, visit::Entry::What what, Detail detail) {
  return noted(stage, what, static_cast<int>(detail));
}

// The first column of what is asked of the records of the own province's service.
[[nodiscard]] std::vector<std::string> service_records(Stage& stage, const std::string& select);

// The words of a picture, or of a sheet with all that is printed across it, as an optical reader
// sees them; without blanks.
[[nodiscard]] std::string words_in(const std::filesystem::path& picture);
[[nodiscard]] std::string all_words_on(Stage& stage, const std::string& serial);

[[nodiscard]] inline bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace whole
