// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of a file, read in pieces: it may be long, and may change meanwhile. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace devices {

inline constexpr std::size_t kSumDigits = 64;

// 64 digits of 0-9 and a-f, as sha256sum prints them. None: no such file, no plain file, or one
// that cannot be read. A link is not followed.
[[nodiscard]] std::optional<std::string> sha256_of(const std::filesystem::path& file);

}  // namespace devices
