// SPDX-License-Identifier: GPL-3.0-or-later
// Where the stick is that somebody plugged in. The system mounts it; the kiosk only looks. Any
// thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace devices {

struct StickPlace {
  std::filesystem::path place;
  // True: that very folder, a share for instance. False: sticks are mounted in it or below it, and
  // a folder that is no file system of its own is none: nothing is written to our own disk instead.
  bool is_folder = false;
};

// The newest of several; none: nothing is plugged in.
[[nodiscard]] std::optional<std::filesystem::path> find_stick(const StickPlace& place);

// The same of what the kernel says (proc(5), mountinfo), in which the newest stands last.
[[nodiscard]] std::optional<std::filesystem::path> newest_mount_below(
    const std::filesystem::path& root, std::string_view mountinfo);

}  // namespace devices
