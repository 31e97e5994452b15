// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/connstring.h"

namespace devices::reader {

std::optional<std::string> serial_device_of(const std::string& connstring) {
  const auto first = connstring.find(':');
  if (first == std::string::npos || connstring.compare(first, 2, ":/") != 0) return std::nullopt;
  const auto last = connstring.rfind(':');
  return connstring.substr(first + 1, last > first ? last - first - 1 : std::string::npos);
}

std::string with_device(const std::string& connstring, const std::string& device) {
  const auto first = connstring.find(':');
  const auto last = connstring.rfind(':');
  const std::string speed = last > first ? connstring.substr(last) : "";
  return connstring.substr(0, first + 1) + device + speed;
}

}  // namespace devices::reader
