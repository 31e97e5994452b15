// SPDX-License-Identifier: GPL-3.0-or-later
// What ties a row of the audit to the rows before it: whoever alters, inserts or removes one in the
// middle breaks every chain behind it. Pure.
#pragma once
#include <span>
#include <string>

#include "devices/sandbox/service/records/store.h"

namespace service {

// SHA-256 (32 bytes) over `before`, the chain of the row before ("" at the first), and the row as
// the JSON array [seq, at in ms, device, action, who in hex, result, policy, request id].
std::string chained(const std::string& before, const AuditRow& row);

// Whether rows follow one another, numbers without gap, from the row that has the chain `before`.
bool is_whole(const std::string& before, std::span<const AuditRow> rows);

}  // namespace service
