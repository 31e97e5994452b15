// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/toml_table.h"

namespace kiosk {

tl::expected<toml::table, ConfigTrouble> parse(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file)) {
    return tl::unexpected<ConfigTrouble>({fmt::format("{}: no such file", file.string())});
  }
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    return trouble(file, "line {}: {}", error.source().begin.line, error.description());
  }
}

}  // namespace kiosk
