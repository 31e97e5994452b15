// SPDX-License-Identifier: GPL-3.0-or-later
// A page as PWG raster (PWG 5102.4), for printers that take no PDF: by libcups, in memory. Each
// call stands alone, from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/secret.h"
#include "printing/printer/page_raster.h"

namespace printing {

inline constexpr const char* kPdf = "application/pdf";
inline constexpr const char* kPwgRaster = "image/pwg-raster";

struct RasterForm {
  int dots_per_inch = 300;
  bool grey = true;  // sgray_8; else black_1, each dot black or white
  friend bool operator==(const RasterForm&, const RasterForm&) = default;
};

// Of what the printer names, in dots per inch and as pwg-raster-document-type keywords: the lowest
// resolution from 300 on, else the highest; grey before black. None: nothing that we can make.
[[nodiscard]] std::optional<RasterForm> raster_form(const std::vector<int>& resolutions,
                                                    const std::vector<std::string>& types);

// The PDF's first page as a file of one page. The media is a PWG 5101.1 name, "iso_a4_210x297mm".
[[nodiscard]] tl::expected<visit::Secret, RasterTrouble> pwg_raster(std::string_view pdf,
                                                                    const std::string& media,
                                                                    const RasterForm& form);

}  // namespace printing
