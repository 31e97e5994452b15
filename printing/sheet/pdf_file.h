// SPDX-License-Identifier: GPL-3.0-or-later
// A PDF file of one page around its drawing operators, built by libharu in memory: no font, no
// image, nothing on disk. The same arguments give the same bytes; libharu's own buffers are wiped.
// Calls share nothing; any thread.
#pragma once

#include <optional>
#include <string>

#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"
#include "printing/hcert/hcert_bytes.h"

namespace printing {

struct PdfPage {
  double width, height;  // points
  Bytes content;         // drawing operators
};

// `title` is ASCII. A viewer is told not to scale what it prints. None if libharu reports an error.
[[nodiscard]] std::optional<visit::Secret> pdf_file(const PdfPage& page, const std::string& title,
                                                    visit::Moment made_at);

}  // namespace printing
