// SPDX-License-Identifier: GPL-3.0-or-later
// A status as one issuer tells it to another: its state and own word, the reasons in sentences, the
// proofs the person carries (docs/wire.md §4.14). Values.
#pragma once
#include <map>
#include <string>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/rules/transcoding.h"

namespace service {

struct ToldStatus {
  std::string issuer;
  Bilingual issuer_name;
  Told told;
  std::map<std::string, Json> reasons;  // by code, as §4.3 words them
  std::optional<Instant> until;
  Facts proofs;                  // samples, antibody, vaccination
  std::optional<Origin> origin;  // what its word was transcoded from
};

Json write(const ToldStatus& status, bool practice, Instant now);
// Throws Malformed; a reason that belongs to another state is refused too.
ToldStatus read_told_status(const JsonView& in);

// How this issuer tells what it found.
ToldStatus told_of(const Office& office, const Examination& examined, Instant now);

// A reason of the rules between issuers.
Json worded_exchange_reason(std::string_view code, const Bilingual& text, const Json& params);

// Puts what another issuer tells, already in this one's state and word, beside what was found here:
// the worse of the two counts, and no colour is worse than UNKNOWN from there.
void put_beside(const Policy& policy, const ToldStatus& told, Examination& examined);

}  // namespace service
