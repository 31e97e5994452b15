// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/printer_uri.h"

#include <optional>
#include <utility>

#include "printing/printer/escpos_driver.h"
#include "printing/printer/ipp_driver.h"

namespace printing {

namespace {

constexpr std::string_view kRoll = "escpos:";

std::optional<SpooledPrinter::Driver> driver_of(std::string_view uri, const std::string& media) {
  if (prints_on_roll(uri)) {
    const auto place = EscposUri::parse(uri);
    if (!place) return std::nullopt;
    return [place = *place](const std::atomic<int>& interrupt) {
      return std::make_unique<EscposDriver>(place, interrupt);
    };
  }
  const auto place = IppUri::parse(uri);
  if (!place) return std::nullopt;
  return [place = *place, media](const std::atomic<int>& interrupt) {
    return std::make_unique<IppDriver>(place, media, interrupt);
  };
}

}  // namespace

bool prints_on_roll(std::string_view uri) { return uri.starts_with(kRoll); }

tl::expected<std::unique_ptr<visit::Printer>, std::string> make_printer(
    std::string_view uri, const PrinterSettings& settings, visit::PrintStore& store,
    const Clock& clock, Prepare prepare, SlipOfCode slip_of_code, visit::Post post) {
  const auto driver = driver_of(uri, settings.media);
  if (!driver) {
    return tl::unexpected(
        std::string(prints_on_roll(uri)
                        ? "a receipt printer's uri must look like escpos:/dev/ttyUSB0?baud=38400"
                        : "a printer's uri must look like ipp://192.0.2.7:631/ipp/print or "
                          "escpos:/dev/ttyUSB0"));
  }
  return std::make_unique<SpooledPrinter>(*driver, settings, store, clock, std::move(prepare),
                                          std::move(slip_of_code), std::move(post));
}

}  // namespace printing
