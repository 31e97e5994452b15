// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <thread>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::RunningService;
using Headers = service::PracticeClient::Headers;

namespace {

const std::string kBase = "https://green-channel.example/fhir/";
const std::string kUuid = "urn:uuid:6b1a4f36-0000-4000-8000-000000000001";
const Headers kOnce{{"If-None-Exist", "identifier=urn:ietf:rfc:3986|" + kUuid}};

// A service that asks the survey.
class Surveying : public RunningService {
 public:
  Surveying() {
    auto form = service::Questionnaire::parse(
        files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/survey/epi-survey.json"));
    REQUIRE(form);
    settings().survey = std::move(*form);
    restart();
  }
  service::PracticeReply hand_in(const Json& response, const Headers& headers = {}) {
    return kiosk().post("/fhir/QuestionnaireResponse", response, headers);
  }
};

Json item(const std::string& link, const std::string& system, const std::string& code) {
  const Json coding{{"system", kBase + "CodeSystem/" + system}, {"code", code}};
  return Json{{"linkId", link}, {"answer", Json::array({{{"valueCoding", coding}}})}};
}

Json survey(const std::string& uuid = kUuid) {
  Json items = Json::array({item("by", "survey-by", "self")});
  for (const char* link : {"q1", "q2", "q3", "q4", "q5"}) {
    items.push_back(item(link, "survey-answer", "no"));
  }
  items.push_back(item("q6", "survey-symptom", "LOSS_OF_TASTE"));
  items.push_back({{"linkId", "declared"}, {"answer", Json::array({{{"valueBoolean", true}}})}});
  const Json number{{"system", kBase + "NamingSystem/id-NI"}, {"value", RunningService::kNumber}};
  const Json patient{{"resourceType", "Patient"},
                     {"id", "patient"},
                     {"identifier", Json::array({number})},
                     {"name", Json::array({{{"text", RunningService::kName}}})}};
  return Json{{"resourceType", "QuestionnaireResponse"},
              {"contained", Json::array({patient})},
              {"identifier", {{"system", "urn:ietf:rfc:3986"}, {"value", uuid}}},
              {"questionnaire", kBase + "Questionnaire/epi-survey|2"},
              {"status", "completed"},
              {"subject", {{"reference", "#patient"}}},
              {"authored", "2021-01-20T09:29:00+08:00"},
              {"item", items}};
}

}  // namespace

TEST_CASE("the form is given out as it was configured, once to whoever keeps it") {
  Surveying running;
  const auto reply = running.kiosk().get("/fhir/Questionnaire/epi-survey");
  REQUIRE(reply.status == 200);
  CHECK(reply.headers.at("content-type") == "application/fhir+json; charset=utf-8");
  CHECK(reply.json() == Json::parse(files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) /
                                                    "config/survey/epi-survey.json")));
  const Headers known{{"If-None-Match", reply.headers.at("etag")}};
  const auto again = running.kiosk().get("/fhir/Questionnaire/epi-survey", known);
  CHECK(again.status == 304);
  CHECK(again.body.empty());
}

TEST_CASE("an issuer without a form has none and takes no survey") {
  RunningService running;
  CHECK(running.kiosk().get("/fhir/Questionnaire/epi-survey").status == 404);
  const auto reply = running.kiosk().post("/fhir/QuestionnaireResponse", survey());
  CHECK(reply.status == 404);
  CHECK(reply.json()["code"] == "E_NOT_FOUND");
}

TEST_CASE("a good survey is kept: 201, where it lies, and none of its answers") {
  Surveying running;
  const auto reply = running.hand_in(survey());
  REQUIRE(reply.status == 201);
  const std::string id = reply.json()["id"];
  CHECK(reply.headers.at("location") == "/fhir/QuestionnaireResponse/" + id);
  CHECK(reply.json()["resourceType"] == "QuestionnaireResponse");
  CHECK(reply.json()["meta"]["lastUpdated"] == "2021-01-20T09:30:00+08:00");
  CHECK(reply.body.find("LOSS_OF_TASTE") == std::string::npos);
  CHECK(reply.body.find(RunningService::kNumber) == std::string::npos);
  // Without If-None-Exist each one is a survey of its own.
  CHECK(running.hand_in(survey()).json()["id"] != id);
}

TEST_CASE("a survey handed in twice under one identifier is kept once") {
  Surveying running;
  const auto first = running.hand_in(survey(), kOnce);
  REQUIRE(first.status == 201);
  running.set_time("2021-01-20T09:31");
  const auto second = running.hand_in(survey(), kOnce);
  CHECK(second.status == 200);
  CHECK(second.body == first.body);
  CHECK(second.headers.at("location") == first.headers.at("location"));
  running.restart();
  CHECK(running.hand_in(survey(), kOnce).status == 200);
  // The header may come as a search is written in an address.
  CHECK(running
            .hand_in(survey(), {{"If-None-Exist", "identifier=urn%3Aietf%3Arfc%3A3986%7C" + kUuid}})
            .status == 200);
  // Negative control: another identifier is another survey.
  const std::string other = "urn:uuid:6b1a4f36-0000-4000-8000-000000000002";
  const auto third =
      running.hand_in(survey(other), {{"If-None-Exist", "identifier=urn:ietf:rfc:3986|" + other}});
  CHECK(third.status == 201);
  CHECK(third.json()["id"] != first.json()["id"]);
}

TEST_CASE("a survey that comes from eight sides at once is kept once") {
  Surveying running;
  std::vector<service::PracticeReply> replies(8);
  std::vector<std::thread> senders;
  for (auto& reply : replies) {
    senders.emplace_back([&running, &reply] {
      service::PracticeClient client(running.door());
      reply = client.post("/fhir/QuestionnaireResponse", survey(), kOnce);
    });
  }
  for (std::thread& sender : senders) sender.join();
  int created = 0;
  std::set<std::string> ids;
  for (const auto& reply : replies) {
    CHECK((reply.status == 200 || reply.status == 201));
    created += reply.status == 201 ? 1 : 0;
    ids.insert(reply.json()["id"].get<std::string>());
  }
  CHECK(created == 1);
  CHECK(ids.size() == 1);
}

TEST_CASE("a condition that cannot be looked up is not met: 412") {
  Surveying running;
  for (const char* condition :
       {"x", "identifier=", "identifier=|a", "identifier=a|", "identifier=a|b|c",
        "identifier=a|b&status=completed", "identifier=urn%3|b", "status=completed",
        "identifier=urn:ietf:rfc:3986|urn:uuid:another"}) {
    INFO(condition);
    const auto reply = running.hand_in(survey(), {{"If-None-Exist", condition}});
    CHECK(reply.status == 412);
    CHECK(reply.json()["resourceType"] == "OperationOutcome");
  }
}

TEST_CASE("a survey that does not fit the form is refused in FHIR's words, and not kept") {
  Surveying running;
  Json response = survey();
  response["item"].erase(4);
  const auto reply = running.hand_in(response, kOnce);
  CHECK(reply.status == 422);
  CHECK(reply.headers.at("content-type") == "application/fhir+json; charset=utf-8");
  const Json outcome = reply.json();
  CHECK(outcome["resourceType"] == "OperationOutcome");
  REQUIRE(outcome["issue"].size() == 1);
  CHECK(outcome["issue"][0]["severity"] == "error");
  CHECK(outcome["issue"][0]["code"] == "required");
  CHECK(outcome["issue"][0]["details"]["text"] == "question q4 is not answered");
  CHECK(reply.body.find("990101") == std::string::npos);
  // The mended one is the first.
  CHECK(running.hand_in(survey(), kOnce).status == 201);
}

TEST_CASE("whose number does not hold, hands in nothing") {
  Surveying running;
  const auto with_number = [&](const std::string& system, const std::string& number) {
    Json response = survey();
    Json& identifier = response["contained"][0]["identifier"][0];
    identifier = {{"system", kBase + "NamingSystem/" + system}, {"value", number}};
    return running.hand_in(response).status;
  };
  CHECK(with_number("id-NI", RunningService::kNumber) == 201);
  CHECK(with_number("id-NI", "990101193804120012") == 422);
  CHECK(with_number("id-NI", "110101193804120019") == 422);  // practice knows only area 99
  CHECK(with_number("id-XX", RunningService::kNumber) == 422);
  CHECK(with_number("card", RunningService::kNumber) == 422);
  Json nobody = survey();
  nobody.erase("subject");
  nobody.erase("contained");
  CHECK(running.hand_in(nobody).status == 201);
}

TEST_CASE("what is no JSON is refused in the service's own form") {
  Surveying running;
  const auto reply = running.kiosk().post("/fhir/QuestionnaireResponse", std::string("{"));
  CHECK(reply.status == 400);
  CHECK(reply.json()["code"] == "E_BAD_REQUEST");
}

TEST_CASE("a survey lies in the store sealed") {
  Surveying running;
  REQUIRE(running.hand_in(survey(), kOnce).status == 201);
  std::string everything;
  for (const auto& file : std::filesystem::directory_iterator(running.folder())) {
    everything += files::contents(file.path());
  }
  // Positive control: what is not sealed is found.
  REQUIRE(everything.find("completed") != std::string::npos);
  CHECK(everything.find("LOSS_OF_TASTE") == std::string::npos);
  CHECK(everything.find(RunningService::kNumber) == std::string::npos);
  CHECK(everything.find(RunningService::kName) == std::string::npos);
  CHECK(everything.find(kUuid) == std::string::npos);
}

TEST_CASE("a service does not start with a form that it could not hold answers to") {
  const files::Folder folder;
  const std::filesystem::path source = KIOSK_SOURCE_DIR;
  const auto made =
      service::deploy_practice(folder.path(), source / "config/policy/reference.json",
                               {"99", "XA", 990101, {"练习健康码", "Practice health code"}, ""},
                               {"GC07"}, service::machine_time());
  REQUIRE(made);
  const std::string config = files::contents(made->config);
  const std::string form = files::contents(source / "config/survey/epi-survey.json");
  // The answer is what is wrong, or nothing.
  const auto wrong = [&](const std::string& text, const std::string& more = "") {
    std::ofstream(folder.path() / "form.json", std::ios::binary) << text;
    std::ofstream(made->config, std::ios::binary) << "survey = \"form.json\"\n" << config << more;
    const auto settings = service::read_settings(made->config);
    if (settings) CHECK(settings->survey->canonical() == kBase + "Questionnaire/epi-survey|2");
    return settings ? "" : settings.error();
  };
  CHECK(wrong(form).empty());
  std::string other = form;
  other.replace(other.find("\"choice\""), 8, "\"open-choice\"");
  const std::string told = wrong(other);
  CHECK(told.find("form.json: item[0].type is no type that is known here") != std::string::npos);
  CHECK(told.find('\n') == std::string::npos);
  CHECK_FALSE(wrong("{}").empty());
  // The audit is kept as long as the law says.
  CHECK(wrong(form, "[audit]\ndays = 191\n").empty());
  CHECK_FALSE(wrong(form, "[audit]\ndays = 190\n").empty());
}
