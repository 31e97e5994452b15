// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_request.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

nlohmann::json actor_of(const visit::Consent& consent) {
  if (consent.actor == visit::Actor::self) return {{"kind", "SELF"}};
  return {{"kind", "STAFF"}, {"staffId", consent.badge}};
}

nlohmann::json inquiry(const visit::Identity& identity, const visit::Consent& consent,
                       std::string_view purpose) {
  nlohmann::json document = {{"kind", kind_of(identity.kind)},
                             {"number", identity.number.reveal()}};
  // A member of the staff who types a number has none.
  if (!identity.name.empty()) document["name"] = identity.name.reveal();
  if (identity.birth) {
    document["birth"] = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(identity.birth->year()),
                                    static_cast<unsigned>(identity.birth->month()),
                                    static_cast<unsigned>(identity.birth->day()));
  }
  return {{"idDoc", std::move(document)},
          {"purpose", purpose},
          {"actor", actor_of(consent)},
          {"consent", true}};
}

// A name that is no UTF-8 is replaced by its service's "name mismatch", not by an exception here.
std::string written(const nlohmann::json& body) {
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool is_plausible(const visit::Identity& identity) {
  constexpr std::size_t kForeignersOld = 15;  // the card of 2017: letters, no GB 11643 check digit
  if (identity.kind == visit::DocumentKind::foreign_permit &&
      identity.number.reveal().size() == kForeignersOld)
    return true;
  return visit::has_valid_check_digit(identity.number.reveal());
}

std::string query_body(const visit::Identity& identity, const visit::Consent& consent,
                       std::string_view purpose) {
  return written(inquiry(identity, consent, purpose));
}

std::string code_body(std::string_view code, std::string_view purpose) {
  return written({{"qr", code}, {"purpose", purpose}});
}

std::string_view name(visit::SlipKind kind) {
  return kind == visit::SlipKind::status_slip ? "STATUS_SLIP" : "HEALTH_CARD";
}

std::string slip_body(const visit::Identity& identity, const visit::Consent& consent,
                      std::string_view purpose, visit::SlipKind kind) {
  nlohmann::json body = inquiry(identity, consent, purpose);
  body["kind"] = name(kind);
  return written(body);
}

}  // namespace devices
