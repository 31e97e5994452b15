// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/survey_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace kiosk {

namespace {

using nlohmann::json;
using visit::Language;
using visit::Question;
using visit::QuestionKind;
using visit::Route;
using visit::SurveyForm;

constexpr std::size_t kMostQuestions = 64;
constexpr std::size_t kLongestText = 1000;
constexpr std::int64_t kMostDays = 366;
constexpr int kLeastTenths = 200;  // of any thermometer for people
constexpr int kMostTenths = 500;

constexpr std::string_view kTranslation = "http://hl7.org/fhir/StructureDefinition/translation";
constexpr std::string_view kExclusive =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
constexpr std::string_view kUnit = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
constexpr std::string_view kLeast = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view kMost = "http://hl7.org/fhir/StructureDefinition/maxValue";
constexpr std::string_view kBrief =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText";
constexpr std::string_view kOwn = "https://green-channel.example/fhir/StructureDefinition/";
constexpr std::string_view kWindow = "window-days";
constexpr std::string_view kPlausible = "plausible-range";
constexpr std::string_view kFever = "fever-c";
constexpr std::string_view kRoute = "survey-route";
constexpr std::string_view kBeside = "survey-route-beside";

// What a choice is about is named by the last word of its code system.
struct System {
  std::string_view name;
  QuestionKind kind;
  std::array<std::string_view, 3> codes;  // exactly these; empty: the form's own
};
constexpr std::array kSystems{
    System{"survey-by", QuestionKind::answerer, {"self", "relative", "staff"}},
    System{"survey-relation", QuestionKind::relation, {}},
    System{"survey-answer", QuestionKind::history, {"yes", "no", "unknown"}},
    System{"survey-symptom", QuestionKind::symptoms, {}},
};

struct RouteName {
  std::string_view name;
  Route route;
};
constexpr std::array kRoutes{
    RouteName{"pass", Route::pass},
    RouteName{"buffer", Route::buffer},
    RouteName{"fever-clinic", Route::fever_clinic},
    RouteName{"isolate", Route::isolate},
};
constexpr std::array<std::string_view, 3> kColours{"GREEN", "YELLOW", "RED"};

// Thrown and caught in this file.
struct Wrong {
  std::string what;
};

// A place in the form that knows what it is called.
struct View {
  const json& value;
  std::string path;

  [[noreturn]] void fail(std::string_view why) const {
    throw Wrong{path.empty() ? fmt::format("the form {}", why) : fmt::format("{} {}", path, why)};
  }
  [[nodiscard]] std::string under(std::string_view key) const {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
  }
  [[nodiscard]] std::optional<View> find(std::string_view key) const {
    if (!value.is_object()) fail("is not an object");
    const auto found = value.find(std::string(key));
    if (found == value.end()) return std::nullopt;
    return View{*found, under(key)};
  }
  [[nodiscard]] View at(std::string_view key) const {
    const auto found = find(key);
    if (!found) View{value, under(key)}.fail("is missing");
    return *found;
  }
  [[nodiscard]] std::string text() const {
    if (!value.is_string()) fail("is not a text");
    auto text = value.get<std::string>();
    if (text.empty() || text.size() > kLongestText)
      fail(fmt::format("is not a text of 1 to {} bytes", kLongestText));
    return text;
  }
  [[nodiscard]] bool flag() const {
    if (!value.is_boolean()) fail("is neither true nor false");
    return value.get<bool>();
  }
  [[nodiscard]] std::vector<View> items() const {
    if (!value.is_array() || value.empty()) fail("is not a list with something in it");
    std::vector<View> list;
    for (std::size_t i = 0; i < value.size(); ++i) {
      list.push_back(View{value[i], fmt::format("{}[{}]", path, i)});
    }
    return list;
  }
  // Degrees as tenths of a degree.
  [[nodiscard]] int tenths() const {
    const double tenths = value.is_number() ? value.get<double>() * 10 : 0;
    if (!(tenths >= kLeastTenths && tenths <= kMostTenths) ||
        std::abs(tenths - std::round(tenths)) > 1e-6) {
      fail("is no temperature in whole tenths of a degree Celsius");
    }
    return static_cast<int>(std::lround(tenths));
  }
};

std::vector<View> extensions(const View& in, std::string_view url) {
  std::vector<View> found;
  const auto list = in.find("extension");
  if (!list) return found;
  for (const View& one : list->items()) {
    if (one.at("url").text() == url) found.push_back(one);
  }
  return found;
}

std::optional<View> extension(const View& in, std::string_view url) {
  const auto found = extensions(in, url);
  if (found.size() > 1) found[1].fail("stands twice");
  return found.empty() ? std::nullopt : std::optional<View>(found.front());
}

View needed(const View& in, std::string_view url) {
  const auto found = extension(in, url);
  if (!found) in.fail(fmt::format("has no extension {}", url.substr(url.rfind('/') + 1)));
  return *found;
}

View own(const View& in, std::string_view name) {
  return needed(in, std::string(kOwn).append(name));
}

// `key` and, beside it, `_key` with its translations. The form's own language is zh-CN; English
// must be there, the others may.
visit::Wording wording(const View& in, const std::string& key) {
  visit::Wording words;
  words.texts[static_cast<std::size_t>(Language::zh_hans)] = in.at(key).text();
  if (const auto side = in.find("_" + key)) {
    for (const View& one : extensions(*side, kTranslation)) {
      const auto language = visit::language_named(needed(one, "lang").at("valueCode").text());
      if (!language) continue;  // spoken elsewhere
      std::string& text = words.texts[static_cast<std::size_t>(*language)];
      if (!text.empty()) one.fail("translates into a language that is there");
      text = needed(one, "content").at("valueString").text();
    }
  }
  if (words.texts[static_cast<std::size_t>(Language::en)].empty())
    in.at(key).fail("has no translation to en");
  return words;
}

Route route_in(const View& code) {
  const std::string name = code.text();
  const auto found = std::find_if(kRoutes.begin(), kRoutes.end(),
                                  [&](const RouteName& known) { return known.name == name; });
  if (found == kRoutes.end()) code.fail("is none of pass, buffer, fever-clinic, isolate");
  return found->route;
}

visit::SurveyOption read_option(const View& in) {
  const View coding = in.at("valueCoding");
  visit::SurveyOption option;
  option.system = coding.at("system").text();
  option.code = coding.at("code").text();
  option.words = wording(coding, "display");
  if (const auto exclusive = extension(in, kExclusive))
    option.exclusive = exclusive->at("valueBoolean").flag();
  return option;
}

const System& system_of(const View& list, const std::vector<visit::SurveyOption>& options) {
  const std::string& uri = options.front().system;
  const std::string_view name = std::string_view(uri).substr(uri.rfind('/') + 1);
  const auto found = std::find_if(kSystems.begin(), kSystems.end(),
                                  [&](const System& known) { return known.name == name; });
  if (found == kSystems.end()) list.fail("are of no code system that is known here");
  std::set<std::string_view> codes;
  for (const auto& option : options) {
    if (option.system != uri) list.fail("are of more than one code system");
    if (!codes.insert(option.code).second) list.fail("name a code twice");
  }
  const std::set<std::string_view> wanted(found->codes.begin(), found->codes.end());
  if (!found->codes[0].empty() && codes != wanted) {
    list.fail(fmt::format("are not exactly {}, {}, {}", found->codes[0], found->codes[1],
                          found->codes[2]));
  }
  return *found;
}

void read_choice(const View& in, Question& question) {
  const View list = in.at("answerOption");
  const auto options = list.items();
  if (options.size() > visit::kMostOptions)
    list.fail(fmt::format("are more than {}", visit::kMostOptions));
  for (const View& one : options) question.options.push_back(read_option(one));
  question.kind = system_of(list, question.options).kind;
  const bool routes =
      question.kind == QuestionKind::history || question.kind == QuestionKind::symptoms;
  bool exclusive = false;
  for (std::size_t i = 0; i < options.size(); ++i) {
    // Where an answer leads is always said, also where it leads nowhere.
    if (routes) question.options[i].route = route_in(own(options[i], kRoute).at("valueCode"));
    exclusive |= question.options[i].exclusive;
  }
  if (exclusive != (question.kind == QuestionKind::symptoms))
    list.fail("have a code that excludes the others, or lack it among symptoms");
  if (question.kind == QuestionKind::history) {
    const View window = own(in, kWindow).at("valueInteger");
    const auto days = window.value.is_number_integer() ? window.value.get<std::int64_t>() : 0;
    if (days < 1 || days > kMostDays) window.fail("is no number of days");
    question.window_days = static_cast<int>(days);
  }
}

void read_temperature(const View& in, Question& question) {
  question.kind = QuestionKind::temperature;
  const View unit = needed(in, kUnit).at("valueCoding").at("code");
  if (unit.text() != "Cel") unit.fail("is not Cel");
  const View range = own(in, kPlausible).at("valueRange");
  question.least_tenths = range.at("low").at("value").tenths();
  question.most_tenths = range.at("high").at("value").tenths();
  // Whoever takes the answers refuses what is out of these.
  const auto least = extension(in, kLeast);
  const auto most = extension(in, kMost);
  if (question.least_tenths >= question.most_tenths ||
      (least && question.least_tenths < least->at("valueDecimal").tenths()) ||
      (most && question.most_tenths > most->at("valueDecimal").tenths())) {
    range.fail("is empty, or wider than minValue and maxValue");
  }
  const View fever = own(in, kFever).at("valueDecimal");
  question.fever_tenths = fever.tenths();
  if (question.fever_tenths <= question.least_tenths ||
      question.fever_tenths > question.most_tenths) {
    fever.fail("is out of the plausible range");
  }
  question.fever_route = route_in(own(in, kRoute).at("valueCode"));
}

// The only condition that is known: an earlier choice was answered so.
Question::Condition read_condition(const View& list, const SurveyForm& form) {
  const auto conditions = list.items();
  if (conditions.size() > 1) list.fail("are more than one");
  const View& in = conditions.front();
  if (in.at("operator").text() != "=") in.at("operator").fail("is not =");
  const std::string link_id = in.at("question").text();
  const View coding = in.at("answerCoding");
  const std::string system = coding.at("system").text();
  const std::string code = coding.at("code").text();
  for (std::size_t q = 0; q < form.questions.size(); ++q) {
    if (form.questions[q].link_id != link_id) continue;
    const auto& options = form.questions[q].options;
    for (std::size_t o = 0; o < options.size(); ++o) {
      if (options[o].system == system && options[o].code == code) return {q, o};
    }
  }
  in.fail("is on no answer to an earlier question");
}

Question read_question(const View& in, const SurveyForm& form) {
  if (const auto unknown = in.find("modifierExtension")) unknown->fail("is not known here");
  if (const auto below = in.find("item")) below->fail("stands below a question");
  Question question;
  question.link_id = in.at("linkId").text();
  for (const Question& other : form.questions) {
    if (other.link_id == question.link_id) in.at("linkId").fail("stands twice");
  }
  question.text = wording(in, "text");
  const auto brief = extension(in, kBrief);
  question.brief = brief ? wording(*brief, "valueString") : question.text;
  const auto required = in.find("required");
  question.required = required && required->flag();
  const std::string type = in.at("type").text();
  if (type == "choice") {
    read_choice(in, question);
  } else if (type == "decimal") {
    read_temperature(in, question);
  } else if (type == "boolean") {
    question.kind = QuestionKind::declaration;
  } else {
    in.at("type").fail("is none of choice, decimal, boolean");
  }
  const auto repeats = in.find("repeats");
  if ((repeats && repeats->flag()) != (question.kind == QuestionKind::symptoms))
    in.fail("repeats and is no question about symptoms, or the other way round");
  if (const auto list = in.find("enableWhen")) question.asked_if = read_condition(*list, form);
  return question;
}

void read_routes_beside(const View& in, SurveyForm& form) {
  std::set<std::string> seen;
  for (const View& one : extensions(in, std::string(kOwn).append(kBeside))) {
    const View colour = needed(one, "colour").at("valueCode");
    const auto found = std::find(kColours.begin(), kColours.end(), colour.text());
    if (found == kColours.end()) colour.fail("is none of GREEN, YELLOW, RED");
    if (!seen.insert(colour.text()).second) colour.fail("stands twice");
    form.at_least[static_cast<std::size_t>(found - kColours.begin())] =
        route_in(needed(one, "route").at("valueCode"));
  }
  if (seen.size() != kColours.size())
    in.fail("does not say for each of GREEN, YELLOW, RED where it leads at least");
}

void check_questions(const View& list, const SurveyForm& form) {
  const auto count = [&](QuestionKind kind) {
    return std::count_if(form.questions.begin(), form.questions.end(),
                         [&](const Question& question) { return question.kind == kind; });
  };
  if (count(QuestionKind::answerer) != 1) list.fail("do not ask exactly once who answers");
  for (const Question& question : form.questions) {
    if (question.kind == QuestionKind::answerer && (!question.required || question.asked_if))
      list.fail("do not always ask who answers");
  }
  if (count(QuestionKind::history) == 0) list.fail("ask for no history");
  if (count(QuestionKind::temperature) > 1) list.fail("ask for more than one temperature");
}

SurveyForm read_form(const json& root) {
  const View in{root, ""};
  const View kind = in.at("resourceType");
  if (kind.text() != "Questionnaire") kind.fail("is not Questionnaire");
  if (in.at("status").text() != "active") in.at("status").fail("is not active");
  if (in.at("language").text() != "zh-CN") in.at("language").fail("is not zh-CN");
  SurveyForm form;
  form.id = in.at("id").text();
  form.url = in.at("url").text();
  form.version = in.at("version").text();
  form.title = wording(in, "title");
  read_routes_beside(in, form);
  const View list = in.at("item");
  const auto questions = list.items();
  if (questions.size() > kMostQuestions) list.fail(fmt::format("are more than {}", kMostQuestions));
  for (const View& one : questions) form.questions.push_back(read_question(one, form));
  check_questions(list, form);
  return form;
}

}  // namespace

tl::expected<SurveyForm, std::string> parse_survey_form(std::string_view text) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return tl::unexpected(std::string("the form is no JSON"));
  try {
    return read_form(root);
  } catch (const Wrong& wrong) {
    return tl::unexpected(wrong.what);
  }
}

tl::expected<SurveyForm, std::string> read_survey_form(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return tl::unexpected(fmt::format("{}: cannot be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto form = parse_survey_form(text);
  if (!form) return tl::unexpected(fmt::format("{}: {}", file.string(), form.error()));
  return form;
}

}  // namespace kiosk
