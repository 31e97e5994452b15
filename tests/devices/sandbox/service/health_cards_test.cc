// SPDX-License-Identifier: GPL-3.0-or-later
// The long-lived card: who somebody is, signed, and nothing that changes. The same consent, keys,
// records and revocation as for a slip.
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::inquiry;
using service_test::RunningService;

namespace {

Json card_request(const Json& change = Json::object()) {
  Json body = inquiry(change);
  body["kind"] = "HEALTH_CARD";
  return body;
}

service::PracticeReply ask(RunningService& running, const Json& body, int n = 1) {
  return running.kiosk().post("/v1/certificates", body,
                              {{"Idempotency-Key", "0123456789abcdef-card-" + std::to_string(n)}});
}

}  // namespace

TEST_CASE("a card tells no state and lasts for its days") {
  RunningService running;
  running.seed(Json{{"nationalPush", "HIGH"}});
  const auto reply = ask(running, card_request());
  REQUIRE(reply.status == 201);
  const Json card = reply.json();
  CHECK(card["kind"] == "HEALTH_CARD");
  CHECK_FALSE(card.contains("state"));
  CHECK(reply.body.find("RED") == std::string::npos);
  CHECK(card["issuedAt"] == "2021-01-20T09:30:00+08:00");
  CHECK(card["expiresAt"] == "2021-07-19T09:30:00+08:00");  // 180 days
  CHECK(card["maskedName"] == "王*英");
  CHECK(card["maskedId"] == "990101********0011");

  // The control: the same person's slip tells it.
  Json slip = card_request();
  slip["kind"] = "STATUS_SLIP";
  CHECK(ask(running, slip, 2).json()["state"] == "RED");
}

TEST_CASE("how long a card lasts is configuration, and never beyond its signer's certificate") {
  RunningService running;
  running.settings().card_days = 30;
  running.restart();
  running.seed(Json::object());
  CHECK(ask(running, card_request(), 1).json()["expiresAt"] == "2021-02-19T09:30:00+08:00");
  running.settings().card_days = 180;
  running.restart();
  running.set_time("2022-12-01T09:30");
  CHECK(ask(running, card_request(), 2).json()["expiresAt"] == "2023-01-01T00:00:00+08:00");
  running.set_time("2023-01-01T00:00");
  const auto late = ask(running, card_request(), 3);
  CHECK(late.status == 503);
  CHECK(late.json()["code"] == "E_MAINTENANCE");
}

TEST_CASE("a card needs a record and consent, but no colour") {
  RunningService running;
  auto reply = ask(running, card_request());
  CHECK(reply.status == 404);
  CHECK(reply.json()["code"] == "E_NO_RECORD");
  running.seed(Json{{"dataDelayed", true}});
  CHECK(ask(running, card_request(), 2).status == 201);
  Json slip = card_request();
  slip["kind"] = "STATUS_SLIP";
  CHECK(ask(running, slip, 3).json()["code"] == "E_NO_COLOUR");
  reply = ask(running, card_request(Json{{"consent", false}}), 4);
  CHECK(reply.status >= 400);
  CHECK(reply.body.find("HC1:") == std::string::npos);
  reply = ask(
      running,
      card_request(Json{
          {"idDoc", {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "王秀兰"}}}}),
      5);
  CHECK(reply.status == 422);
  CHECK(reply.json()["code"] == "E_NAME_MISMATCH");
  Json badge = card_request();
  badge["kind"] = "BADGE";
  CHECK(ask(running, badge, 6).status == 400);
}

TEST_CASE("the same key twice is one card; another kind under the same key is refused") {
  RunningService running;
  running.seed(Json::object());
  const auto once = ask(running, card_request());
  REQUIRE(once.status == 201);
  CHECK(ask(running, card_request()).body == once.body);
  Json slip = card_request();
  slip["kind"] = "STATUS_SLIP";
  const auto other = ask(running, slip);
  CHECK(other.status == 409);
  CHECK(other.json()["code"] == "E_IDEMPOTENCY");
}

TEST_CASE("a card is revoked like a slip, and stands on the same list") {
  RunningService running;
  running.seed(Json::object());
  const std::string id = ask(running, card_request()).json()["id"];
  REQUIRE(
      running.kiosk().post("/v1/certificates/" + id + "/revoke", Json{{"reason", "LOST"}}).status ==
      200);
  const Json list = running.kiosk().get("/v1/revocations").json();
  REQUIRE(list["revoked"].size() == 1);
  CHECK(list["revoked"][0]["id"] == id);
}
