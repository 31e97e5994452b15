// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet as a PDF in memory: vectors only, every glyph an outline, nothing on disk, nothing of a
// person in the metadata. The same sheet gives the same bytes. Call it on the thread of the sheet's
// Faces; calls share nothing.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/secret.h"
#include "printing/sheet/sheet.h"

namespace printing {

enum class PdfTrouble {
  bad_mark,  // a coordinate that is no number or lies off the paper: the writer would take it
  writer,    // libharu reports an error
};

// The bytes show somebody's name: every buffer on the way is wiped, and so is the result.
[[nodiscard]] tl::expected<visit::Secret, PdfTrouble> write_pdf(const Sheet& sheet);

}  // namespace printing
