// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/trip_desk.h"

#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/rules/trip_list.h"

namespace service {
namespace {

constexpr std::size_t kMostTrips = 50;

std::vector<Trip> read_trips(const JsonView& in, Instant now) {
  std::vector<Trip> trips;
  for (const JsonView& item : in.items()) {
    trips.push_back(read_trip(item));
    // What is planned is no trip yet.
    if (trips.back().entered > now) item.at("enteredAt").fail("has not come yet");
    if (trips.back().left > now) item.at("leftAt").fail("has not come yet");
  }
  if (trips.empty()) in.fail("is empty");
  if (trips.size() > kMostTrips) in.fail("is too long");
  return trips;
}

}  // namespace

void TripDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/trips", Audience::devices, true,
                    [this](const Request& request) { return receive(request); }});
}

Answer TripDesk::receive(const Request& request) {
  const Instant now = office_.clock().now();
  const Petition petition =
      read_petition(office_, request.body, Scope::survey, {"trips"}, &request.note);
  const std::vector<Trip> trips = read_trips(request.body.at("trips"), now);
  static_cast<void>(resident_of(office_, petition));
  // First the facts: cut off here, the retry merges the same once more, which changes nothing.
  const bool merged = office_.must(office_.store().change(petition.ref, [&](Resident& resident) {
    merge(trips, resident.facts.trips);
    resident.assigned.reset();
  }));
  if (!merged) throw Refusal{Code::no_record, {}, {}};
  Record record{"trip", random_id(), petition.ref, {}, "MERGED", now, std::nullopt, {}};
  close_body(office_.seal(), record, Json{{"trips", trips.size()}});
  const Answer answer{201, Json{{"id", record.id}}.dump(), {}, {}};
  const KeptReply reply = request.kept(answer);
  office_.must(office_.store().add(record, &reply));
  return answer;
}

}  // namespace service
