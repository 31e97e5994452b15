// SPDX-License-Identifier: GPL-3.0-or-later
// What a health-code service says about a person, in the kiosk's own closed words. What the kiosk
// does not understand is unknown, never green. Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace visit {

// The service's states (docs/wire.md §4). not_found: nobody has registered this person.
enum class CodeState { green, yellow, red, unknown, expired, not_found };

// Who answered: the kiosk's own province, the national platform, or an answer kept within this
// visit.
enum class Source { province, national, kept };

struct Bilingual {
  std::string zh;
  std::string en;
};

// Why the code has its colour: a rule's name and what one plain sentence about it needs.
struct Reason {
  std::string code;         // "Y_MEDIUM_RISK_AREA"; policy data, so not an enum
  std::optional<Date> day;  // the day of the event
  std::string place;        // area name, "" if the rule has none
  int days = 0;             // the rule's length in days, 0 if it has none
  Bilingual text;           // the service's own sentence, for rules newer than our catalogue
};

enum class NatResult { negative, positive, pending };

struct NatTest {
  NatResult result = NatResult::pending;
  Moment sampled_at;
  std::string laboratory;
};

struct Policy {
  std::string id;       // "REF-CN-2021"
  std::string version;  // "1"
  std::string name;     // as printed
};

struct HealthCode {
  CodeState state = CodeState::unknown;
  std::vector<Reason> reasons;
  Moment as_of;
  Moment expires_at;
  std::optional<NatTest> nat;  // the latest sample
  Source source = Source::province;
  std::string issuer;  // who answered, as printed: 湖北省健康码服务
  Policy policy;
};

// Why there is no answer. busy and silent are the service's trouble; refused and untrusted are ours
// to mend.
enum class QueryTrouble {
  busy,             // 429, 503: asks us to wait
  silent,           // connect or total deadline passed
  unreachable,      // nothing listens, or the line is cut
  untrusted,        // its certificate does not hold
  refused,          // it does not accept this kiosk or this request
  unreadable,       // the answer is truncated, malformed, oversized or uses unknown words
  number_rejected,  // the number's check digit fails: the card was misread
  name_mismatch,    // the record bears another name: nothing is shown
};

}  // namespace visit
