// SPDX-License-Identifier: GPL-3.0-or-later
// QR codes in a PNG picture or on the first page of a PDF that anybody may have made. It is opened
// in a process of its own with little memory and time: what breaks there breaks nothing here. One
// thread; no other may be running.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

enum class PictureKind { png, pdf };

// Told by its first bytes; nothing for any other.
[[nodiscard]] std::optional<PictureKind> picture_kind(std::string_view begin);

// The texts of all codes, in no promised order; none if there are none or the file is broken.
[[nodiscard]] std::vector<std::string> find_codes(std::string_view file, PictureKind kind);

}  // namespace kiosk
