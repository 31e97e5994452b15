// SPDX-License-Identifier: GPL-3.0-or-later
// The province files of one folder, read whole before an issuer starts. A value; safe from any
// thread.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "devices/sandbox/service/rules/province.h"

namespace service {

class ProvinceBook {
 public:
  // Every NN.toml of the folder. The error is one clear line that names the file and the place.
  static tl::expected<ProvinceBook, std::string> read(const std::filesystem::path& folder);

  // Null if no file speaks of it.
  [[nodiscard]] const Province* find(std::string_view code) const;
  [[nodiscard]] const std::map<std::string, Province, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, Province, std::less<>> all_;
};

}  // namespace service
