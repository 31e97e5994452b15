// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_request.h"

#include "devices/request_members.h"

namespace devices {

namespace {

nlohmann::json inquiry(const visit::Identity& identity, const visit::Consent& consent,
                       std::string_view purpose) {
  return {{"idDoc", id_document(identity)},
          {"purpose", purpose},
          {"actor", actor_of(consent)},
          {"consent", true}};
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
