// SPDX-License-Identifier: GPL-3.0-or-later
// The practice FHIR server answers as R4 says (http.html §3.1.0.8), asked by a client that is not
// the kiosk's.
#include "devices/sandbox/fhir/fhir_intake.h"

#include <httplib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/files.h"

namespace sandbox {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kCreatePath = "/fhir/QuestionnaireResponse";
constexpr const char* kFhir = "application/fhir+json";

class Hospital {
 public:
  explicit Hospital(FhirIntakeOptions options = {}) {
    REQUIRE(deploy(practice_));
    options.now = [this] { return at; };
    restart(std::move(options));
  }
  void restart(FhirIntakeOptions options = {}) {
    intake.reset();
    if (!options.now) options.now = [this] { return at; };
    auto started = FhirIntake::start(practice_, std::move(options));
    REQUIRE(started.has_value());
    intake = std::move(*started);
  }
  [[nodiscard]] std::unique_ptr<httplib::SSLClient> client(bool with_certificate = false) const {
    // By its name: of an address httplib compares too much.
    auto client = with_certificate
                      ? std::make_unique<httplib::SSLClient>(
                            "localhost", intake->port(), practice_.kiosk(), practice_.kiosk_key())
                      : std::make_unique<httplib::SSLClient>("localhost", intake->port());
    client->set_hostname_addr_map({{"localhost", "127.0.0.1"}});
    client->set_ca_cert_path(practice_.ca().c_str());
    return client;
  }
  [[nodiscard]] std::string token() const {
    const auto client = this->client();
    client->set_basic_auth("GC07", "practice+%26+nothing+else");
    const auto reply = client->Post(
        FhirIntake::kTokenPath,
        httplib::Params{{"grant_type", "client_credentials"}, {"scope", TokenClient{}.scope}});
    REQUIRE(reply);
    REQUIRE(reply->status == 200);
    return json::parse(reply->body)["access_token"];
  }
  // A create under a fresh token.
  httplib::Result create(const std::string& document, httplib::Headers headers = {},
                         const char* type = kFhir) const {
    const auto client = this->client();
    headers.emplace("Authorization", "Bearer " + token());
    return client->Post(kCreatePath, headers, document, type);
  }

  std::chrono::milliseconds at{0};
  std::unique_ptr<FhirIntake> intake;

 private:
  files::Folder folder_;
  FhirPractice practice_{folder_.path()};
};

std::string response(const std::string& value, const std::string& status = "completed") {
  return json{{"resourceType", "QuestionnaireResponse"},
              {"status", status},
              {"identifier", {{"system", "urn:test"}, {"value", value}}}}
      .dump();
}

httplib::Headers unless(const std::string& value) {
  return {{"If-None-Exist", "identifier=urn:test|" + value}};
}

std::string issue(const httplib::Result& reply) {
  const json outcome = json::parse(reply->body);
  CHECK(outcome["resourceType"] == "OperationOutcome");
  CHECK(outcome["issue"][0]["severity"] == "error");
  return outcome["issue"][0]["code"];
}

}  // namespace

TEST_CASE("a create is 201 with its place, and kept as it came") {
  Hospital hospital;
  const auto reply = hospital.create(response("a"));
  REQUIRE(reply);
  CHECK(reply->status == 201);
  CHECK(reply->get_header_value("Location") ==
        "https://localhost:" + std::to_string(hospital.intake->port()) +
            "/fhir/QuestionnaireResponse/1/_history/1");
  CHECK(reply->get_header_value("ETag") == "W/\"1\"");
  CHECK(json::parse(reply->body)["id"] == "1");
  const auto quiet = hospital.create(response("b"), {{"Prefer", "return=minimal"}});
  CHECK(quiet->status == 201);
  CHECK(quiet->body.empty());
  const auto kept = hospital.intake->received();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].document == response("a"));
  CHECK(kept[1].identifier == ResponseIdentifier{"urn:test", "b"});
}

TEST_CASE("a conditional create is 201 once, then 200 with the same place, and after a restart") {
  Hospital hospital;
  CHECK(hospital.create(response("a"), unless("a"))->status == 201);
  const auto second = hospital.create(response("a"), unless("a"));
  CHECK(second->status == 200);
  CHECK(second->get_header_value("Location").ends_with("/QuestionnaireResponse/1/_history/1"));
  hospital.restart();
  CHECK(hospital.create(response("a"), unless("a"))->status == 200);
  CHECK(hospital.create(response("a"), {{"If-None-Exist", "identifier=urn%3Atest%7Ca"}})->status ==
        200);
  CHECK(hospital.intake->received().size() == 1);
  // The control: without the condition it is another one, and with two of them none is the one.
  CHECK(hospital.create(response("a"))->status == 201);
  const auto several = hospital.create(response("a"), unless("a"));
  CHECK(several->status == 412);
  CHECK(issue(several) == "multiple-matches");
  CHECK(hospital.intake->received().size() == 2);
}

TEST_CASE("of many that create the same at once, one does") {
  Hospital hospital;
  const std::string token = hospital.token();
  std::atomic<int> created = 0, found = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 6; ++i) {
      clients.emplace_back([&] {
        const auto client = hospital.client();
        auto headers = unless("a");
        headers.emplace("Authorization", "Bearer " + token);
        const auto reply = client->Post(kCreatePath, headers, response("a"), kFhir);
        if (reply && reply->status == 201) ++created;
        if (reply && reply->status == 200) ++found;
      });
    }
  }
  CHECK(created == 1);
  CHECK(found == 5);
}

TEST_CASE("what is no response of R4 is refused with an OperationOutcome, and not kept") {
  Hospital hospital;
  const auto refused = [&](const std::string& document, const char* type = kFhir,
                           httplib::Headers headers = {}) {
    const auto reply = hospital.create(document, std::move(headers), type);
    REQUIRE(reply);
    return std::pair{reply->status, issue(reply)};
  };
  CHECK(refused("{") == std::pair{400, std::string("structure")});
  CHECK(refused("[]") == std::pair{400, std::string("structure")});
  CHECK(refused(R"({"resourceType":"Patient"})") == std::pair{400, std::string("structure")});
  CHECK(refused(response("a", "done")) == std::pair{422, std::string("code-invalid")});
  CHECK(refused(response("a"), "text/plain") == std::pair{415, std::string("not-supported")});
  CHECK(refused(response("a"), kFhir, {{"If-None-Exist", "status=completed"}}) ==
        std::pair{400, std::string("invalid")});
  CHECK(hospital.intake->received().empty());
}

TEST_CASE("tokens are for one client, one grant and one scope, and end") {
  Hospital hospital;
  const auto asked = [&](const char* user, const char* secret, const char* grant,
                         const std::string& scope) {
    const auto client = hospital.client();
    client->set_basic_auth(user, secret);
    const auto reply = client->Post(FhirIntake::kTokenPath,
                                    httplib::Params{{"grant_type", grant}, {"scope", scope}});
    REQUIRE(reply);
    return std::pair{reply->status, json::parse(reply->body).value("error", "")};
  };
  const char* secret = "practice+%26+nothing+else";
  const std::string scope = TokenClient{}.scope;
  CHECK(asked("GC07", secret, "client_credentials", scope).first == 200);
  CHECK(asked("GC08", secret, "client_credentials", scope) ==
        std::pair{401, std::string("invalid_client")});
  CHECK(asked("GC07", "practice", "client_credentials", scope).first == 401);
  CHECK(asked("GC07", secret, "password", scope) ==
        std::pair{400, std::string("unsupported_grant_type")});
  CHECK(asked("GC07", secret, "client_credentials", "system/*.*") ==
        std::pair{400, std::string("invalid_scope")});

  const std::string token = hospital.token();
  const auto status = [&](const std::string& authorization) {
    const auto client = hospital.client();
    return client->Post(kCreatePath, {{"Authorization", authorization}}, response("a"), kFhir)
        ->status;
  };
  CHECK(status("Bearer " + token) == 201);
  CHECK(status("Bearer x" + token) == 401);
  CHECK(status(token) == 401);
  hospital.at += 299s;
  CHECK(status("Bearer " + token) == 201);
  hospital.at += 1s;
  CHECK(status("Bearer " + token) == 401);
}

TEST_CASE("where certificates speak, a client without one is not heard") {
  FhirIntakeOptions options;
  options.wants_token = false;
  options.wants_certificate = true;
  Hospital hospital(options);
  const auto reply =
      hospital.client(/*with_certificate=*/true)->Post(kCreatePath, response("a"), kFhir);
  REQUIRE(reply);
  CHECK(reply->status == 201);
  CHECK_FALSE(hospital.client()->Post(kCreatePath, response("b"), kFhir));
  CHECK(hospital.intake->received().size() == 1);
}

TEST_CASE("each fault does what it says, once, and what it kept is there") {
  Hospital hospital;
  struct Case {
    FhirFault fault;
    int status;  // 0: no answer that is HTTP
    bool kept;
  };
  for (const Case& each :
       {Case{FhirFault::busy, 503, false}, Case{FhirFault::busy_for_a_while, 429, false},
        Case{FhirFault::failing, 500, false}, Case{FhirFault::refused, 422, false},
        Case{FhirFault::gone, 404, false}, Case{FhirFault::page, 200, false},
        Case{FhirFault::dies_before, 0, false}, Case{FhirFault::dies_after, 0, true},
        Case{FhirFault::garbage, 0, true}}) {
    CAPTURE(static_cast<int>(each.fault));
    const std::size_t before = hospital.intake->received().size();
    hospital.intake->suffer({each.fault});
    const auto reply = hospital.create(response("x"));
    CHECK((reply ? reply->status : 0) == each.status);
    CHECK(hospital.intake->received().size() == before + (each.kept ? 1 : 0));
    CHECK(hospital.create(response("y"))->status == 201);
  }
  hospital.intake->lose_every(2);
  int lost = 0;
  for (int i = 0; i < 4; ++i) lost += hospital.create(response("z")) ? 0 : 1;
  CHECK(lost == 2);
  CHECK(hospital.create(response("z"), {{"Prefer", "return=minimal"}}).error() ==
        httplib::Error::Success);
}

TEST_CASE("the server says what it can, and that it creates conditionally") {
  Hospital hospital;
  const auto client = hospital.client();
  const auto reply = client->Get("/fhir/metadata");
  REQUIRE(reply);
  const json statement = json::parse(reply->body);
  CHECK(statement["fhirVersion"] == "4.0.1");
  CHECK(statement["rest"][0]["resource"][0]["conditionalCreate"] == true);
}

}  // namespace sandbox
