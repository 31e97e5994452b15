// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/status_desk.h"

#include <algorithm>

#include "devices/sandbox/service/desks/delegation_book.h"
#include "devices/sandbox/service/desks/slip_term.h"

namespace service {
namespace {

using namespace std::chrono;

// Hours with one decimal, cut off: 23.97 h must not read as 24.
double age_in_hours(Instant sampled, Instant now) {
  return static_cast<double>((now - sampled) / minutes{6}) / 10.0;
}

Json optional_text(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json write_nat(const Policy& policy, const NatTest* latest, Instant now) {
  if (!latest) {
    return Json{{"result", "NONE"}, {"sampledAt", nullptr}, {"reportedAt", nullptr},
                {"org", nullptr},   {"ageHours", nullptr},  {"within", Json::array()}};
  }
  Json within = Json::array();
  if (latest->result == NatResult::negative) within = nat_windows(policy, latest->sampled, now);
  return Json{{"result", name_of(latest->result)},
              {"sampledAt", rfc3339(latest->sampled)},
              {"reportedAt", latest->reported ? Json(rfc3339(*latest->reported)) : Json()},
              {"org", optional_text(latest->org)},
              {"ageHours", age_in_hours(latest->sampled, now)},
              {"within", std::move(within)}};
}

Json write_antibody(const Facts& known) {
  if (known.antibody.empty()) return {};
  const auto latest =
      std::max_element(known.antibody.begin(), known.antibody.end(),
                       [](const Antibody& a, const Antibody& b) { return a.sampled < b.sampled; });
  return write(*latest);
}

Json write_vaccination(Facts& known) {
  std::stable_sort(known.vaccination.begin(), known.vaccination.end(),
                   [](const Vaccination& a, const Vaccination& b) { return a.date < b.date; });
  Json list = Json::array();
  for (const Vaccination& one : known.vaccination) list.push_back(write(one));
  return list;
}

Json write_itinerary(const Office& office, const std::optional<Itinerary>& seen) {
  if (!seen) return {};
  Json places = Json::array();
  bool star = false;
  for (const Place& place : seen->places) {
    const auto name = office.areas().name(place.city);
    star = star || place.star();
    places.push_back(Json{{"area", place.city},
                          {"areaName", name ? Json(name->zh) : Json()},
                          {"areaNameEn", name ? Json(name->en) : Json()},
                          {"day", iso_day(place.day)},
                          {"star", place.star()}});
  }
  return Json{{"days", seen->days},
              {"from", iso_day(seen->from)},
              {"to", iso_day(seen->to)},
              {"places", std::move(places)},
              {"starMeaning", star ? write(star_meaning()) : Json()}};
}

// Who keeps the person, where it is another province; its code if no file names it.
Json write_source_name(const ProvinceBook& provinces, const std::string& source) {
  constexpr std::string_view kProvince = "PROVINCE:";
  if (!source.starts_with(kProvince)) return {};
  const std::string code = source.substr(kProvince.size());
  const Province* home = provinces.find(code);
  return write(home == nullptr ? Bilingual{code, code} : home->name);
}

// The scene as asked for; a commuter is told what counts for them in its place.
Json write_scene(const Inquiry& inquiry, const Examination& examined, Instant now) {
  const auto& hours = examined.scene->nat_hours;
  Json out{{"id", inquiry.scene->id}, {"natHours", hours ? Json(*hours) : Json()}};
  if (examined.scene != inquiry.scene) {
    const auto until = commuter_until(inquiry, examined, now);
    out["commuter"] = true;
    out["commuterUntil"] = until ? Json(rfc3339(*until)) : Json();
  }
  return out;
}

}  // namespace

void StatusDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/status/query", Audience::devices, false,
                    [this](const Request& request) { return query(request); }});
}

Answer StatusDesk::query(const Request& request) {
  const Instant now = office_.clock().now();
  Inquiry inquiry =
      office_.read_inquiry(request.body, Scope::query, {"measured", "survey"}, &request.note);
  // An issuer that asks must not be asked back, by whatever way.
  inquiry.asks_on = inquiry.asks_on && request.device->role != Role::issuer;
  const Examination examined = office_.examine(inquiry, now);
  request.note.result = name_of(examined.status.state);
  Json reply = told(inquiry, examined, now);
  // Nobody but the person hears of it, and of them only who is kept here.
  const bool hears = inquiry.self && request.device->role != Role::issuer &&
                     examined.source == (office_.is_national() ? "NATIONAL" : "LOCAL");
  reply["agents"] = hears ? agents_of(examined, now) : Json::array();
  return {200, reply.dump(), {}, {}};
}

Json StatusDesk::agents_of(const Examination& examined, Instant now) {
  Json list = Json::array();
  for (const Delegation& one : DelegationBook(office_).of_person(examined.ref, now)) {
    list.push_back(Json{{"maskedName", one.masked_agent},
                        {"relation", name_of(one.relation)},
                        {"validTo", rfc3339(one.valid_to)}});
  }
  return list;
}

Json StatusDesk::told(const Inquiry& inquiry, const Examination& examined, Instant now) const {
  const Policy& policy = *inquiry.policy;
  const Status& status = examined.status;
  const auto colour = colour_of(status.state);
  const bool found = status.state != State::not_found;
  Facts known = examined.facts.known_at(now);

  const auto valid_until = slip_valid_until(office_, examined, now);

  const auto word = office_.word_for(status.state);
  Json reply{
      {"state", name_of(status.state)},
      {"colour", colour ? Json(name_of(*colour)) : Json()},
      {"word", word ? write(*word) : Json()},
      {"reasons", office_.worded_reasons(examined, now)},
      {"until", status.until ? Json(rfc3339(*status.until)) : Json()},
      {"asOf", rfc3339(now)},
      {"validUntil", valid_until ? Json(rfc3339(*valid_until)) : Json()},
      {"expiresAt", rfc3339(now + minutes{policy.fresh_minutes})},
      {"source", examined.source},
      {"sourceName", write_source_name(office_.settings().province_book, examined.source)},
      {"transcodedFrom", examined.origin ? write(*examined.origin) : Json()},
      {"nat", write_nat(policy, known.latest_nat(), now)},
      {"antibody", write_antibody(known)},
      {"vaccination", write_vaccination(known)},
      {"itinerary", write_itinerary(office_, office_.itinerary(policy, known, now))},
      {"decision", name_of(examined.decision)},
      {"scene", write_scene(inquiry, examined, now)},
      {"policy", office_.policy_block(policy)},
      {"issuer", office_.issuer_block()},
      {"maskedName", found ? Json(masked_name(inquiry.document.name)) : Json()},
      {"maskedId", found ? Json(masked_for_screen(inquiry.document.number)) : Json()},
  };
  if (inquiry.agent) reply["agent"] = write(*inquiry.agent);
  return reply;
}

}  // namespace service
