// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/appeal_desk.h"

#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/rules/correction.h"
#include "devices/sandbox/service/rules/deadline.h"

namespace service {
namespace {

constexpr const char* kKind = "appeal";
constexpr std::size_t kLongestStatement = 2000;  // bytes
constexpr std::size_t kMostEvidence = 30;
// Statements and evidence of that many stay below the longest reply.
constexpr std::size_t kPerReply = 5;

AppealState state_of(const Record& record) {
  const auto state = appeal_state(record.state);
  if (!state) throw Refusal{Code::internal, {}, {}};
  return *state;
}

// Puts more evidence behind what is there.
void read_evidence(const JsonView& in, Json& list) {
  for (const JsonView& item : in.items()) {
    item.only({"kind", "day", "note"});
    Json one{{"kind", item.at("kind").text(32)}};
    if (const auto day = item.find("day")) one["day"] = iso_day(day->day());
    if (const auto note = item.find("note")) one["note"] = note->text(200);
    list.push_back(std::move(one));
  }
  if (list.size() > kMostEvidence) in.fail("is too long");
}

std::optional<Instant> newest_fact(const Facts& known) {
  std::optional<Instant> newest;
  const auto count = [&](const std::optional<Instant>& at) {
    if (at && (!newest || *at > *newest)) newest = at;
  };
  for (const Event& event : known.events) count(event.at);
  for (const Visit& visit : known.visits) count(visit.left ? visit.left : visit.entered);
  for (const NatTest& test : known.nat) count(test.reported.value_or(test.sampled));
  return newest;
}

Json read_note(const JsonView& in) {
  in.only({"zh", "en"});
  return Json{{"zh", in.at("zh").text(500)}, {"en", in.at("en").text(500)}};
}

AppealState read_decision(const JsonView& in) {
  const std::string text = in.text(32);
  if (text == "UPHELD") return AppealState::upholding;
  for (const AppealState state :
       {AppealState::in_review, AppealState::needs_evidence, AppealState::rejected}) {
    if (text == name_of(state)) return state;
  }
  in.fail("is none of IN_REVIEW, NEEDS_EVIDENCE, UPHELD, REJECTED");
}

}  // namespace

AppealDesk::AppealDesk(Office& office, Chores& chores) : office_(office) {
  chores.add({"appeals", std::chrono::seconds{30}, [this] { correct_all(); }});
}

void AppealDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/appeals", Audience::devices, true,
                    [this](const Request& request) { return receive(request); }});
  routes.push_back({"GET", "/v1/appeals/{id}", Audience::devices, false,
                    [this](const Request& request) { return tell(request); }});
  routes.push_back({"POST", "/v1/appeals/{id}/evidence", Audience::devices, true,
                    [this](const Request& request) { return add_evidence(request); }});
  routes.push_back({"POST", "/v1/appeals/list", Audience::operators, false,
                    [this](const Request& request) { return list(request.body); }});
  routes.push_back({"POST", "/v1/appeals/{id}/decision", Audience::operators, true,
                    [this](const Request& request) { return decide(request); }});
}

Answer AppealDesk::receive(const Request& request) {
  const JsonView& in = request.body;
  const Petition petition =
      read_petition(office_, in, Scope::query, {"kind", "statement", "evidence", "conditionMetAt"},
                    &request.note);
  const Instant now = office_.clock().now();
  const AppealKind kind = read_appeal_kind(in.at("kind"));
  Json body{{"kind", name_of(kind)},
            {"statement", in.at("statement").text(kLongestStatement)},
            {"evidence", Json::array()},
            {"maskedName", masked_name(petition.document.name)},
            {"maskedId", masked_for_screen(petition.document.number)}};
  if (const auto evidence = in.find("evidence")) read_evidence(*evidence, body["evidence"]);
  if (const auto met = in.find("conditionMetAt")) body["conditionMetAt"] = rfc3339(met->instant());

  std::optional<Instant> newest;  // that is known of the person
  if (kind == AppealKind::identity) {
    const auto resident = office_.must(office_.store().find(petition.ref));
    if (!resident || !resident->home.empty()) throw Refusal{Code::no_record, {}, {}};
    if (same_name(record_name(office_, *resident), petition.document.name)) {
      in.at("kind").fail("does not fit: the record bears this name");
    }
    body["name"] = petition.document.name;
  } else {
    newest = newest_fact(resident_of(office_, petition).facts.known_at(now));
  }
  if (kind == AppealKind::not_converted) {
    const auto told = in.find("conditionMetAt");
    // A kiosk does not know since when. What is known here has changed last with the newest fact.
    const Instant met = told ? told->instant() : newest.value_or(Instant{});
    const auto policy = office_.policy();
    if (!may_appeal(*policy, met, now)) {
      const Instant from = met + std::chrono::hours{policy->appeal_after_hours};
      throw Refusal{Code::too_early, {"conditionMetAt"}, {}, from};
    }
  }

  Record record{kKind, random_id(), petition.ref, {}, "", now, std::nullopt, {}};
  record.state = name_of(AppealState::received);
  close_body(office_.seal(), record, body);
  const Answer answer{202, Json{{"id", record.id}, {"state", record.state}}.dump(), {}, {}};
  const KeptReply reply = request.kept(answer);
  office_.must(office_.store().add(record, &reply));
  return answer;
}

Answer AppealDesk::tell(const Request& request) {
  const Record record = find(request.parts[0]);
  request.note.who = record.ref;
  const Json body = open_body(office_.seal(), record);
  const JsonView in(body, "");
  const auto note = in.find("note");
  const Json reply{{"id", record.id},
                   {"kind", in.at("kind").json()},
                   {"state", told_as(state_of(record))},
                   {"receivedAt", rfc3339(record.at)},
                   {"note", note ? note->json() : Json()}};
  return {200, reply.dump(), {}, {}};
}

Answer AppealDesk::add_evidence(const Request& request) {
  const JsonView& in = request.body;
  in.only({"evidence", "statement"});
  Record record = find(request.parts[0]);
  if (state_of(record) != AppealState::needs_evidence) throw Refusal{Code::state, {}, {}};
  Json body = open_body(office_.seal(), record);
  const std::size_t before = body["evidence"].size();
  read_evidence(in.at("evidence"), body["evidence"]);
  if (body["evidence"].size() == before) in.at("evidence").fail("is empty");
  if (const auto statement = in.find("statement")) {
    body["statement"] = statement->text(kLongestStatement);
  }
  return move(record, AppealState::in_review, body, request);
}

Answer AppealDesk::decide(const Request& request) {
  const JsonView& in = request.body;
  in.only({"decision", "note", "correction"});
  const AppealState to = read_decision(in.at("decision"));
  Record record = find(request.parts[0]);
  if (!may_follow(state_of(record), to)) throw Refusal{Code::state, {}, {}};
  Json body = open_body(office_.seal(), record);
  // Whoever waits is told why; taking it up says enough by itself.
  if (to != AppealState::in_review || in.find("note")) body["note"] = read_note(in.at("note"));
  if (to == AppealState::upholding) {
    read_uphold(in, record, body);
  } else if (const auto correction = in.find("correction")) {
    correction->fail("belongs to UPHELD alone");
  }
  Answer answer = move(record, to, body, request);
  if (to == AppealState::upholding) correct(std::move(record));
  return answer;
}

void AppealDesk::read_uphold(const JsonView& in, const Record& record, Json& body) {
  if (body["kind"] == name_of(AppealKind::identity)) {
    if (const auto correction = in.find("correction")) {
      correction->fail("is not for a name: the one appealed for is taken");
    }
    return;
  }
  const JsonView correction_in = in.at("correction");
  const Correction correction = read_correction(correction_in);
  const auto resident = office_.must(office_.store().find(record.ref));
  if (!resident) throw Refusal{Code::no_record, {}, {}};
  if (const std::string missing = missing_in(correction, resident->facts); !missing.empty()) {
    throw Malformed{correction_in.path() + "." + missing, "is not in the record"};
  }
  body["correction"] = write(correction);
}

Answer AppealDesk::move(Record& record, AppealState to, const Json& body, const Request& request) {
  request.note.who = record.ref;
  request.note.result = told_as(to);
  const std::string from = record.state;
  record.state = name_of(to);
  close_body(office_.seal(), record, body);
  Answer answer{200, Json{{"id", record.id}, {"state", told_as(to)}}.dump(), {}, {}};
  const KeptReply reply = request.kept(answer);
  if (!office_.must(office_.store().move(record, from, &reply))) {
    throw Refusal{Code::state, {}, {}};
  }
  return answer;
}

// May be cut off anywhere and done again: the decision stands already, a correction applied twice
// changes nothing more.
void AppealDesk::correct(Record record) {
  const Json body = open_body(office_.seal(), record);
  const JsonView in(body, "");
  const auto name = in.find("name");
  const auto correction = name ? std::nullopt : std::optional(read_correction(in.at("correction")));
  office_.must(office_.store().change(record.ref, [&](Resident& resident) {
    if (name) resident.sealed_name = office_.seal().close(name->text(), name_place(resident.ref));
    if (correction) apply(*correction, resident.facts);
    resident.assigned.reset();
  }));
  record.state = name_of(AppealState::upheld);
  office_.must(office_.store().move(record, std::string(name_of(AppealState::upholding))));
}

void AppealDesk::correct_all() {
  const std::string state(name_of(AppealState::upholding));
  const auto list = office_.must(office_.store().records_in(kKind, state, 0, 100));
  for (const Record& record : list) correct(record);
}

Answer AppealDesk::list(const JsonView& body) {
  body.only({"state", "after"});
  const JsonView state = body.at("state");
  const auto wanted = appeal_state(state.text(32));
  if (!wanted) state.fail("is no state of an appeal");
  std::int64_t after = 0;
  if (const auto seq = body.find("after")) {
    after = seq->integer(0, std::numeric_limits<std::int64_t>::max());
  }
  Json appeals = Json::array();
  for (const Record& record : office_.must(
           office_.store().records_in(kKind, std::string(name_of(*wanted)), after, kPerReply))) {
    const Json sealed = open_body(office_.seal(), record);
    Json one{{"id", record.id},
             {"seq", record.seq},
             {"state", told_as(*wanted)},
             {"receivedAt", rfc3339(record.at)}};
    for (const auto* key :
         {"kind", "maskedName", "maskedId", "statement", "evidence", "conditionMetAt", "note"}) {
      if (const auto member = sealed.find(key); member != sealed.end()) one[key] = *member;
    }
    appeals.push_back(std::move(one));
  }
  return {200, Json{{"appeals", std::move(appeals)}}.dump(), {}, {}};
}

Record AppealDesk::find(const std::string& id) {
  auto record = office_.must(office_.store().record(kKind, id));
  if (!record) throw Refusal{Code::not_found, {}, {}};
  return std::move(*record);
}

}  // namespace service
