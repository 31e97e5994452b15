// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/facts.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

constexpr std::array kResults{NatResult::negative, NatResult::positive, NatResult::pending,
                              NatResult::invalid};

std::optional<Instant> read_optional_instant(const JsonView& in, std::string_view key) {
  const auto value = in.find(key);
  return value ? std::optional(value->instant()) : std::nullopt;
}

std::string read_optional_text(const JsonView& in, std::string_view key) {
  const auto value = in.find(key);
  return value ? value->text() : std::string();
}

std::string read_area(const JsonView& in, std::string_view key) {
  const auto value = in.find(key);
  if (!value) return {};
  const std::string area = value->text(6);
  const bool figures =
      std::all_of(area.begin(), area.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (area.size() != 6 || !figures) value->fail("is no area code of six figures");
  return area;
}

bool read_reaction(const JsonView& in) {
  if (in.json().is_boolean()) return in.boolean();
  const std::string text = in.text();
  if (text == "POSITIVE") return true;
  if (text == "NEGATIVE") return false;
  in.fail("is neither POSITIVE nor NEGATIVE");
}

// An answer not given is no yes.
bool any_yes(const JsonView& survey) {
  bool yes = false;
  for (const auto& member : survey.members()) {
    if (!member.value.json().is_null()) yes = member.value.boolean() || yes;
  }
  return yes;
}

}  // namespace

std::string_view name_of(NatResult result) {
  switch (result) {
    case NatResult::negative:
      return "NEGATIVE";
    case NatResult::positive:
      return "POSITIVE";
    case NatResult::pending:
      return "PENDING";
    case NatResult::invalid:
      return "INVALID";
  }
  return "";
}

Facts Facts::known_at(Instant now) const {
  Facts known = *this;
  std::erase_if(known.events, [&](const Event& event) { return event.at > now; });
  std::erase_if(known.visits, [&](const Visit& visit) { return visit.entered > now; });
  for (Visit& visit : known.visits) {
    if (visit.left > now) visit.left.reset();
  }
  std::erase_if(known.nat, [&](const NatTest& test) { return test.sampled > now; });
  std::erase_if(known.antibody, [&](const Antibody& test) { return test.sampled > now; });
  std::erase_if(known.vaccination, [&](const Vaccination& v) { return v.date > day_of(now); });
  std::erase_if(known.trips, [&](const Trip& trip) { return trip.entered > now; });
  for (Trip& trip : known.trips) {
    if (trip.left > now) trip.left.reset();
  }
  if (known.commuter && known.commuter->since > now) known.commuter.reset();
  if (known.commuter && known.commuter->first_entry > now) known.commuter->first_entry.reset();
  return known;
}

std::optional<Instant> Facts::next_after(Instant now) const {
  std::optional<Instant> next;
  const auto meet = [&](const std::optional<Instant>& at) {
    if (at > now && (!next || *at < *next)) next = at;
  };
  for (const Event& event : events) meet(event.at);
  for (const Visit& visit : visits) {
    meet(visit.entered);
    meet(visit.left);
  }
  for (const NatTest& test : nat) meet(test.sampled);
  return next;
}

const NatTest* Facts::latest_nat() const {
  const NatTest* latest = nullptr;
  for (const NatTest& test : nat) {
    if (!latest || test.sampled > latest->sampled ||
        (test.sampled == latest->sampled && test.result == NatResult::positive)) {
      latest = &test;
    }
  }
  return latest;
}

Event read_event(const JsonView& in) {
  in.only({"type", "at", "source"});
  return {in.at("type").text(64), in.at("at").instant()};
}

Visit read_visit(const JsonView& in) {
  in.only({"level", "area", "adcode", "enteredAt", "leftAt", "source"});
  Visit visit{in.at("level").text(32), read_area(in, in.find("area") ? "area" : "adcode"),
              read_optional_instant(in, "enteredAt"), read_optional_instant(in, "leftAt")};
  if (visit.entered && visit.left && *visit.left < *visit.entered) {
    in.at("leftAt").fail("lies before enteredAt");
  }
  return visit;
}

NatTest read_nat(const JsonView& in) {
  in.only({"sampledAt", "result", "reportedAt", "org", "area"});
  NatTest test;
  test.sampled = in.at("sampledAt").instant();
  const JsonView result = in.at("result");
  const std::string text = result.text();
  const auto found = std::find_if(kResults.begin(), kResults.end(),
                                  [&](NatResult known) { return text == name_of(known); });
  if (found == kResults.end()) result.fail("is no result that is known");
  test.result = *found;
  test.reported = read_optional_instant(in, "reportedAt");
  test.org = read_optional_text(in, "org");
  test.area = read_area(in, "area");
  return test;
}

Antibody read_antibody(const JsonView& in) {
  in.only({"sampledAt", "igm", "igg"});
  return {read_optional_instant(in, "sampledAt"), read_reaction(in.at("igm")),
          read_reaction(in.at("igg"))};
}

Vaccination read_vaccination(const JsonView& in) {
  in.only({"vaccine", "dose", "total", "date", "maker", "batch", "site"});
  Vaccination v;
  v.vaccine = in.at("vaccine").text();
  v.dose = static_cast<int>(in.at("dose").integer(1, 99));
  if (const auto total = in.find("total")) v.total = static_cast<int>(total->integer(1, 99));
  v.date = in.at("date").day();
  v.maker = read_optional_text(in, "maker");
  v.batch = read_optional_text(in, "batch");
  v.site = read_optional_text(in, "site");
  return v;
}

Trip read_trip(const JsonView& in) {
  in.only({"area", "enteredAt", "leftAt"});
  static_cast<void>(in.at("area"));
  Trip trip{read_area(in, "area"), in.at("enteredAt").instant(),
            read_optional_instant(in, "leftAt")};
  if (trip.area.empty()) in.at("area").fail("is no area code of six figures");
  if (trip.left && *trip.left < trip.entered) in.at("leftAt").fail("lies before enteredAt");
  return trip;
}

Commuter read_commuter(const JsonView& in) {
  in.only({"to", "since", "firstEntryAt"});
  static_cast<void>(in.at("to"));
  Commuter commuter{read_area(in, "to"), in.at("since").instant(),
                    read_optional_instant(in, "firstEntryAt")};
  if (commuter.to.empty()) in.at("to").fail("is no area code of six figures");
  return commuter;
}

Json write(const Event& event) { return Json{{"type", event.type}, {"at", rfc3339(event.at)}}; }

Json write(const Visit& visit) {
  Json out{{"level", visit.level}};
  if (!visit.area.empty()) out["area"] = visit.area;
  if (visit.entered) out["enteredAt"] = rfc3339(*visit.entered);
  if (visit.left) out["leftAt"] = rfc3339(*visit.left);
  return out;
}

Json write(const NatTest& test) {
  Json out{{"sampledAt", rfc3339(test.sampled)}, {"result", name_of(test.result)}};
  if (test.reported) out["reportedAt"] = rfc3339(*test.reported);
  if (!test.org.empty()) out["org"] = test.org;
  if (!test.area.empty()) out["area"] = test.area;
  return out;
}

Json write(const Antibody& antibody) {
  const auto reaction = [](bool positive) { return positive ? "POSITIVE" : "NEGATIVE"; };
  return Json{{"sampledAt", antibody.sampled ? Json(rfc3339(*antibody.sampled)) : Json()},
              {"igm", reaction(antibody.igm)},
              {"igg", reaction(antibody.igg)}};
}

Json write(const Vaccination& v) {
  Json out{{"vaccine", v.vaccine}, {"dose", v.dose}};
  if (v.total) out["total"] = *v.total;
  out["date"] = iso_day(v.date);
  if (!v.maker.empty()) out["maker"] = v.maker;
  if (!v.batch.empty()) out["batch"] = v.batch;
  if (!v.site.empty()) out["site"] = v.site;
  return out;
}

Json write(const Trip& trip) {
  Json out{{"area", trip.area}, {"enteredAt", rfc3339(trip.entered)}};
  if (trip.left) out["leftAt"] = rfc3339(*trip.left);
  return out;
}

Json write(const Commuter& commuter) {
  Json out{{"to", commuter.to}, {"since", rfc3339(commuter.since)}};
  if (commuter.first_entry) out["firstEntryAt"] = rfc3339(*commuter.first_entry);
  return out;
}

Json write(const Facts& facts) {
  Json out = Json::object();
  const auto put = [&](const char* key, const auto& list) {
    if (list.empty()) return;
    Json written = Json::array();
    for (const auto& fact : list) written.push_back(write(fact));
    out[key] = std::move(written);
  };
  if (!facts.registered) out["registered"] = false;
  if (facts.data_delayed) out["dataDelayed"] = true;
  put("events", facts.events);
  put("visits", facts.visits);
  put("nat", facts.nat);
  put("antibody", facts.antibody);
  put("vaccination", facts.vaccination);
  if (!facts.national_push.empty()) out["nationalPush"] = facts.national_push;
  put("trips", facts.trips);
  if (facts.commuter) out["commuter"] = write(*facts.commuter);
  return out;
}

Facts read_facts(const JsonView& in) {
  in.only({"registered", "dataDelayed", "events", "visits", "nat", "antibody", "vaccination",
           "nationalPush", "trips", "commuter", "tempC", "symptoms", "survey"});
  Facts facts;
  const auto each = [&](std::string_view key, auto read, auto& list) {
    if (const auto value = in.find(key)) {
      // One alone may stand without its brackets.
      if (value->json().is_object()) {
        list.push_back(read(*value));
        return;
      }
      for (const JsonView& item : value->items()) list.push_back(read(item));
    }
  };
  if (const auto value = in.find("registered")) facts.registered = value->boolean();
  if (const auto value = in.find("dataDelayed")) facts.data_delayed = value->boolean();
  each("events", read_event, facts.events);
  each("visits", read_visit, facts.visits);
  each("nat", read_nat, facts.nat);
  each("antibody", read_antibody, facts.antibody);
  each("vaccination", read_vaccination, facts.vaccination);
  facts.national_push = read_optional_text(in, "nationalPush");
  each("trips", read_trip, facts.trips);
  if (const auto value = in.find("commuter")) facts.commuter = read_commuter(*value);
  if (const auto value = in.find("tempC")) facts.temp_c = value->number();
  if (const auto value = in.find("symptoms")) {
    for (const JsonView& item : value->items()) {
      static_cast<void>(item.text(64));
      facts.symptoms = true;
    }
  }
  if (const auto value = in.find("survey")) facts.survey_yes = any_yes(*value);
  return facts;
}

}  // namespace service
