// SPDX-License-Identifier: GPL-3.0-or-later
// The description of the service against the service: every route is described, and what is
// answered over the wire is what the description says.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "devices/sandbox/service/api.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/wire/audit_action.h"
#include "devices/sandbox/service/wire/openapi.h"
#include "tests/devices/sandbox/service/described.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service::PracticeReply;
using service_test::at;
using service_test::Described;
using service_test::inquiry;
using service_test::RunningService;

namespace {

constexpr service::Key32 kKey{5, 5, 5};
const std::filesystem::path kSource = KIOSK_SOURCE_DIR;

service::Lifetime lifetime() { return {at("2020-01-01"), at("2120-01-01")}; }

// An issuer with everything it can have, and one of everybody who may ask it.
class Issuer : public RunningService {
 public:
  explicit Issuer(const std::string& code) : root_("practice list root", lifetime()) {
    service::Settings& all = settings();
    all.issuer.code = code;
    all.limits = {1e6, 1e6, 1e6, 1e6};
    auto form =
        service::Questionnaire::parse(files::contents(kSource / "config/survey/epi-survey.json"));
    REQUIRE(form);
    all.survey = std::move(*form);
    all.lists = {root_.certificate(), root_.key()};
    if (code != "99") {
      auto book = service::ProvinceBook::read(kSource / "config/provinces");
      REQUIRE(book);
      all.province_book = std::move(*book);
      const auto own = ca().client("issuer-" + code, lifetime());
      all.network = {code == "00" ? "" : "https://127.0.0.1:9",
                     "https://127.0.0.1",
                     "issuer-" + code,
                     own.certificate,
                     own.key,
                     ca().certificate(),
                     kKey};
    }
    all.devices.push_back({"OPS1", service::Role::operator_, kKey});
    all.devices.push_back({"issuer-00", service::Role::issuer, kKey});
    all.devices.push_back({"issuer-42", service::Role::issuer, kKey});
    restart();
  }

  service::PracticeClient& as(const std::string& device) {
    auto& client = clients_[device];
    if (!client) {
      auto way = door();
      way.device = device;
      way.key = kKey;
      way.client = ca().client(device, lifetime());
      client = std::make_unique<service::PracticeClient>(way);
    }
    return *client;
  }
  void chores() { kiosk().post("/_test/chores", Json::object()); }

 private:
  service::PracticeCa root_;
  std::map<std::string, std::unique_ptr<service::PracticeClient>> clients_;
};

service::PracticeClient::Headers key() {
  static int count = 0;
  return {{"Idempotency-Key", fmt::format("0123456789abcdef-{}", ++count)}};
}

Json id_document() { return inquiry()["idDoc"]; }

Json petition(const Json& change = Json::object()) {
  Json body = inquiry();
  body.erase("purpose");
  for (const auto& [name, value] : change.items()) body[name] = value;
  return body;
}

// Every fact there is a form for, so that no member of a reply is left out.
Json facts() {
  return Json::parse(R"({
    "events":[{"type":"COPRESENCE","at":"2021-01-18T10:00"}],
    "visits":[{"level":"MEDIUM","area":"990200","enteredAt":"2021-01-01T08:00","leftAt":"2021-01-10T08:00"}],
    "nat":[{"sampledAt":"2021-01-19T08:00","result":"NEGATIVE","reportedAt":"2021-01-19T16:20","org":"练习检测所","area":"990200"}],
    "antibody":[{"sampledAt":"2021-01-02T08:00","igm":"NEGATIVE","igg":"POSITIVE"}],
    "vaccination":[{"vaccine":"v","dose":1,"total":2,"date":"2021-01-03","maker":"m","batch":"b","site":"s"}],
    "trips":[{"area":"990200","enteredAt":"2021-01-09T08:00","leftAt":"2021-01-12T08:00"}]})");
}

Json survey() {
  const std::string base = "https://green-channel.example/fhir/";
  Json items = Json::array();
  const auto add = [&](const char* link, const char* system, const char* code) {
    const Json coding{{"system", base + "CodeSystem/" + system}, {"code", code}};
    items.push_back({{"linkId", link}, {"answer", Json::array({{{"valueCoding", coding}}})}});
  };
  add("by", "survey-by", "self");
  for (const char* link : {"q1", "q2", "q3", "q4", "q5"}) add(link, "survey-answer", "no");
  add("q6", "survey-symptom", "none");
  items.push_back({{"linkId", "declared"}, {"answer", Json::array({{{"valueBoolean", true}}})}});
  return Json{{"resourceType", "QuestionnaireResponse"},
              {"questionnaire", base + "Questionnaire/epi-survey|2"},
              {"status", "completed"},
              {"authored", "2021-01-20T09:29:00+08:00"},
              {"item", items}};
}

std::set<std::string> routes_of(const service::Settings& settings) {
  const files::Folder folder;
  auto store = service::open_store((folder.path() / "store.db").string());
  REQUIRE(store);
  service::Clock clock([] { return at("2021-01-20T09:30"); });
  service::Office office(settings, std::move(*store), {}, clock);
  service::Chores chores([](std::string_view) {});
  const service::Api api(office, chores, [](const std::string&) {});
  std::set<std::string> routes;
  for (const service::Route& route : api.routes()) {
    routes.insert(fmt::format("{} {}", route.method, route.pattern));
    // Whoever adds a route decides what the audit says of it.
    INFO(route.pattern);
    CHECK((route.method == "GET" || service::is_known_to_audit(route.method, route.pattern)));
  }
  return routes;
}

// Asks and holds what comes to the description.
class Asking {
 public:
  Asking(Described& described, Issuer& issuer) : described_(described), issuer_(issuer) {}

  Json get(const std::string& pattern, const std::string& path) {
    return held("GET", pattern, issuer_.kiosk().get(path)).json();
  }
  // `path` with what stands for the {id}.
  Json post(const std::string& pattern, const Json& body, const std::string& id = "",
            const std::string& device = "GC07") {
    std::string path = pattern;
    if (const auto place = path.find("{id}"); place != std::string::npos) {
      path.replace(place, 4, id);
    }
    auto& client = device == "GC07" ? issuer_.kiosk() : issuer_.as(device);
    // A request as the description has it is one that is taken.
    described_.hold_request("POST", pattern, body);
    const Json reply = held("POST", pattern, client.post(path, body, key())).json();
    // And one that it does not have is refused.
    held_error("POST", pattern, client.post(path, Json{{"nothing", "of this"}}, key()));
    return reply;
  }
  const PracticeReply& held(const std::string& method, const std::string& pattern,
                            const PracticeReply& reply) {
    INFO(method << " " << pattern << " " << reply.status << " " << reply.body);
    CHECK(reply.status < 400);
    described_.hold(method, pattern, reply);
    last_ = reply;
    return last_;
  }
  void held_error(const std::string& method, const std::string& pattern,
                  const PracticeReply& reply) {
    INFO(method << " " << pattern << " " << reply.status << " " << reply.body);
    CHECK(reply.status >= 400);
    described_.hold(method, pattern, reply);
  }
  // What has nothing to be wrong about fails when the service does.
  void failing(const std::string& path) {
    issuer_.kiosk().post("/_test/faults", Json{{"path", path}, {"status", 503}});
    held_error("GET", path, issuer_.kiosk().get(path));
  }

 private:
  Described& described_;
  Issuer& issuer_;
  PracticeReply last_;
};

// A day at the counter of a province that stands alone.
void ask_desks(Described& described) {
  Issuer issuer("99");
  issuer.kiosk().post(
      "/_test/seed",
      Json::parse(R"({"areas":[{"area":"990200","zh":"东湖区","en":"East Lake"}]})"));
  issuer.seed(facts());
  Asking ask(described, issuer);

  const Json measured{{"tempC", 37.5}, {"symptoms", Json::array({"DRY_COUGH"})}};
  ask.post("/v1/status/query", inquiry(Json{{"measured", measured}, {"survey", {{"q1", true}}}}));
  Json slip = inquiry();
  slip["kind"] = "STATUS_SLIP";
  const Json certificate = ask.post("/v1/certificates", slip);
  Json card = slip;
  card["kind"] = "HEALTH_CARD";
  ask.post("/v1/certificates", card);
  ask.post("/v1/certificates/{id}/revoke", Json{{"reason", "LOST"}}, certificate["id"]);
  ask.get("/v1/revocations", "/v1/revocations?since=0");
  ask.held_error("GET", "/v1/revocations", issuer.kiosk().get("/v1/revocations?since=x"));

  Json declared = petition(Json{{"phone", "000-0000"},
                                {"tempC", 36.5},
                                {"symptoms", Json::array()},
                                {"riskStay", false},
                                {"contact", false},
                                {"stays", Json::array()}});
  const Json incomplete = ask.post("/v1/declarations", petition(Json{{"tempC", 36.5}}));
  issuer.chores();
  ask.get("/v1/declarations/{id}", "/v1/declarations/" + std::string(incomplete["id"]));
  const Json declaration = ask.post("/v1/declarations", declared);
  issuer.chores();
  ask.get("/v1/declarations/{id}", "/v1/declarations/" + std::string(declaration["id"]));
  ask.held_error("GET", "/v1/declarations/{id}", issuer.kiosk().get("/v1/declarations/none"));
  ask.post("/v1/trips", petition(Json{{"trips", facts()["trips"]}}));

  const Json code = ask.post("/v1/codes", petition());
  const Json shown = ask.post("/v1/codes/make", Json{{"qr", code["qr"]}, {"ttlS", 60}});
  ask.post("/v1/codes/verify", Json{{"qr", shown["qr"]}, {"purpose", "HOSPITAL_OUTPATIENT"}});
  ask.post("/v1/codes/verify", Json{{"qr", "nothing"}, {"purpose", "HOSPITAL_OUTPATIENT"}});
  ask.post("/v1/codes/resolve", Json{{"qr", shown["qr"]}}, "", "issuer-42");
  ask.post("/v1/codes/resolve", Json{{"qr", "nothing"}}, "", "issuer-42");

  const Json note{{"zh", "请补材料。"}, {"en", "More, please."}};
  const Json evidence = Json::array({{{"kind", "TICKET"}, {"day", "2021-01-10"}, {"note", "x"}}});
  const Json appeal = ask.post(
      "/v1/appeals",
      petition(Json{{"kind", "MISCODE"}, {"statement", "我没有去过。"}, {"evidence", evidence}}));
  const std::string id = appeal["id"];
  ask.post("/v1/appeals/{id}/decision", Json{{"decision", "IN_REVIEW"}}, id, "OPS1");
  ask.post("/v1/appeals/{id}/decision", Json{{"decision", "NEEDS_EVIDENCE"}, {"note", note}}, id,
           "OPS1");
  ask.get("/v1/appeals/{id}", "/v1/appeals/" + id);
  ask.held_error("GET", "/v1/appeals/{id}", issuer.kiosk().get("/v1/appeals/none"));
  ask.post("/v1/appeals/list", Json{{"state", "NEEDS_EVIDENCE"}}, "", "OPS1");
  ask.post("/v1/appeals/{id}/evidence", Json{{"evidence", evidence}}, id);

  const Json agent{{"kind", "NI"}, {"number", "990101195202290055"}, {"name", "李明"}};
  const Json delegation = ask.post("/v1/delegations", Json{{"agent", {{"idDoc", agent}}},
                                                           {"person", {{"idDoc", id_document()}}},
                                                           {"relation", "CHILD"},
                                                           {"scope", Json::array({"QUERY"})},
                                                           {"validTo", "2021-03-01T00:00:00+08:00"},
                                                           {"consent", {{"kind", "PRESENT"}}},
                                                           {"region", "BJ"}});
  ask.post("/v1/delegations/query", Json{{"idDoc", id_document()}, {"as", "PERSON"}});
  ask.post("/v1/delegations/query", Json{{"idDoc", agent}, {"as", "AGENT"}});
  ask.post("/v1/status/query", inquiry());
  const Json actor{{"kind", "AGENT"}, {"delegationId", delegation["id"]}};
  ask.post("/v1/status/query", inquiry(Json{{"actor", actor}}));
  const std::string ended = "/v1/delegations/" + std::string(delegation["id"]);
  ask.held("DELETE", "/v1/delegations/{id}", issuer.kiosk().remove(ended, key()));
  ask.held_error("DELETE", "/v1/delegations/{id}",
                 issuer.kiosk().remove("/v1/delegations/none", key()));

  ask.post("/fhir/QuestionnaireResponse", survey());
  ask.held_error("POST", "/fhir/QuestionnaireResponse",
                 issuer.kiosk().post("/fhir/QuestionnaireResponse", survey(),
                                     {{"If-None-Exist", "identifier=x"}}));
  const Json entry{{"at", "2021-01-20T09:29:58+08:00"},
                   {"action", "PAPER"},
                   {"result", "NOT_PRINTED"},
                   {"policy", "REF-CN-2021/1"},
                   {"errorCode", "E_BUSY"}};
  ask.post("/v1/audit", Json::array({entry}));
  ask.post("/v1/audit/query", Json{{"after", 0}}, "", "OPS1");

  for (const char* path :
       {"/v1/keys", "/v1/trust", "/v1/revocations.cose", "/v1/policy", "/v1/areas", "/v1/health",
        "/v1/openapi.json", "/fhir/Questionnaire/epi-survey"}) {
    ask.get(path, path);
    ask.failing(path);
  }
}

// What issuers say to one another, at the platform and at a province.
void ask_issuers(Described& described) {
  const Json doc{{"idDoc", id_document()}};
  const Json residents{
      {"residents",
       Json::array({{{"idDoc", id_document()}, {"disabled", false}, {"facts", facts()}}})}};
  const Json report{{"idDoc", id_document()}, {"facts", facts()}};
  {
    Issuer platform("00");
    Asking ask(described, platform);
    ask.post("/v1/issuers", Json{{"code", "42"}, {"url", "https://127.0.0.1:9"}, {"mode", "share"}},
             "", "issuer-42");
    ask.post("/v1/residents", residents, "", "issuer-42");
    ask.post("/v1/catalogue/query", doc, "", "issuer-42");
    ask.post("/v1/facts", report, "", "issuer-42");
    const Json risk{{"idDoc", id_document()}, {"level", "HIGH"}};
    ask.post("/v1/risks", Json{{"risks", Json::array({risk})}}, "", "OPS1");
    const Json area{{"area", "990200"}, {"zh", "东湖区"}, {"en", "East Lake"}, {"level", "MEDIUM"}};
    ask.post("/v1/areas", Json{{"areas", Json::array({area})}}, "", "OPS1");
    ask.post("/v1/areas/query", Json::object(), "", "issuer-42");
    ask.post("/v1/status/forwarded", doc, "", "issuer-42");
  }
  Issuer province("42");
  Asking ask(described, province);
  ask.post("/v1/residents", residents, "", "OPS1");
  ask.post("/v1/facts", report, "", "OPS1");
  ask.post("/v1/facts/query", doc, "", "issuer-00");
  ask.post("/v1/status/forwarded", doc, "", "issuer-00");
  ask.post("/v1/pushes",
           Json{{"id", "push-0000000000001"}, {"idDoc", id_document()}, {"level", "MEDIUM"}}, "",
           "issuer-00");
}

}  // namespace

TEST_CASE("the description keeps the rules of OpenAPI as far as they can be checked here") {
  const Json document = Json::parse(service::kOpenApiDocument);
  CHECK(service_test::faults_of(document).empty());
  // Negative controls.
  const auto spoilt = [&](const std::string& pointer, const Json& value) {
    Json changed = document;
    changed[Json::json_pointer(pointer)] = value;
    return !service_test::faults_of(changed).empty();
  };
  const std::string query = "/paths/~1v1~1status~1query/post";
  CHECK_FALSE(spoilt("/info/title", "Another title"));
  CHECK(spoilt("/openapi", "2.0"));
  CHECK(spoilt(query + "/operationId", "getHealth"));
  CHECK(spoilt(query + "/responses/200/content/application~1json/schema/$ref",
               "#/components/schemas/Nothing"));
  CHECK(spoilt(query + "/responses/200", Json::object()));
  CHECK(spoilt("/paths/~1v1~1appeals~1{id}/get/parameters", Json::array()));
  CHECK(spoilt("/security/0/nobody", Json::array()));
}

TEST_CASE("every route of the service is described, and nothing else is") {
  std::set<std::string> routes;
  for (const char* code : {"99", "00", "42"}) {
    Issuer issuer(code);
    routes.merge(routes_of(issuer.settings()));
  }
  const auto described = Described(Json::parse(service::kOpenApiDocument)).operations();
  CHECK(routes == described);
}

TEST_CASE("the service gives out its description, smaller than a reply may be, and once") {
  RunningService running;
  const auto reply = running.kiosk().get("/v1/openapi.json");
  REQUIRE(reply.status == 200);
  CHECK(reply.body.size() < 64 << 10);
  CHECK(reply.json() ==
        Json::parse(files::contents(kSource / "devices/sandbox/service/wire/openapi.json")));
  const auto again =
      running.kiosk().get("/v1/openapi.json", {{"If-None-Match", reply.headers.at("etag")}});
  CHECK(again.status == 304);
}

TEST_CASE("what the service answers is what its description says, good and bad, in every path") {
  Described described(Json::parse(service::kOpenApiDocument));
  ask_desks(described);
  ask_issuers(described);
  CHECK(described.never_seen() == std::set<std::string>{});
  // Negative control: every good reply, with a member more or a required one less.
  const auto spoilt = described.replies_that_may_be_spoilt();
  std::string told;
  for (const std::string& one : spoilt) told += one + "\n";
  INFO(told);
  // These three are documents of others' making: the description leaves them open.
  CHECK(spoilt == std::set<std::string>{"GET /fhir/Questionnaire/epi-survey",
                                        "GET /v1/openapi.json", "GET /v1/policy"});
}
