// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/delegation_book.h"

#include <algorithm>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/desks/sealed_record.h"

namespace service {
namespace {

constexpr const char* kKind = "delegation";
constexpr const char* kActive = "ACTIVE";
constexpr const char* kEnded = "ENDED";

bool counts(const Record& record, Instant now) {
  return record.state == kActive && record.until > now;
}

Json names(const std::vector<Scope>& scope) {
  Json list = Json::array();
  for (const Scope one : scope) list.push_back(name_of(one));
  return list;
}

}  // namespace

Json write(const Delegation& delegation) {
  return Json{{"id", delegation.id},
              {"relation", name_of(delegation.relation)},
              {"scope", names(delegation.scope)},
              {"validTo", rfc3339(delegation.valid_to)},
              {"maskedPerson", delegation.masked_person},
              {"maskedAgent", delegation.masked_agent}};
}

Json write_for_agent(const Delegation& delegation) {
  Json out = write(delegation);
  const auto& document = delegation.person_document;
  out["person"] = document ? Json{{"idDoc", kept_form(*document)}} : Json();
  return out;
}

Json write(const Agent& agent) {
  return Json{{"relation", name_of(agent.relation)}, {"maskedName", agent.masked_name}};
}

Delegation DelegationBook::read(const Record& record) {
  const Json body = open_body(office_.seal(), record);
  const JsonView in(body, "");
  std::optional<IdDocument> document;
  if (const auto kept = in.find("personDocument")) {
    document = read_id_document(*kept, office_.settings().practice);
  }
  return {record.id,
          record.ref,
          record.other,
          read_relation(in.at("relation")),
          read_scope(in.at("scope")),
          record.until.value_or(record.at),
          in.at("person").text(),
          in.at("agent").text(),
          in.at("consent").text(),
          in.find("staff") ? in.at("staff").text() : std::string(),
          std::move(document),
          in.find("agentName") ? in.at("agentName").text() : std::string()};
}

std::vector<Delegation> DelegationBook::counting(const std::vector<Record>& records, Instant now) {
  std::vector<Delegation> list;
  for (const Record& record : records) {
    if (counts(record, now)) list.push_back(read(record));
  }
  return list;
}

std::vector<Delegation> DelegationBook::of_agent(const PersonRef& agent, Instant now) {
  return counting(office_.must(office_.store().records_for(kKind, agent)), now);
}

std::vector<Delegation> DelegationBook::of_person(const PersonRef& person, Instant now) {
  return counting(office_.must(office_.store().records_of(kKind, person)), now);
}

void DelegationBook::add(const Delegation& delegation, Instant now, const KeptReply& reply,
                         const Quota& quota) {
  Record record{kKind,   delegation.id, delegation.person,   delegation.agent,
                kActive, now,           delegation.valid_to, {}};
  Json body{{"relation", name_of(delegation.relation)},
            {"scope", names(delegation.scope)},
            {"person", delegation.masked_person},
            {"agent", delegation.masked_agent},
            {"consent", delegation.consent},
            {"staff", delegation.staff.empty() ? Json() : Json(delegation.staff)},
            {"agentName", delegation.agent_name}};
  if (delegation.person_document) body["personDocument"] = kept_form(*delegation.person_document);
  close_body(office_.seal(), record, body);
  const auto added = office_.store().add(record, &reply, quota);
  if (!added && added.error() == StoreTrouble::quota_of_other) {
    throw Refusal{Code::binding_limit, {"agent"}, {}};
  }
  if (!added && added.error() == StoreTrouble::quota_of_ref) {
    throw Refusal{Code::already_bound, {}, {}};
  }
  office_.must(added);
}

bool DelegationBook::end(const std::string& id, const KeptReply& reply) {
  auto record = office_.must(office_.store().record(kKind, id));
  if (!record) return false;
  record->state = kEnded;
  // What it was for is over, and so is the reason to know them.
  Json body = open_body(office_.seal(), *record);
  body.erase("personDocument");
  body.erase("agentName");
  close_body(office_.seal(), *record, body);
  office_.must(office_.store().move(*record, kActive, &reply));
  return true;
}

Agent DelegationBook::agent(const std::string& id, const PersonRef& person, Scope wanted,
                            Instant now) {
  const auto record = office_.must(office_.store().record(kKind, id));
  if (!record || !counts(*record, now) || record->ref != person) {
    throw Refusal{Code::delegation, {}, {}};
  }
  const Delegation found = read(*record);
  if (std::find(found.scope.begin(), found.scope.end(), wanted) == found.scope.end()) {
    throw Refusal{Code::delegation, {}, {}};
  }
  return {found.relation, found.masked_agent};
}

}  // namespace service
