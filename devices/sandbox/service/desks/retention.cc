// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/retention.h"

#include <array>

namespace service {
namespace {

using std::chrono::days;
using std::chrono::hours;

// How long a record stays after its end, or after it came if it has none. "" is any state.
struct Term {
  const char* kind;
  const char* state;
  days stay;
};
constexpr days kHalfYear{183};
constexpr std::array kTerms{
    Term{"illness", "", days{1}},
    Term{"made_code", "", days{1}},
    Term{"code", "", days{30}},
    Term{"delegation", "", kHalfYear},
    Term{"declaration", "ACCEPTED", kHalfYear},
    Term{"declaration", "RETURNED", kHalfYear},
    Term{"declaration", "REPLACED", days{30}},
    Term{"appeal", "UPHELD", kHalfYear},
    Term{"appeal", "REJECTED", kHalfYear},
    Term{"survey", "", kHalfYear},
    Term{"conversion", "", kHalfYear},
};

}  // namespace

Retention::Retention(Office& office, Chores& chores) : office_(office) {
  chores.add({"retention", hours{1}, [this] { run(); }});
}

void Retention::run() {
  const Instant now = office_.clock().now();
  for (const Term& term : kTerms) {
    office_.must(office_.store().forget_records(term.kind, term.state, now - term.stay));
  }
}

}  // namespace service
