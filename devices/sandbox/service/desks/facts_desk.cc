// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/facts_desk.h"

#include "devices/sandbox/service/desks/issuer_desk.h"
#include "devices/sandbox/service/network/dossier.h"

namespace service {
namespace {

struct Entrant {
  IdDocument document;
  bool disabled = false;
  Facts facts;
};

Entrant read_entrant(const JsonView& in, bool practice) {
  in.only({"idDoc", "disabled", "facts"});
  Entrant entrant;
  entrant.document = read_id_document(in.at("idDoc"), practice);
  if (const auto disabled = in.find("disabled")) entrant.disabled = disabled->boolean();
  if (const auto facts = in.find("facts")) entrant.facts = read_reported(*facts);
  return entrant;
}

}  // namespace

void FactsDesk::open(Routes& routes) {
  // The platform hears from issuers who is theirs; a province from those who run its register.
  const Audience registrars = office_.is_national() ? Audience::issuers : Audience::operators;
  routes.push_back({"POST", "/v1/residents", registrars, false,
                    [this](const Request& request) { return register_people(request); }});
  routes.push_back({"POST", "/v1/facts", Audience::devices, false,
                    [this](const Request& request) { return report(request); }});
}

Answer FactsDesk::register_people(const Request& request) {
  request.body.only({"residents"});
  std::vector<Entrant> entrants;
  for (const JsonView& item : request.body.at("residents").items()) {
    entrants.push_back(read_entrant(item, office_.settings().practice));
  }
  // Everything was read before anything is changed.
  const bool national = office_.is_national();
  const std::string home = national ? code_of_issuer(*request.device) : "";
  for (const Entrant& entrant : entrants) {
    catalogue_.enter(entrant.document, home, entrant.disabled, entrant.facts);
    if (!national) {
      outbox_.report_resident(entrant.document, entrant.disabled, entrant.facts);
    }
  }
  return {200, Json{{"registered", entrants.size()}}.dump(), {}, {}};
}

Answer FactsDesk::report(const Request& request) {
  const DeviceSettings& device = *request.device;
  const bool issuer_of_platform = office_.is_national() && device.role == Role::issuer;
  if (device.role != Role::operator_ && !issuer_of_platform) throw Refusal{Code::device, {}, {}};
  request.body.only({"idDoc", "facts"});
  const IdDocument document =
      read_id_document(request.body.at("idDoc"), office_.settings().practice);
  const Facts facts = read_reported(request.body.at("facts"));
  request.note.who = ref_of(office_, document);
  if (office_.is_national()) {
    take_up(device, document, facts);
    return {200, Json{{"kept", true}}.dump(), {}, {}};
  }
  const bool ours = catalogue_.change(document, [&](Facts& known) { take_in(known, facts); });
  outbox_.report_facts(document, facts);
  return {ours ? 200 : 202, Json{{"kept", ours}}.dump(), {}, {}};
}

void FactsDesk::take_up(const DeviceSettings& device, const IdDocument& document,
                        const Facts& facts) {
  const auto resident = catalogue_.find(document);
  if (!resident) throw Refusal{Code::no_record, {}, {}};
  catalogue_.change(document, [&](Facts& known) { take_in(known, facts); });
  const bool from_home = device.role == Role::issuer && code_of_issuer(device) == resident->home;
  if (from_home || resident->home.empty()) return;
  courier_.push(resident->home, document, Json{{"facts", write_reported(facts)}});
}

}  // namespace service
