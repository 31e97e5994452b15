// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_response_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "devices/rfc3339.h"

namespace devices {

namespace {

using nlohmann::json;
using visit::Gap;
using visit::Question;
using visit::QuestionKind;
using visit::SurveyAnswers;
using visit::SurveyForm;
using Trouble = ResponseTrouble;

constexpr std::size_t kLongestText = 1000;
constexpr std::size_t kLongestResponse = 256 * 1024;

// Thrown by the readers below and caught at read_response's own door.
struct Refused {
  Trouble trouble;
};

void only(const json& in, std::initializer_list<std::string_view> keys) {
  if (!in.is_object()) throw Refused{Trouble::structure};
  for (const auto& [key, value] : in.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      throw Refused{Trouble::unknown_field};
  }
}

// None if it is not there.
const json* find(const json& in, const char* key) {
  const auto found = in.find(key);
  return found == in.end() ? nullptr : &*found;
}

bool is_text(const json* in) {
  return in != nullptr && in->is_string() && !in->get_ref<const std::string&>().empty() &&
         in->get_ref<const std::string&>().size() <= kLongestText;
}

// Of a system, as FHIR's uri: without a blank.
bool is_uri(const json* in) {
  return is_text(in) &&
         in->get_ref<const std::string&>().find_first_of(" \t\r\n") == std::string::npos;
}

// FHIR's id: 1 to 64 of these.
bool is_id(const json* in) {
  constexpr std::size_t kLongestId = 64;
  constexpr std::string_view kSigns =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
  return is_text(in) && in->get_ref<const std::string&>().size() <= kLongestId &&
         in->get_ref<const std::string&>().find_first_not_of(kSigns) == std::string::npos;
}

bool is(const json* in, std::string_view text) {
  return in != nullptr && in->is_string() && in->get_ref<const std::string&>() == text;
}

const json& list(const json* in, Trouble otherwise) {
  if (in == nullptr) throw Refused{otherwise};
  if (!in->is_array() || in->empty()) throw Refused{Trouble::structure};
  return *in;
}

void check_identifier(const json* in, Trouble otherwise) {
  if (in == nullptr) throw Refused{otherwise};
  only(*in, {"system", "value"});
  if (!is_uri(find(*in, "system")) || !is_text(find(*in, "value"))) throw Refused{otherwise};
}

// A text that may be left out.
void check_text(const json* in) {
  if (in != nullptr && !is_text(in)) throw Refused{Trouble::structure};
}

constexpr std::array<std::string_view, 4> kTypes{"Patient", "RelatedPerson", "Practitioner",
                                                 "Device"};

// An identifier, or a contained resource that is there.
void check_reference(const json* in, const json* contained) {
  if (in == nullptr) throw Refused{Trouble::subject};
  only(*in, {"type", "identifier", "reference"});
  const json* type = find(*in, "type");
  const bool known =
      type == nullptr || std::any_of(kTypes.begin(), kTypes.end(),
                                     [&](std::string_view one) { return is(type, one); });
  if (!known) throw Refused{Trouble::structure};
  const json* reference = find(*in, "reference");
  if (reference == nullptr) return check_identifier(find(*in, "identifier"), Trouble::subject);
  if (!is_text(reference)) throw Refused{Trouble::structure};
  const auto& place = reference->get_ref<const std::string&>();
  const bool there = contained != nullptr && place.starts_with('#') &&
                     std::any_of(contained->begin(), contained->end(), [&](const json& one) {
                       return is(find(one, "id"), std::string_view(place).substr(1));
                     });
  if (!there) throw Refused{Trouble::subject};
}

void check_patient(const json& in) {
  only(in, {"resourceType", "id", "identifier", "name", "birthDate"});
  for (const json& number : list(find(in, "identifier"), Trouble::subject))
    check_identifier(&number, Trouble::subject);
  if (const json* names = find(in, "name")) {
    for (const json& name : list(names, Trouble::structure)) {
      only(name, {"text"});
      check_text(find(name, "text"));
    }
  }
  const json* birth = find(in, "birthDate");
  if (birth != nullptr && (!is_text(birth) || !parse_date(birth->get_ref<const std::string&>())))
    throw Refused{Trouble::date};
}

void check_relative(const json& in) {
  only(in, {"resourceType", "id", "patient", "relationship"});
  check_reference(find(in, "patient"), nullptr);
  const json* relationships = find(in, "relationship");
  if (relationships == nullptr) return;
  for (const json& one : list(relationships, Trouble::structure)) {
    only(one, {"coding"});
    for (const json& coding : list(find(one, "coding"), Trouble::structure)) {
      only(coding, {"system", "code"});
      if (!is_uri(find(coding, "system")) || !is_uri(find(coding, "code")))
        throw Refused{Trouble::structure};
    }
  }
}

void check_contained(const json& all) {
  for (const json& one : list(&all, Trouble::structure)) {
    if (!one.is_object() || !is_id(find(one, "id"))) throw Refused{Trouble::structure};
    if (is(find(one, "resourceType"), "Patient")) {
      check_patient(one);
    } else if (is(find(one, "resourceType"), "RelatedPerson")) {
      check_relative(one);
    } else {
      throw Refused{Trouble::structure};
    }
  }
}

void check_head(const json& root, const SurveyForm& form) {
  only(root, {"resourceType", "id", "contained", "identifier", "questionnaire", "status", "subject",
              "authored", "author", "source", "item"});
  if (!is(find(root, "resourceType"), "QuestionnaireResponse")) throw Refused{Trouble::structure};
  if (!is(find(root, "status"), "completed")) throw Refused{Trouble::status};
  if (!is(find(root, "questionnaire"), form.canonical())) throw Refused{Trouble::form_version};
  if (find(root, "id") != nullptr && !is_id(find(root, "id"))) throw Refused{Trouble::structure};
  check_identifier(find(root, "identifier"), Trouble::identifier);
  const json* authored = find(root, "authored");
  if (!is_text(authored)) throw Refused{Trouble::date};
  const auto& when = authored->get_ref<const std::string&>();
  if (!parse_date(when) && !parse_moment(when)) throw Refused{Trouble::date};
  const json* contained = find(root, "contained");
  if (contained != nullptr) check_contained(*contained);
  check_reference(find(root, "subject"), contained);
  for (const char* who : {"author", "source"}) {
    if (find(root, who) != nullptr) check_reference(find(root, who), contained);
  }
}

// The one value of an answer, of the wanted type.
const json& value_in(const json& answer, const char* wanted) {
  if (!answer.is_object()) throw Refused{Trouble::structure};
  for (const auto& [key, value] : answer.items()) {
    if (!key.starts_with("value")) throw Refused{Trouble::unknown_field};
  }
  if (answer.size() != 1) throw Refused{Trouble::not_one_value};
  const json* value = find(answer, wanted);
  if (value == nullptr) throw Refused{Trouble::wrong_type};
  return *value;
}

std::vector<std::size_t> read_codes(const Question& question, const json& answers) {
  std::vector<std::size_t> chosen;
  for (const json& answer : answers) {
    const json& coding = value_in(answer, "valueCoding");
    if (!coding.is_object()) throw Refused{Trouble::wrong_type};
    only(coding, {"system", "code", "display"});
    check_text(find(coding, "display"));
    const auto found = std::find_if(
        question.options.begin(), question.options.end(), [&](const visit::SurveyOption& option) {
          return is(find(coding, "system"), option.system) && is(find(coding, "code"), option.code);
        });
    if (found == question.options.end()) throw Refused{Trouble::not_offered};
    const auto index = static_cast<std::size_t>(found - question.options.begin());
    if (std::find(chosen.begin(), chosen.end(), index) != chosen.end())
      throw Refused{Trouble::repeated};
    chosen.push_back(index);
  }
  return chosen;
}

int read_tenths(const json& value) {
  if (!value.is_number()) throw Refused{Trouble::wrong_type};
  constexpr double kMost = 1000;
  const double tenths = value.get<double>() * 10;
  if (!(tenths >= 0 && tenths < kMost) || std::abs(tenths - std::round(tenths)) > 1e-6)
    throw Refused{Trouble::out_of_range};
  return static_cast<int>(std::lround(tenths));
}

void read_item(const SurveyForm& form, std::size_t at, const json& item, SurveyAnswers& answers) {
  const Question& question = form.questions[at];
  const json& given = list(find(item, "answer"), Trouble::required);
  visit::Taken taken;
  switch (question.kind) {
    case QuestionKind::answerer:
    case QuestionKind::relation:
    case QuestionKind::history:
    case QuestionKind::symptoms:
      taken = visit::set_options(form, answers, at, read_codes(question, given));
      break;
    case QuestionKind::temperature:
      if (given.size() != 1) throw Refused{Trouble::contradiction};
      taken = visit::set_temperature(form, answers, at,
                                     read_tenths(value_in(given[0], "valueDecimal")));
      break;
    case QuestionKind::declaration: {
      if (given.size() != 1) throw Refused{Trouble::contradiction};
      const json& value = value_in(given[0], "valueBoolean");
      if (!value.is_boolean()) throw Refused{Trouble::wrong_type};
      taken = visit::declare(form, answers, at, value.get<bool>());
      break;
    }
  }
  if (!taken) throw Refused{Trouble::not_asked};
}

Trouble trouble_of(Gap gap) {
  switch (gap) {
    case Gap::missing:
      return Trouble::required;
    case Gap::contradictory:
      return Trouble::contradiction;
    case Gap::out_of_range:
      return Trouble::out_of_range;
    case Gap::not_declared:
      return Trouble::not_declared;
  }
  return Trouble::required;
}

SurveyAnswers read_items(const SurveyForm& form, const json& items) {
  // By question, so that whoever speaks is known before what only they are asked.
  std::vector<const json*> by_question(form.questions.size(), nullptr);
  for (const json& item : items) {
    only(item, {"linkId", "text", "answer"});
    const json* link = find(item, "linkId");
    if (!is_text(link)) throw Refused{Trouble::link_missing};
    check_text(find(item, "text"));
    const auto found = std::find_if(form.questions.begin(), form.questions.end(),
                                    [&](const Question& one) { return is(link, one.link_id); });
    if (found == form.questions.end()) throw Refused{Trouble::unknown_link};
    const json*& place = by_question[static_cast<std::size_t>(found - form.questions.begin())];
    if (place != nullptr) throw Refused{Trouble::repeated};
    place = &item;
  }
  SurveyAnswers answers(form);
  for (std::size_t i = 0; i < by_question.size(); ++i) {
    if (by_question[i] != nullptr) read_item(form, i, *by_question[i], answers);
  }
  const auto open = visit::gaps(form, answers);
  if (!open.empty()) throw Refused{trouble_of(open.front().gap)};
  return answers;
}

}  // namespace

tl::expected<SurveyAnswers, ResponseTrouble> read_response(const SurveyForm& form,
                                                           std::string_view text) {
  if (text.size() > kLongestResponse) return tl::unexpected(Trouble::structure);
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return tl::unexpected(Trouble::no_json);
  try {
    check_head(root, form);
    return read_items(form, list(find(root, "item"), Trouble::required));
  } catch (const Refused& refused) {
    return tl::unexpected(refused.trouble);
  }
}

tl::expected<void, ResponseTrouble> check_response(const SurveyForm& form, std::string_view text) {
  const auto answers = read_response(form, text);
  if (!answers) return tl::unexpected(answers.error());
  return {};
}

}  // namespace devices
