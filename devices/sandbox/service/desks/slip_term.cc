// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/slip_term.h"

#include <algorithm>

namespace service {

using std::chrono::hours;

std::optional<Instant> slip_valid_until(const Office& office, const Examination& examined,
                                        Instant now) {
  const SlipSigner* signer = office.signer(now);
  if (!signer || !colour_of(examined.status.state)) return std::nullopt;
  Instant end = now + hours{office.settings().slip_hours};
  if (examined.status.until) end = std::min(end, *examined.status.until);
  if (const auto window = nat_window_end(*examined.scene, examined.facts, now)) {
    end = std::min(end, *window);
  }
  return std::min(end, signer->not_after());
}

std::optional<Instant> commuter_until(const Inquiry& inquiry, const Examination& examined,
                                      Instant now) {
  if (examined.scene == inquiry.scene || examined.decision != Decision::pass) return std::nullopt;
  auto end = nat_window_end(*examined.scene, examined.facts, now);
  if (end && examined.status.until) end = std::min(*end, *examined.status.until);
  return end;
}

}  // namespace service
