// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/declaration_desk.h"

#include <exception>

#include "devices/sandbox/service/desks/declared_illness.h"
#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr const char* kKind = "declaration";
constexpr const char* kReceived = "RECEIVED";
constexpr const char* kAccepted = "ACCEPTED";
constexpr const char* kReturned = "RETURNED";
constexpr const char* kReplaced = "REPLACED";
constexpr std::size_t kAtOnce = 100;

// What a person declares, in the groups of GB/T 38962: basic, health, itinerary, proof.
const std::vector<std::string_view> kMembers{"sex",      "nationality", "homeArea", "address",
                                             "phone",    "diseases",    "tempC",    "symptoms",
                                             "riskStay", "contact",     "stays",    "proofs"};

void read_texts(const JsonView& in) {
  const auto list = in.items();
  if (list.size() > 20) in.fail("is too long");
  for (const JsonView& item : list) static_cast<void>(item.text(64));
}

// The form of what is kept and not judged.
void check_form(const JsonView& in, Instant now) {
  for (const std::string_view name : {"sex", "nationality", "homeArea"}) {
    if (const auto value = in.find(name)) static_cast<void>(value->text(16));
  }
  if (const auto address = in.find("address")) static_cast<void>(address->text(300));
  if (const auto diseases = in.find("diseases")) read_texts(*diseases);
  const auto proofs = in.find("proofs");
  if (!proofs) return;
  const auto list = proofs->items();
  if (list.size() > 20) proofs->fail("is too long");
  for (const JsonView& proof : list) {
    proof.only({"kind", "day"});
    static_cast<void>(proof.at("kind").text(32));
    if (proof.at("day").day() > day_of(now)) proof.at("day").fail("has not come yet");
  }
}

Json declared_in(const JsonView& in) {
  Json declared = Json::object();
  for (const std::string_view name : kMembers) {
    if (const auto value = in.find(name)) declared[std::string(name)] = value->json();
  }
  return declared;
}

}  // namespace

DeclarationDesk::DeclarationDesk(Office& office, Chores& chores) : office_(office), codes_(office) {
  chores.add({"declarations", seconds{2}, [this] { look_through(); }});
}

void DeclarationDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/declarations", Audience::devices, true,
                    [this](const Request& request) { return receive(request); }});
  routes.push_back({"GET", "/v1/declarations/{id}", Audience::devices, false,
                    [this](const Request& request) { return tell(request); }});
}

Answer DeclarationDesk::receive(const Request& request) {
  const JsonView& body = request.body;
  const Petition petition = read_petition(office_, body, Scope::survey, kMembers, &request.note);
  const Instant now = office_.clock().now();
  const Declaration declaration = read_declaration(body);
  check_form(body, now);
  // Whoever has the name wrong makes nobody ill.
  const Declarant known = declarant(petition.ref, petition.document);
  if (known.same_name) note_illness(office_, petition.ref, declaration, now);

  Record record{kKind, random_id(), petition.ref, {}, kReceived, now, std::nullopt, {}};
  const Answer answer{201, Json{{"id", record.id}, {"state", kReceived}}.dump(), {}, {}};
  close_body(office_.seal(), record,
             Json{{"idDoc", kept_form(petition.document)}, {"declared", declared_in(body)}});
  const KeptReply reply = request.kept(answer);
  office_.must(office_.store().add(record, &reply));
  return answer;
}

Answer DeclarationDesk::tell(const Request& request) {
  const std::string& id = request.parts[0];
  const auto record = office_.must(office_.store().record(kKind, id));
  if (!record) throw Refusal{Code::not_found, {}, {}};
  request.note.who = record->ref;
  const auto all = office_.must(office_.store().records_of(kKind, record->ref));
  const bool replaced = all.empty() || all.back().id != id;
  Json reply{{"id", id},
             {"state", replaced ? kReplaced : record->state.c_str()},
             {"receivedAt", rfc3339(record->at)},
             {"reasons", Json::array()}};
  if (!replaced && record->state != kReceived) {
    const Json body = open_body(office_.seal(), *record);
    const JsonView in(body, "");
    if (record->state == kReturned) reply["reasons"] = in.at("reasons").json();
    if (record->state == kAccepted) {
      const PersonalCode code = codes_.of_declaration(id, in.at("acceptedAt").instant());
      // A newer code, given elsewhere, has taken this one's place.
      const Instant now = office_.clock().now();
      const bool counts = codes_.find(code.qr, now).state == CodeState::valid;
      reply["qr"] = counts ? Json(code.qr) : Json();
      reply["until"] = counts ? Json(rfc3339(code.until)) : Json();
    }
  }
  return {200, reply.dump(), {}, {}};
}

Declarant DeclarationDesk::declarant(const PersonRef& ref, const IdDocument& document) {
  Declarant out;
  try {
    if (auto resident = find_resident(office_, ref, document)) {
      out = {true, true, std::move(resident->facts)};
    }
  } catch (const Refusal& refusal) {
    if (refusal.code != Code::name_mismatch) throw;
    out.registered = true;
  }
  return out;
}

void DeclarationDesk::look_through() {
  const Instant now = office_.clock().now();
  std::int64_t seq = 0;
  std::exception_ptr failed;
  for (;;) {
    const auto list = office_.must(office_.store().records_in(kKind, kReceived, seq, kAtOnce));
    for (const Record& record : list) {
      try {
        judge(record, now);
      } catch (...) {
        // One that cannot be judged holds up nobody else; it is told of at the end.
        failed = std::current_exception();
      }
    }
    if (list.size() < kAtOnce) break;
    seq = list.back().seq;
  }
  if (failed) std::rethrow_exception(failed);
}

void DeclarationDesk::judge(Record record, Instant now) {
  const Json body = open_body(office_.seal(), record);
  const JsonView in(body, "");
  const IdDocument document = read_id_document(in.at("idDoc"), office_.settings().practice);
  const auto objections = check(*office_.policy(), read_declaration(in.at("declared")),
                                declarant(record.ref, document), now);
  // Neither outcome keeps the document: the record it is about is known by its pseudonym.
  Json outcome = Json::object();
  if (objections.empty()) {
    // To the second, as it is written down, so that the code comes out the same again.
    const Instant accepted = floor<seconds>(now);
    outcome["acceptedAt"] = rfc3339(accepted);
    outcome["declared"] = in.at("declared").json();
    const auto all = office_.must(office_.store().records_of(kKind, record.ref));
    const bool newest = !all.empty() && all.back().id == record.id;
    if (newest) {
      codes_.give(codes_.of_declaration(record.id, accepted), record.ref, document, now, nullptr);
    }
    record.state = kAccepted;
  } else {
    outcome["reasons"] = Json::array();
    for (const Objected& objected : objections) outcome["reasons"].push_back(worded(objected));
    record.state = kReturned;
  }
  close_body(office_.seal(), record, outcome);
  // Another process may have been quicker; its outcome stands.
  office_.must(office_.store().move(record, kReceived));
}

}  // namespace service
