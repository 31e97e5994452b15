// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/push_desk.h"

#include "devices/sandbox/service/desks/issuer_desk.h"
#include "devices/sandbox/service/network/dossier.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

// A push that was taken, so that it is not done again.
constexpr const char* kTaken = "pushed";

struct Risk {
  IdDocument document;
  std::string level;
};

std::string read_level(const JsonView& in) {
  std::string level = in.text(16);
  if (level != "HIGH" && level != "MEDIUM" && level != "LOW") {
    in.fail("is none of HIGH, MEDIUM, LOW");
  }
  return level;
}

void set_level(Facts& facts, const std::string& level) {
  // LOW takes an earlier level back.
  facts.national_push = level == "LOW" ? "" : level;
}

}  // namespace

void PushDesk::open(Routes& routes) {
  if (office_.is_national()) {
    routes.push_back({"POST", "/v1/risks", Audience::devices, false,
                      [this](const Request& request) { return take_list(request); }});
  } else {
    routes.push_back({"POST", "/v1/pushes", Audience::issuers, false,
                      [this](const Request& request) { return take_push(request); }});
  }
}

Answer PushDesk::take_list(const Request& request) {
  if (request.device->role == Role::kiosk) throw Refusal{Code::device, {}, {}};
  request.body.only({"risks"});
  std::vector<Risk> risks;
  for (const JsonView& item : request.body.at("risks").items()) {
    item.only({"idDoc", "level"});
    risks.push_back({read_id_document(item.at("idDoc"), office_.settings().practice),
                     read_level(item.at("level"))});
  }
  std::size_t taken = 0;
  std::size_t unknown = 0;
  for (const Risk& risk : risks) {
    std::optional<Resident> resident;
    try {
      resident = catalogue_.find(risk.document);
    } catch (const Refusal& refusal) {
      // One wrong name must not hold up the rest of the list.
      if (refusal.code != Code::name_mismatch) throw;
    }
    if (!resident) {
      ++unknown;
      continue;
    }
    if (!resident->home.empty()) {
      courier_.push(resident->home, risk.document, Json{{"level", risk.level}});
    }
    catalogue_.change(risk.document, [&](Facts& facts) { set_level(facts, risk.level); });
    ++taken;
  }
  return {200, Json{{"taken", taken}, {"unknown", unknown}}.dump(), {}, {}};
}

Answer PushDesk::take_push(const Request& request) {
  if (code_of_issuer(*request.device) != "00") throw Refusal{Code::device, {}, {}};
  const JsonView& body = request.body;
  body.only({"id", "idDoc", "level", "facts"});
  Record taken;
  taken.kind = kTaken;
  taken.id = body.at("id").text(64);
  if (!is_token(taken.id, 16, 64)) body.at("id").fail("is no push's id");
  const IdDocument document = read_id_document(body.at("idDoc"), office_.settings().practice);
  request.note.who = ref_of(office_, document);
  std::string level;
  Facts news;
  if (const auto value = body.find("level")) level = read_level(*value);
  if (const auto value = body.find("facts")) news = read_reported(*value);
  if (office_.must(office_.store().record(kTaken, taken.id))) {
    return {200, Json{{"done", false}}.dump(), {}, {}};
  }
  const bool ours = catalogue_.change(document, [&](Facts& facts) {
    if (!level.empty()) set_level(facts, level);
    take_in(facts, news);
  });
  if (!ours) throw Refusal{Code::no_record, {}, {}};
  taken.ref = *request.note.who;
  taken.state = "DONE";
  taken.at = office_.clock().now();
  try {
    // After the change: a push that was done and not noted is done again, to the same end.
    office_.must(office_.store().add(taken));
  } catch (const DoneBefore&) {
    return {200, Json{{"done", false}}.dump(), {}, {}};
  }
  return {200, Json{{"done", true}}.dump(), {}, {}};
}

}  // namespace service
