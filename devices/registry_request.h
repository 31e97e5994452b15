// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk sends about who may act for whom, against a code, and about a sheet that counts no
// more (docs/wire.md §4.4, §4.10). Pure; the caller wipes what names people.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/visit/consent.h"
#include "kiosk/visit/household.h"
#include "kiosk/visit/identity.h"
#include "kiosk/visit/staff.h"

namespace devices {

enum class Side {
  agent,   // whom they may act for
  person,  // who may act for them
};
[[nodiscard]] std::string family_body(const visit::Identity& identity, Side side);
[[nodiscard]] std::string binding_body(const visit::Wish& wish);
// Nothing is typed: the statement is one sentence a kind, and there is no evidence.
[[nodiscard]] std::string appeal_body(const visit::Identity& identity,
                                      const visit::Consent& consent, visit::AppealKind kind);
[[nodiscard]] std::string revocation_body(visit::SheetReason reason);

[[nodiscard]] std::string_view name(visit::Relation relation);  // "CHILD"

}  // namespace devices
