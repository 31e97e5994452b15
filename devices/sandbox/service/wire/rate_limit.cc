// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/rate_limit.h"

#include <algorithm>
#include <cmath>

#include "devices/sandbox/service/wire/error.h"

namespace service {

using namespace std::chrono;

TokenBucket::TokenBucket(double per_second, double burst)
    : per_second_(per_second), burst_(burst), tokens_(burst) {}

std::optional<milliseconds> TokenBucket::take(Instant now) {
  if (at_ && now > *at_) {
    tokens_ = std::min(burst_, tokens_ + duration<double>(now - *at_).count() * per_second_);
  }
  at_ = now;
  // Sums of fractions miss a whole token by a hair.
  constexpr double kWhole = 1 - 1e-9;
  if (tokens_ < kWhole) {
    return milliseconds{std::lround(std::ceil((1 - tokens_) / per_second_ * 1000))};
  }
  tokens_ -= 1;
  return std::nullopt;
}

void TokenBucket::give_back() { tokens_ = std::min(burst_, tokens_ + 1); }

RateLimit::RateLimit(const LimitSettings& limits, const std::vector<DeviceSettings>& devices)
    : all_(limits.all_per_second, limits.all_burst),
      strangers_(limits.device_per_second, limits.device_burst) {
  for (const DeviceSettings& device : devices) {
    // An issuer asks for all its kiosks.
    const bool many = device.role == Role::issuer;
    devices_.emplace(device.id, many ? TokenBucket(limits.all_per_second, limits.all_burst)
                                     : TokenBucket(limits.device_per_second, limits.device_burst));
  }
}

void RateLimit::admit(const std::string& device, Instant now) {
  const std::lock_guard held(lock_);
  const auto known = devices_.find(device);
  TokenBucket& own = known == devices_.end() ? strangers_ : known->second;
  if (const auto wait = own.take(now)) throw Refusal{Code::rate_limited, {}, wait};
  if (const auto wait = all_.take(now)) {
    // What was not served was not used.
    own.give_back();
    throw Refusal{Code::busy, {}, wait};
  }
}

}  // namespace service
