// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/network/running_network.h"
#include "tests/files.h"

using service::Json;
using service_test::document;
using service_test::FileChange;
using service_test::inquiry;
using service_test::one_event;
using service_test::RunningNetwork;
using service_test::RunningService;

namespace {

const FileChange kShare{"44", "\"intermediary\"", "\"share\""};
// Guangdong as one of the provinces that used the national code.
FileChange without_own_code() {
  return {"44",
          files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/provinces/44.toml"),
          "code = \"44\"\nname = { zh = \"粤康码\", en = \"Yuekang Code\" }\nsource = \"seen\"\n"
          "mode = \"national\"\n"};
}

Json negative_test() {
  return Json{{"nat", Json::array({{{"sampledAt", "2021-01-19T08:00"}, {"result", "NEGATIVE"}}})}};
}

void check_unknown(const Json& reply, const char* reason, const char* source) {
  CHECK(reply["state"] == "UNKNOWN");
  CHECK(reply["colour"] == nullptr);
  CHECK(reply["decision"] == "STAFF_ASSIST_MANUAL");
  CHECK(reply["reasons"][0]["code"] == reason);
  CHECK(reply["source"] == source);
}

}  // namespace

TEST_CASE("a resident is answered from home, in the province's own word") {
  RunningNetwork network;
  network.settle("42");
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "GREEN");
  CHECK(reply["source"] == "LOCAL");
  CHECK(reply["word"] == Json{{"zh", "绿码"}, {"en", "Green code"}});
  CHECK(reply["transcodedFrom"] == nullptr);
  CHECK(reply["issuer"]["name"]["zh"] == "湖北健康码");
}

TEST_CASE("shared data: the asking province judges the home's facts by its own policy") {
  RunningNetwork network({kShare});
  network.settle("44", one_event("CLOSE_CONTACT", "2021-01-15"));
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "RED");
  CHECK(reply["reasons"][0]["code"] == "R_CLOSE_CONTACT");
  CHECK(reply["reasons"][0]["params"]["day"] == "2021-01-15");
  CHECK(reply["source"] == "PROVINCE:44");
  CHECK(reply["transcodedFrom"] == nullptr);
  CHECK(reply["word"]["zh"] == "红码");
  CHECK(reply["decision"] == "ISOLATE_AND_REPORT");
  // What is measured at the machine still counts; a cold hand does not cool the home's red.
  CHECK(network.query("42", Json{{"measured", {{"tempC", 37.3}}}}).json()["state"] == "RED");
}

TEST_CASE("shared data of somebody in good order is green, with the test that they carry") {
  RunningNetwork network({kShare});
  network.settle("44", negative_test());
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "GREEN");
  CHECK(reply["nat"]["sampledAt"] == "2021-01-19T08:00:00+08:00");
  CHECK(reply["maskedName"] == "王*英");
  CHECK(network.query("42", Json{{"measured", {{"tempC", 37.3}}}}).json()["state"] == "YELLOW");
}

TEST_CASE("through the platform: the home's word becomes the national one, and that ours") {
  RunningNetwork network;
  Json facts = one_event("CLOSE_CONTACT", "2021-01-15");
  facts.update(negative_test());
  network.settle("11", facts);
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "RED");
  CHECK(reply["word"]["zh"] == "红码");
  CHECK(reply["source"] == "PROVINCE:11");
  CHECK(reply["transcodedFrom"] == Json::parse(R"({"issuer":"11",
    "name":{"zh":"北京健康宝","en":"Beijing Health Kit"},
    "word":{"zh":"集中观察","en":"Central observation"},"path":["11","00","42"]})"));
  CHECK(reply["reasons"][0]["code"] == "R_CLOSE_CONTACT");
  CHECK(reply["reasons"][0]["text"]["en"] ==
        "A close contact of a case on 15 January; central observation lasts until 28 January.");
  CHECK(reply["until"] == "2021-01-29T00:00:00+08:00");
  CHECK(reply["nat"]["result"] == "NEGATIVE");
  CHECK(reply["decision"] == "ISOLATE_AND_REPORT");
}

TEST_CASE("through the platform a green stays green, unless this machine finds a fever") {
  RunningNetwork network;
  network.settle("11", negative_test());
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "GREEN");
  CHECK(reply["transcodedFrom"]["word"]["zh"] == "未见异常");
  CHECK(reply["decision"] == "PASS");
  const Json warm = network.query("42", Json{{"measured", {{"tempC", 37.3}}}}).json();
  CHECK(warm["state"] == "YELLOW");
  CHECK(warm["reasons"].size() == 1);
  CHECK(warm["reasons"][0]["code"] == "Y_SYMPTOM");
  CHECK(warm["decision"] == "FEVER_CLINIC_OR_BUFFER");
}

TEST_CASE("a province without a code of its own: the platform answers, from its base data") {
  RunningNetwork network({without_own_code()});
  network.settle("44", one_event("CLOSE_CONTACT", "2021-01-15"));
  // Its own machine and another province's say the same.
  for (const char* place : {"42", "44"}) {
    const Json reply = network.query(place).json();
    CHECK(reply["state"] == "RED");
    CHECK(reply["source"] == "NATIONAL");
    CHECK(reply["reasons"][0]["code"] == "R_CLOSE_CONTACT");
  }
  const Json reply = network.query("42").json();
  CHECK(reply["transcodedFrom"]["issuer"] == "00");
  CHECK(reply["transcodedFrom"]["path"] == Json::array({"00", "42"}));
  // The home need not be there.
  network.issuers().stop("44");
  CHECK(network.query("42").json()["state"] == "RED");
}

TEST_CASE("a word that has no rule makes UNKNOWN, never green") {
  // The platform's copy of Beijing's words lacks the rule for the green one.
  RunningNetwork network;
  network.settle("11");
  REQUIRE(network.query("42").json()["state"] == "GREEN");
  const auto other = network.provinces() / "../other";
  service_test::copy_provinces(other, {{"11", "national = \"GREEN\"\n", ""}});
  network.issuers().settings("00").province_book = *service::ProvinceBook::read(other);
  network.restart("00");
  const Json reply = network.query("42").json();
  check_unknown(reply, "U_NOT_TRANSCODED", "PROVINCE:11");
  CHECK(reply["transcodedFrom"]["word"]["zh"] == "未见异常");
  CHECK(reply["reasons"][0]["text"]["zh"] ==
        "北京健康宝的“未见异常”在这里没有换算规则，现在不能判断，请工作人员帮您办。");
  CHECK(reply["reasons"][0]["params"]["word"] == "未见异常");
}

TEST_CASE("a word whose rule contradicts its issuer's own state makes UNKNOWN") {
  RunningNetwork network;
  network.settle("11", one_event("CLOSE_CONTACT", "2021-01-15"));
  const auto other = network.provinces() / "../other";
  service_test::copy_provinces(other, {{"11", "national = \"RED\"", "national = \"GREEN\""}});
  network.issuers().settings("00").province_book = *service::ProvinceBook::read(other);
  network.restart("00");
  check_unknown(network.query("42").json(), "U_NOT_TRANSCODED", "PROVINCE:11");
}

TEST_CASE("the home's late data stays unknown on the way, with its own word for it") {
  RunningNetwork network;
  network.settle("11");
  const Json resident{{"idDoc", document()}, {"facts", {{"dataDelayed", true}}}};
  REQUIRE(network.as("OP11", "11")
              .post("/_test/seed", Json{{"residents", Json::array({resident})}})
              .status == 200);
  const Json reply = network.query("42").json();
  check_unknown(reply, "U_UPSTREAM_DELAYED", "PROVINCE:11");
  CHECK(reply["transcodedFrom"]["word"]["zh"] == "暂时无法确认您的状态");
}

TEST_CASE("a province that reported an exception says so, and gives no colour") {
  RunningNetwork network(
      {{"42", "words_source",
        "exception = [{ province = \"44\", reason = { zh = \"暂不能识别粤康码。\", en = \"The "
        "Yuekang code cannot be recognised yet.\" } }]\nwords_source"}});
  network.settle("44");
  const Json reply = network.query("42").json();
  check_unknown(reply, "U_NOT_RECOGNISED", "PROVINCE:44");
  CHECK(reply["reasons"][0]["text"]["zh"] == "暂不能识别粤康码。");
  CHECK(reply["reasons"][0]["params"]["issuer"] == "44");
  // Another province has reported none.
  CHECK(network.query("11").json()["state"] == "GREEN");
}

TEST_CASE("a home that is away or late is UNKNOWN, not what the platform believes") {
  RunningNetwork network;
  network.settle("44");
  REQUIRE(network.query("42").json()["state"] == "GREEN");
  SECTION("away") {
    network.issuers().stop("44");
    check_unknown(network.query("42").json(), "U_UPSTREAM_DELAYED", "PROVINCE:44");
  }
  SECTION("late") {
    network.issuers().settings("42").network->patience_ms = 500;
    network.restart("42");
    network.fault("44", Json{{"path", "/v1/status/forwarded"}, {"delayMs", 60'000}});
    check_unknown(network.query("42").json(), "U_UPSTREAM_DELAYED", "PROVINCE:44");
  }
  SECTION("talking nonsense") {
    for (const char* body :
         {"", "{}", "[]", R"({"state":"GREEN"})",
          R"({"state":"BLUE","word":null,"reasons":[],"facts":{},"issuer":{"code":"44"}})"}) {
      network.fault("44", Json{{"path", "/v1/status/forwarded"}, {"body", body}});
      check_unknown(network.query("42").json(), "U_UPSTREAM_DELAYED", "PROVINCE:44");
    }
    network.fault("44", Json{{"path", "/v1/status/forwarded"}, {"drop", 20}, {"count", 2}});
    check_unknown(network.query("42").json(), "U_UPSTREAM_DELAYED", "PROVINCE:44");
  }
  SECTION("busy") {
    network.fault("44", Json{{"path", "/v1/status/forwarded"}, {"status", 503}});
    check_unknown(network.query("42").json(), "U_UPSTREAM_DELAYED", "PROVINCE:44");
  }
}

TEST_CASE("a home that answers for another issuer is not believed") {
  RunningNetwork network({kShare});
  network.settle("44");
  network.fault("44", Json{{"path", "/v1/facts/query"}, {"body", R"({"issuer":"11","facts":{}})"}});
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "UNKNOWN");
  CHECK(network.query("42").json()["state"] == "GREEN");
}

TEST_CASE("without the platform a province's own people are answered; of others nothing is said") {
  RunningNetwork network;
  network.settle("42");
  network.settle("44", Json::object(), "990101195202290055", "李明");
  const Json traveller{{"idDoc", document("990101195202290055", "李明")}};
  REQUIRE(network.query("42", traveller).json()["state"] == "GREEN");
  network.issuers().stop("00");
  CHECK(network.query("42").json()["state"] == "GREEN");
  CHECK(network.query("42").json()["source"] == "LOCAL");
  check_unknown(network.query("42", traveller).json(), "U_UPSTREAM_DELAYED", "LOCAL");
}

TEST_CASE("nobody's person is NOT_FOUND") {
  RunningNetwork network;
  const Json reply = network.query("42").json();
  CHECK(reply["state"] == "NOT_FOUND");
  CHECK(reply["source"] == "NATIONAL");
  CHECK(reply["maskedName"] == nullptr);
}

TEST_CASE("another name than the catalogue's or the home's is told nothing") {
  RunningNetwork network({kShare});
  network.settle("44");
  const Json other{{"idDoc", document(RunningService::kNumber, "王秀芳")}};
  const auto reply = network.query("42", other);
  CHECK(reply.status == 422);
  CHECK(reply.json()["code"] == "E_NAME_MISMATCH");
  CHECK(reply.json()["fields"] == Json::array({"idDoc.name"}));
  // The home has another name than the catalogue.
  const Json resident{{"idDoc", document(RunningService::kNumber, "王秀芳")}};
  REQUIRE(network.as("OP44", "44")
              .post("/_test/seed", Json{{"residents", Json::array({resident})}})
              .status == 200);
  CHECK(network.query("42").json()["code"] == "E_NAME_MISMATCH");
}

TEST_CASE("an issuer that asks like a kiosk is not asked on for: no question goes in a circle") {
  RunningNetwork network;
  network.settle("11");
  REQUIRE(network.query("44").json()["state"] == "GREEN");
  const auto reply = network.as("issuer-42", "44").post("/v1/status/query", inquiry());
  CHECK(reply.json()["state"] == "NOT_FOUND");
  // Forwarded to a province that does not keep the person, it ends there.
  const auto forwarded =
      network.as("issuer-42", "44").post("/v1/status/forwarded", Json{{"idDoc", document()}});
  CHECK(forwarded.status == 404);
  CHECK(forwarded.json()["code"] == "E_NO_RECORD");
}

TEST_CASE("a slip for a traveller bears the asked province's area and the examined colour") {
  RunningNetwork network;
  network.settle("44", one_event("CLOSE_CONTACT", "2021-01-15"));
  Json body = inquiry(Json{{"kind", "STATUS_SLIP"}});
  const auto reply =
      network.as("GC42", "42")
          .post("/v1/certificates", body, {{"Idempotency-Key", "traveller-slip-0001"}});
  REQUIRE(reply.status == 201);
  CHECK(reply.json()["state"] == "RED");
  CHECK(reply.json()["issuer"]["code"] == "42");
  // Without a colour there is none.
  network.issuers().stop("44");
  const auto refused =
      network.as("GC42", "42")
          .post("/v1/certificates", body, {{"Idempotency-Key", "traveller-slip-0002"}});
  CHECK(refused.json()["code"] == "E_NO_COLOUR");
}

TEST_CASE("a card for a traveller needs a home that vouches for who they are") {
  RunningNetwork network;
  network.settle("44");
  const Json body = inquiry(Json{{"kind", "HEALTH_CARD"}});
  const auto card =
      network.as("GC42", "42")
          .post("/v1/certificates", body, {{"Idempotency-Key", "traveller-card-0001"}});
  REQUIRE(card.status == 201);
  CHECK_FALSE(card.json().contains("state"));
  network.issuers().stop("44");
  const auto refused =
      network.as("GC42", "42")
          .post("/v1/certificates", body, {{"Idempotency-Key", "traveller-card-0002"}});
  CHECK(refused.status == 502);
  CHECK(refused.json()["code"] == "E_UPSTREAM");
  CHECK(refused.body.find("HC1:") == std::string::npos);
}

TEST_CASE("the platform asked by a kiosk is its second source: it answers from the base data") {
  RunningNetwork network;
  network.settle("42", one_event("CLOSE_CONTACT", "2021-01-15"));
  network.issuers().stop("42");
  const Json reply = network.as("GC42", "00").post("/v1/status/query", inquiry()).json();
  CHECK(reply["state"] == "RED");
  CHECK(reply["source"] == "NATIONAL");
}
