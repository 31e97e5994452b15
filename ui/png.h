// SPDX-License-Identifier: GPL-3.0-or-later
// A picture as a PNG file. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace ui {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // row by row from the top
};

[[nodiscard]] bool write_png(const std::filesystem::path& path, const Picture& picture);

}  // namespace ui
