// SPDX-License-Identifier: GPL-3.0-or-later
// Gives out the description of the service itself: OpenAPI 3.1, as it lies in wire/openapi.json.
// Safe from any thread.
#pragma once
#include <string>

#include "devices/sandbox/service/wire/route.h"

namespace service {

class DocumentDesk {
 public:
  DocumentDesk();
  void open(Routes& routes);

 private:
  std::string document_;  // without blanks
};

}  // namespace service
