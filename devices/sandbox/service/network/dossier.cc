// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/dossier.h"

#include <algorithm>

namespace service {
namespace {

template <typename Fact>
Json write_list(const std::vector<Fact>& list) {
  Json out = Json::array();
  for (const Fact& fact : list) out.push_back(write(fact));
  return out;
}

bool same(const Event& a, const Event& b) { return a.type == b.type && a.at == b.at; }
bool same(const Visit& a, const Visit& b) {
  return a.level == b.level && a.area == b.area && a.entered == b.entered;
}
bool same(const NatTest& a, const NatTest& b) { return a.sampled == b.sampled && a.org == b.org; }
bool same(const Antibody& a, const Antibody& b) { return a.sampled == b.sampled; }
bool same(const Vaccination& a, const Vaccination& b) {
  return a.vaccine == b.vaccine && a.dose == b.dose && a.date == b.date;
}
bool same(const Trip& a, const Trip& b) { return a.area == b.area && a.entered == b.entered; }

template <typename Fact>
void take_in(std::vector<Fact>& list, const std::vector<Fact>& news) {
  for (const Fact& fact : news) {
    const auto known =
        std::find_if(list.begin(), list.end(), [&](const Fact& old) { return same(old, fact); });
    if (known == list.end()) {
      list.push_back(fact);
    } else {
      *known = fact;
    }
  }
}

}  // namespace

Json write(const IdDocument& document) {
  Json out{{"kind", name_of(document.kind)}, {"number", document.number}, {"name", document.name}};
  if (document.number.size() != 18 || document.kind == DocumentKind::passport) {
    out["birth"] = iso_day(document.birth);
  }
  return out;
}

Facts read_reported(const JsonView& in) {
  in.only({"events", "visits", "nat", "antibody", "vaccination", "trips"});
  return read_facts(in);
}

Json write_reported(const Facts& facts) {
  Json out{{"events", write_list(facts.events)},
           {"visits", write_list(facts.visits)},
           {"trips", write_list(facts.trips)}};
  out.update(write_proofs(facts));
  return out;
}

Json write_shared(const Facts& facts) {
  Json out = write(facts);
  if (facts.temp_c) out["tempC"] = *facts.temp_c;
  if (facts.symptoms) out["symptoms"] = Json::array({"DECLARED"});
  return out;
}

Json write_proofs(const Facts& facts) {
  return Json{{"nat", write_list(facts.nat)},
              {"antibody", write_list(facts.antibody)},
              {"vaccination", write_list(facts.vaccination)}};
}

void take_in(Facts& facts, const Facts& news) {
  take_in(facts.events, news.events);
  take_in(facts.visits, news.visits);
  take_in(facts.nat, news.nat);
  take_in(facts.antibody, news.antibody);
  take_in(facts.vaccination, news.vaccination);
  take_in(facts.trips, news.trips);
}

}  // namespace service
