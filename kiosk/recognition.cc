// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/recognition.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

namespace kiosk {

namespace {

using printing::cose::Usage;
using std::chrono::days;
using std::chrono::sys_days;
using visit::Evidence;
using Why = RecognitionWhy;

constexpr std::int64_t kMostDays = 36'600;
constexpr std::array<std::string_view, kRecognitionWhys> kWhyKeys{
    "not_valid",    "other_issuer", "other_kind", "other_procedure", "not_negative",
    "not_complete", "no_day",       "too_early",  "too_old",         "counts"};

// Thrown and caught in this file.
struct Wrong {
  std::string what;
};

std::vector<std::string> texts(const toml::table& rule, std::string_view key,
                               const std::string& place) {
  const auto* list = rule[key].as_array();
  if (list == nullptr || list->empty())
    throw Wrong{fmt::format("{}.{} is not a list of texts", place, key)};
  std::vector<std::string> out;
  for (const auto& item : *list) {
    const auto text = item.value_exact<std::string>();
    if (!text || text->empty())
      throw Wrong{fmt::format("{}.{} is not a list of texts", place, key)};
    out.push_back(*text);
  }
  return out;
}

int number(const toml::table& rule, std::string_view key, const std::string& place) {
  const auto value = rule[key].value_exact<std::int64_t>();
  if (!value || *value < 0 || *value > kMostDays)
    throw Wrong{fmt::format("{}.{} is not a number of days", place, key)};
  return static_cast<int>(*value);
}

Evidence::Kind kind_named(const toml::table& rule, const std::string& place) {
  const auto name = rule["kind"].value_exact<std::string>().value_or("");
  if (name == "test") return Evidence::Kind::test;
  if (name == "vaccination") return Evidence::Kind::vaccination;
  if (name == "recovery") return Evidence::Kind::recovery;
  throw Wrong{fmt::format("{}.kind is none of test, vaccination, recovery", place)};
}

void only(const toml::table& table, std::initializer_list<std::string_view> known,
          const std::string& place) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) == known.end())
      throw Wrong{fmt::format("{}{}{} is not a key that is known", place, place.empty() ? "" : ".",
                              key.str())};
  }
}

RecognitionRule read_rule(const toml::table& table, const std::string& place) {
  only(table, {"issuers", "kind", "procedures", "scenes", "from_day", "days"}, place);
  RecognitionRule rule;
  rule.issuers = texts(table, "issuers", place);
  rule.kind = kind_named(table, place);
  if (table.contains("procedures")) rule.procedures = texts(table, "procedures", place);
  rule.scenes = texts(table, "scenes", place);
  if (std::ranges::find(rule.scenes, "*") != rule.scenes.end()) rule.scenes.clear();
  if (table.contains("from_day")) rule.from_day = number(table, "from_day", place);
  rule.days = number(table, "days", place);
  if (rule.days < rule.from_day) throw Wrong{fmt::format("{}.days ends before from_day", place)};
  return rule;
}

visit::Bilingual words(const toml::table& why, std::string_view key) {
  const auto* table = why[key].as_table();
  visit::Bilingual text;
  if (table != nullptr) {
    text.zh = (*table)["zh"].value_exact<std::string>().value_or("");
    text.en = (*table)["en"].value_exact<std::string>().value_or("");
  }
  if (text.zh.empty() || text.en.empty())
    throw Wrong{fmt::format("why.{} lacks its zh or its en", key)};
  return text;
}

bool among(const std::vector<std::string>& list, std::string_view one) {
  return list.empty() || std::ranges::find(list, one) != list.end();
}

Evidence::Kind kind_of(Usage usage) {
  switch (usage) {
    case Usage::test:
      return Evidence::Kind::test;
    case Usage::vaccination:
      return Evidence::Kind::vaccination;
    case Usage::recovery:
      break;
  }
  return Evidence::Kind::recovery;
}

// How far a certificate gets with one rule at one door.
Why against(const RecognitionRule& rule, const printing::DccContent& dcc, std::string_view issuer,
            std::string_view scene, visit::Moment now) {
  if (!among(rule.issuers, issuer)) return Why::other_issuer;
  if (rule.kind != kind_of(dcc.kind) || !among(rule.scenes, scene)) return Why::other_kind;
  if (!among(rule.procedures, dcc.procedure)) return Why::other_procedure;
  if (dcc.kind == Usage::test && (dcc.detected || !dcc.not_detected)) return Why::not_negative;
  if (dcc.kind == Usage::vaccination && (dcc.dose == 0 || dcc.dose < dcc.of_doses))
    return Why::not_complete;
  if (dcc.sampled) {
    // A test counts by the hour.
    if (*dcc.sampled > now + printing::kClockSkew) return Why::no_day;
    if (now < *dcc.sampled + days(rule.from_day)) return Why::too_early;
    return now <= *dcc.sampled + days(rule.days) ? Why::counts : Why::too_old;
  }
  if (!dcc.day || dcc.kind == Usage::test) return Why::no_day;
  // A date alone: by the calendar of this place.
  const visit::Date here = visit::wall_time(now).date;
  const auto passed = sys_days(here) - *dcc.day;
  if (passed < days(0)) return Why::no_day;
  if (passed < days(rule.from_day)) return Why::too_early;
  return passed <= days(rule.days) ? Why::counts : Why::too_old;
}

// What goes on a screen: a country's two or three letters, a product's code, and no other text that
// somebody abroad may have written there.
std::string country_code(std::string_view text) {
  const bool plain = text.size() >= 2 && text.size() <= 3 &&
                     std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return plain ? std::string(text) : std::string();
}
std::string product_code(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  const bool plain = text.size() <= kLongest &&
                     std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? std::string(text) : std::string();
}

void put_days(std::string& text, int count) {
  constexpr std::string_view kPlace = "{days}";
  if (const auto at = text.find(kPlace); at != std::string::npos)
    text.replace(at, kPlace.size(), std::to_string(count));
}

}  // namespace

tl::expected<Recognition, std::string> Recognition::read(const std::filesystem::path& file) {
  try {
    const toml::table root = toml::parse_file(file.string());
    only(root, {"rule", "why"}, "");
    Recognition recognition;
    if (root.contains("rule")) {
      const auto* rules = root["rule"].as_array();
      if (rules == nullptr || !rules->is_array_of_tables())
        throw Wrong{"rule is not a list of tables"};
      for (const auto& rule : *rules) {
        recognition.rules_.push_back(
            read_rule(*rule.as_table(), fmt::format("rule[{}]", recognition.rules_.size())));
      }
    }
    const auto* why = root["why"].as_table();
    if (why == nullptr) throw Wrong{"why is missing"};
    for (std::size_t i = 0; i < kRecognitionWhys; ++i)
      recognition.words_[i] = words(*why, kWhyKeys[i]);
    return recognition;
  } catch (const Wrong& wrong) {
    return tl::unexpected(fmt::format("{}: {}", file.string(), wrong.what));
  } catch (const toml::parse_error& error) {
    return tl::unexpected(
        fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
}

std::optional<Evidence> Recognition::judge(const printing::HcertResult& certificate,
                                           std::string_view scene, visit::Moment now) const {
  if (!certificate.signature_holds() || !certificate.dcc || certificate.health_code)
    return std::nullopt;
  const printing::DccContent& dcc = *certificate.dcc;
  Evidence evidence;
  evidence.kind = kind_of(dcc.kind);
  evidence.issuer = country_code(certificate.issuer.empty() ? dcc.country : certificate.issuer);
  if (dcc.sampled) {
    evidence.day = visit::wall_time(*dcc.sampled).date;
  } else if (dcc.day) {
    evidence.day = visit::Date(*dcc.day);
  }
  if (dcc.kind == Usage::vaccination) evidence.product = product_code(dcc.procedure);
  evidence.negative = dcc.kind == Usage::test && dcc.not_detected && !dcc.detected;

  // What one member of a trust network signs in another's name is nobody's word.
  const bool own_name =
      certificate.signer_country.empty() || certificate.signer_country == evidence.issuer;
  Why why = Why::not_valid;
  int named = 0;
  if (certificate.verdict == printing::Verdict::ok) {
    why = Why::other_issuer;
    for (const RecognitionRule& rule : rules_) {
      const Why got = own_name ? against(rule, dcc, evidence.issuer, scene, now) : why;
      if (got > why || (got == why && named == 0)) {
        why = got;
        named = got == Why::too_early ? rule.from_day : rule.days;
      }
    }
  }
  evidence.counts = why == Why::counts;
  evidence.why = words_[static_cast<std::size_t>(why)];
  put_days(evidence.why.zh, named);
  put_days(evidence.why.en, named);
  return evidence;
}

}  // namespace kiosk
