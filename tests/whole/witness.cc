// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "devices/sandbox/cast.h"
#include "kiosk/visit/identity.h"

namespace whole {

using nlohmann::json;

namespace {

// Who acts for whom in this company; jun and wang are bound by the test.
const std::map<std::string, std::vector<std::string>>& relatives() {
  static const std::map<std::string, std::vector<std::string>> all{
      {"hui", {"sun"}}, {"mei", {"li", "zhao", "child"}}, {"jun", {"wang"}}};
  return all;
}

std::string verdict_of(const sandbox::Person& person) {
  switch (person.facts) {
    case sandbox::Person::Facts::green:
      return "verdict-green";
    case sandbox::Person::Facts::yellow:
      return "verdict-yellow";
    case sandbox::Person::Facts::red:
      return "verdict-red";
    case sandbox::Person::Facts::nothing_known:
      break;
  }
  return "not-found";
}

std::vector<Somebody> gathered() {
  std::vector<Somebody> all;
  for (const char* id : {"wang", "liang", "hui", "mei", "jun", "sun", "li", "zhao", "child"}) {
    const auto person = sandbox::person_named(id);
    Somebody one;
    one.id = id;
    one.name = sandbox::document_of(*person).at("name");
    one.masked_name = visit::masked_name(visit::Secret(one.name)).reveal();
    one.number = person->number;
    one.verdict = verdict_of(*person);
    if (const auto found = relatives().find(id); found != relatives().end())
      one.acts_for = found->second;
    all.push_back(std::move(one));
  }
  return all;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// Masked numbers of all kinds end like this.
std::string tail_of(const Somebody& one) { return "*" + one.number.substr(one.number.size() - 4); }

std::string listed(const std::set<std::string>& people) {
  std::string all;
  for (const std::string& one : people) all += (all.empty() ? "" : ", ") + one;
  return all.empty() ? "nobody" : all;
}

constexpr std::array<std::string_view, 3> kSaid{"是", "否", "不清楚"};
constexpr std::array<std::string_view, 3> kCodes{"yes", "no", "unknown"};
constexpr std::array<std::string_view, 6> kSymptoms{
    "FEVER", "DRY_COUGH", "FATIGUE", "LOSS_OF_SMELL", "LOSS_OF_TASTE", "STUFFY_NOSE"};

template <typename Codes>
std::optional<int> place_of(const Codes& codes, const std::string& code) {
  const auto found = std::find(codes.begin(), codes.end(), code);
  if (found == codes.end()) return std::nullopt;
  return static_cast<int>(found - codes.begin());
}

// Line by line, of those that end in one.
std::vector<int> answers_on(const std::string& sheet) {
  constexpr std::array<std::string_view, 3> kEnds{" 是Yes", " 否No", " 不清楚Unsure"};
  std::vector<int> all;
  std::istringstream lines(sheet);
  for (std::string line; std::getline(lines, line);) {
    for (int i = 0; i < 3; ++i) {
      if (line.ends_with(kEnds[static_cast<std::size_t>(i)])) all.push_back(i);
    }
  }
  return all;
}

// The words between the nth pair of quotes of a line.
std::string quoted(std::string_view line, int nth) {
  std::size_t begin = 0;
  for (int i = 0; i <= nth; ++i) {
    begin = line.find('"', begin);
    if (begin == line.npos) return "";
    const auto end = line.find('"', begin + 1);
    if (end == line.npos) return "";
    if (i == nth) return std::string(line.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return "";
}

}  // namespace

const std::vector<Somebody>& company() {
  static const std::vector<Somebody> all = gathered();
  return all;
}

const Somebody& somebody(const std::string& id) {
  return *std::find_if(company().begin(), company().end(),
                       [&](const Somebody& one) { return one.id == id; });
}

std::set<std::string> people_in(std::string_view text) {
  std::set<std::string> found;
  for (const Somebody& one : company()) {
    if (has(text, one.name) || has(text, one.number) || has(text, tail_of(one)))
      found.insert(one.id);
  }
  return found;
}

// ---- Sheets and surveys

std::string wrong_with(const Came& sheet, const Meant& meant) {
  const Somebody& whose = somebody(meant.whose);
  if (const auto people = people_in(sheet.text + sheet.code); people != std::set{meant.whose}) {
    return fmt::format("{}'s sheet tells of {}", meant.whose, listed(people));
  }
  if (!has(sheet.text, whose.name) || !has(sheet.text, tail_of(whose)))
    return fmt::format("{}'s sheet does not say whose it is", meant.whose);
  if (!sheet.code.empty()) {
    constexpr std::array<std::string_view, 3> kColours{"绿码", "黄码", "红码"};
    constexpr std::array<std::string_view, 3> kVerdicts{"verdict-green", "verdict-yellow",
                                                        "verdict-red"};
    for (std::size_t i = 0; i < kColours.size(); ++i) {
      if (has(sheet.text, kColours[i]) != (whose.verdict == kVerdicts[i]))
        return fmt::format("{}'s sheet has another's colour", meant.whose);
    }
    const bool held = std::any_of(meant.agents.begin(), meant.agents.end(), [&](auto& agent) {
      const std::string masked = somebody(agent).masked_name;
      return has(sheet.text, masked + "（") && has(sheet.code, "\"" + masked + "\"");
    });
    if (has(sheet.text, "代办人") != !meant.agents.empty() || held != !meant.agents.empty())
      return fmt::format("{}'s sheet names another agent", meant.whose);
  } else if (meant.answers) {
    const std::vector<int> said = answers_on(sheet.text);
    const auto& given = meant.answers->histories;
    if (said.size() < given.size() || !std::equal(given.begin(), given.end(), said.begin()))
      return fmt::format("{}'s sheet has other answers", meant.whose);
  }
  return "";
}

std::optional<MeantSurvey> survey_in(const std::string& document) {
  const auto people = people_in(document);
  if (people.size() != 1) return std::nullopt;
  const json survey = json::parse(document, nullptr, false);
  if (!survey.is_object()) return std::nullopt;
  MeantSurvey meant{*people.begin(), false, {}};
  if (survey.at("subject").at("identifier").at("value") != somebody(meant.whose).number)
    return std::nullopt;
  for (const json& item : survey.at("item")) {
    const std::string id = item.at("linkId");
    if (!item.contains("answer")) continue;
    const json& answers = item.at("answer");
    const auto code = [&] { return answers.at(0).at("valueCoding").at("code").get<std::string>(); };
    if (id == "by") meant.by_relative = code() == "relative";
    if (id == "q6") {
      if (answers.size() != 1) return std::nullopt;
      meant.answers.symptom = place_of(kSymptoms, code());
    } else if (id == "q7") {
      meant.answers.tenths =
          static_cast<int>(answers.at(0).at("valueDecimal").get<double>() * 10 + .5);
    } else if (id.size() == 2 && id[0] == 'q') {
      const auto answer = place_of(kCodes, code());
      if (!answer) return std::nullopt;
      meant.answers.histories[static_cast<std::size_t>(id[1] - '1')] = *answer;
    }
  }
  return meant;
}

std::string wrong_with_review(const std::string& page, const Answers& given) {
  std::vector<std::string> rows;
  for (auto at = page.find("\nrow "); at != page.npos; at = page.find("\nrow ", at + 1)) {
    const auto end = page.find('\n', at + 1);
    rows.push_back(quoted(page.substr(at + 1, end - at - 1), 2));
  }
  constexpr std::size_t kRows = 7;  // and the relation before them
  if (rows.size() < kRows) return "a review without all its rows";
  rows.erase(rows.begin(), rows.end() - kRows);
  for (std::size_t i = 0; i < given.histories.size(); ++i) {
    if (rows[i] != kSaid[static_cast<std::size_t>(given.histories[i])])
      return fmt::format("question {} was answered otherwise", i + 1);
  }
  if ((rows[5] == "都没有") == given.symptom.has_value()) return "the symptoms are another's";
  const std::string degrees =
      given.tenths ? fmt::format("{}.{} ℃", *given.tenths / 10, *given.tenths % 10) : "没填";
  return rows[6] == degrees ? "" : "the temperature is another's";
}

// ---- Pages

void Witness::lays(const std::string& person) {
  const std::lock_guard lock(mutex_);
  on_reader_.insert(person);
  present_.insert(person);
}

void Witness::lifted(const std::string& person) {
  const std::lock_guard lock(mutex_);
  on_reader_.erase(person);
}

void Witness::hear(const std::string& line) {
  const json said = json::parse(line, nullptr, false);
  const std::lock_guard lock(mutex_);
  if (!said.is_object()) return;
  const std::string event = said.value("event", "");
  // What is drawn of a page is no more than what it says.
  if (event.empty()) return expect_only(people_in(line), on_page_, "a drawn page");
  if (event == "page") see(said.value("page", ""), said.value("text", ""));
}

void Witness::see(const std::string& page, const std::string& text) {
  ++pages_;
  if (page == "welcome") {
    present_ = on_reader_;
    served_.clear();
  }
  const auto people = people_in(text);
  std::set<std::string> known = present_;  // and those for whom they act
  for (const std::string& one : present_) {
    const auto& others = somebody(one).acts_for;
    known.insert(others.begin(), others.end());
  }
  on_page_ = people;
  const auto with_served = [&] {
    return served_.empty() ? std::set<std::string>{} : std::set{served_};
  };
  if (page == "confirm") {
    expect_only(people, known, page);
    if (people.size() != 1) crossings_.push_back("confirm names " + listed(people));
    served_ = people.size() == 1 ? *people.begin() : "";
  } else if (page.starts_with("verdict-")) {
    expect_only(people, with_served(), page);
    if (people.empty()) crossings_.push_back(page + " names nobody");
    if (!served_.empty() && somebody(served_).verdict != page)
      crossings_.push_back(fmt::format("{} was told {}", served_, page));
  } else if (page == "choose-person") {
    served_.clear();
    // One relative's people, all of them, and nobody else's.
    const bool others = text.find("action more_items") != text.npos && people.empty();
    const bool one_household =
        std::any_of(present_.begin(), present_.end(), [&](const std::string& one) {
          const auto& all = somebody(one).acts_for;
          return people == std::set<std::string>(all.begin(), all.end());
        });
    if (!others && !one_household)
      crossings_.push_back("a list of " + listed(people) + " before " + listed(present_));
  } else if (page == "choose-relation" || page == "end-binding") {
    expect_only(people, known, page);
    if (people.size() > 1) crossings_.push_back(page + " names " + listed(people));
  } else {
    // Questions, ways, printers: of whoever is served, or of nobody.
    expect_only(people, with_served(), page);
  }
}

void Witness::expect_only(const std::set<std::string>& people, const std::set<std::string>& allowed,
                          const std::string& what) {
  for (const std::string& one : people) {
    if (!allowed.contains(one))
      crossings_.push_back(fmt::format("{} tells of {}, not of {}", what, one, listed(allowed)));
  }
}

std::vector<std::string> Witness::crossings() const {
  const std::lock_guard lock(mutex_);
  return crossings_;
}
int Witness::pages() const {
  const std::lock_guard lock(mutex_);
  return pages_;
}
std::string Witness::served() const {
  const std::lock_guard lock(mutex_);
  return served_;
}
std::set<std::string> Witness::present() const {
  const std::lock_guard lock(mutex_);
  return present_;
}

}  // namespace whole
