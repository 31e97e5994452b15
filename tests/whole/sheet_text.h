// SPDX-License-Identifier: GPL-3.0-or-later
// What stands on a printed sheet, read back from the PDF that the printer got. Its words are
// outlines and nothing else, so each is compared with the outlines of the characters that can be
// read. One thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace whole {

class SheetReader {
 public:
  // Reads the characters of `words`. Open it before other threads run, as any text::Faces.
  explicit SheetReader(std::string_view words);

  // Line by line from the top, from left to right; a blank where there is room for one. A character
  // that it cannot read is "?".
  [[nodiscard]] std::string read(const std::filesystem::path& pdf) const;

 private:
  std::map<std::string, std::string> characters_;  // by the operators that draw them
};

}  // namespace whole
