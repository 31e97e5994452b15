// SPDX-License-Identifier: GPL-3.0-or-later
// The words of every sheet that can be printed, read once at start. A value; const use from many
// threads is safe.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/document.h"
#include "printing/sheet/paper_words.h"

namespace printing {

class Stationery {
 public:
  // config/paper. The error is one line for the technician.
  [[nodiscard]] static tl::expected<Stationery, std::string> read(
      const std::filesystem::path& folder);

  // Of the sheet that says this document.
  [[nodiscard]] const PaperWords& words(const visit::Document& document) const {
    return words_[document.index()];
  }

 private:
  std::vector<PaperWords> words_;  // by the document's index
};

}  // namespace printing
