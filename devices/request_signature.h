// SPDX-License-Identifier: GPL-3.0-or-later
// The device's signature on a request (docs/wire.md §4.1): HMAC-SHA256 over method, path, body
// digest, time and nonce. Pure but for nonce().
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace devices {

using DeviceKey = std::array<std::uint8_t, 32>;

// 64 hex digits, a trailing newline allowed.
[[nodiscard]] std::optional<DeviceKey> parse_device_key(std::string_view hex);

struct SignedRequest {
  std::string_view method;  // POST
  std::string_view path;    // as sent
  std::string_view body;
  std::int64_t timestamp = 0;  // seconds since 1970
  std::string_view nonce;
};

// 64 lower-case hex digits.
[[nodiscard]] std::string signature(const SignedRequest& request, const DeviceKey& key);

// 22 fresh random characters of [A-Za-z0-9-]: what both X-Nonce and Idempotency-Key take.
[[nodiscard]] std::string nonce();

}  // namespace devices
