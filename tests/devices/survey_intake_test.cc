// SPDX-License-Identifier: GPL-3.0-or-later
// What the kiosk writes of a survey, before the province's own intake (docs/wire.md §4.11): taken
// in signed, kept once, and not by the courier that serves hospitals.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "devices/fhir_exchange.h"
#include "devices/outbox.h"
#include "tests/devices/finished_survey.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

namespace {

using devices_test::finished_survey;
using devices_test::survey_names;
using devices_test::told_by;
using service_test::RunningService;
using Headers = service::PracticeClient::Headers;
using Subject = devices::SurveyNames::Subject;
using namespace std::chrono_literals;

constexpr const char* kSystem = "https://hospital.example/surveys";

class Surveying : public RunningService {
 public:
  Surveying() {
    auto form = service::Questionnaire::parse(files::contents(devices_test::kSurveyForm));
    REQUIRE(form);
    settings().survey = std::move(*form);
    restart();
    // After the surveys were told.
    set_time("2021-01-26T10:45");
  }
  service::PracticeReply hand_in(const visit::Secret& survey, const std::string& identifier) {
    return kiosk().post(
        "/fhir/QuestionnaireResponse", std::string(survey.reveal()),
        Headers{{"If-None-Exist", "identifier=" + std::string(kSystem) + "|" + identifier}});
  }
};

std::filesystem::path written(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

}  // namespace

TEST_CASE("the province takes in whatever survey the kiosk writes, and keeps it once") {
  Surveying province;
  for (const auto answerer :
       {visit::Answerer::self, visit::Answerer::relative, visit::Answerer::staff}) {
    for (const bool ill : {false, true}) {
      const std::string identifier = devices::Outbox::fresh_identifier();
      const auto survey = finished_survey(identifier, told_by(answerer, ill),
                                          survey_names(Subject::contained, kSystem));
      const auto first = province.hand_in(survey, identifier);
      INFO(first.body);
      REQUIRE(first.status == 201);
      const auto second = province.hand_in(survey, identifier);
      CHECK(second.status == 200);
      CHECK(second.headers.at("location") == first.headers.at("location"));
    }
  }
  // Controls: the hospital's form of it, and another's identifier, are refused.
  const std::string identifier = devices::Outbox::fresh_identifier();
  const auto answers = told_by(visit::Answerer::self, false);
  CHECK(
      province
          .hand_in(finished_survey(identifier, answers, survey_names(Subject::identifier, kSystem)),
                   identifier)
          .status == 422);
  CHECK(
      province
          .hand_in(finished_survey(identifier, answers, survey_names(Subject::contained, kSystem)),
                   devices::Outbox::fresh_identifier())
          .status == 412);
}

TEST_CASE("the courier to hospitals signs nothing: at the province it is denied, and all wait") {
  Surveying province;
  const auto door = province.door();
  devices::FhirServer server;
  server.url = "https://127.0.0.1:" + std::to_string(door.port) + "/fhir";
  server.ca_file = written(province.folder() / "door-ca.pem", door.ca);
  server.certificate_file = written(province.folder() / "door.pem", door.client.certificate);
  server.key_file = written(province.folder() / "door.key", door.client.key);
  server.identifier_system = kSystem;
  REQUIRE(devices::is_usable(server));
  const std::string identifier = devices::Outbox::fresh_identifier();
  const auto survey = finished_survey(identifier, told_by(visit::Answerer::self, false),
                                      survey_names(Subject::contained, kSystem));
  devices::FhirPace pace;
  pace.spacing = 1ms;
  const auto done = devices::FhirExchange(std::move(server), pace, devices::machine_clock())
                        .create(identifier, survey, {});
  REQUIRE_FALSE(done);
  CHECK(static_cast<int>(done.error().trouble) == static_cast<int>(devices::FhirTrouble::denied));
  CHECK(devices::concerns_all(done.error().trouble));
  // The control: the same bytes, signed, are kept, and for the first time.
  CHECK(province.hand_in(survey, identifier).status == 201);
}
