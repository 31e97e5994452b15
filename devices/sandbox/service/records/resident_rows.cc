// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/resident_rows.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

#define RESIDENT_COLUMNS \
  "ref, home, sealed_name, sealed_document, disabled, facts, state, changes, policy"

const Table kResidents{"residents",
                       {"ref", "home", "sealed_name", "sealed_document", "disabled", "facts",
                        "state", "changes", "policy"}};

constexpr std::array kStates{State::green,   State::yellow,  State::red,
                             State::unknown, State::expired, State::not_found};

State state_of(const std::string& name) {
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](State state) { return name_of(state) == name; });
  if (found == kStates.end()) throw Malformed{"state", "is no state that is known"};
  return *found;
}

Facts facts_of(const std::string& text) {
  const auto json = parse_json(text);
  if (!json) throw json.error();
  return read_facts(JsonView(*json, "facts"));
}

Resident read(const Rows& row) {
  Resident resident;
  resident.ref = ref_of(row.bytes(0));
  resident.home = row.bytes(1);
  resident.sealed_name = row.bytes(2);
  resident.sealed_document = row.bytes(3);
  resident.disabled = row.number(4) != 0;
  resident.facts = facts_of(row.bytes(5));
  if (const std::string state = row.bytes(6); !state.empty()) {
    Assigned assigned{state_of(state), std::nullopt, row.bytes(8)};
    if (!row.is_null(7)) assigned.changes = Instant{std::chrono::milliseconds{row.number(7)}};
    resident.assigned = std::move(assigned);
  }
  return resident;
}

std::optional<Resident> first(const std::unique_ptr<Rows>& rows) {
  return rows->next() ? std::optional(read(*rows)) : std::nullopt;
}

}  // namespace

std::string_view bytes_of(const PersonRef& ref) {
  return {reinterpret_cast<const char*>(ref.data()), ref.size()};
}

PersonRef ref_of(const std::string& bytes) {
  PersonRef ref{};
  if (bytes.size() != ref.size()) throw Malformed{"ref", "is no pseudonym"};
  std::copy(bytes.begin(), bytes.end(), ref.begin());
  return ref;
}

std::string text_of(const Facts& facts) { return write(facts).dump(); }

std::optional<Resident> find_resident(Session& session, const PersonRef& ref) {
  return first(session.query("SELECT " RESIDENT_COLUMNS " FROM residents WHERE ref = $1",
                             {blob(bytes_of(ref))}));
}

std::optional<Resident> find_resident_to_change(Session& session, const PersonRef& ref) {
  return first(session.query("SELECT " RESIDENT_COLUMNS " FROM residents WHERE ref = $1 FOR UPDATE",
                             {blob(bytes_of(ref))}));
}

void put_residents(Session& session, std::span<const Resident> residents) {
  // In one order everywhere, so that two writers never wait for one another.
  std::vector<const Resident*> sorted;
  for (const Resident& resident : residents) sorted.push_back(&resident);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Resident* a, const Resident* b) { return a->ref < b->ref; });
  std::size_t count = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i + 1 < sorted.size() && sorted[i + 1]->ref == sorted[i]->ref) continue;
    sorted[count++] = sorted[i];
  }
  std::string facts;
  session.replace(kResidents, count, [&](std::size_t index, Values& row) {
    const Resident& resident = *sorted[index];
    const auto& assigned = resident.assigned;
    facts = text_of(resident.facts);
    row.push_back(blob(bytes_of(resident.ref)));
    row.push_back(text(resident.home));
    row.push_back(blob(resident.sealed_name));
    row.push_back(blob(resident.sealed_document));
    row.push_back(number(resident.disabled ? 1 : 0));
    row.push_back(text(facts));
    row.push_back(text(assigned ? name_of(assigned->state) : ""));
    row.push_back(assigned && assigned->changes
                      ? number(assigned->changes->time_since_epoch().count())
                      : Value{});
    row.push_back(text(assigned ? std::string_view(assigned->policy) : ""));
  });
}

std::vector<Resident> find_due(Session& session, Instant now, const std::string& policy,
                               std::size_t most) {
  // Three stretches of one index; the missing assignment is the policy ''.
  const auto rows = session.query("SELECT " RESIDENT_COLUMNS
                                  " FROM residents WHERE policy < $1 UNION ALL "
                                  "SELECT " RESIDENT_COLUMNS
                                  " FROM residents WHERE policy > $1 UNION ALL "
                                  "SELECT " RESIDENT_COLUMNS
                                  " FROM residents WHERE policy = $1 AND changes <= $2 LIMIT $3",
                                  {text(policy), number(now.time_since_epoch().count()),
                                   number(static_cast<std::int64_t>(most))});
  std::vector<Resident> list;
  while (rows->next()) list.push_back(read(*rows));
  return list;
}

}  // namespace service
