// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry_request.h"

#include "devices/request_members.h"
#include "devices/rfc3339.h"

namespace devices {

namespace {

using nlohmann::json;

json names_of(const visit::Scope& scope) {
  json names = json::array();
  if (scope.query) names.push_back("QUERY");
  if (scope.print) names.push_back("PRINT");
  if (scope.survey) names.push_back("SURVEY");
  return names;
}

json consent_of(const visit::Wish& wish) {
  json consent = {{"kind", wish.consent == visit::PersonConsent::written ? "WRITTEN" : "PRESENT"}};
  if (!wish.badge.empty()) consent["staffId"] = wish.badge;
  return consent;
}

std::string_view name(visit::AppealKind kind) {
  switch (kind) {
    case visit::AppealKind::miscode:
      return "MISCODE";
    case visit::AppealKind::not_converted:
      return "NOT_CONVERTED";
    case visit::AppealKind::identity:
      return "IDENTITY";
  }
  return "";
}

std::string_view statement_of(visit::AppealKind kind) {
  switch (kind) {
    case visit::AppealKind::miscode:
      return "在自助机上提出：健康码颜色与本人情况不符，请核实。"
             "Said at a kiosk: the colour does not fit the person; please look into it.";
    case visit::AppealKind::not_converted:
      return "在自助机上提出：已符合转码条件，健康码仍未转换，请核实。"
             "Said at a kiosk: the code should have changed by now; please look into it.";
    case visit::AppealKind::identity:
      return "在自助机上提出：登记的姓名与证件不一致，请更正。"
             "Said at a kiosk: the record's name is not the card's; please correct it.";
  }
  return "";
}

std::string_view name(visit::SheetReason reason) {
  switch (reason) {
    case visit::SheetReason::lost:
      return "LOST";
    case visit::SheetReason::misprint:
      return "MISPRINT";
    case visit::SheetReason::withdrawn:
      return "WITHDRAWN";
    case visit::SheetReason::reprinted:
      return "REPRINTED";
  }
  return "";
}

}  // namespace

std::string family_body(const visit::Identity& identity, Side side) {
  return written(
      {{"idDoc", id_document(identity)}, {"as", side == Side::agent ? "AGENT" : "PERSON"}});
}

std::string binding_body(const visit::Wish& wish) {
  return written({{"agent", {{"idDoc", id_document(wish.agent)}}},
                  {"person", {{"idDoc", id_document(wish.person)}}},
                  {"relation", name(wish.relation)},
                  {"scope", names_of(wish.scope)},
                  {"validTo", write_moment(wish.valid_to)},
                  {"consent", consent_of(wish)}});
}

std::string appeal_body(const visit::Identity& identity, const visit::Consent& consent,
                        visit::AppealKind kind) {
  return written({{"idDoc", id_document(identity)},
                  {"actor", actor_of(consent)},
                  {"consent", true},
                  {"kind", name(kind)},
                  {"statement", statement_of(kind)},
                  {"evidence", json::array()}});
}

std::string revocation_body(visit::SheetReason reason) {
  return written({{"reason", name(reason)}});
}

std::string_view name(visit::Relation relation) {
  switch (relation) {
    case visit::Relation::other:
      return "OTHER";
    case visit::Relation::spouse:
      return "SPOUSE";
    case visit::Relation::child:
      return "CHILD";
    case visit::Relation::parent:
      return "PARENT";
    case visit::Relation::grandchild:
      return "GRANDCHILD";
    case visit::Relation::sibling:
      return "SIBLING";
    case visit::Relation::carer:
      return "CARER";
    case visit::Relation::community_worker:
      return "COMMUNITY_WORKER";
  }
  return "";
}

}  // namespace devices
