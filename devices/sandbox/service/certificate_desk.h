// SPDX-License-Identifier: GPL-3.0-or-later
// Issues and revokes certificates and publishes what their readers need (docs/wire.md §4.4, §4.5).
// Safe from any thread.
#pragma once
#include <atomic>

#include "devices/sandbox/service/call.h"
#include "devices/sandbox/service/office.h"

namespace service {

class CertificateDesk {
 public:
  explicit CertificateDesk(Office& office) : office_(office) {}

  // All throw Refusal or Malformed.
  Answer issue(const Call& call, const JsonView& body);
  Answer revoke(const std::string& id, const JsonView& body);
  Answer revocations(const Call& call);
  Answer keys();

 private:
  [[nodiscard]] std::optional<Answer> replay(const std::string& device, const std::string& key,
                                             const std::string& request);
  void forget_old_replies(Instant now);

  Office& office_;
  std::atomic<std::int64_t> forgotten_at_ = 0;  // epoch seconds
};

}  // namespace service
