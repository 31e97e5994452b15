// SPDX-License-Identifier: GPL-3.0-or-later
// Issues and revokes certificates and publishes what their readers need (docs/wire.md §4.4, §4.5).
// Safe from any thread.
#pragma once

#include "devices/sandbox/service/desks/office.h"

namespace service {

class CertificateDesk {
 public:
  explicit CertificateDesk(Office& office) : office_(office) {}

  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer issue(const Request& request);
  Answer revoke(const std::string& id, const JsonView& body);
  Answer revocations(const Call& call);
  Answer keys();

  Office& office_;
};

}  // namespace service
