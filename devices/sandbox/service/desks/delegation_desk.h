// SPDX-License-Identifier: GPL-3.0-or-later
// Binds people to those who act for them, within the limits of their region, and lets them go again
// (docs/wire.md §4.10). Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/delegation_book.h"
#include "devices/sandbox/service/desks/office.h"

namespace service {

class DelegationDesk {
 public:
  explicit DelegationDesk(Office& office) : office_(office), book_(office) {}
  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer bind_people(const Request& request);
  Answer end(const Request& request);
  Answer list(const Request& request);

  struct Party {
    IdDocument document;
    PersonRef ref{};
  };
  [[nodiscard]] Party read_party(const JsonView& in) const;
  // The rules that bind the two; kept with `policy`.
  [[nodiscard]] const Region& region(const Policy& policy, const JsonView& body) const;
  void hold_limits(const Region& region, const Resident& person, const Party& party,
                   const PersonRef& agent, Instant now);

  Office& office_;
  DelegationBook book_;
};

}  // namespace service
