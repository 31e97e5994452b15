// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/audit_chain.h"

#include "devices/sandbox/service/records/seal.h"
#include "devices/sandbox/service/rules/json_view.h"

namespace service {

std::string chained(const std::string& before, const AuditRow& row) {
  const Json fields =
      Json::array({row.seq, row.at.time_since_epoch().count(), row.device, row.action, hex(row.who),
                   row.result, row.policy, row.request_id});
  return sha256(before + fields.dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool is_whole(const std::string& before, std::span<const AuditRow> rows) {
  const std::string* last = &before;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i].seq != rows[i - 1].seq + 1) return false;
    if (rows[i].chain != chained(*last, rows[i])) return false;
    last = &rows[i].chain;
  }
  return true;
}

}  // namespace service
