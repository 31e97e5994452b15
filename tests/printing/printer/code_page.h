// SPDX-License-Identifier: GPL-3.0-or-later
// A page that bears one QR code and a bar at each of its four edges, as a PDF; and the code read
// back from dots.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "printing/hcert/qr_code.h"
#include "printing/hcert/qr_reader.h"

namespace printing::bench {

inline constexpr const char* kQrText =
    "HC1:GC07 210126 0042 7 ANYTHING THAT A SHEET SAYS OF ITSELF";
inline constexpr double kModuleMm = 0.75;  // six dots of a receipt printer

inline std::string rectangle(double x, double y, double width, double height) {
  constexpr double kPoints = 72 / 25.4;
  char text[128];
  std::snprintf(text, sizeof text, "%.4f %.4f %.4f %.4f re f\n", x * kPoints, y * kPoints,
                width * kPoints, height * kPoints);
  return text;
}

// In millimetres, from the lower left. The bars are 1 mm thick and `margin` away from the edges.
inline std::string code_page(double width, double height, double margin,
                             std::string_view text = kQrText) {
  std::string marks = rectangle(margin, margin, width - 2 * margin, 1) +
                      rectangle(margin, height - margin - 1, width - 2 * margin, 1) +
                      rectangle(margin, margin, 1, height - 2 * margin) +
                      rectangle(width - margin - 1, margin, 1, height - 2 * margin);
  const auto code = make_qr_code(text, QrLevel::medium, 10);
  REQUIRE(code.has_value());
  const double left = (width - code->side * kModuleMm) / 2;
  const double top = height - margin - 8;
  for (int y = 0; y < code->side; ++y) {
    for (int x = 0; x < code->side; ++x) {
      if (!code->dark(x, y)) continue;
      marks += rectangle(left + x * kModuleMm, top - (y + 1) * kModuleMm, kModuleMm, kModuleMm);
    }
  }
  std::string pdf = "%PDF-1.4\n";
  std::string table = "xref\n0 5\n0000000000 65535 f \n";
  const auto add = [&](const std::string& object) {
    const std::string offset = std::to_string(pdf.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    pdf += object;
  };
  char box[64];
  std::snprintf(box, sizeof box, "%.4f %.4f", width * 72 / 25.4, height * 72 / 25.4);
  add("1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  add("2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
  add(std::string("3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 ") + box +
      "]/Contents 4 0 R>>\nendobj\n");
  add("4 0 obj\n<</Length " + std::to_string(marks.size()) + ">>\nstream\n" + marks +
      "endstream\nendobj\n");
  const std::string start = std::to_string(pdf.size());
  return pdf + table + "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

// Grey dots, 0 black; the texts of the codes in them.
inline std::vector<std::string> codes_in(const std::vector<std::uint8_t>& grey, int width,
                                         int height) {
  std::vector<std::string> texts;
  for (const visit::Secret& code : read_qr_codes(grey, width, height)) {
    texts.emplace_back(code.reveal());
  }
  return texts;
}

// The same of packed dots, 1 black.
inline std::vector<std::string> codes_in_packed(const std::vector<std::uint8_t>& rows, int width) {
  std::vector<std::uint8_t> grey;
  for (const std::uint8_t byte : rows) {
    for (unsigned bit = 8; bit-- > 0;) {
      grey.push_back((byte & 1U << bit) != 0 ? std::uint8_t{0} : std::uint8_t{255});
    }
  }
  return codes_in(grey, width, static_cast<int>(grey.size()) / width);
}

}  // namespace printing::bench
