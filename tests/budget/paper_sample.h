// SPDX-License-Identifier: GPL-3.0-or-later
// What a kiosk has open before the first person comes, and the corpus's first certificate to print.
// Single-threaded.
#pragma once

#include <filesystem>
#include <memory>

#include "printing/hcert/trust_list.h"
#include "printing/sheet/prepared_sheet.h"
#include "ui/text/faces.h"

namespace budget {

struct Office {
  // Ends the program with a sentence if something cannot be opened.
  explicit Office(const std::filesystem::path& corpus);

  printing::Stationery stationery;
  std::unique_ptr<text::Faces> faces;
  printing::TrustList trust;
  visit::Document document;
  printing::SheetDetails details;
};

}  // namespace budget
