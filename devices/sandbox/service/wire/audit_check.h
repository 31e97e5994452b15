// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the audit in a store is whole: every row as it was written, none between two missing, and
// the first one either number 1 or the one an anchor names. Safe from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devices/sandbox/service/records/store.h"

namespace service {

// The action of the row that says where the audit begins since older rows were forgotten.
constexpr std::string_view kAuditForget = "AUDIT_FORGET";
// Its result: number and chain of the last row forgotten, "120:9f86…".
std::string anchor_text(const AuditRow& last_forgotten);

struct AuditFinding {
  bool whole = false;
  std::int64_t rows = 0;
  std::optional<std::int64_t> broken_at;  // the first row that does not follow from those before
};

// Reads all of it, some rows at a time.
Store::Result<AuditFinding> check_audit(Store& store);

}  // namespace service
