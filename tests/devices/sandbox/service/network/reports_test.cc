// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/network/running_network.h"

using service::Json;
using service_test::document;
using service_test::one_event;
using service_test::RunningNetwork;
using service_test::RunningService;

namespace {

Json risk(const char* level, const std::string& number = RunningService::kNumber,
          const std::string& name = RunningService::kName) {
  return Json{{"idDoc", document(number, name)}, {"level", level}};
}

Json risks(std::initializer_list<Json> list) {
  Json out = Json::array();
  for (const Json& one : list) out.push_back(one);
  return Json{{"risks", out}};
}

Json push(const char* id, const char* level) {
  return Json{{"id", id}, {"idDoc", document()}, {"level", level}};
}

}  // namespace

TEST_CASE("a risk list pushed down turns a resident red at home; before it she is green") {
  RunningNetwork network;
  network.settle("42");
  REQUIRE(network.query("42").json()["state"] == "GREEN");
  const auto taken =
      network.as("OP00", "00")
          .post("/v1/risks", risks({risk("HIGH"), risk("HIGH", "990101195202290055", "李明")}));
  REQUIRE(taken.status == 200);
  CHECK(taken.json() == Json{{"taken", 1}, {"unknown", 1}});
  REQUIRE(network.chores("00"));
  Json reply = network.query("42").json();
  CHECK(reply["state"] == "RED");
  CHECK(reply["source"] == "LOCAL");
  CHECK(reply["reasons"][0]["code"] == "R_NATIONAL_PUSH");
  // LOW takes it back.
  network.as("OP00", "00").post("/v1/risks", risks({risk("LOW")}));
  REQUIRE(network.chores("00"));
  CHECK(network.query("42").json()["state"] == "GREEN");
}

TEST_CASE("a push that has not reached the home yet already counts for a traveller") {
  for (const char* mode : {"share", "intermediary"}) {
    RunningNetwork network({{"44", "\"intermediary\"", "\"" + std::string(mode) + "\""}});
    network.settle("44");
    REQUIRE(network.query("42").json()["state"] == "GREEN");
    network.fault("44", Json{{"path", "/v1/pushes"}, {"status", 503}, {"count", 0}});
    network.as("OP00", "00").post("/v1/risks", risks({risk("HIGH")}));
    CHECK_FALSE(network.chores("00"));
    CHECK(network.query("44").json()["state"] == "GREEN");
    CHECK(network.query("42").json()["state"] == "RED");
  }
}

TEST_CASE("pushes wait for a province that is away and arrive in their order") {
  RunningNetwork network;
  network.settle("42");
  network.settle("44", Json::object(), "990101195202290055", "李明");
  network.issuers().stop("42");
  auto& platform = network.as("OP00", "00");
  platform.post("/v1/risks", risks({risk("HIGH")}));
  platform.post("/v1/risks", risks({risk("MEDIUM"), risk("HIGH", "990101195202290055", "李明")}));
  CHECK_FALSE(network.chores("00"));
  // It holds up nobody else.
  CHECK(network.query("44", Json{{"idDoc", document("990101195202290055", "李明")}})
            .json()["state"] == "RED");
  network.restart("42");
  REQUIRE(network.chores("00"));
  // The last word counts: MEDIUM after HIGH.
  CHECK(network.query("42").json()["reasons"][0]["code"] == "Y_NATIONAL_PUSH");
}

TEST_CASE("a push delivered twice is done once: an old one does not undo a newer one") {
  RunningNetwork network;
  network.settle("42");
  auto& platform = network.as("issuer-00", "42");
  CHECK(platform.post("/v1/pushes", push("push-0000000000001", "HIGH")).json()["done"] == true);
  CHECK(platform.post("/v1/pushes", push("push-0000000000002", "MEDIUM")).json()["done"] == true);
  const auto again = platform.post("/v1/pushes", push("push-0000000000001", "HIGH"));
  CHECK(again.status == 200);
  CHECK(again.json()["done"] == false);
  CHECK(network.query("42").json()["state"] == "YELLOW");
  // Under an id of its own the same words count.
  platform.post("/v1/pushes", push("push-0000000000003", "HIGH"));
  CHECK(network.query("42").json()["state"] == "RED");
}

TEST_CASE("an area's level set at the platform reaches the provinces and stars an itinerary") {
  RunningNetwork network;
  const Json trip{{"area", "990201"},
                  {"enteredAt", "2021-01-15T08:00:00+08:00"},
                  {"leftAt", "2021-01-16T20:00:00+08:00"}};
  network.settle("42", Json{{"trips", Json::array({trip})}});
  const auto star = [&] { return network.query("42").json()["itinerary"]["places"][0]["star"]; };
  REQUIRE(star() == false);
  const Json area{{"area", "990201"}, {"zh", "东湖区"}, {"en", "East Lake"}, {"level", "HIGH"}};
  const Json areas{{"areas", Json::array({area})}};
  CHECK(network.as("OP42", "42").post("/v1/areas", areas).status == 404);  // the platform's alone
  REQUIRE(network.as("OP00", "00").post("/v1/areas", areas).status == 200);
  CHECK(star() == false);
  REQUIRE(network.chores("42"));
  CHECK(star() == true);
  // It is the city that is starred, not the person that is coloured.
  CHECK(network.query("42").json()["state"] == "GREEN");
}

TEST_CASE("a fact reported in one province about a resident of another reaches her home") {
  RunningNetwork network;
  network.settle("44");
  REQUIRE(network.query("44").json()["state"] == "GREEN");
  const Json report{{"idDoc", document()},
                    {"facts", one_event("CLOSE_CONTACT", "2021-01-18T10:00")}};
  const auto taken = network.as("OP42", "42").post("/v1/facts", report);
  CHECK(taken.status == 202);
  CHECK(taken.json()["kept"] == false);
  REQUIRE(network.deliver());
  const Json reply = network.query("44").json();
  CHECK(reply["state"] == "RED");
  CHECK(reply["source"] == "LOCAL");
  CHECK(reply["reasons"][0]["code"] == "R_CLOSE_CONTACT");
  // The same report again adds nothing, and what is known is still known once.
  network.as("OP42", "42").post("/v1/facts", report);
  REQUIRE(network.deliver());
  const Json facts =
      network.as("issuer-42", "44").post("/v1/facts/query", Json{{"idDoc", document()}}).json();
  CHECK(facts["facts"]["events"].size() == 1);
}

TEST_CASE("a fact reported at home goes up, and not down again") {
  RunningNetwork network;
  network.settle("42");
  const auto taken = network.as("OP42", "42")
                         .post("/v1/facts", Json{{"idDoc", document()},
                                                 {"facts", one_event("CONFIRMED", "2021-01-18")}});
  CHECK(taken.status == 200);
  network.fault("42", Json{{"path", "/v1/pushes"}, {"status", 500}, {"count", 0}});
  // A push would be refused, and the platform's chores would say so.
  REQUIRE(network.deliver());
  CHECK(
      network.as("OP00", "00").post("/v1/status/query", service_test::inquiry()).json()["state"] ==
      "RED");
}

TEST_CASE("reports wait for the platform and are given up only when nobody registers the person") {
  RunningNetwork network;
  const Json report{{"idDoc", document()}, {"facts", one_event("CONFIRMED", "2021-01-18")}};
  network.issuers().stop("00");
  REQUIRE(network.as("OP42", "42").post("/v1/facts", report).status == 202);
  CHECK_FALSE(network.chores("42"));
  network.restart("00");
  // Nobody has registered her yet.
  CHECK_FALSE(network.chores("42"));
  network.settle("44");
  CHECK(network.deliver());
  CHECK(network.query("44").json()["state"] == "RED");

  const Json stranger{{"idDoc", document("990101195202290055", "李明")},
                      {"facts", one_event("CONFIRMED", "2021-01-18")}};
  REQUIRE(network.as("OP42", "42").post("/v1/facts", stranger).status == 202);
  CHECK_FALSE(network.chores("42"));
  network.set_time("2021-01-27T09:29");
  CHECK_FALSE(network.chores("42"));
  network.set_time("2021-01-27T09:30");
  CHECK(network.chores("42"));
}

TEST_CASE("only an issuer may speak as one, and only for itself") {
  RunningNetwork network;
  network.settle("42");
  const Json who{{"idDoc", document()}};
  const auto refused = [](const service::PracticeReply& reply) {
    CHECK(reply.status == 403);
    CHECK(reply.json()["code"] == "E_DEVICE");
  };
  auto& kiosk = network.as("GC42", "42");
  refused(kiosk.post("/v1/facts/query", who));
  refused(kiosk.post("/v1/status/forwarded", who));
  refused(kiosk.post("/v1/pushes", push("push-0000000000001", "HIGH")));
  refused(kiosk.post("/v1/facts", Json{{"idDoc", document()}, {"facts", Json::object()}}));
  refused(kiosk.post("/v1/residents", Json{{"residents", Json::array()}}));
  auto& at_platform = network.as("GC42", "00");
  refused(at_platform.post("/v1/catalogue/query", who));
  refused(at_platform.post("/v1/risks", risks({risk("HIGH")})));
  // A province is not the platform.
  refused(network.as("issuer-44", "42").post("/v1/pushes", push("push-0000000000001", "HIGH")));
  const auto announce = [&](const char* code, const char* url) {
    return network.as("issuer-44", "00")
        .post("/v1/issuers", Json{{"code", code}, {"url", url}, {"mode", "share"}});
  };
  refused(announce("42", "https://127.0.0.1:1"));
  CHECK(announce("44", "https://127.0.0.1:1").status == 200);
  for (const char* url : {"http://127.0.0.1:1", "https://127.0.0.1", "https://127.0.0.1:0",
                          "https://127.0.0.1:1/x", "https://a@b:1"}) {
    CHECK(announce("44", url).json()["fields"] == Json::array({"url"}));
  }
  CHECK(network.query("42").json()["state"] == "GREEN");
}

TEST_CASE("the catalogue tells issuers where somebody is registered, and nothing more") {
  RunningNetwork network;
  network.settle("44", one_event("CONFIRMED", "2021-01-18"));
  const Json reply =
      network.as("issuer-42", "00").post("/v1/catalogue/query", Json{{"idDoc", document()}}).json();
  CHECK(reply == Json{{"home", "44"},
                      {"mode", "intermediary"},
                      {"url", network.issuers().url("44")},
                      {"level", nullptr}});
}

TEST_CASE("a province announces itself anew after an hour, and after its platform forgot it") {
  RunningNetwork network;
  network.settle("44");
  REQUIRE(network.query("42").json()["state"] == "GREEN");
  const auto announce =
      network.as("issuer-44", "00")
          .post("/v1/issuers",
                Json{{"code", "44"}, {"url", "https://127.0.0.1:1"}, {"mode", "intermediary"}});
  REQUIRE(announce.status == 200);
  REQUIRE(network.chores("44"));
  CHECK(network.query("42").json()["state"] == "UNKNOWN");
  network.set_time("2021-01-20T10:30");
  REQUIRE(network.chores("44"));
  CHECK(network.query("42").json()["state"] == "GREEN");
}
