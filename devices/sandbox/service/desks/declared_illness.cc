// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/declared_illness.h"

#include <algorithm>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/desks/sealed_record.h"

namespace service {
namespace {

constexpr const char* kKind = "illness";

struct Illness {
  std::optional<double> temp_c;
  bool symptoms = false;
};

// One a person and day, so that a status query finds it by its name.
std::string id_of(const PersonRef& ref, Instant now) {
  const std::string_view bytes{reinterpret_cast<const char*>(ref.data()), ref.size()};
  return hex(bytes) + "." + iso_day(day_of(now));
}

Illness read(const Office& office, const Record& record) {
  const Json body = open_body(office.seal(), record);
  const JsonView in(body, "");
  Illness illness;
  if (const auto temperature = in.find("tempC")) illness.temp_c = temperature->number();
  illness.symptoms = in.at("symptoms").boolean();
  return illness;
}

// Both together; true if that is more than `illness` was.
bool add_to(Illness& illness, const Illness& more) {
  const bool hotter = more.temp_c && illness.temp_c.value_or(0) < *more.temp_c;
  const bool news = hotter || (more.symptoms && !illness.symptoms);
  if (hotter) illness.temp_c = more.temp_c;
  illness.symptoms = illness.symptoms || more.symptoms;
  return news;
}

void close(const Office& office, Record& record, const Illness& illness) {
  Json body{{"symptoms", illness.symptoms}};
  if (illness.temp_c) body["tempC"] = *illness.temp_c;
  close_body(office.seal(), record, body);
}

}  // namespace

void note_illness(Office& office, const PersonRef& ref, const Declaration& declaration,
                  Instant now) {
  Illness declared;
  const double fever = office.policy()->fever_c;
  const auto& temperature = declaration.temp_c;
  if (temperature && *temperature >= fever && is_plausible_temperature(*temperature)) {
    declared.temp_c = temperature;
  }
  declared.symptoms = declaration.unwell == true;
  if (!declared.temp_c && !declared.symptoms) return;

  // The state grows with every version, so that of two declarations at once neither is lost. There
  // are few: each must be worse than the one before.
  Record first{kKind, id_of(ref, now), ref, {}, "+", now, std::nullopt, {}};
  first.until = midnight(day_of(now) + std::chrono::days{1});
  close(office, first, declared);
  const auto added = office.store().add(first);
  if (added || added.error() != StoreTrouble::duplicate) {
    office.must(added);
    return;
  }
  for (bool done = false; !done;) {
    auto record = office.must(office.store().record(kKind, first.id));
    if (!record) throw Refusal{Code::internal, {}, {}};
    Illness illness = read(office, *record);
    if (!add_to(illness, declared)) return;
    const std::string before = record->state;
    record->state = before + "+";
    close(office, *record, illness);
    done = office.must(office.store().move(*record, before));
  }
}

void add_declared_illness(Office& office, const PersonRef& ref, Instant now, Facts& facts) {
  const auto record = office.must(office.store().record(kKind, id_of(ref, now)));
  if (!record) return;
  const Illness illness = read(office, *record);
  if (illness.temp_c) {
    facts.temp_c = std::max(facts.temp_c.value_or(*illness.temp_c), *illness.temp_c);
  }
  facts.symptoms = facts.symptoms || illness.symptoms;
}

}  // namespace service
