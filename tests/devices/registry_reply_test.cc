// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry_reply.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "devices/registry_request.h"
#include "devices/rfc3339.h"
#include "tests/devices/inbox.h"

namespace devices {

using nlohmann::json;
using visit::QueryTrouble;

namespace {

json good() {
  return json::parse(R"({"delegations":[{"id":"0123456789abcdef0123456789abcdef",
    "relation":"GRANDCHILD","scope":["QUERY","PRINT"],"validTo":"2021-03-01T00:00:00+08:00",
    "maskedPerson":"王*英","maskedAgent":"李*",
    "person":{"idDoc":{"kind":"NI","number":"990101195202290047","name":"王秀英",
      "birth":"1952-02-29"}}}]})");
}

json with(const char* member, json value) {
  json reply = good();
  reply["delegations"][0][member] = std::move(value);
  return reply;
}

json with_document(const char* member, json value) {
  json reply = good();
  reply["delegations"][0]["person"]["idDoc"][member] = std::move(value);
  return reply;
}

auto parse(const json& reply, Side side = Side::agent) { return parse_family(reply.dump(), side); }

std::optional<QueryTrouble> trouble(const json& reply) {
  const auto family = parse(reply);
  if (family) return std::nullopt;
  return family.error();
}

std::string error(const char* code) {
  return json{{"code", code}, {"message", "x"}, {"requestId", "x"}}.dump();
}

}  // namespace

TEST_CASE("a delegation is read whole, with the document for the agent and without for the other") {
  const auto people = parse(good());
  REQUIRE(people);
  REQUIRE(people->size() == 1);
  const visit::Delegation& one = people->front();
  CHECK(one.id == "0123456789abcdef0123456789abcdef");
  CHECK(one.relation == visit::Relation::grandchild);
  CHECK(one.scope.query);
  CHECK(one.scope.print);
  CHECK_FALSE(one.scope.survey);
  CHECK(one.valid_to == parse_moment("2021-02-28T16:00:00Z"));
  CHECK(one.masked_person.reveal() == "王*英");
  CHECK(one.masked_agent.reveal() == "李*");
  REQUIRE(one.person);
  CHECK(one.person->kind == visit::DocumentKind::resident_id);
  CHECK(one.person->name.reveal() == "王秀英");
  CHECK(one.person->number.reveal() == "990101195202290047");
  CHECK(one.person->birth == parse_date("1952-02-29"));
  const auto agents = parse(good(), Side::person);
  REQUIRE(agents);
  CHECK_FALSE(agents->front().person);
  CHECK(parse(json{{"delegations", json::array()}})->empty());
}

TEST_CASE("whom the service cannot name, and whom this kiosk cannot read, has a mask and no card") {
  const json passport = {{"idDoc",
                          {{"kind", "PP"},
                           {"number", "XA1234567"},
                           {"name", "SAMPLE ANNA"},
                           {"birth", "1957-09-17"}}}};
  json absent = good();
  absent["delegations"][0].erase("person");
  for (const json& reply : {with("person", nullptr), with("person", passport), absent}) {
    const auto people = parse(reply);
    REQUIRE(people);
    REQUIRE(people->size() == 1);
    CHECK_FALSE(people->front().person);
    CHECK(people->front().masked_person.reveal() == "王*英");
  }
}

TEST_CASE("an answer that is cut anywhere is truncated, never a delegation") {
  const std::string whole = good().dump();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto family = parse_family(whole.substr(0, length), Side::agent);
    REQUIRE_FALSE(family);
    CHECK(family.error() == QueryTrouble::truncated);
  }
  CHECK(parse_family(whole, Side::agent));
}

TEST_CASE("unknown words and wrong members are troubles, never a delegation") {
  for (const json& reply :
       {with("relation", "FRIEND"), with("scope", json::array({"QUERY", "SELL"})),
        with_document("kind", "XX")}) {
    INFO(reply.dump());
    CHECK(trouble(reply) == QueryTrouble::unknown_word);
  }
  for (const json& reply :
       {with("id", "0123"), with("id", "0123456789ABCDEF0123456789abcdef"),
        with("id", "../../status/query"), with("id", 7), with("relation", nullptr),
        with("scope", json::array()), with("scope", "QUERY"), with("validTo", "soon"),
        with("maskedPerson", ""), with("maskedAgent", "李\n*"), with("person", json::object()),
        with("person", "王秀英"), with_document("number", "990101195202290048"),
        with_document("number", 7), with_document("name", ""), with_document("birth", "1952-02-30"),
        json::object(), json::array(), json{{"delegations", json::object()}}}) {
    INFO(reply.dump());
    CHECK(trouble(reply) == QueryTrouble::malformed);
  }
  json many = good();
  for (int i = 0; i < 600; ++i) many["delegations"].push_back(many["delegations"][0]);
  CHECK(trouble(many) == QueryTrouble::malformed);
  CHECK_FALSE(trouble(good()));
}

TEST_CASE("a refusal is one of the five, or of the three, by the service's own word") {
  using visit::AppealTrouble;
  using visit::BindTrouble;
  CHECK(binding_refusal(422, error("E_AGE_NOT_ELIGIBLE")) == BindTrouble::age_not_eligible);
  CHECK(binding_refusal(422, error("E_BINDING_LIMIT")) == BindTrouble::binding_limit);
  CHECK(binding_refusal(409, error("E_ALREADY_BOUND")) == BindTrouble::already_bound);
  CHECK(binding_refusal(404, error("E_NO_RECORD")) == BindTrouble::no_record);
  CHECK(binding_refusal(422, error("E_NAME_MISMATCH")) == BindTrouble::name_mismatch);
  CHECK(appeal_refusal(422, error("E_TOO_EARLY")) == AppealTrouble::too_early);
  CHECK(appeal_refusal(404, error("E_NO_RECORD")) == AppealTrouble::no_record);
  CHECK(appeal_refusal(422, error("E_NAME_MISMATCH")) == AppealTrouble::name_mismatch);
  // Negative controls: other codes, other kinds of status, no words at all.
  for (const char* code : {"E_BAD_REQUEST", "E_CONSENT", "E_TOO_EARLY_", ""})
    CHECK_FALSE(binding_refusal(422, error(code)));
  CHECK_FALSE(binding_refusal(200, error("E_BINDING_LIMIT")));
  CHECK_FALSE(binding_refusal(503, error("E_BINDING_LIMIT")));
  CHECK_FALSE(binding_refusal(422, "E_BINDING_LIMIT"));
  CHECK_FALSE(appeal_refusal(422, error("E_BINDING_LIMIT")));
  CHECK(is_not_found(404, error("E_NOT_FOUND")));
  CHECK_FALSE(is_not_found(404, error("E_NO_RECORD")));
  CHECK_FALSE(is_not_found(404, "<html>not found</html>"));
  CHECK_FALSE(is_not_found(410, error("E_NOT_FOUND")));
}

TEST_CASE("an end, a revocation and an appeal count only if they are about what was asked") {
  const std::string id(32, 'a');
  CHECK(parse_end(json{{"id", id}, {"state", "ENDED"}}.dump(), id));
  CHECK(parse_end(json{{"id", id}, {"state", "KEPT"}}.dump(), id).error() ==
        QueryTrouble::unknown_word);
  CHECK(parse_end(json{{"id", id}, {"state", "ENDED"}}.dump(), std::string(32, 'b')).error() ==
        QueryTrouble::malformed);
  CHECK_FALSE(parse_end("{}", id));
  CHECK(parse_revocation(R"({"id":"0123456789ABCDEF","seq":1})", "0123456789ABCDEF"));
  CHECK_FALSE(parse_revocation(R"({"id":"0123456789ABCDEE","seq":1})", "0123456789ABCDEF"));
  CHECK(parse_appeal(json{{"id", id}, {"state", "RECEIVED"}}.dump()) == id);
  CHECK_FALSE(parse_appeal(json{{"id", id}, {"state", "LOST"}}.dump()));
  CHECK_FALSE(parse_appeal(json{{"id", "7"}, {"state", "RECEIVED"}}.dump()));
}

TEST_CASE("what is wished is written as the wire wants it") {
  visit::Wish wish;
  wish.agent = devices_test::person("李明", "990101194803120030");
  wish.person = devices_test::person();
  wish.relation = visit::Relation::community_worker;
  wish.scope = {true, false, true};
  wish.valid_to = *parse_moment("2021-03-01T00:00:00+08:00");
  const json present = json::parse(binding_body(wish));
  CHECK(present == json::parse(R"({
    "agent":{"idDoc":{"kind":"NI","number":"990101194803120030","name":"李明"}},
    "person":{"idDoc":{"kind":"NI","number":"990101195202290047","name":"王秀英"}},
    "relation":"COMMUNITY_WORKER","scope":["QUERY","SURVEY"],
    "validTo":"2021-03-01T00:00:00+08:00","consent":{"kind":"PRESENT"}})"));
  wish.consent = visit::PersonConsent::written;
  wish.badge = "0011223344556677";
  CHECK(json::parse(binding_body(wish))["consent"] ==
        json{{"kind", "WRITTEN"}, {"staffId", "0011223344556677"}});
  CHECK(json::parse(family_body(wish.agent, Side::agent))["as"] == "AGENT");
  CHECK(json::parse(family_body(wish.agent, Side::person))["as"] == "PERSON");
  CHECK(json::parse(revocation_body(visit::SheetReason::reprinted))["reason"] == "REPRINTED");
}

TEST_CASE("a moment is written as it is read, in Shanghai's time") {
  for (const char* text :
       {"2021-01-20T09:30:00+08:00", "2020-02-29T23:59:59+08:00", "1969-12-31T23:59:58+08:00"})
    CHECK(write_moment(*parse_moment(text)) == text);
  CHECK(write_moment(*parse_moment("2021-01-19T16:00:00.999Z")) == "2021-01-20T00:00:00+08:00");
}

}  // namespace devices
