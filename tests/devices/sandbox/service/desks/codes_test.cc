// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "devices/sandbox/service/desks/code_book.h"
#include "tests/devices/sandbox/service/desks/counter.h"

using service::Json;
using service_test::code_of;
using service_test::Counter;
using service_test::petition;
using service_test::RunningService;

namespace {

std::string apply(Counter& counter) {
  const auto reply = counter.send("/v1/codes", petition());
  REQUIRE(reply.status == 201);
  return reply.json()["qr"];
}

Json verify(Counter& counter, const std::string& qr) {
  const auto reply = counter.running().kiosk().post(
      "/v1/codes/verify", Json{{"qr", qr}, {"purpose", "HOSPITAL_OUTPATIENT"}});
  REQUIRE(reply.status == 200);
  return reply.json();
}

service::PracticeReply make(Counter& counter, const std::string& qr, int seconds) {
  return counter.send("/v1/codes/make", Json{{"qr", qr}, {"ttlS", seconds}});
}

Json refused(const char* reason) { return Json{{"valid", false}, {"reason", reason}}; }

}  // namespace

TEST_CASE("only texts of the form of a code are one") {
  CHECK(service::issuer_of_code("GC1:44:AAAAAAAAAAAAAAAAAAAA-_") == "44");
  for (const char* text : {"", "GC1:44:", "GC1:4:AAAAAAAAAAAAAAAAAAAAAAA",
                           "GC1:44:AAAAAAAAAAAAAAAAAAAAA", "GC1:44:AAAAAAAAAAAAAAAAAAAAAAA",
                           "GC2:44:AAAAAAAAAAAAAAAAAAAAAA", "GC1:x4:AAAAAAAAAAAAAAAAAAAAAA",
                           "GC1:44:AAAAAAAAAAAAAAAAAAAAA=", "GC1:44:AAAAAAAAAAAAAAAAAAAAA."}) {
    CHECK_FALSE(service::issuer_of_code(text));
  }
}

TEST_CASE("a personal code tells the status and masks the person") {
  Counter counter;
  counter.running().seed(Json{{"nationalPush", "HIGH"}});
  const std::string qr = apply(counter);
  CHECK(service::issuer_of_code(qr) == "99");
  const auto reply = counter.running().kiosk().post(
      "/v1/codes/verify", Json{{"qr", qr}, {"purpose", "HOSPITAL_OUTPATIENT"}});
  const Json shown = reply.json();
  CHECK(shown["valid"] == true);
  CHECK(shown["reason"] == nullptr);
  CHECK(shown["state"] == "RED");
  CHECK(shown["reasons"][0]["code"] == "R_NATIONAL_PUSH");
  CHECK(shown["decision"] == "ISOLATE_AND_REPORT");
  CHECK(shown["maskedName"] == "王*英");
  CHECK(shown["maskedId"] == "990***********0011");
  CHECK(reply.body.find(RunningService::kNumber) == std::string::npos);
  CHECK(reply.body.find(RunningService::kName) == std::string::npos);
  // The status is that of now, not of when the code was given.
  counter.running().seed(Json::object());
  CHECK(verify(counter, qr)["state"] == "GREEN");
  CHECK(code_of(counter.running().kiosk().post("/v1/codes/verify", Json{{"qr", qr}})) ==
        "E_BAD_REQUEST");
}

TEST_CASE("a code ends after 180 days, or when the person gets a newer one") {
  Counter counter;
  counter.running().seed(Json::object());
  const auto reply = counter.send("/v1/codes", petition());
  CHECK(reply.json()["until"] == "2021-07-19T09:30:00+08:00");
  const std::string first = reply.json()["qr"];
  counter.running().set_time("2021-07-19T09:29:59");
  CHECK(verify(counter, first)["valid"] == true);
  counter.running().set_time("2021-07-19T09:30");
  CHECK(verify(counter, first) == refused("EXPIRED"));

  const std::string second = apply(counter);
  CHECK(second != first);
  CHECK(verify(counter, second)["valid"] == true);
  CHECK(verify(counter, first) == refused("REVOKED"));
  const std::string third = apply(counter);
  CHECK(verify(counter, second) == refused("REVOKED"));
  CHECK(verify(counter, third)["valid"] == true);
}

TEST_CASE("where the issuer's region has offline days, a code lasts as long as its paper") {
  Counter counter;
  counter.running().settings().issuer.region = "XA";
  counter.running().restart();
  counter.running().seed(Json::object());
  const auto reply = counter.send("/v1/codes", petition());
  CHECK(reply.json()["until"] == "2021-01-27T09:30:00+08:00");
}

TEST_CASE("what is no code of ours is unknown, be it wrong by one letter") {
  Counter counter;
  counter.running().seed(Json::object());
  std::string qr = apply(counter);
  CHECK(verify(counter, qr)["valid"] == true);
  qr[10] = qr[10] == 'A' ? 'B' : 'A';
  CHECK(verify(counter, qr) == refused("UNKNOWN"));
  CHECK(verify(counter, "HC1:6BF") == refused("UNKNOWN"));
  CHECK(verify(counter, RunningService::kNumber) == refused("UNKNOWN"));
}

TEST_CASE("a code for one showing lasts its seconds, begets no other and ends with its own") {
  Counter counter;
  counter.running().seed(Json::object());
  const std::string qr = apply(counter);
  CHECK(make(counter, qr, 0).status == 400);
  CHECK(make(counter, qr, 601).status == 400);
  const auto made = make(counter, qr, 600);
  REQUIRE(made.status == 201);
  const std::string showing = made.json()["qr"];
  CHECK(showing != qr);
  CHECK(made.json()["until"] == "2021-01-20T09:40:00+08:00");
  CHECK(verify(counter, showing)["state"] == "GREEN");
  CHECK(code_of(make(counter, showing, 60)) == "E_NOT_FOUND");
  CHECK(code_of(make(counter, "GC1:99:AAAAAAAAAAAAAAAAAAAAAA", 60)) == "E_NOT_FOUND");
  counter.running().set_time("2021-01-20T09:39:59");
  CHECK(verify(counter, showing)["valid"] == true);
  counter.running().set_time("2021-01-20T09:40");
  CHECK(verify(counter, showing) == refused("EXPIRED"));

  const std::string last = make(counter, qr, 60).json()["qr"];
  CHECK(verify(counter, last)["valid"] == true);
  apply(counter);
  CHECK(verify(counter, last) == refused("REVOKED"));
  CHECK(code_of(make(counter, qr, 60)) == "E_NOT_FOUND");
}

TEST_CASE("a code needs a record, its name, consent and a key; the same key is the same code") {
  Counter counter;
  CHECK(code_of(counter.send("/v1/codes", petition())) == "E_NO_RECORD");
  counter.running().seed(Json::object());
  Json other = service_test::resident();
  other["name"] = "别人";
  CHECK(code_of(counter.send("/v1/codes", petition(Json{{"idDoc", other}}))) == "E_NAME_MISMATCH");
  CHECK(code_of(counter.send("/v1/codes", petition(Json{{"consent", false}}))) == "E_CONSENT");
  auto& kiosk = counter.running().kiosk();
  CHECK(kiosk.post("/v1/codes", petition()).status == 400);
  const auto key = Counter::key();
  const auto once = kiosk.post("/v1/codes", petition(), key);
  CHECK(kiosk.post("/v1/codes", petition(), key).body == once.body);
  // It was given once: the code still counts.
  CHECK(verify(counter, once.json()["qr"])["valid"] == true);
}

TEST_CASE("an issuer without a way to the others says so of their codes") {
  Counter counter;
  const auto reply = counter.running().kiosk().post(
      "/v1/codes/verify",
      Json{{"qr", "GC1:44:AAAAAAAAAAAAAAAAAAAAAA"}, {"purpose", "HOSPITAL_OUTPATIENT"}});
  CHECK(reply.status == 502);
  CHECK(code_of(reply) == "E_UPSTREAM");
}
