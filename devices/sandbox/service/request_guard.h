// SPDX-License-Identifier: GPL-3.0-or-later
// Lets only signed requests of known devices in (docs/wire.md §4.1): signature, clock, nonce. Safe
// from any thread.
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "devices/sandbox/service/call.h"
#include "devices/sandbox/service/instant.h"
#include "devices/sandbox/service/settings.h"

namespace service {

class RequestGuard {
 public:
  explicit RequestGuard(const std::vector<DeviceSettings>& devices);

  // Throws Refusal. A nonce is used up only by a request that is signed rightly and in time.
  void admit(const Call& call, Instant now);

 private:
  void use_up(const std::string& device, const std::string& nonce, Instant stamped, Instant now);

  std::map<std::string, Key32> keys_;
  std::mutex lock_;
  // Device and nonce, until no clock could still admit their timestamp.
  std::set<std::string> used_;
  std::multimap<Instant, std::string> expiries_;
};

// The five lines that are signed, and their signature in hex.
std::string signature_of(const Key32& key, const std::string& method, const std::string& target,
                         const std::string& body, const std::string& timestamp,
                         const std::string& nonce);

// [A-Za-z0-9-] and the characters of `more`, of a length within the bounds.
bool is_token(std::string_view text, std::size_t least, std::size_t most,
              std::string_view more = "");

}  // namespace service
