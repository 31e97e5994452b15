// SPDX-License-Identifier: GPL-3.0-or-later
// One document's request to the byte, and what each answer means; whole deliveries are in
// fhir_delivery_test.cc.
#include "devices/fhir_exchange.h"

#include <signal.h>

#include <catch2/catch.hpp>

#include "tests/devices/raw_service.h"

namespace devices {
namespace {

using devices_test::http;
using devices_test::RawAnswer;
using devices_test::RawService;
using namespace std::chrono_literals;

constexpr const char* kUuid = "6f1c1e5a-7a0d-4a7e-9a44-0c5f5b8f2d11";
const visit::Secret kDocument(R"({"resourceType":"QuestionnaireResponse"})");
const std::string kToken =
    http(200, R"({"access_token":"abc.DEF-1~2+3/4==","token_type":"Bearer","expires_in":60})");

DeliveryClock still_clock() {
  return {[] { return visit::Moment{}; }, [] { return 0ms; },
          [](std::chrono::milliseconds, const std::stop_token&) {}};
}

FhirServer server(const RawService& service, bool with_token) {
  const HealthCodeSource source = service.source();
  FhirServer server;
  server.url = source.url + "/r4/base";
  server.ca_file = source.ca_file;
  server.certificate_file = source.certificate_file;
  server.key_file = source.key_file;
  if (with_token) {
    server.token_url = source.url + "/oauth/token";
    server.client_id = "kiosk 7";
    server.client_secret = visit::Secret("s&cret:1");
  }
  server.identifier_system = "https://green-channel.example/fhir/survey";
  return server;
}

// What one create says to these answers, one a request.
tl::expected<void, FhirFailure> said(RawService& service, std::vector<RawAnswer> answers,
                                     bool with_token = false) {
  sigset_t broken_pipe;  // as the delivery's own thread does
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  service.say(std::move(answers));
  FhirPace pace;
  pace.total = 10s;
  return FhirExchange(server(service, with_token), pace, still_clock())
      .create(kUuid, kDocument, {});
}

std::string body_of(const devices_test::RawRequest& request) {
  return request.text.substr(request.text.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("a create bears its condition, its token and the document, and the URL nobody's word") {
  RawService service;
  REQUIRE(said(service, {{kToken}, {http(201, "")}}, /*with_token=*/true));
  const auto asked = service.asked();
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].text.starts_with("POST /oauth/token HTTP/1.1\r\n"));
  CHECK(asked[0].header("Content-Type") == "application/x-www-form-urlencoded");
  // "kiosk%207:s%26cret%3A1", each half encoded on its own (RFC 6749 §2.3.1).
  CHECK(asked[0].header("Authorization") == "Basic a2lvc2slMjA3OnMlMjZjcmV0JTNBMQ==");
  CHECK(body_of(asked[0]) ==
        "grant_type=client_credentials&scope=system%2FQuestionnaireResponse.write");
  CHECK(asked[1].text.starts_with("POST /r4/base/QuestionnaireResponse HTTP/1.1\r\n"));
  CHECK(asked[1].header("Content-Type") == "application/fhir+json; charset=utf-8");
  CHECK(asked[1].header("Accept") == "application/fhir+json");
  CHECK(asked[1].header("Prefer") == "return=minimal");
  CHECK(asked[1].header("If-None-Exist") ==
        "identifier=https://green-channel.example/fhir/survey|" + std::string(kUuid));
  CHECK(asked[1].header("Authorization") == "Bearer abc.DEF-1~2+3/4==");
  CHECK(body_of(asked[1]) == kDocument.reveal());
  // No word of a health-code service's signature.
  CHECK(asked[1].header("X-Device-Id").empty());
  CHECK(asked[1].header("X-Signature").empty());
}

TEST_CASE("without a token endpoint nothing is asked but to create") {
  RawService service;
  REQUIRE(said(service, {{http(200, "")}}));
  REQUIRE(service.asked().size() == 1);
  CHECK(service.asked()[0].header("Authorization").empty());
}

TEST_CASE("a success is 200 or 201, with nothing or FHIR behind it") {
  RawService service;
  CHECK(said(service, {{http(201, "")}}));
  CHECK(said(service, {{http(200, R"({"resourceType":"QuestionnaireResponse","id":"1"})")}}));
  CHECK(said(service, {{http(201, R"({"resourceType":"OperationOutcome","issue":[]})")}}));
  const auto garbled = [&](int status, const std::string& body) {
    const auto done = said(service, {{http(status, body)}});
    return !done && done.error().trouble == FhirTrouble::garbled;
  };
  CHECK(garbled(200, "<html></html>"));
  CHECK(garbled(200, "OK"));
  CHECK(garbled(200, "[]"));
  CHECK(garbled(201, R"({"resourceType":"Bundle"})"));
  CHECK(garbled(200, R"({"ok":true})"));
  CHECK(garbled(202, ""));
}

TEST_CASE("each other status is one kind of trouble") {
  RawService service;
  const std::pair<int, FhirTrouble> expected[] = {
      {301, FhirTrouble::misdirected}, {302, FhirTrouble::misdirected},
      {400, FhirTrouble::rejected},    {401, FhirTrouble::denied},
      {403, FhirTrouble::denied},      {404, FhirTrouble::misdirected},
      {405, FhirTrouble::misdirected}, {406, FhirTrouble::misdirected},
      {408, FhirTrouble::failing},     {409, FhirTrouble::failing},
      {410, FhirTrouble::misdirected}, {412, FhirTrouble::ambiguous},
      {413, FhirTrouble::rejected},    {415, FhirTrouble::misdirected},
      {422, FhirTrouble::rejected},    {425, FhirTrouble::failing},
      {429, FhirTrouble::busy},        {500, FhirTrouble::failing},
      {501, FhirTrouble::failing},     {502, FhirTrouble::failing},
      {503, FhirTrouble::busy},        {504, FhirTrouble::failing},
  };
  for (const auto& [status, trouble] : expected) {
    CAPTURE(status);
    const auto done = said(service, {{http(status, "")}});
    REQUIRE_FALSE(done);
    CHECK(done.error().trouble == trouble);
    CHECK_FALSE(done.error().retry_after);
    CHECK(concerns_all(trouble) ==
          (status != 400 && status != 412 && status != 413 && status != 422));
  }
}

TEST_CASE("an answer that is cut, none or no HTTP says nothing about the document") {
  RawService service;
  const std::string whole = http(201, R"({"resourceType":"QuestionnaireResponse"})");
  const auto trouble = [&](RawAnswer answer) {
    const auto done = said(service, {std::move(answer)});
    REQUIRE_FALSE(done);
    return done.error().trouble;
  };
  using End = RawAnswer::End;
  CHECK(trouble({whole.substr(0, whole.size() - 5), End::cut}) == FhirTrouble::unreachable);
  CHECK(trouble({"", End::cut}) == FhirTrouble::unreachable);
  CHECK(trouble({"hello\r\n\r\n", End::properly}) == FhirTrouble::garbled);
  CHECK(trouble({http(201, std::string(300'000, 'x'))}) == FhirTrouble::garbled);
}

TEST_CASE("the wait that a server asks for comes with its refusal, at the token endpoint too") {
  RawService service;
  auto done = said(service, {{http(503, "", "Retry-After: 7\r\n")}});
  REQUIRE_FALSE(done);
  CHECK(done.error().retry_after == 7s);
  done = said(service, {{http(429, "", "Retry-After: 8\r\n")}}, /*with_token=*/true);
  REQUIRE_FALSE(done);
  CHECK(done.error().trouble == FhirTrouble::busy);
  CHECK(done.error().retry_after == 8s);
}

TEST_CASE("what a token endpoint says is a token or a trouble; no survey leaves without one") {
  RawService service;
  const auto trouble = [&](const std::string& answer) {
    const auto done = said(service, {{answer}}, /*with_token=*/true);
    REQUIRE_FALSE(done);
    for (const auto& request : service.asked()) CHECK(request.text.starts_with("POST /oauth"));
    return done.error().trouble;
  };
  CHECK(trouble(http(400, R"({"error":"invalid_client"})")) == FhirTrouble::denied);
  CHECK(trouble(http(401, R"({"error":"invalid_client"})")) == FhirTrouble::denied);
  CHECK(trouble(http(404, "")) == FhirTrouble::misdirected);
  CHECK(trouble(http(500, "")) == FhirTrouble::failing);
  for (const char* body :
       {"", "no JSON", "[]", "{}", R"({"access_token":5})", R"({"access_token":""})",
        R"({"access_token":"a b"})", R"({"access_token":"a\r\nX: y"})",
        R"({"access_token":"a","expires_in":"soon"})",
        R"({"access_token":"a","expires_in":1.5})"}) {
    INFO(body);
    CHECK(trouble(http(200, body)) == FhirTrouble::garbled);
  }
}

TEST_CASE("401 costs a token: one new one is tried, and no third") {
  RawService service;
  REQUIRE(said(service, {{kToken}, {http(401, "")}, {kToken}, {http(201, "")}},
               /*with_token=*/true));
  CHECK(service.asked().size() == 4);
  RawService never;
  const auto done = said(never, {{kToken}, {http(401, "")}, {kToken}, {http(401, "")}},
                         /*with_token=*/true);
  REQUIRE_FALSE(done);
  CHECK(done.error().trouble == FhirTrouble::denied);
  CHECK(never.asked().size() == 4);
}

}  // namespace devices
