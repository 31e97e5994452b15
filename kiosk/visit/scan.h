// SPDX-License-Identifier: GPL-3.0-or-later
// What was held under the scanner, told apart by how its text begins: a certificate is verified
// here, without a network; a code from a telephone is the service's to know. Pure.
#pragma once

#include <string_view>

namespace visit {

// Why a scan came to nothing.
enum class ScanTrouble {
  too_long,            // more than any QR code holds
  broken_off,          // moved away before the scanner was done
  control_characters,  // bytes that no printed text has
};

enum class ScanKind {
  certificate,  // HC1: — signed, verified offline
  newer,        // HC2: and so on — a certificate of a version we do not know
  foreign,      // shc:/ and web addresses — other people's papers; no address is ever opened
  code,         // anything else: an opaque token for the health-code service
};

[[nodiscard]] ScanKind kind_of(std::string_view scan);

}  // namespace visit
