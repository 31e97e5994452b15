// SPDX-License-Identifier: GPL-3.0-or-later
// The name by which libnfc knows a reader, "pn532_uart:/dev/ttyUSB0:115200", and the serial device
// in it. Pure.
#pragma once

#include <optional>
#include <string>

namespace devices::reader {

// "pn532_uart:/dev/ttyUSB0:115200" -> "/dev/ttyUSB0". None for a reader that is on no serial line,
// such as "acr122_usb:001:004".
[[nodiscard]] std::optional<std::string> serial_device_of(const std::string& connstring);
// The same reader behind another path. Only for a connstring that names a serial device.
[[nodiscard]] std::string with_device(const std::string& connstring, const std::string& device);

}  // namespace devices::reader
