// SPDX-License-Identifier: GPL-3.0-or-later
// What a health-code service says about a person, in the kiosk's own closed words. What the kiosk
// does not understand is unknown, never green. Values.
#pragma once

#include <chrono>
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

// Blood, not a swab: shown, never a colour.
struct AntibodyTest {
  std::optional<Moment> sampled_at;
  bool igm = false;
  bool igg = false;
};

struct KnownAgent {
  Secret masked_name;  // 李*
  Moment until;
};

struct Vaccination {
  std::string vaccine;
  int dose = 0;
  Date date;
};

// Where somebody was for longer than the rule's hours.
struct Stay {
  Bilingual place;
  bool star = false;  // a risk area lies in that city; it does not say that they were there
};

// Who keeps the person, if it is another one than the answering issuer.
struct Origin {
  std::string issuer;  // "44"
  Bilingual name;      // 粤康码
  Bilingual word;  // 绿码: its own word, told in the answering issuer's; empty if it told facts
};

struct HealthCode {
  CodeState state = CodeState::unknown;
  std::vector<Reason> reasons;
  Moment as_of;
  Moment expires_at;  // from then on the answer is stale and bears no colour
  Moment
      valid_until;  // how long a slip signed now would hold: the one "until" that people are told
  std::optional<NatTest> nat;  // the latest sample
  std::optional<AntibodyTest> antibody;
  std::vector<Vaccination> vaccinations;  // oldest first
  std::vector<Stay> itinerary;
  int itinerary_days = 0;  // 0: the service knows of none
  Source source = Source::province;
  std::optional<Origin> origin;
  // Who may act for this person; told to nobody but themselves.
  std::vector<KnownAgent> agents;
  // In the commuters' database: a negative sample of so many hours does for them.
  std::optional<std::chrono::hours> commuter_within;
  std::string issuer;  // who answered, as printed: 湖北省健康码服务
  Policy policy;
};

// Why there is no answer. busy, silent and unreachable pass by themselves; the next seven are for
// those who keep the service or this kiosk to mend; the last two are about the card.
enum class QueryTrouble {
  busy,             // 429, 503: asks us to wait
  silent,           // connect or total deadline passed
  unreachable,      // nothing listens, or the line is cut
  untrusted,        // its certificate does not hold
  redirected,       // it points elsewhere: the number is not sent to a place nobody vouches for
  refused,          // it does not accept this kiosk or this request
  clock_differs,    // it refuses our time: more than 300 s apart
  truncated,        // the answer ends before its announced or its grammatical end
  malformed,        // the answer is whole and is not what docs/wire.md promises
  oversized,        // the answer is longer than any true one
  unknown_word,     // a state, colour or result that this kiosk does not know
  number_rejected,  // the number's check digit fails: the card was misread
  name_mismatch,    // the record bears another name: nothing is shown
  delegation_over,  // whoever asks may act for this person no longer
};

}  // namespace visit
