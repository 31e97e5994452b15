// SPDX-License-Identifier: GPL-3.0-or-later
// How many requests come in: a token bucket for each device, so that none starves the others, and
// one for all together, which alone binds other issuers. Whoever finds one empty is told when to
// come again. Safe from any thread.
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/instant.h"
#include "devices/sandbox/service/settings.h"

namespace service {

// Full at first; `per_second` tokens come back, up to `burst`.
class TokenBucket {
 public:
  TokenBucket(double per_second, double burst);

  // Takes a token, or says how long until there is one. A clock that was set back gives nothing.
  std::optional<std::chrono::milliseconds> take(Instant now);
  void give_back();

 private:
  double per_second_;
  double burst_;
  double tokens_;
  std::optional<Instant> at_;
};

class RateLimit {
 public:
  RateLimit(const LimitSettings& limits, const std::vector<DeviceSettings>& devices);

  // `device` is the certificate's word, so nobody uses up another's tokens; those that are not
  // known share one bucket. Throws Refusal: rate_limited for the device's own, busy for all.
  void admit(const std::string& device, Instant now);

 private:
  std::mutex lock_;
  TokenBucket all_;
  TokenBucket strangers_;
  std::map<std::string, TokenBucket> devices_;
};

}  // namespace service
