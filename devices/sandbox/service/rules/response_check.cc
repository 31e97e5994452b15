// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/response_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace service {
namespace {

// The member that an answer bears; "" where there is none.
std::string_view value_of(ItemType type) {
  switch (type) {
    case ItemType::boolean:
      return "valueBoolean";
    case ItemType::decimal:
      return "valueDecimal";
    case ItemType::integer:
      return "valueInteger";
    case ItemType::date:
      return "valueDate";
    case ItemType::choice:
      return "valueCoding";
    case ItemType::group:
    case ItemType::display:
      return "";
  }
  return "";
}

constexpr std::array<std::string_view, 12> kValues{
    "valueBoolean",  "valueDecimal",  "valueInteger",   "valueDate",
    "valueDateTime", "valueTime",     "valueString",    "valueUri",
    "valueCoding",   "valueQuantity", "valueReference", "valueAttachment"};

bool is_plain(std::string_view key) {
  return key.size() <= 40 && std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// FHIR: a day, or a moment down to the second with its offset.
bool is_date_time(const std::string& text) {
  if (text.size() == 10) return parse_day(text).has_value();
  const bool offset =
      text.ends_with('Z') || (text.size() > 6 && text[text.size() - 3] == ':' &&
                              (text[text.size() - 6] == '+' || text[text.size() - 6] == '-'));
  return text.size() >= 20 && text[16] == ':' && offset && parse_instant(text).has_value();
}

// Members that are what they should be are found without a fuss; anything else is noted.
class Check {
 public:
  explicit Check(const std::vector<FormItem>& form) : form_(form) {}

  std::vector<Issue> run(const Json& response, const std::string& canonical) {
    const std::string root = "QuestionnaireResponse";
    if (!response.is_object()) {
      note("structure", root, "is not an object");
      return std::move(issues_);
    }
    only(response, root,
         {"resourceType", "id", "contained", "identifier", "questionnaire", "status", "subject",
          "authored", "item"});
    constant(response, root, "resourceType", {root}, "is not a QuestionnaireResponse");
    constant(response, root, "status", {"completed", "amended"},
             "is neither completed nor amended");
    constant(response, root, "questionnaire", {canonical},
             "is not the form and version that is asked here");
    if (response.contains("id")) is_text(response["id"], root + ".id", 64);
    if (response.contains("identifier")) identifier(response["identifier"], root + ".identifier");
    authored(response, root);
    subject(response, root);
    const auto list = response.find("item");
    if (list == response.end()) {
      note("required", root + ".item", "is missing");
    } else {
      gather(*list);
      items(*list, root, form_);
    }
    return std::move(issues_);
  }

 private:
  void note(std::string_view code, std::string expression, std::string text) {
    if (issues_.size() < kMostIssues) {
      issues_.push_back({"error", code, std::move(expression), std::move(text)});
    }
  }

  void only(const Json& in, const std::string& path, std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : in.items()) {
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      // Whoever misspells a member may have put anything into its name.
      note("structure", is_plain(key) ? path + "." + key : path,
           "is not a member that is known here");
    }
  }

  bool is_text(const Json& in, const std::string& path, std::size_t longest) {
    const bool good = in.is_string() && !in.get_ref<const std::string&>().empty() &&
                      in.get_ref<const std::string&>().size() <= longest;
    if (!good) note("value", path, fmt::format("is not a text of 1 to {} bytes", longest));
    return good;
  }

  void constant(const Json& in, const std::string& path, const std::string& key,
                const std::vector<std::string>& allowed, std::string_view otherwise) {
    const auto found = in.find(key);
    if (found == in.end()) {
      note("required", path + "." + key, "is missing");
    } else if (!found->is_string() || std::find(allowed.begin(), allowed.end(),
                                                found->get<std::string>()) == allowed.end()) {
      note("value", path + "." + key, std::string(otherwise));
    }
  }

  void identifier(const Json& in, const std::string& path) {
    if (!in.is_object()) return note("structure", path, "is not an object");
    only(in, path, {"system", "value"});
    for (const char* key : {"system", "value"}) {
      const auto found = in.find(key);
      if (found == in.end()) {
        note("required", path + "." + key, "is missing");
      } else {
        is_text(*found, path + "." + key, 200);
      }
    }
  }

  void authored(const Json& response, const std::string& root) {
    const auto found = response.find("authored");
    if (found == response.end()) {
      note("required", root + ".authored", "is missing");
    } else if (!found->is_string() || !is_date_time(found->get<std::string>())) {
      note("value", root + ".authored", "is no date, or a time without seconds and offset");
    }
  }

  // Either both or neither: one contained Patient and the subject that points at it.
  void subject(const Json& response, const std::string& root) {
    const auto about = response.find("subject");
    const auto contained = response.find("contained");
    if (about == response.end() && contained == response.end()) return;
    const bool points = about != response.end() && *about == Json{{"reference", "#patient"}};
    if (!points) note("structure", root + ".subject", "does not point at #patient");
    const std::string path = root + ".contained";
    if (contained == response.end() || !contained->is_array() || contained->size() != 1 ||
        !contained->front().is_object()) {
      return note("structure", path, "is not one Patient");
    }
    const Json& patient = contained->front();
    const std::string here = path + "[0]";
    only(patient, here, {"resourceType", "id", "identifier", "name", "birthDate"});
    constant(patient, here, "resourceType", {"Patient"}, "is not a Patient");
    constant(patient, here, "id", {"patient"}, "is not patient");
    const auto single = [&](const char* key) -> const Json* {
      const auto found = patient.find(key);
      if (found != patient.end() && found->is_array() && found->size() == 1) {
        return &found->front();
      }
      note("required", here + "." + key, "is not exactly one");
      return nullptr;
    };
    if (const Json* one = single("identifier")) identifier(*one, here + ".identifier[0]");
    if (const Json* one = single("name")) {
      const std::string at = here + ".name[0]";
      if (!one->is_object()) return note("structure", at, "is not an object");
      only(*one, at, {"text"});
      is_text(one->contains("text") ? (*one)["text"] : Json(), at + ".text", 200);
    }
    if (const auto birth = patient.find("birthDate"); birth != patient.end()) {
      day(*birth, here + ".birthDate");
    }
  }

  bool day(const Json& in, const std::string& path) {
    const bool good = in.is_string() && parse_day(in.get<std::string>()).has_value();
    if (!good) note("value", path, "is no day such as 2021-01-20");
    return good;
  }

  // What was chosen where, for the conditions; what is malformed is told later.
  void gather(const Json& list) {
    if (!list.is_array()) return;
    for (const Json& item : list) {
      if (!item.is_object()) continue;
      if (item.contains("item")) gather(item["item"]);
      const auto link = item.find("linkId");
      const auto answers = item.find("answer");
      if (link == item.end() || !link->is_string() || answers == item.end()) continue;
      if (!answers->is_array()) continue;
      for (const Json& answer : *answers) {
        if (!answer.is_object() || !answer.contains("valueCoding")) continue;
        chosen_[link->get<std::string>()].push_back(coding_of(answer["valueCoding"]));
      }
    }
  }

  static Coding coding_of(const Json& in) {
    const auto text = [&](const char* key) {
      if (!in.is_object() || !in.contains(key) || !in[key].is_string()) return std::string();
      return in[key].get<std::string>();
    };
    return {text("system"), text("code")};
  }

  bool is_enabled(const FormItem& item) const {
    const auto holds = [&](const EnableWhen& condition) {
      const auto found = chosen_.find(condition.question);
      return found != chosen_.end() && std::find(found->second.begin(), found->second.end(),
                                                 condition.coding) != found->second.end();
    };
    if (item.conditions.empty()) return true;
    return item.any_condition ? std::any_of(item.conditions.begin(), item.conditions.end(), holds)
                              : std::all_of(item.conditions.begin(), item.conditions.end(), holds);
  }

  void items(const Json& list, const std::string& parent, const std::vector<FormItem>& form) {
    if (!list.is_array()) return note("structure", parent + ".item", "is not a list");
    std::set<std::string> answered;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string path = fmt::format("{}.item[{}]", parent, i);
      const Json& one = list[i];
      if (!one.is_object()) {
        note("structure", path, "is not an object");
        continue;
      }
      const auto link = one.find("linkId");
      if (link == one.end()) {
        note("required", path + ".linkId", "is missing");
        continue;
      }
      const auto found = std::find_if(form.begin(), form.end(), [&](const FormItem& item) {
        return link->is_string() && link->get_ref<const std::string&>() == item.link_id;
      });
      if (found == form.end()) {
        note("not-found", path + ".linkId", "is no question of the form at this place");
        continue;
      }
      if (!answered.insert(found->link_id).second) {
        note("duplicate", path + ".linkId", "was answered before");
        continue;
      }
      item(one, path, *found);
    }
    for (const FormItem& wanted : form) {
      if (wanted.required && is_enabled(wanted) && !answered.contains(wanted.link_id)) {
        note("required", parent + ".item",
             fmt::format("question {} is not answered", wanted.link_id));
      }
    }
  }

  void item(const Json& in, const std::string& path, const FormItem& asked) {
    only(in, path, {"linkId", "text", "answer", "item"});
    if (in.contains("text")) is_text(in["text"], path + ".text", 1000);
    if (!is_enabled(asked)) {
      return note("business-rule", path, "answers what was not to be asked after these answers");
    }
    const auto below = in.find("item");
    const auto answers = in.find("answer");
    if (asked.type == ItemType::group) {
      if (answers != in.end()) note("structure", path + ".answer", "stands in a group");
      return items(below == in.end() ? Json::array() : *below, path, asked.items);
    }
    if (below != in.end()) note("structure", path + ".item", "stands under what is no group");
    if (asked.type == ItemType::display) {
      return note("structure", path, "answers what is only to be read");
    }
    if (answers == in.end() || !answers->is_array() || answers->empty()) {
      return note("required", path + ".answer", "is missing or empty");
    }
    if (answers->size() > 1 && !asked.repeats) {
      return note("structure", path + ".answer", "is more than one");
    }
    std::vector<Coding> given;
    for (std::size_t i = 0; i < answers->size(); ++i) {
      answer((*answers)[i], fmt::format("{}.answer[{}]", path, i), asked, given);
    }
    exclusive(given, path, asked);
  }

  void answer(const Json& in, const std::string& path, const FormItem& asked,
              std::vector<Coding>& given) {
    if (!in.is_object()) return note("structure", path, "is not an object");
    std::size_t values = 0;
    for (const auto& [key, value] : in.items()) {
      if (std::find(kValues.begin(), kValues.end(), key) != kValues.end()) {
        ++values;
      } else {
        note("structure", is_plain(key) ? path + "." + key : path,
             "is not a member that is known here");
      }
    }
    if (values != 1) return note("structure", path, "does not hold exactly one value");
    const std::string member(value_of(asked.type));
    const auto value = in.find(member);
    if (value == in.end()) return note("value", path, "is no answer of the type " + member);
    this->value(*value, path + "." + member, asked, given);
  }

  void value(const Json& in, const std::string& path, const FormItem& asked,
             std::vector<Coding>& given) {
    switch (asked.type) {
      case ItemType::boolean:
        if (!in.is_boolean()) note("value", path, "is neither true nor false");
        return;
      case ItemType::integer:
        if (!in.is_number_integer()) return note("value", path, "is not a whole number");
        return range(in.get<double>(), path, asked);
      case ItemType::decimal:
        if (!in.is_number()) return note("value", path, "is not a number");
        return range(in.get<double>(), path, asked);
      case ItemType::date:
        day(in, path);
        return;
      case ItemType::choice:
        return choice(in, path, asked, given);
      case ItemType::group:
      case ItemType::display:
        return;
    }
  }

  void range(double number, const std::string& path, const FormItem& asked) {
    const bool low = asked.least && number < *asked.least;
    const bool high = asked.most && number > *asked.most;
    if (low || high) note("value", path, "is out of the range that is possible");
  }

  void choice(const Json& in, const std::string& path, const FormItem& asked,
              std::vector<Coding>& given) {
    if (!in.is_object()) return note("structure", path, "is not an object");
    only(in, path, {"system", "code", "display"});
    if (in.contains("display")) is_text(in["display"], path + ".display", 200);
    const Coding coding = coding_of(in);
    const bool offered =
        std::any_of(asked.options.begin(), asked.options.end(),
                    [&](const AnswerOption& option) { return option.coding == coding; });
    if (!offered) return note("code-invalid", path, "is no answer that was offered");
    if (std::find(given.begin(), given.end(), coding) != given.end()) {
      return note("duplicate", path, "was chosen before");
    }
    given.push_back(coding);
  }

  void exclusive(const std::vector<Coding>& given, const std::string& path, const FormItem& asked) {
    if (given.size() < 2) return;
    for (const AnswerOption& option : asked.options) {
      if (option.exclusive && std::find(given.begin(), given.end(), option.coding) != given.end()) {
        note("business-rule", path + ".answer", "joins an answer that stands alone with another");
      }
    }
  }

  const std::vector<FormItem>& form_;
  std::vector<Issue> issues_;
  std::map<std::string, std::vector<Coding>> chosen_;
};

}  // namespace

std::vector<Issue> check_response(const Questionnaire& form, const Json& response) {
  return Check(form.items()).run(response, form.canonical());
}

Json operation_outcome(const std::vector<Issue>& issues) {
  Json list = Json::array();
  for (const Issue& issue : issues) {
    Json line{
        {"severity", issue.severity}, {"code", issue.code}, {"details", {{"text", issue.text}}}};
    if (!issue.expression.empty()) line["expression"] = Json::array({issue.expression});
    list.push_back(std::move(line));
  }
  return Json{{"resourceType", "OperationOutcome"}, {"issue", std::move(list)}};
}

}  // namespace service
