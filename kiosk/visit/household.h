// SPDX-License-Identifier: GPL-3.0-or-later
// Who may act for whom, as a health-code service keeps it (docs/wire.md §4.10): relation, scope,
// until when, and by what consent. Values, moved from thread to thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/identity.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace visit {

// What the agent is to the person (docs/wire.md §5.5, key 9; the numbers are the wire's).
enum class Relation {
  other,
  spouse,
  child,
  parent,
  grandchild,
  sibling,
  carer,
  community_worker,
};
inline constexpr std::size_t kRelations = 8;

// As the certificate names an agent: 子女, Child.
[[nodiscard]] const Bilingual& on_paper(Relation relation);

// "CHILD", as services and forms spell it.
[[nodiscard]] std::string_view code(Relation relation);

struct Scope {
  bool query = true;
  bool print = true;
  bool survey = true;
};

struct Delegation {
  std::string id;  // the service's, 32 hex digits
  Relation relation = Relation::other;
  Scope scope;
  Moment valid_to;
  Secret masked_person;  // 王*英
  Secret masked_agent;   // 李*
  // Whom the asker may act for; none: a list of those who act for the asker, or an old binding that
  // was made without the person's number being kept.
  std::optional<Identity> person;
};

// Both sides of one person, those that count now.
struct Household {
  std::vector<Delegation> people;  // whom they may act for
  std::vector<Delegation> agents;  // who may act for them
};

enum class PersonConsent {
  present,  // the person is here, with their card
  written,  // a paper that a member of the staff has looked at
};

// What is asked for when somebody is bound.
struct Wish {
  Identity agent;
  Identity person;
  Relation relation = Relation::other;
  Scope scope;
  Moment valid_to;
  PersonConsent consent = PersonConsent::present;
  std::string badge;  // of who saw the written consent
};

// Why somebody may not act for another. The first five are the region's rules and the record's
// word; the service's own troubles are `no_answer`; `out_of_scope` is the binding's own limit.
enum class BindTrouble {
  age_not_eligible,
  binding_limit,
  already_bound,
  no_record,
  name_mismatch,
  no_answer,
  out_of_scope,
};

}  // namespace visit
