// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <thread>

#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/rules/delegation.h"
#include "tests/devices/sandbox/service/desks/counter.h"
#include "tests/files.h"

using service::Json;
using service_test::code_of;
using service_test::Counter;
using service_test::inquiry;
using service_test::person;
using service_test::resident;
using service_test::RunningService;

namespace {

// Of age on 20 January 2021, the day of the practice issuer.
std::string born(int age) { return fmt::format("{}0115", 2021 - age); }
Json someone(int age) {
  static int order = 0;
  ++order;
  return person(born(age), order % 1000, fmt::format("测试{}", order));
}
Json daughter() { return person("19700101", 22, "李明"); }

Json binding(const Json& agent, const Json& whom, const Json& change = Json::object()) {
  Json body{{"agent", {{"idDoc", agent}}},
            {"person", {{"idDoc", whom}}},
            {"relation", "CHILD"},
            {"scope", Json::array({"QUERY", "PRINT"})},
            {"validTo", "2021-03-01T00:00:00+08:00"},
            {"consent", {{"kind", "PRESENT"}}},
            {"region", "BJ"}};
  for (const auto& [key, value] : change.items()) body[key] = value;
  return body;
}

std::string bound(Counter& counter, const Json& agent, const Json& whom,
                  const Json& change = Json::object()) {
  const auto reply = counter.send("/v1/delegations", binding(agent, whom, change));
  if (reply.status != 201) return code_of(reply);
  return reply.json()["id"];
}
bool is_id(const std::string& text) { return text.size() == 32; }

Json as_agent(const std::string& id) {
  return Json{{"actor", {{"kind", "AGENT"}, {"delegationId", id}}}};
}

Json read_cases(const char* name) {
  return Json::parse(files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) /
                                     "tests/devices/sandbox/service/rules" / name));
}

// The signed bytes of a slip: base45 (RFC 9285, honest input only) and zlib taken off.
std::string signed_bytes(const std::string& qr) {
  REQUIRE(qr.starts_with("HC1:"));
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string packed;
  for (std::size_t i = 4; i < qr.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, qr.size() - i);
    std::size_t value = 0;
    for (std::size_t k = count; k-- > 0;) value = value * 45 + alphabet.find(qr[i + k]);
    if (count == 3) packed += static_cast<char>(value / 256);
    packed += static_cast<char>(value % 256);
  }
  std::string out(64 << 10, '\0');
  uLongf size = out.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                     reinterpret_cast<const Bytef*>(packed.data()),
                     static_cast<uLong>(packed.size())) == Z_OK);
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("a year is full on the birthday; who was born on 29 February waits for 1 March") {
  const auto age = [](const char* birth, const char* today) {
    return service::age_on(*service::parse_day(birth), *service::parse_day(today));
  };
  CHECK(age("1961-01-20", "2021-01-19") == 59);
  CHECK(age("1961-01-20", "2021-01-20") == 60);
  CHECK(age("1960-02-29", "2020-02-28") == 59);
  CHECK(age("1960-02-29", "2020-02-29") == 60);
  CHECK(age("1961-02-28", "2021-02-28") == 60);
  CHECK(age("2004-02-29", "2021-02-28") == 16);
  CHECK(age("2004-02-29", "2021-03-01") == 17);
}

TEST_CASE("every binding case of the policy comes out the same over the wire") {
  Counter counter;
  int tried = 0;
  for (const char* file : {"cases.json", "boundary_cases.json"}) {
    for (const Json& one : read_cases(file)) {
      if (!one.contains("bind")) continue;
      const Json& in = one["bind"];
      const Json region{{"region", in[0]}};
      const Json agent = someone(40);
      const Json whom = someone(in[3]);
      counter.seed(whom, Json::object(), in[4]);
      // As many as the case says, each bound under rules that have no limit.
      const Json freely{{"region", "JN"}};
      for (int i = 0; i < in[1]; ++i) {
        const Json other = someone(75);
        counter.seed(other);
        REQUIRE(is_id(bound(counter, agent, other, freely)));
      }
      for (int i = 0; i < in[2]; ++i) REQUIRE(is_id(bound(counter, someone(40), whom, freely)));
      const std::string got = bound(counter, agent, whom, region);
      INFO(one["id"]);
      CHECK((is_id(got) ? "OK" : got) == one["expect"]);
      ++tried;
    }
  }
  CHECK(tried >= 15);
}

TEST_CASE("H15: the fifth person in Beijing is refused, and one let go makes room again") {
  Counter counter;
  const Json agent = daughter();
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    const Json whom = someone(75);
    counter.seed(whom);
    ids.push_back(bound(counter, agent, whom));
    REQUIRE(is_id(ids.back()));
  }
  const Json fifth = someone(75);
  counter.seed(fifth);
  const auto refused = counter.send("/v1/delegations", binding(agent, fifth));
  CHECK(refused.status == 422);
  CHECK(code_of(refused) == "E_BINDING_LIMIT");
  REQUIRE(counter.remove("/v1/delegations/" + ids[0]).status == 200);
  const std::string last = bound(counter, agent, fifth);
  CHECK(is_id(last));
  // One that is over counts no more either.
  const Json sixth = someone(75);
  counter.seed(sixth);
  CHECK(bound(counter, agent, sixth) == "E_BINDING_LIMIT");
  counter.running().set_time("2021-02-28T23:59:59");
  const Json later{{"validTo", "2021-04-01"}};
  CHECK(bound(counter, agent, sixth, later) == "E_BINDING_LIMIT");
  counter.running().set_time("2021-03-01T00:00");
  CHECK(is_id(bound(counter, agent, sixth, later)));
}

TEST_CASE("of several who would be the one agent at the same moment, one is") {
  Counter counter;
  for (int round = 0; round < 3; ++round) {
    const Json whom = someone(80);
    counter.seed(whom);
    std::vector<std::thread> threads;
    std::array<std::string, 4> got;
    std::vector<Json> agents;
    for (std::size_t i = 0; i < got.size(); ++i) agents.push_back(someone(40));
    for (std::size_t i = 0; i < got.size(); ++i) {
      threads.emplace_back([&, i] {
        const auto reply = counter.kiosk()->post(
            "/v1/delegations", binding(agents[i], whom, Json{{"region", "JS"}}), Counter::key());
        got[i] = code_of(reply);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(std::count(got.begin(), got.end(), "201") == 1);
    CHECK(std::count(got.begin(), got.end(), "E_ALREADY_BOUND") == 3);
  }
}

TEST_CASE("an agent asks and prints for the person, and the answer names them by mask") {
  Counter counter;
  counter.running().seed(Json{{"nationalPush", "MEDIUM"}});
  const std::string id = bound(counter, daughter(), resident());
  REQUIRE(is_id(id));
  const Json answer = counter.running().query(as_agent(id)).json();
  CHECK(answer["colour"] == "YELLOW");
  CHECK(answer["maskedName"] == "王*英");
  CHECK(answer["agent"] == Json{{"relation", "CHILD"}, {"maskedName", "李*"}});
  Json slip = inquiry(as_agent(id));
  slip["kind"] = "STATUS_SLIP";
  const auto printed = counter.send("/v1/certificates", slip);
  REQUIRE(printed.status == 201);
  // Key 9 of the signed map: [2 (child), "李*"].
  const std::string key_nine = "\x09\x82\x02\x64李*";
  CHECK(signed_bytes(printed.json()["qr"]).find(key_nine) != std::string::npos);
  // The person alone: nobody acts.
  slip["actor"] = Json{{"kind", "SELF"}};
  const auto own = counter.send("/v1/certificates", slip);
  REQUIRE(own.status == 201);
  CHECK(signed_bytes(own.json()["qr"]).find("李*") == std::string::npos);
  CHECK_FALSE(counter.running().query().json().contains("agent"));
}

TEST_CASE(
    "H17: the agent's own red changes nothing for the person, and the person's nothing for them") {
  Counter counter;
  counter.running().seed(Json::object());
  counter.seed(daughter(), Json{{"nationalPush", "HIGH"}});
  const Json alone = counter.running().query().json();
  const std::string id = bound(counter, daughter(), resident());
  REQUIRE(is_id(id));
  Json together = counter.running().query(as_agent(id)).json();
  together.erase("agent");
  CHECK(together == alone);
  const Json own = counter.running().query(Json{{"idDoc", daughter()}}).json();
  CHECK(own["colour"] == "RED");
  CHECK(own["decision"] == "ISOLATE_AND_REPORT");
}

TEST_CASE("a delegation opens only what it was given for") {
  Counter counter;
  counter.running().seed(Json::object());
  const Json neighbour = someone(80);
  counter.seed(neighbour);
  const auto query = [&](const Json& change) { return code_of(counter.running().query(change)); };
  CHECK(query(as_agent(std::string(32, '0'))) == "E_DELEGATION");
  const std::string id =
      bound(counter, daughter(), resident(), Json{{"scope", Json::array({"QUERY"})}});
  REQUIRE(is_id(id));
  CHECK(query(as_agent(id)) == "200");
  // Not another person, not what it does not name, not after its end, not when it was taken back.
  Json other = as_agent(id);
  other["idDoc"] = neighbour;
  const auto refused = counter.running().query(other);
  CHECK(code_of(refused) == "E_DELEGATION");
  CHECK(refused.status == 403);
  Json slip = inquiry(as_agent(id));
  slip["kind"] = "STATUS_SLIP";
  CHECK(code_of(counter.send("/v1/certificates", slip)) == "E_DELEGATION");
  CHECK(code_of(counter.send("/v1/codes", service_test::petition(as_agent(id)))) == "E_DELEGATION");
  counter.running().set_time("2021-02-28T23:59:59");
  CHECK(query(as_agent(id)) == "200");
  counter.running().set_time("2021-03-01T00:00");
  CHECK(query(as_agent(id)) == "E_DELEGATION");

  const std::string paper =
      bound(counter, daughter(), resident(),
            Json{{"scope", Json::array({"PRINT"})}, {"validTo", "2021-04-01"}});
  REQUIRE(is_id(paper));
  CHECK(query(as_agent(paper)) == "E_DELEGATION");
  Json printed = inquiry(as_agent(paper));
  printed["kind"] = "STATUS_SLIP";
  CHECK(counter.send("/v1/certificates", printed).status == 201);
  REQUIRE(counter.remove("/v1/delegations/" + paper).status == 200);
  CHECK(code_of(counter.send("/v1/certificates", printed)) == "E_DELEGATION");
}

TEST_CASE("H16: nobody is bound without consent, to themselves, or by a wrong name or number") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto got = [&](const Json& change) {
    return bound(counter, daughter(), resident(), change);
  };
  CHECK(got(Json{{"consent", nullptr}}) == "E_CONSENT");
  CHECK(got(Json{{"consent", false}}) == "E_CONSENT");
  CHECK(got(Json{{"consent", {{"kind", "SURELY"}}}}) == "E_BAD_REQUEST");
  // A paper that nobody of the staff saw is none.
  CHECK(got(Json{{"consent", {{"kind", "WRITTEN"}}}}) == "E_BAD_REQUEST");
  CHECK(bound(counter, resident(), resident()) == "E_BAD_REQUEST");
  Json wrong = resident();
  wrong["name"] = "别人";
  CHECK(bound(counter, daughter(), wrong) == "E_NAME_MISMATCH");
  CHECK(bound(counter, daughter(), someone(80)) == "E_NO_RECORD");
  wrong["number"] = "990101193804120012";
  CHECK(bound(counter, daughter(), wrong) == "E_BAD_ID");
  counter.seed(daughter());
  Json not_her = daughter();
  not_her["name"] = "李红";
  const auto mismatch = counter.send("/v1/delegations", binding(not_her, resident()));
  CHECK(code_of(mismatch) == "E_NAME_MISMATCH");
  CHECK(mismatch.json()["fields"][0] == "agent.idDoc.name");
  for (const Json& form :
       {Json{{"relation", "FRIENDLY"}}, Json{{"scope", Json::array()}},
        Json{{"scope", Json::array({"QUERY", "QUERY"})}}, Json{{"validTo", "2021-01-20T09:30"}},
        Json{{"region", "ZZ"}}, Json{{"region", nullptr}}}) {
    CHECK(got(form) == "E_BAD_REQUEST");
  }
  CHECK(is_id(got(Json{{"consent", {{"kind", "WRITTEN"}, {"staffId", "S-12"}}}})));
  // The two are bound already.
  CHECK(got(Json::object()) == "E_ALREADY_BOUND");
}

TEST_CASE("an issuer with a region of its own takes no milder one") {
  Counter counter;
  counter.running().settings().issuer.region = "SH";
  counter.running().restart();
  const Json whom = someone(59);
  counter.seed(whom);
  CHECK(bound(counter, daughter(), whom, Json{{"region", nullptr}}) == "E_AGE_NOT_ELIGIBLE");
  CHECK(bound(counter, daughter(), whom, Json{{"region", "SH"}}) == "E_AGE_NOT_ELIGIBLE");
  CHECK(bound(counter, daughter(), whom, Json{{"region", "BJ"}}) == "E_BAD_REQUEST");
  counter.seed(whom, Json::object(), /*disabled=*/true);
  CHECK(is_id(bound(counter, daughter(), whom, Json{{"region", nullptr}})));
}

TEST_CASE("both sides see their delegations as long as they count, and the agent sees whose") {
  Counter counter;
  counter.running().seed(Json::object());
  const std::string id = bound(counter, daughter(), resident());
  const auto list = [&](const Json& document, const char* as) {
    return counter.running().kiosk().post("/v1/delegations/query",
                                          Json{{"idDoc", document}, {"as", as}});
  };
  const Json both{{"id", id},
                  {"relation", "CHILD"},
                  {"scope", Json::array({"QUERY", "PRINT"})},
                  {"validTo", "2021-03-01T00:00:00+08:00"},
                  {"maskedPerson", "王*英"},
                  {"maskedAgent", "李*"}};
  Json named = both;
  named["person"]["idDoc"] = resident();
  named["person"]["idDoc"]["birth"] = "1938-04-12";
  CHECK(list(daughter(), "AGENT").json()["delegations"] == Json::array({named}));
  // The person is not told the agent's number, nor their own.
  const auto agents = list(resident(), "PERSON");
  CHECK(agents.json()["delegations"] == Json::array({both}));
  for (const Json& document : {daughter(), resident()}) {
    CHECK(agents.body.find(std::string(document["number"])) == std::string::npos);
    CHECK(agents.body.find(std::string(document["name"])) == std::string::npos);
  }
  CHECK(list(resident(), "AGENT").json()["delegations"].empty());
  CHECK(list(daughter(), "PERSON").json()["delegations"].empty());
  // Nor is anybody else, one of the same mask included.
  for (const char* other : {"张三", "李红"}) {
    Json wrong = daughter();
    wrong["name"] = other;
    const auto refused = list(wrong, "AGENT");
    CHECK(code_of(refused) == "E_NAME_MISMATCH");
    CHECK(refused.body.find(RunningService::kNumber) == std::string::npos);
  }
  CHECK(code_of(list(daughter(), "FRIEND")) == "E_BAD_REQUEST");

  const auto ended = counter.remove("/v1/delegations/" + id);
  CHECK(ended.status == 200);
  CHECK(ended.json() == Json{{"id", id}, {"state", "ENDED"}});
  CHECK(counter.remove("/v1/delegations/" + id).body == ended.body);
  CHECK(code_of(counter.remove("/v1/delegations/" + std::string(32, '0'))) == "E_NOT_FOUND");
  CHECK(list(daughter(), "AGENT").json()["delegations"].empty());
}

TEST_CASE("a record of before the document was kept names the person by mask alone, and counts") {
  Counter counter;
  counter.running().seed(Json::object());
  const service::Settings& settings = counter.running().settings();
  const service::Seal seal(settings.store_key);
  const auto ref = [&](const Json& document) {
    return seal.pseudonym("NI", std::string(document["number"]));
  };
  service::Record old{"delegation",
                      service::random_id(),
                      ref(resident()),
                      ref(daughter()),
                      "ACTIVE",
                      counter.running().now(),
                      service_test::at("2021-03-01T00:00"),
                      {}};
  service::close_body(seal, old,
                      Json{{"relation", "CHILD"},
                           {"scope", Json::array({"QUERY"})},
                           {"person", "王*英"},
                           {"agent", "李*"},
                           {"consent", "PRESENT"},
                           {"staff", nullptr}});
  auto store = service::open_store(settings.store);
  REQUIRE(store);
  REQUIRE((*store)->add(old));
  const auto list = [&](const Json& document) {
    return counter.running().kiosk().post("/v1/delegations/query",
                                          Json{{"idDoc", document}, {"as", "AGENT"}});
  };
  const Json mine = list(daughter()).json()["delegations"];
  REQUIRE(mine.size() == 1);
  CHECK(mine[0]["maskedPerson"] == "王*英");
  CHECK(mine[0].at("person") == nullptr);
  CHECK(counter.running().query(as_agent(old.id)).json()["colour"] == "GREEN");
  // Negative control: the mask must still fit.
  Json wrong = daughter();
  wrong["name"] = "张三";
  CHECK(code_of(list(wrong)) == "E_NAME_MISMATCH");
}

TEST_CASE("a delegation that is ended forgets whose documents it held") {
  Counter counter;
  counter.running().seed(Json::object());
  const std::string id = bound(counter, daughter(), resident());
  const service::Settings& settings = counter.running().settings();
  const auto kept = [&] {
    auto store = service::open_store(settings.store);
    REQUIRE(store);
    const auto record = (*store)->record("delegation", id);
    REQUIRE(record);
    REQUIRE(*record);
    return service::open_body(service::Seal(settings.store_key), **record);
  };
  CHECK(kept()["personDocument"]["number"] == RunningService::kNumber);  // negative control
  CHECK(kept()["agentName"] == "李明");
  REQUIRE(counter.remove("/v1/delegations/" + id).status == 200);
  CHECK_FALSE(kept().contains("personDocument"));
  CHECK_FALSE(kept().contains("agentName"));
  CHECK(kept()["person"] == "王*英");
}

TEST_CASE("the person is told who may act for them, and nobody else is") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto agents = [&](const Json& change) {
    return counter.running().query(change).json().at("agents");
  };
  const Json self = Json::object();
  CHECK(agents(self) == Json::array());
  const std::string id = bound(counter, daughter(), resident());
  const Json known{
      {"maskedName", "李*"}, {"relation", "CHILD"}, {"validTo", "2021-03-01T00:00:00+08:00"}};
  CHECK(agents(self) == Json::array({known}));
  CHECK(agents(as_agent(id)) == Json::array());
  CHECK(agents(Json{{"actor", {{"kind", "STAFF"}, {"staffId", "S-12"}}}}) == Json::array());
  // Of the agent nobody hears this way: nobody acts for them.
  counter.seed(daughter());
  CHECK(agents(Json{{"idDoc", daughter()}}) == Json::array());
  REQUIRE(is_id(bound(counter, someone(40), resident())));
  CHECK(agents(self).size() == 2);
  REQUIRE(counter.remove("/v1/delegations/" + id).status == 200);
  CHECK(agents(self).size() == 1);
  counter.running().set_time("2021-03-01T00:00");
  CHECK(agents(self) == Json::array());
}

TEST_CASE("the same key binds once; an unsigned end ends nothing") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto key = Counter::key();
  auto& kiosk = counter.running().kiosk();
  const Json body = binding(daughter(), resident());
  const auto once = kiosk.post("/v1/delegations", body, key);
  REQUIRE(once.status == 201);
  const auto twice = kiosk.post("/v1/delegations", body, key);
  CHECK(twice.status == 201);
  CHECK(twice.body == once.body);
  CHECK(code_of(kiosk.post("/v1/delegations", body, Counter::key())) == "E_ALREADY_BOUND");
  const std::string id = once.json()["id"];
  auto unsigned_end = Counter::key();
  unsigned_end["X-Signature"] = std::string(64, '0');
  CHECK(code_of(kiosk.remove("/v1/delegations/" + id, unsigned_end)) == "E_SIGNATURE");
  CHECK(counter.running().query(as_agent(id)).status == 200);
}
