// SPDX-License-Identifier: GPL-3.0-or-later
// Asks after a personal code where it was given: a province asks the national platform, which alone
// knows where each issuer listens and passes the question on (docs/wire.md §4.10). Safe from any
// thread.
#pragma once
#include "devices/sandbox/service/desks/code_desk.h"
#include "devices/sandbox/service/network/directory.h"
#include "devices/sandbox/service/network/upstream.h"

namespace service {

class CodeRelay final : public CodeSource {
 public:
  CodeRelay(Office& office, Upstream& upstream, Directory& directory)
      : office_(office), upstream_(upstream), directory_(directory) {}

  ResolvedCode resolve(const std::string& issuer, const std::string& qr) override;

 private:
  Office& office_;
  Upstream& upstream_;
  Directory& directory_;
};

}  // namespace service
