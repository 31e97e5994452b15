// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/request_members.h"

#include <fmt/format.h>

#include <string_view>

namespace devices {

namespace {

std::string_view kind_of(visit::DocumentKind kind) {
  switch (kind) {
    case visit::DocumentKind::resident_id:
      return "NI";
    case visit::DocumentKind::hmt_permit:
      return "HMT";
    case visit::DocumentKind::foreign_permit:
      return "FR";
  }
  return "NI";
}

}  // namespace

nlohmann::json id_document(const visit::Identity& identity) {
  nlohmann::json document = {{"kind", kind_of(identity.kind)},
                             {"number", identity.number.reveal()}};
  // A member of the staff who types a number has none.
  if (!identity.name.empty()) document["name"] = identity.name.reveal();
  if (identity.birth) {
    document["birth"] = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(identity.birth->year()),
                                    static_cast<unsigned>(identity.birth->month()),
                                    static_cast<unsigned>(identity.birth->day()));
  }
  return document;
}

nlohmann::json actor_of(const visit::Consent& consent) {
  switch (consent.actor) {
    case visit::Actor::self:
      return {{"kind", "SELF"}};
    case visit::Actor::agent:
      return {{"kind", "AGENT"}, {"delegationId", consent.delegation}};
    case visit::Actor::staff:
      return {{"kind", "STAFF"}, {"staffId", consent.badge}};
  }
  return {{"kind", "SELF"}};
}

std::string written(const nlohmann::json& body) {
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace devices
