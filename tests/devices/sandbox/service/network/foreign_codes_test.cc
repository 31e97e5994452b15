// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/network/running_network.h"

using service::Json;
using service_test::document;
using service_test::RunningNetwork;
using service_test::RunningService;

namespace {

std::string apply(RunningNetwork& network, const char* key) {
  const auto reply =
      network.as("GC44", "44")
          .post("/v1/codes",
                Json{{"idDoc", document()}, {"actor", {{"kind", "SELF"}}}, {"consent", true}},
                {{"Idempotency-Key", key}});
  REQUIRE(reply.status == 201);
  return reply.json()["qr"];
}

service::PracticeReply verify(RunningNetwork& network, const std::string& qr) {
  return network.as("GC42", "42")
      .post("/v1/codes/verify", Json{{"qr", qr}, {"purpose", "HOSPITAL_OUTPATIENT"}});
}

}  // namespace

TEST_CASE("a code from 44 shown in 42 says what the card itself would say there") {
  RunningNetwork network;
  network.settle("44", service_test::one_event("COPRESENCE", "2021-01-18"));
  REQUIRE(network.deliver());
  const std::string qr = apply(network, "0123456789abcdef-f1");
  CHECK(qr.starts_with("GC1:44:"));
  const auto reply = verify(network, qr);
  REQUIRE(reply.status == 200);
  Json shown = reply.json();
  CHECK(shown["valid"] == true);
  CHECK(shown["colour"] == "YELLOW");
  shown.erase("valid");
  shown.erase("reason");
  Json card = network.query("42").json();
  card.erase("agents");  // told to whoever asks with the card, not to whoever sees the code
  CHECK(shown == card);
  CHECK(reply.body.find(RunningService::kNumber) == std::string::npos);
  CHECK(reply.body.find(RunningService::kName) == std::string::npos);

  // A newer one revokes it everywhere.
  apply(network, "0123456789abcdef-f2");
  CHECK(verify(network, qr).json() == Json{{"valid", false}, {"reason", "REVOKED"}});
  CHECK(verify(network, "GC1:44:AAAAAAAAAAAAAAAAAAAAAA").json() ==
        Json{{"valid", false}, {"reason", "UNKNOWN"}});
}

TEST_CASE("a code whose issuer cannot be asked is an error, never a colour and never an unknown") {
  RunningNetwork network;
  network.settle("44");
  REQUIRE(network.deliver());
  const std::string qr = apply(network, "0123456789abcdef-f1");
  network.issuers().stop("44");
  const auto reply = verify(network, qr);
  CHECK(reply.status == 502);
  CHECK(reply.json()["code"] == "E_UPSTREAM");
  // An issuer that nobody has ever heard of.
  CHECK(verify(network, "GC1:98:AAAAAAAAAAAAAAAAAAAAAA").status == 502);
}

TEST_CASE("whose a code is, only issuers are told") {
  RunningNetwork network;
  network.settle("44");
  const std::string qr = apply(network, "0123456789abcdef-f1");
  const Json body{{"qr", qr}};
  const auto kiosk = network.as("GC44", "44").post("/v1/codes/resolve", body);
  CHECK(kiosk.status == 403);
  CHECK(kiosk.json()["code"] == "E_DEVICE");
  // Control: the platform is told.
  const auto platform = network.as("issuer-00", "44").post("/v1/codes/resolve", body);
  REQUIRE(platform.status == 200);
  CHECK(platform.json()["state"] == "VALID");
  CHECK(platform.json()["idDoc"]["number"] == RunningService::kNumber);
}
