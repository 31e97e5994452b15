// SPDX-License-Identifier: GPL-3.0-or-later
// Lets only signed requests of known devices in (docs/wire.md §4.1): signature, clock, nonce. Safe
// from any thread.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/instant.h"
#include "devices/sandbox/service/settings.h"
#include "devices/sandbox/service/wire/call.h"

namespace service {

// Asks the book of used nonces that several processes keep together: false if it was used before.
// Kept until `until`.
using NonceBook = std::function<bool(const std::string& device, const std::string& nonce,
                                     Instant until, Instant now)>;

class RequestGuard {
 public:
  // `shared`: where other processes let the same devices in. It may throw Refusal.
  explicit RequestGuard(const std::vector<DeviceSettings>& devices, NonceBook shared = {});

  // Whose request it is; throws Refusal. A nonce is used up only by a request that is signed
  // rightly and in time.
  const DeviceSettings& admit(const Call& call, Instant now);

 private:
  void use_up(const std::string& device, const std::string& nonce, Instant stamped, Instant now);

  std::map<std::string, DeviceSettings> devices_;
  NonceBook shared_;
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
