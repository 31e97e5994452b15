// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/audit_check.h"

#include <fmt/format.h>

#include <charconv>

#include "devices/sandbox/service/records/audit_chain.h"

namespace service {
namespace {

constexpr std::size_t kRowsRead = 1000;

// Whether `row` follows from the row with that text as its anchor.
bool begins_at(const std::string& anchor, const AuditRow& row) {
  const std::string number = fmt::format("{}:", row.seq - 1);
  if (!anchor.starts_with(number) || anchor.size() != number.size() + 64) return false;
  std::string before;
  for (std::size_t i = number.size(); i < anchor.size(); i += 2) {
    unsigned char byte = 0;
    const char* digits = anchor.data() + i;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return false;
    before += static_cast<char>(byte);
  }
  return row.chain == chained(before, row);
}

}  // namespace

std::string anchor_text(const AuditRow& last_forgotten) {
  return fmt::format("{}:{}", last_forgotten.seq, hex(last_forgotten.chain));
}

Store::Result<AuditFinding> check_audit(Store& store) {
  AuditFinding finding;
  std::optional<AuditRow> first;
  std::optional<AuditRow> last;
  bool anchored = true;
  while (true) {
    const auto rows = store.audit_after(last ? last->seq : 0, kRowsRead);
    if (!rows) return tl::unexpected(rows.error());
    for (const AuditRow& row : *rows) {
      ++finding.rows;
      if (!first) {
        first = row;
        anchored = row.seq == 1 && row.chain == chained("", row);
      } else if (row.seq != last->seq + 1 || row.chain != chained(last->chain, row)) {
        finding.broken_at = row.seq;
        return finding;
      }
      if (!anchored && row.action == kAuditForget) anchored = begins_at(row.result, *first);
      last = row;
    }
    if (rows->size() < kRowsRead) break;
  }
  if (!anchored) finding.broken_at = first->seq;
  finding.whole = anchored;
  return finding;
}

}  // namespace service
