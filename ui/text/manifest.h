// SPDX-License-Identifier: GPL-3.0-or-later
// The list of the font files this kiosk was tested with: "sha256 size name", one a line, `#` begins
// a comment. Any other file of the same name may draw other glyphs, break lines elsewhere or lack a
// character, and none of that shows at start. Values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace text {

struct FontFile {
  std::string sha256;  // lower-case hex
  std::uintmax_t size;
  std::string name;
};

class Manifest {
 public:
  // Nothing if it cannot be read, a line is not of this form, or it is empty.
  static std::optional<Manifest> read(const std::filesystem::path& file);

  // True if the file has the size and the sum listed for its name. Reads all of it: 0.5 s for our
  // 95 MB on a slow machine, 0.05 s where the processor has instructions for it.
  bool vouches_for(const std::filesystem::path& file) const;

  // Changes with any line of it.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<FontFile> files_;
};

// SHA-256 as lower-case hex.
std::string sha256_of(std::string_view bytes);

}  // namespace text
