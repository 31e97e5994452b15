// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/delegation_desk.h"

#include <algorithm>

#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

// Puts in what kind of consent there is and who saw it; E_CONSENT if there is none.
void read_consent(const JsonView& body, Delegation& out) {
  const auto consent = body.find("consent");
  if (!consent || consent->json() == false) throw Refusal{Code::consent, {}, {}};
  consent->only({"kind", "staffId"});
  const JsonView kind = consent->at("kind");
  out.consent = kind.text(16);
  if (out.consent != "PRESENT" && out.consent != "WRITTEN") {
    kind.fail("is neither PRESENT nor WRITTEN");
  }
  // A paper counts because somebody looked at it.
  if (out.consent == "WRITTEN") static_cast<void>(consent->at("staffId"));
  if (const auto staff = consent->find("staffId")) {
    out.staff = staff->text();
    if (!is_token(out.staff, 1, 32)) staff->fail("is no staff id");
  }
}

// Of records of before the names were kept only the masks can be compared.
bool is_agent(const Delegation& delegation, const IdDocument& shown) {
  return delegation.agent_name.empty() ? delegation.masked_agent == masked_name(shown.name)
                                       : same_name(delegation.agent_name, shown.name);
}
bool is_person(const Delegation& delegation, const IdDocument& shown) {
  return delegation.person_document ? same_name(delegation.person_document->name, shown.name)
                                    : delegation.masked_person == masked_name(shown.name);
}

[[noreturn]] void refuse(Binding binding) {
  switch (binding) {
    case Binding::age_not_eligible:
      throw Refusal{Code::age_not_eligible, {"person"}, {}};
    case Binding::binding_limit:
      throw Refusal{Code::binding_limit, {"agent"}, {}};
    case Binding::already_bound:
      throw Refusal{Code::already_bound, {}, {}};
    case Binding::ok:
      break;
  }
  throw Refusal{Code::internal, {}, {}};
}

}  // namespace

void DelegationDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/delegations", Audience::devices, true,
                    [this](const Request& request) { return bind_people(request); }});
  routes.push_back({"DELETE", "/v1/delegations/{id}", Audience::devices, true,
                    [this](const Request& request) { return end(request); }});
  routes.push_back({"POST", "/v1/delegations/query", Audience::devices, false,
                    [this](const Request& request) { return list(request); }});
}

Answer DelegationDesk::bind_people(const Request& request) {
  const JsonView& body = request.body;
  const Instant now = office_.clock().now();
  body.only({"agent", "person", "relation", "scope", "validTo", "consent", "region"});
  Delegation delegation;
  // Nothing else is looked at before the person has agreed.
  read_consent(body, delegation);
  body.at("agent").only({"idDoc"});
  body.at("person").only({"idDoc"});
  const Party agent = read_party(body.at("agent").at("idDoc"));
  const Party person = read_party(body.at("person").at("idDoc"));
  request.note.who = person.ref;
  if (agent.ref == person.ref) body.at("agent").fail("is the person");
  delegation.relation = read_relation(body.at("relation"));
  delegation.scope = read_scope(body.at("scope"));
  delegation.valid_to = body.at("validTo").instant();
  if (delegation.valid_to <= now) body.at("validTo").fail("is over");
  const auto policy = office_.policy();
  const Region& rules = region(*policy, body);

  const auto resident = find_resident(office_, person.ref, person.document, "person.idDoc");
  if (!resident) throw Refusal{Code::no_record, {}, {}};
  // The agent may be a stranger here; one who is not must bear their name.
  static_cast<void>(find_resident(office_, agent.ref, agent.document, "agent.idDoc"));
  hold_limits(rules, *resident, person, agent.ref, now);

  delegation.id = random_id();
  delegation.person = person.ref;
  delegation.agent = agent.ref;
  delegation.masked_person = masked_name(person.document.name);
  delegation.masked_agent = masked_name(agent.document.name);
  delegation.person_document = person.document;
  delegation.agent_name = agent.document.name;
  const Answer answer{201, write(delegation).dump(), {}, {}};
  // The store counts once more: two may have been bound at the same moment.
  book_.add(delegation, now, request.kept(answer),
            {rules.max_agents_per_person, rules.max_per_agent});
  return answer;
}

DelegationDesk::Party DelegationDesk::read_party(const JsonView& in) const {
  Party party{read_id_document(in, office_.settings().practice), {}};
  party.ref = office_.seal().pseudonym(name_of(party.document.kind), party.document.number);
  return party;
}

const Region& DelegationDesk::region(const Policy& policy, const JsonView& body) const {
  const std::string& own = office_.settings().issuer.region;
  const auto told = body.find("region");
  // Nobody chooses milder rules than those of the issuer's own region.
  if (!own.empty() && told && told->text(16) != own) told->fail("is not this issuer's region");
  if (own.empty() && !told) body.at("region").fail("is missing");
  const Region* region = policy.region(own.empty() ? told->text(16) : own);
  if (!region && told) told->fail("is no region of the policy");
  if (!region) throw Refusal{Code::internal, {}, {}};
  return *region;
}

void DelegationDesk::hold_limits(const Region& region, const Resident& person, const Party& party,
                                 const PersonRef& agent, Instant now) {
  const auto people = book_.of_agent(agent, now);
  BindingRequest request;
  request.people_of_agent = static_cast<int>(people.size());
  request.agents_of_person = static_cast<int>(book_.of_person(party.ref, now).size());
  request.age = age_on(party.document.birth, day_of(now));
  request.disabled = person.disabled;
  const Binding binding = bind(region, request);
  if (binding != Binding::ok) refuse(binding);
  // The same two once more would only use up a place.
  if (std::any_of(people.begin(), people.end(),
                  [&](const Delegation& known) { return known.person == party.ref; })) {
    refuse(Binding::already_bound);
  }
}

Answer DelegationDesk::end(const Request& request) {
  const std::string& id = request.parts[0];
  const Answer answer{200, Json{{"id", id}, {"state", "ENDED"}}.dump(), {}, {}};
  if (!book_.end(id, request.kept(answer))) throw Refusal{Code::not_found, {}, {}};
  return answer;
}

Answer DelegationDesk::list(const Request& request) {
  const JsonView& body = request.body;
  body.only({"idDoc", "as"});
  const Party party = read_party(body.at("idDoc"));
  request.note.who = party.ref;
  const JsonView as = body.at("as");
  const std::string side = as.text(8);
  if (side != "AGENT" && side != "PERSON") as.fail("is neither AGENT nor PERSON");
  const bool registered = find_resident(office_, party.ref, party.document).has_value();
  const Instant now = office_.clock().now();
  const bool acts = side == "AGENT";
  Json list = Json::array();
  for (const Delegation& one :
       acts ? book_.of_agent(party.ref, now) : book_.of_person(party.ref, now)) {
    // No record vouches for a stranger's name: it must be the one that they were bound by.
    if (!registered && !(acts ? is_agent(one, party.document) : is_person(one, party.document))) {
      throw Refusal{Code::name_mismatch, {"idDoc.name"}, {}};
    }
    list.push_back(acts ? write_for_agent(one) : write(one));
  }
  return {200, Json{{"delegations", std::move(list)}}.dump(), {}, {}};
}

}  // namespace service
