// SPDX-License-Identifier: GPL-3.0-or-later
// The delegations that this issuer keeps, and whether one of them lets somebody act for a person.
// Safe from any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/rules/delegation.h"

namespace service {

class Office;

// Who acts for the person, as answers and papers tell it.
struct Agent {
  Relation relation = Relation::other;
  std::string masked_name;
};
// {"relation","maskedName"}
Json write(const Agent& agent);

struct Delegation {
  std::string id;
  PersonRef person{};
  PersonRef agent{};
  Relation relation = Relation::other;
  std::vector<Scope> scope;
  Instant valid_to;
  std::string masked_person;
  std::string masked_agent;
  std::string consent;  // PRESENT or WRITTEN
  std::string staff;    // who saw it; "" if nobody of the staff
  // The two as they were bound, kept sealed; none and "" in records of before these were kept.
  std::optional<IdDocument> person_document = std::nullopt;
  std::string agent_name = {};
};
// {"id","relation","scope","validTo","maskedPerson","maskedAgent"}
Json write(const Delegation& delegation);
// The same with "person":{"idDoc"}, null if it was not kept: for the agent alone.
Json write_for_agent(const Delegation& delegation);

class DelegationBook {
 public:
  explicit DelegationBook(Office& office) : office_(office) {}

  // Those that count at `now`. Throws Refusal, as all here.
  std::vector<Delegation> of_agent(const PersonRef& agent, Instant now);
  std::vector<Delegation> of_person(const PersonRef& person, Instant now);
  void add(const Delegation& delegation, Instant now, const KeptReply& reply, const Quota& quota);
  // False: there was never such a delegation. One that has ended stays so.
  bool end(const std::string& id, const KeptReply& reply);
  // Who acts by the delegation of that id; E_DELEGATION unless it counts at `now`, is for this
  // person and its scope holds what is wanted.
  Agent agent(const std::string& id, const PersonRef& person, Scope wanted, Instant now);

 private:
  Delegation read(const Record& record);
  std::vector<Delegation> counting(const std::vector<Record>& records, Instant now);

  Office& office_;
};

}  // namespace service
