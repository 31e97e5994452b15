// SPDX-License-Identifier: GPL-3.0-or-later
// The signed certificates that are measured: synthetic people (area 990101), one practice signer.
// budget_corpus writes them, everyone else, ours and others', reads them. Values.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "printing/hcert/trust_list.h"

namespace budget {

// Of the first certificate: it is the one that is printed.
inline constexpr std::string_view kName = "阿卜杜热伊木·托合提";
inline constexpr std::string_view kNumber = "990101********0036";
// 2021-01-26 10:05 in Shanghai, and the same time on the day after.
inline constexpr std::chrono::sys_seconds kEvaluated{std::chrono::seconds(1'611'626'700)};
inline constexpr std::chrono::sys_seconds kValidUntil = kEvaluated + std::chrono::hours(24);
inline constexpr std::chrono::sys_seconds kNow = kEvaluated + std::chrono::minutes(1);

struct Corpus {
  printing::TrustList trust;
  std::vector<std::string> texts;  // "HC1:…"
};

// FOLDER/signer.pem and FOLDER/texts, one a line. Ends the program with a sentence if they are not
// there.
[[nodiscard]] Corpus read_corpus(const std::filesystem::path& folder);

}  // namespace budget
