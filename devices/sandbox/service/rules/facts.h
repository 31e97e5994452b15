// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about one person, as it was reported. Plain values: no name, no number. What a
// policy makes of them is assignment.h's part.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {

struct Event {
  std::string type;
  Instant at;
};

struct Visit {
  std::string level;
  std::string area;  // GB/T 2260, "" if not told
  std::optional<Instant> entered;
  std::optional<Instant> left;  // none: still there
};

enum class NatResult { negative, positive, pending, invalid };
std::string_view name_of(NatResult result);

struct NatTest {
  Instant sampled;
  NatResult result = NatResult::pending;
  std::optional<Instant> reported;
  std::string org;
  std::string area;
};

struct Antibody {
  std::optional<Instant> sampled;
  bool igm = false;
  bool igg = false;
};

struct Vaccination {
  std::string vaccine;
  int dose = 0;
  std::optional<int> total;
  Day date;
  std::string maker;
  std::string batch;
  std::string site;
};

// A stay somewhere, whatever the risk there: what the itinerary is made of.
struct Trip {
  std::string area;  // GB/T 2260
  Instant entered;
  std::optional<Instant> left;  // none: still there
};

// An entry of the commuters' database.
struct Commuter {
  std::string to;  // GB/T 2260 of where they commute to
  Instant since;
  std::optional<Instant> first_entry;
};

struct Facts {
  bool registered = true;
  bool data_delayed = false;
  std::vector<Event> events;
  std::vector<Visit> visits;
  std::vector<NatTest> nat;
  std::vector<Antibody> antibody;
  std::vector<Vaccination> vaccination;
  std::string national_push;  // level, "" if none
  std::vector<Trip> trips;
  std::optional<Commuter> commuter;
  // Of this moment only, measured or answered at the machine; never stored.
  std::optional<double> temp_c;
  bool symptoms = false;
  bool survey_yes = false;

  // Facts later than `now` do not exist yet: without them, and with people still where they leave
  // later.
  [[nodiscard]] Facts known_at(Instant now) const;
  // The latest sample; of two at one moment the positive one. Null if there is none.
  [[nodiscard]] const NatTest* latest_nat() const;
  // The first moment after `now` at which one of these facts begins or ends.
  [[nodiscard]] std::optional<Instant> next_after(Instant now) const;
};

// The form of docs/wire.md §4.6 and of the cases. Throws Malformed.
Facts read_facts(const JsonView& in);

// The single readers and writers a store needs. The readers throw Malformed.
Event read_event(const JsonView& in);
Visit read_visit(const JsonView& in);
NatTest read_nat(const JsonView& in);
Antibody read_antibody(const JsonView& in);
Vaccination read_vaccination(const JsonView& in);
Trip read_trip(const JsonView& in);
Commuter read_commuter(const JsonView& in);
Json write(const Event& event);
Json write(const Visit& visit);
Json write(const NatTest& test);
Json write(const Antibody& antibody);
Json write(const Vaccination& vaccination);
Json write(const Trip& trip);
Json write(const Commuter& commuter);
// What read_facts reads, without what is of the moment only.
Json write(const Facts& facts);

}  // namespace service
