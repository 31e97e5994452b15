// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/survey_desk.h"

#include <optional>

#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/wire/conditional.h"

namespace service {
namespace {

constexpr std::string_view kKind = "survey";
constexpr std::string_view kNumbers = "https://green-channel.example/fhir/NamingSystem/id-";
const std::pair<std::string, std::string> kFhir{"Content-Type",
                                                "application/fhir+json; charset=utf-8"};

struct Identifier {
  std::string system;
  std::string value;
};

int figure(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = figure(text[i + 1]);
    const int low = figure(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// "identifier=system|value", the only search a conditional create may name here.
std::optional<Identifier> read_condition(std::string_view header) {
  constexpr std::string_view kSearch = "identifier=";
  if (!header.starts_with(kSearch) || header.size() > 600) return std::nullopt;
  header.remove_prefix(kSearch.size());
  if (header.find('&') != std::string_view::npos) return std::nullopt;
  const auto text = percent_decoded(header);
  if (!text) return std::nullopt;
  const auto bar = text->find('|');
  if (bar == std::string::npos || bar == 0 || bar + 1 == text->size()) return std::nullopt;
  if (text->find('|', bar + 1) != std::string::npos) return std::nullopt;
  return Identifier{text->substr(0, bar), text->substr(bar + 1)};
}

Answer outcome(int status, const std::vector<Issue>& issues) {
  return {status, operation_outcome(issues).dump(), {kFhir}, {}};
}

// The resource without its answers: whoever sent them has them.
Answer receipt(int status, const Record& record, const std::string& canonical) {
  const Json body{{"resourceType", "QuestionnaireResponse"},
                  {"id", record.id},
                  {"meta", {{"lastUpdated", rfc3339(record.at)}}},
                  {"questionnaire", canonical},
                  {"status", record.state}};
  return {
      status, body.dump(), {kFhir, {"Location", "/fhir/QuestionnaireResponse/" + record.id}}, {}};
}

}  // namespace

void SurveyDesk::open(Routes& routes) {
  routes.push_back({"GET", "/fhir/Questionnaire/epi-survey", Audience::devices, false,
                    [this](const Request& request) { return form(request.call); }});
  routes.push_back({"POST", "/fhir/QuestionnaireResponse", Audience::devices, false,
                    [this](const Request& request) { return take_in(request); }});
}

Answer SurveyDesk::form(const Call& call) {
  const auto& survey = office_.settings().survey;
  if (!survey) throw Refusal{Code::not_found, {}, {}};
  return if_changed(call, {200, survey->text(), {kFhir}, {}});
}

Answer SurveyDesk::take_in(const Request& request) {
  const auto& survey = office_.settings().survey;
  if (!survey) throw Refusal{Code::not_found, {}, {}};
  const Json& response = request.body.json();

  std::optional<Identifier> wanted;
  if (const std::string header = request.call.header("if-none-exist"); !header.empty()) {
    wanted = read_condition(header);
    // The survey would not be found again under an identifier that it does not bear.
    const bool own =
        wanted && response.is_object() && response.contains("identifier") &&
        response["identifier"] == Json{{"system", wanted->system}, {"value", wanted->value}};
    if (!own) {
      request.note.result = "E_SURVEY";
      return outcome(412, {{"error", "value", "",
                            "If-None-Exist is not identifier=system|value, or not the "
                            "identifier of this response"}});
    }
  }

  auto issues = check_response(*survey, response);
  Record record;
  if (issues.empty()) record.ref = subject_of(response, issues);
  if (!issues.empty()) {
    request.note.result = "E_SURVEY";
    return outcome(422, issues);
  }
  if (record.ref != PersonRef{}) request.note.who = record.ref;

  record.kind = kKind;
  record.id =
      wanted ? hex(sha256(wanted->system + "|" + wanted->value)).substr(0, 32) : random_id();
  record.state = response["status"].get<std::string>();
  record.at = office_.clock().now();
  close_body(office_.seal(), record, response);
  try {
    office_.must(office_.store().add(record));
  } catch (const DoneBefore&) {
    const auto kept = office_.must(office_.store().record(record.kind, record.id));
    if (!kept) throw Refusal{Code::internal, {}, {}};
    request.note.result = "REPLAYED";
    return receipt(200, *kept, survey->canonical());
  }
  return receipt(201, record, survey->canonical());
}

PersonRef SurveyDesk::subject_of(const Json& response, std::vector<Issue>& issues) {
  if (!response.contains("contained")) return {};
  const Json& patient = response["contained"][0];
  const std::string system = patient["identifier"][0]["system"];
  const std::string path = "QuestionnaireResponse.contained[0].identifier[0]";
  if (!system.starts_with(kNumbers)) {
    issues.push_back({"error", "value", path + ".system", "is no kind of document that is known"});
    return {};
  }
  Json document{{"kind", system.substr(kNumbers.size())},
                {"number", patient["identifier"][0]["value"]},
                {"name", patient["name"][0]["text"]}};
  if (patient.contains("birthDate")) document["birth"] = patient["birthDate"];
  const auto wrong = [&]() -> PersonRef {
    issues.push_back({"error", "value", path, "is no document number that holds"});
    return {};
  };
  try {
    const auto read = read_id_document(JsonView(document, ""), office_.settings().practice);
    return office_.seal().pseudonym(name_of(read.kind), read.number);
  } catch (const Refusal&) {
    return wrong();
  } catch (const Malformed&) {
    return wrong();
  }
}

}  // namespace service
