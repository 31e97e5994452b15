// SPDX-License-Identifier: GPL-3.0-or-later
// What a sheet's QR code says: the signed text where a service signed one, else the serial, so that
// a scan closes the sheet's record. Pure.
#pragma once

#include <string_view>

#include "kiosk/visit/document.h"

namespace printing {

// A shift report's also bears the audit chain's head: "GC07-210126-0191-4 7f3a91c2…".
[[nodiscard]] visit::Secret code_text(const visit::Document& document, std::string_view serial);

}  // namespace printing
