// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/audit_action.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

struct ActionEntry {
  std::string_view method;
  std::string_view pattern;
  std::string_view action;  // "": it concerns nobody
};
constexpr std::array kEntries{
    ActionEntry{"POST", "/v1/status/query", "STATUS_QUERY"},
    ActionEntry{"POST", "/v1/certificates", "CERTIFICATE_ISSUE"},
    ActionEntry{"POST", "/v1/certificates/{id}/revoke", "CERTIFICATE_REVOKE"},
    ActionEntry{"POST", "/v1/declarations", "DECLARATION"},
    ActionEntry{"GET", "/v1/declarations/{id}", "DECLARATION_READ"},
    ActionEntry{"POST", "/v1/trips", "TRIP"},
    ActionEntry{"POST", "/v1/codes", "CODE_REQUEST"},
    ActionEntry{"POST", "/v1/codes/make", "CODE_MAKE"},
    ActionEntry{"POST", "/v1/codes/verify", "CODE_VERIFY"},
    ActionEntry{"POST", "/v1/codes/resolve", "CODE_RESOLVE"},
    ActionEntry{"POST", "/v1/appeals", "APPEAL"},
    ActionEntry{"GET", "/v1/appeals/{id}", "APPEAL_READ"},
    ActionEntry{"POST", "/v1/appeals/{id}/decision", "APPEAL_DECIDE"},
    ActionEntry{"POST", "/v1/appeals/{id}/evidence", "APPEAL_EVIDENCE"},
    ActionEntry{"POST", "/v1/appeals/list", "APPEAL_LIST"},
    ActionEntry{"POST", "/v1/delegations", "DELEGATION"},
    ActionEntry{"DELETE", "/v1/delegations/{id}", "DELEGATION_END"},
    ActionEntry{"POST", "/v1/delegations/query", "DELEGATION_QUERY"},
    ActionEntry{"POST", "/fhir/QuestionnaireResponse", "SURVEY"},
    ActionEntry{"POST", "/v1/areas", ""},
    ActionEntry{"POST", "/v1/areas/query", ""},
    ActionEntry{"POST", "/v1/issuers", ""},
    ActionEntry{"POST", "/v1/catalogue/query", "CATALOGUE_QUERY"},
    ActionEntry{"POST", "/v1/status/forwarded", "STATUS_FORWARDED"},
    ActionEntry{"POST", "/v1/facts/query", "FACTS_QUERY"},
    ActionEntry{"POST", "/v1/residents", "REGISTER"},
    ActionEntry{"POST", "/v1/facts", "FACTS_REPORT"},
    ActionEntry{"POST", "/v1/risks", "RISK_LIST"},
    ActionEntry{"POST", "/v1/pushes", "PUSH"},
    ActionEntry{"POST", "/v1/audit", ""},
    ActionEntry{"POST", "/v1/audit/query", ""},
};

const ActionEntry* find(std::string_view method, std::string_view pattern) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(), [&](const ActionEntry& entry) {
    return entry.method == method && entry.pattern == pattern;
  });
  return found == kEntries.end() ? nullptr : &*found;
}

}  // namespace

std::string_view audit_action(std::string_view method, std::string_view pattern) {
  const ActionEntry* entry = find(method, pattern);
  return entry != nullptr ? entry->action : "";
}

bool is_known_to_audit(std::string_view method, std::string_view pattern) {
  return find(method, pattern) != nullptr;
}

}  // namespace service
