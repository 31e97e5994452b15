// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/issuer_desk.h"

#include "devices/sandbox/service/desks/declared_illness.h"
#include "devices/sandbox/service/network/dossier.h"
#include "devices/sandbox/service/network/issuer_url.h"
#include "devices/sandbox/service/network/travellers.h"

namespace service {
namespace {

using namespace std::chrono;

Answer done(const Json& reply) { return {200, reply.dump(), {}, {}}; }

Refusal refusal_for(UpstreamTrouble trouble) {
  switch (trouble) {
    case UpstreamTrouble::name_mismatch:
      return {Code::name_mismatch, {"idDoc.name"}, {}};
    case UpstreamTrouble::late:
      return {Code::upstream_timeout, {}, {}};
    case UpstreamTrouble::unreachable:
    case UpstreamTrouble::unwilling:
    case UpstreamTrouble::refused:
    case UpstreamTrouble::no_record:
    case UpstreamTrouble::unreadable:
      break;
  }
  return {Code::upstream, {}, {}};
}

}  // namespace

std::string code_of_issuer(const DeviceSettings& device) {
  constexpr std::string_view kPrefix = "issuer-";
  const std::string_view id = device.id;
  if (device.role == Role::issuer && id.starts_with(kPrefix) &&
      is_issuer_code(id.substr(kPrefix.size()))) {
    return std::string(id.substr(kPrefix.size()));
  }
  throw Refusal{Code::device, {}, {}};
}

void IssuerDesk::open(Routes& routes) {
  const auto add = [&](std::string_view path, auto answer) {
    routes.push_back({"POST", path, Audience::issuers, false, std::move(answer)});
  };
  add("/v1/status/forwarded", [this](const Request& request) { return status(request); });
  if (office_.is_national()) {
    add("/v1/issuers", [this](const Request& request) { return announce(request); });
    add("/v1/catalogue/query", [this](const Request& request) { return where(request); });
  } else {
    add("/v1/facts/query", [this](const Request& request) { return facts(request); });
  }
}

Answer IssuerDesk::announce(const Request& request) {
  const JsonView& body = request.body;
  body.only({"code", "url", "mode"});
  IssuerEntry entry;
  entry.code = body.at("code").text(2);
  // Nobody announces another.
  if (entry.code != code_of_issuer(*request.device)) throw Refusal{Code::device, {}, {}};
  if (!office_.settings().province_book.find(entry.code)) body.at("code").fail("is no issuer");
  entry.url = body.at("url").text();
  if (!is_issuer_url(entry.url)) body.at("url").fail("is not of the form https://host:port");
  const auto mode = recognition_of(body.at("mode").text(16));
  if (!mode) body.at("mode").fail("is none of share, intermediary, national");
  entry.mode = *mode;
  directory_.enter(entry);
  return done(Json::object());
}

Resident IssuerDesk::known(const Request& request, const IdDocument& document) {
  request.note.who = ref_of(office_, document);
  auto resident = catalogue_.find(document);
  if (!resident) throw Refusal{Code::no_record, {}, {}};
  return std::move(*resident);
}

Answer IssuerDesk::where(const Request& request) {
  request.body.only({"idDoc"});
  const Resident resident =
      known(request, read_id_document(request.body.at("idDoc"), office_.settings().practice));
  // The platform itself keeps people only in practice.
  if (resident.home.empty()) throw Refusal{Code::no_record, {}, {}};
  const IssuerEntry home = directory_.find(resident.home);
  const std::string& level = resident.facts.national_push;
  return done(Json{{"home", home.code},
                   {"mode", name_of(home.mode)},
                   {"url", home.url.empty() ? Json() : Json(home.url)},
                   {"level", level.empty() ? Json() : Json(level)}});
}

Answer IssuerDesk::facts(const Request& request) {
  request.body.only({"idDoc"});
  Resident resident =
      known(request, read_id_document(request.body.at("idDoc"), office_.settings().practice));
  add_declared_illness(office_, resident.ref, office_.clock().now(), resident.facts);
  return done(
      Json{{"issuer", office_.settings().issuer.code}, {"facts", write_shared(resident.facts)}});
}

Answer IssuerDesk::status(const Request& request) {
  const JsonView& body = request.body;
  body.only({"idDoc", "budgetMs"});
  const Instant now = office_.clock().now();
  milliseconds budget = upstream_.patience();
  if (const auto value = body.find("budgetMs")) {
    budget = std::min(budget, milliseconds{value->integer(1, 60'000)});
  }
  const IdDocument document = read_id_document(body.at("idDoc"), office_.settings().practice);
  Resident resident = known(request, document);
  const auto policy = office_.policy();
  Examination examined;
  examined.ref = resident.ref;
  examined.facts = std::move(resident.facts);
  add_declared_illness(office_, examined.ref, now, examined.facts);
  examined.status = assign(*policy, examined.facts, now);
  if (office_.is_national() && !resident.home.empty()) {
    const IssuerEntry home = directory_.find(resident.home);
    if (home.mode == Recognition::intermediary) {
      const auto told = ask_home(home, document, steady_clock::now() + budget);
      // A push may be known here before it has reached the province: the worse one counts.
      take_in(examined.facts, told.proofs);
      put_beside(*policy, told, examined);
    }
  }
  request.note.result = name_of(examined.status.state);
  request.note.policy = policy->key();
  return done(write(told_of(office_, examined, now), office_.settings().practice, now));
}

ToldStatus IssuerDesk::ask_home(const IssuerEntry& home, const IdDocument& document,
                                Deadline deadline) {
  const auto reply =
      upstream_.post(home.url, "/v1/status/forwarded", Json{{"idDoc", write(document)}}, deadline);
  if (!reply) throw refusal_for(reply.error());
  try {
    return transcoded_here(office_, home.code, read_told_status(JsonView(*reply, "")));
  } catch (const Malformed&) {
    throw Refusal{Code::upstream, {}, {}};
  }
}

}  // namespace service
