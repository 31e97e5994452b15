// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/qr_code.h"

#include <qrcodegen/qrcodegen.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace printing {
namespace {

constexpr int kLargestAtQuartile = 22;
constexpr int kLargestAtMedium = 23;
constexpr double kMmPerInch = 25.4;

bool is_alphanumeric(std::string_view text) {
  return text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") ==
         std::string_view::npos;
}

qrcodegen::QrCode::Ecc ecc(QrLevel level) {
  switch (level) {
    case QrLevel::low:
      return qrcodegen::QrCode::Ecc::LOW;
    case QrLevel::medium:
      return qrcodegen::QrCode::Ecc::MEDIUM;
    case QrLevel::quartile:
      return qrcodegen::QrCode::Ecc::QUARTILE;
    case QrLevel::high:
      break;
  }
  return qrcodegen::QrCode::Ecc::HIGH;
}

qrcodegen::QrSegment segment(std::string_view text) {
  if (is_alphanumeric(text)) {
    return qrcodegen::QrSegment::makeAlphanumeric(std::string(text).c_str());
  }
  return qrcodegen::QrSegment::makeBytes(std::vector<std::uint8_t>(text.begin(), text.end()));
}

}  // namespace

tl::expected<QrCode, QrTrouble> make_qr_code(std::string_view text, QrLevel level,
                                             int largest_version) {
  try {
    const auto made = qrcodegen::QrCode::encodeSegments(
        {segment(text)}, ecc(level), qrcodegen::QrCode::MIN_VERSION, largest_version,
        -1 /* the mask with the least penalty */, false /* keep the level */);
    QrCode code{.version = made.getVersion(), .level = level, .side = made.getSize()};
    code.modules.reserve(static_cast<std::size_t>(code.side) * static_cast<std::size_t>(code.side));
    for (int y = 0; y < code.side; ++y) {
      for (int x = 0; x < code.side; ++x) code.modules.push_back(made.getModule(x, y) ? 1 : 0);
    }
    return code;
  } catch (const qrcodegen::data_too_long&) {
    return tl::unexpected(QrTrouble::too_long);
  }
}

tl::expected<QrCode, QrTrouble> make_certificate_qr_code(std::string_view text) {
  if (!is_alphanumeric(text)) return tl::unexpected(QrTrouble::not_alphanumeric);
  auto code = make_qr_code(text, QrLevel::quartile, kLargestAtQuartile);
  return code ? std::move(code) : make_qr_code(text, QrLevel::medium, kLargestAtMedium);
}

std::optional<int> qr_module_dots(int side, int dots_per_inch, double box_mm) {
  const double dot_mm = kMmPerInch / dots_per_inch;
  const int modules = side + 2 * kQrQuietZone;
  // Boxes are given in hundredths: 113 modules of 9 dots at 600 dpi are 43.053 mm in one of 43.05.
  const int dots = static_cast<int>(std::floor((box_mm + 0.01) / dot_mm / modules));
  if (dots < kQrLeastModuleDots || dots * dot_mm < kQrLeastModuleMm) return std::nullopt;
  return dots;
}

}  // namespace printing
