// SPDX-License-Identifier: GPL-3.0-or-later
// The risk levels of areas: the national platform hears them from its operators and tells them to
// the provinces, which look every minute (docs/wire.md §4.14); an issuer that stands alone has
// operators of its own. Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"

namespace service {

class AreaDesk {
 public:
  explicit AreaDesk(Office& office) : office_(office) {}

  void open(Routes& routes);
  // Takes over a list as `list()` gives it. Throws Refusal or Malformed, before anything is
  // written.
  void take(const JsonView& areas);
  [[nodiscard]] Json list() const;

 private:
  Office& office_;
};

}  // namespace service
