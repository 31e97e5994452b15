// SPDX-License-Identifier: GPL-3.0-or-later
// Small files that survive a power cut: at every moment the old content or the new one lies there
// whole, and what replace_file() has said to be there stays there. Any thread; one writer a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace devices {

// Written beside, flushed, renamed, the folder flushed. Readable by its owner only. False: the old
// content still stands, but for a disk that fails within the last flush.
[[nodiscard]] bool replace_file(const std::filesystem::path& file, std::string_view content);

// Nothing if there is no such file, it cannot be read, or is longer than `most` bytes.
[[nodiscard]] std::optional<std::string> read_whole_file(const std::filesystem::path& file,
                                                         std::size_t most);

}  // namespace devices
