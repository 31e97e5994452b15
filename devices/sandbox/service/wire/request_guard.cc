// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/request_guard.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/sandbox/service/wire/error.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr seconds kSkew{300};

[[noreturn]] void refuse(Code code) { throw Refusal{code, {}, {}}; }

std::optional<Instant> read_timestamp(const std::string& text) {
  // Ten figures last until the year 2286.
  if (text.empty() || text.size() > 10) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return from_epoch_seconds(value);
}

}  // namespace

RequestGuard::RequestGuard(const std::vector<DeviceSettings>& devices, NonceBook shared)
    : shared_(std::move(shared)) {
  for (const DeviceSettings& device : devices) devices_[device.id] = device;
}

const DeviceSettings& RequestGuard::admit(const Call& call, Instant now) {
  const std::string device = call.header("x-device-id");
  const auto known = devices_.find(device);
  // One kiosk's key in another kiosk's hands opens nothing: the certificate must say the same id.
  if (known == devices_.end() || call.peer != device) refuse(Code::device);
  const std::string timestamp = call.header("x-timestamp");
  const std::string nonce = call.header("x-nonce");
  const auto stamped = read_timestamp(timestamp);
  if (!stamped || !is_token(nonce, 16, 64, "_")) refuse(Code::signature);
  const std::string expected =
      signature_of(known->second.key, call.method, call.target, call.body, timestamp, nonce);
  if (!equal_in_constant_time(expected, call.header("x-signature"))) refuse(Code::signature);
  const auto apart = floor<seconds>(now) - floor<seconds>(*stamped);
  if (apart > kSkew || apart < -kSkew) refuse(Code::clock_skew);
  use_up(device, nonce, *stamped, now);
  return known->second;
}

void RequestGuard::use_up(const std::string& device, const std::string& nonce, Instant stamped,
                          Instant now) {
  // One second more than the bound, which is included.
  const Instant until = stamped + kSkew + seconds{1};
  {
    const std::lock_guard held(lock_);
    const auto past = expiries_.lower_bound(now);
    for (auto it = expiries_.begin(); it != past; ++it) used_.erase(it->second);
    expiries_.erase(expiries_.begin(), past);
    const std::string entry = device + " " + nonce;
    if (!used_.insert(entry).second) refuse(Code::replay);
    expiries_.emplace(until, entry);
  }
  // Outside the lock: another process may keep this one waiting.
  if (shared_ && !shared_(device, nonce, until, now)) refuse(Code::replay);
}

std::string signature_of(const Key32& key, const std::string& method, const std::string& target,
                         const std::string& body, const std::string& timestamp,
                         const std::string& nonce) {
  return hex(hmac_sha256(
      key, fmt::format("{}\n{}\n{}\n{}\n{}", method, target, hex(sha256(body)), timestamp, nonce)));
}

bool is_token(std::string_view text, std::size_t least, std::size_t most, std::string_view more) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '-' || more.find(c) != std::string_view::npos;
         });
}

}  // namespace service
