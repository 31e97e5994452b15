// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/province_book.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace service {
namespace {

std::string told(const std::filesystem::path& file, const Malformed& fault) {
  return fault.path.empty() ? fmt::format("{}: {}", file.string(), fault.reason)
                            : fmt::format("{}: {} {}", file.string(), fault.path, fault.reason);
}

}  // namespace

tl::expected<ProvinceBook, std::string> ProvinceBook::read(const std::filesystem::path& folder) {
  ProvinceBook book;
  std::error_code error;
  std::filesystem::directory_iterator files(folder, error);
  if (error) return tl::unexpected(folder.string() + " cannot be read");
  for (const auto& entry : files) {
    const auto& file = entry.path();
    if (file.extension() != ".toml") continue;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return tl::unexpected(file.string() + " cannot be read");
    auto province = parse_province(text.str());
    if (!province) return tl::unexpected(told(file, province.error()));
    if (file.stem() != province->code) {
      return tl::unexpected(told(file, {"code", "is not what the file is named for"}));
    }
    book.all_.emplace(province->code, std::move(*province));
  }
  for (const auto& [code, province] : book.all_) {
    for (const RecognitionException& exception : province.exceptions) {
      if (!book.find(exception.province)) {
        return tl::unexpected(
            told(folder / (code + ".toml"), {"exception.province", "has no file"}));
      }
    }
  }
  return book;
}

const Province* ProvinceBook::find(std::string_view code) const {
  const auto found = all_.find(code);
  return found == all_.end() ? nullptr : &found->second;
}

}  // namespace service
