// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/conversions.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

using namespace std::chrono;

constexpr std::size_t kBatch = 500;
// A run is a few seconds' work; a whole province after a change of policy takes many of them.
constexpr std::size_t kMostPerRun = 5'000;

std::optional<State> state_named(std::string_view name) {
  constexpr std::array kStates{State::green,   State::yellow,  State::red,
                               State::unknown, State::expired, State::not_found};
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](State state) { return name_of(state) == name; });
  return found == kStates.end() ? std::nullopt : std::optional(*found);
}

Record record_of(const Resident& resident, const std::optional<State>& from, const Status& status,
                 Instant at, const std::string& policy) {
  Json reasons = Json::array();
  for (const Reason& reason : status.reasons) reasons.push_back(reason.code);
  const Json body{{"from", from ? Json(name_of(*from)) : Json()},
                  {"to", name_of(status.state)},
                  {"reasons", std::move(reasons)},
                  {"at", rfc3339(at)},
                  {"policy", policy}};
  Record record;
  record.kind = Conversions::kKind;
  // The same change written twice, by two processes for one, has one id.
  record.id = hex(sha256(std::string(resident.ref.begin(), resident.ref.end()) + body.dump()))
                  .substr(0, 32);
  record.ref = resident.ref;
  record.state = name_of(status.state);
  record.at = at;
  record.body = body.dump();
  return record;
}

}  // namespace

Conversions::Conversions(Office& office, Chores& chores) : office_(office) {
  chores.add({"conversions", seconds{5}, [this] { run(); }});
}

void Conversions::run() {
  const auto policy = office_.policy();
  const Instant now = office_.clock().now();
  std::size_t left = kMostPerRun;
  for (const PersonRef& ref : office_.due().take()) {
    if (const auto resident = office_.must(office_.store().find(ref))) {
      look(*policy, *resident, now);
    }
    if (left > 0) --left;
  }
  while (left > 0) {
    const std::size_t most = std::min(left, kBatch);
    const auto batch = office_.must(office_.store().due(now, policy->key(), most));
    for (const Resident& resident : batch) look(*policy, resident, now);
    left -= batch.size();
    if (batch.size() < most) break;
  }
}

void Conversions::look(const Policy& policy, const Resident& resident, Instant now) {
  const Status status = assign(policy, resident.facts, now);
  const auto& assigned = resident.assigned;
  if (!assigned || assigned->state != status.state) {
    const auto from = state_before(resident);
    if (from ? *from != status.state : status.state != State::green) {
      const bool day_came = assigned && assigned->policy == policy.key() && assigned->changes &&
                            *assigned->changes <= now;
      const Record record =
          record_of(resident, from, status, day_came ? *assigned->changes : now, policy.key());
      const auto added = office_.store().add(record);
      if (!added && added.error() != StoreTrouble::duplicate) office_.must(added);
    }
  }
  // The change stands before the assignment: a process that dies in between does not lose it.
  const auto write = [&](Resident& present) {
    const Status now_known = assign(policy, present.facts, now);
    // Facts came while this was worked out: the next look finds the record of what it led to.
    present.assigned.reset();
    if (now_known.state != status.state) return;
    present.assigned =
        Assigned{status.state, next_look(present.facts, now_known, now), policy.key()};
  };
  office_.must(office_.store().change(resident.ref, write));
}

std::optional<State> Conversions::state_before(const Resident& resident) {
  const auto earlier = office_.must(office_.store().records_of(kKind, resident.ref));
  if (!earlier.empty()) return state_named(earlier.back().state);
  return resident.assigned ? std::optional(resident.assigned->state) : std::nullopt;
}

}  // namespace service
