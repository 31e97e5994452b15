// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/qr_reader.h"

#include <zbar.h>

#include <cassert>
#include <memory>
#include <string_view>

namespace printing {
namespace {

struct FreeScanner {
  void operator()(zbar::zbar_image_scanner_t* scanner) const {
    zbar::zbar_image_scanner_destroy(scanner);
  }
};
struct FreeImage {
  void operator()(zbar::zbar_image_t* image) const { zbar::zbar_image_destroy(image); }
};

constexpr unsigned long fourcc(char a, char b, char c, char d) {
  return static_cast<unsigned long>(a) | static_cast<unsigned long>(b) << 8u |
         static_cast<unsigned long>(c) << 16u | static_cast<unsigned long>(d) << 24u;
}

}  // namespace

std::vector<visit::Secret> read_qr_codes(Bytes grey, int width, int height) {
  assert(width > 0 && height > 0);
  assert(grey.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const std::unique_ptr<zbar::zbar_image_scanner_t, FreeScanner> scanner(
      zbar::zbar_image_scanner_create());
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  const std::unique_ptr<zbar::zbar_image_t, FreeImage> image(zbar::zbar_image_create());
  zbar::zbar_image_set_format(image.get(), fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(image.get(), static_cast<unsigned>(width),
                            static_cast<unsigned>(height));
  zbar::zbar_image_set_data(image.get(), grey.data(), grey.size(), nullptr);

  std::vector<visit::Secret> texts;
  if (zbar::zbar_scan_image(scanner.get(), image.get()) <= 0) return texts;
  for (const zbar::zbar_symbol_t* symbol = zbar::zbar_image_first_symbol(image.get());
       symbol != nullptr; symbol = zbar::zbar_symbol_next(symbol)) {
    const char* data = zbar::zbar_symbol_get_data(symbol);
    const std::size_t size = zbar::zbar_symbol_get_data_length(symbol);
    texts.emplace_back(std::string_view(data, size));
    // zbar frees its copy of a person's certificate as it is.
    visit::wipe(const_cast<char*>(data), size);
  }
  return texts;
}

}  // namespace printing
