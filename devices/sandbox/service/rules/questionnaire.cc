// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/questionnaire.h"

#include <algorithm>
#include <array>
#include <set>

namespace service {
namespace {

constexpr std::string_view kExclusive =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
constexpr std::string_view kLeast = "http://hl7.org/fhir/StructureDefinition/minValue";
constexpr std::string_view kMost = "http://hl7.org/fhir/StructureDefinition/maxValue";

struct TypeEntry {
  ItemType type;
  std::string_view name;
};
constexpr std::array kTypes{
    TypeEntry{ItemType::group, "group"},     TypeEntry{ItemType::display, "display"},
    TypeEntry{ItemType::boolean, "boolean"}, TypeEntry{ItemType::decimal, "decimal"},
    TypeEntry{ItemType::integer, "integer"}, TypeEntry{ItemType::date, "date"},
    TypeEntry{ItemType::choice, "choice"},
};

// The readers throw Malformed.

std::optional<JsonView> extension(const JsonView& in, std::string_view url) {
  const auto list = in.find("extension");
  if (!list) return std::nullopt;
  for (const JsonView& one : list->items()) {
    if (one.at("url").text() == url) return one;
  }
  return std::nullopt;
}

std::optional<double> bound(const JsonView& in, std::string_view url) {
  const auto found = extension(in, url);
  if (!found) return std::nullopt;
  if (const auto value = found->find("valueInteger")) return value->number();
  return found->at("valueDecimal").number();
}

Coding read_coding(const JsonView& in) { return {in.at("system").text(), in.at("code").text()}; }

AnswerOption read_option(const JsonView& in) {
  AnswerOption option{read_coding(in.at("valueCoding")), false};
  if (const auto exclusive = extension(in, kExclusive)) {
    option.exclusive = exclusive->at("valueBoolean").boolean();
  }
  return option;
}

EnableWhen read_condition(const JsonView& in) {
  if (in.at("operator").text() != "=") in.at("operator").fail("is not =, the only one known here");
  return {in.at("question").text(), read_coding(in.at("answerCoding"))};
}

bool flag(const JsonView& in, std::string_view key) {
  const auto value = in.find(key);
  return value && value->boolean();
}

class FormReader {
 public:
  std::vector<FormItem> items(const JsonView& in) {
    std::vector<FormItem> list;
    for (const JsonView& item : in.items()) list.push_back(read(item));
    if (list.empty()) in.fail("is empty");
    return list;
  }

  // A condition may name a question further down, so this comes last.
  void check_conditions(const JsonView& in) const {
    for (const std::string& question : asked_) {
      if (!choices_.contains(question)) in.fail("has a condition on what is no choice of the form");
    }
  }

 private:
  FormItem read(const JsonView& in) {
    if (in.find("modifierExtension")) in.at("modifierExtension").fail("is not known here");
    FormItem item;
    item.link_id = in.at("linkId").text();
    if (!link_ids_.insert(item.link_id).second) in.at("linkId").fail("stands twice");
    const JsonView type = in.at("type");
    const std::string name = type.text();
    const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const auto& known) { return known.name == name; });
    if (found == kTypes.end()) type.fail("is no type that is known here");
    item.type = found->type;
    item.required = flag(in, "required");
    item.repeats = flag(in, "repeats");
    item.least = bound(in, kLeast);
    item.most = bound(in, kMost);
    if (item.type == ItemType::choice) {
      choices_.insert(item.link_id);
      for (const JsonView& one : in.at("answerOption").items()) {
        item.options.push_back(read_option(one));
      }
      if (item.options.empty()) in.at("answerOption").fail("is empty");
    }
    if (const auto list = in.find("enableWhen")) {
      for (const JsonView& one : list->items()) {
        item.conditions.push_back(read_condition(one));
        asked_.insert(item.conditions.back().question);
      }
      item.any_condition = list->items().size() > 1 && in.at("enableBehavior").text() == "any";
    }
    if (const auto list = in.find("item")) {
      if (item.type != ItemType::group) list->fail("stands under what is no group");
      item.items = items(*list);
    }
    return item;
  }

  std::set<std::string> link_ids_;
  std::set<std::string> choices_;
  std::set<std::string> asked_;
};

}  // namespace

tl::expected<Questionnaire, Malformed> Questionnaire::parse(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return tl::unexpected(json.error());
  try {
    const JsonView in(*json, "");
    const JsonView kind = in.at("resourceType");
    if (kind.text() != "Questionnaire") kind.fail("is not Questionnaire");
    if (in.at("status").text() != "active") in.at("status").fail("is not active");
    Questionnaire form;
    form.canonical_ = in.at("url").text() + "|" + in.at("version").text();
    FormReader reader;
    form.items_ = reader.items(in.at("item"));
    reader.check_conditions(in.at("item"));
    form.text_ = json->dump();
    return form;
  } catch (const Malformed& fault) {
    return tl::unexpected(fault);
  }
}

}  // namespace service
