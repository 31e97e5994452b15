// SPDX-License-Identifier: GPL-3.0-or-later
// A text as QR modules (ISO/IEC 18004), and the sizes a certificate's code may have (docs/wire.md
// §5.1). The level asked for is the level made, so that a text always gives one size. Pure.
#pragma once

#include <tl/expected.hpp>

#include <optional>
#include <string_view>

#include "printing/hcert/hcert_bytes.h"

namespace printing {

enum class QrTrouble {
  not_alphanumeric,  // a certificate's text is base45 after its prefix, nothing else
  too_long,          // it needs a larger code than may be printed
};

enum class QrLevel { low, medium, quartile, high };

struct QrCode {
  int version = 1;
  QrLevel level = QrLevel::quartile;
  int side = 21;         // modules, without the quiet zone of 4 on each side
  WipedBytes modules{};  // side × side, row by row from the top left; 1 is dark

  [[nodiscard]] bool dark(int x, int y) const {
    return modules[static_cast<std::size_t>(y * side + x)] != 0;
  }
};

// Alphanumeric where the text allows it, else bytes.
[[nodiscard]] tl::expected<QrCode, QrTrouble> make_qr_code(std::string_view text, QrLevel level,
                                                           int largest_version);

// A certificate: level Q up to version 22, else level M up to version 23, else none.
[[nodiscard]] tl::expected<QrCode, QrTrouble> make_certificate_qr_code(std::string_view text);

inline constexpr int kQrQuietZone = 4;            // modules on each side
inline constexpr double kQrLeastModuleMm = 0.33;  // smaller ones are not read reliably from paper
inline constexpr int kQrLeastModuleDots = 4;      // fewer are torn by a dot of ink or heat

// The largest whole number of printer dots a module may have, so that the code and its quiet zone
// stay within a square box (to 0.01 mm). Nothing if that falls below either least.
[[nodiscard]] std::optional<int> qr_module_dots(int side, int dots_per_inch, double box_mm);

}  // namespace printing
