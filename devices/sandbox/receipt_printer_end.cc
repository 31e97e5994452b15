// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/receipt_printer_end.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <utility>

namespace sandbox {

namespace {

constexpr int kShortestSlip = 160;  // 20 mm at 8 dots a millimetre
// About as long as a certificate's slip is, and a roll that ends in the middle of one.
constexpr int kRowsOfASlip = 1200;
constexpr int kWithinASlip = 400;

}  // namespace

ReceiptPrinterEnd::ReceiptPrinterEnd(const std::filesystem::path& device, std::filesystem::path out)
    : printer_(device), out_(std::move(out)) {}

tl::expected<void, std::string> ReceiptPrinterEnd::obey(const std::string& how,
                                                        const std::string& number) {
  if (how == "empty") {
    printer_.end_paper(0);
  } else if (how == "dry") {
    printer_.end_paper(kWithinASlip);
  } else if (how == "cover") {
    printer_.open_cover(true);
  } else if (how == "jam") {
    printer_.jam_at_cut();
  } else if (how == "off") {
    printer_.off();
  } else if (how == "slow") {
    const std::chrono::microseconds a_slip{static_cast<int>(std::atof(number.c_str()) * 1e6)};
    printer_.slow(a_slip / kRowsOfASlip);
  } else if (how == "ok") {
    printer_.slow(std::chrono::microseconds{0});
    printer_.on();
    printer_.open_cover(false);
    printer_.jam_cutter(false);
    printer_.load_paper();
  } else {
    return tl::unexpected(fmt::format("a receipt printer knows no {}", how));
  }
  return {};
}

std::vector<std::string> ReceiptPrinterEnd::sheets() const {
  std::vector<std::string> names;
  for (const PieceOfPaper& piece : printer_.pieces()) {
    if (piece.height() < kShortestSlip) continue;  // what a start cuts off
    names.push_back(fmt::format("slip-{}", names.size() + 1));
    std::ofstream(out_ / (names.back() + ".pbm"), std::ios::binary) << piece.pbm();
  }
  return names;
}

}  // namespace sandbox
