// SPDX-License-Identifier: GPL-3.0-or-later
// The national platform's list of issuers: where each one listens and how its people are recognised
// elsewhere. Safe from any thread.
#pragma once
#include <string>

#include "devices/sandbox/service/desks/office.h"

namespace service {

struct IssuerEntry {
  std::string code;
  std::string url;  // "" until it has announced itself
  Recognition mode = Recognition::share;
};

class Directory {
 public:
  explicit Directory(Office& office) : office_(office) {}

  // The newest announcement counts. Throws Refusal, as both here.
  void enter(const IssuerEntry& entry);
  // As announced, else as its province file has it.
  IssuerEntry find(const std::string& code);

 private:
  Office& office_;
};

}  // namespace service
