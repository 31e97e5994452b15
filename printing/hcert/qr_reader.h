// SPDX-License-Identifier: GPL-3.0-or-later
// QR codes found in a picture. The print gate: what was drawn must read back as the very text that
// was verified, before it goes to paper. Each call stands alone, from any thread.
#pragma once

#include <vector>

#include "kiosk/visit/secret.h"
#include "printing/hcert/hcert_bytes.h"

namespace printing {

// `grey`: width × height bytes, row by row from the top left, 0 black, 255 white. The texts of all
// codes found, in no promised order. A module needs about 3 pixels. Only codes in alphanumeric mode
// and ASCII are certain to come back as they were.
[[nodiscard]] std::vector<visit::Secret> read_qr_codes(Bytes grey, int width, int height);

}  // namespace printing
