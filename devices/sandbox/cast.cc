// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/cast.h"

#include <array>
#include <nlohmann/json.hpp>
#include <sstream>

namespace sandbox {

namespace {

using Facts = Person::Facts;
using nlohmann::json;

constexpr std::u16string_view kLongTerm = u"长期";
constexpr std::u16string_view kHan = u"01";
constexpr std::u16string_view kUyghur = u"05";
// As GB/T 3304 numbers of people go, a foreign resident has none.
constexpr std::u16string_view kForeign = u"";

constexpr std::array kCast{
    Person{"wang", "green, card without end (长期)", u"王秀英", "990101195202290047", true,
           kLongTerm, kHan, Facts::green},
    Person{"li", "yellow: left a medium-risk area 10 days ago", u"李明", "990101194803120030",
           false, kLongTerm, kHan, Facts::yellow},
    Person{"zhao", "red: close contact 5 days ago", u"赵国华", "990101193910010051", false,
           kLongTerm, kHan, Facts::red},
    Person{"sun", "green, a rare character in the name", u"孙𠅤", "990101193804120011", false,
           kLongTerm, kHan, Facts::green},
    Person{"abdu", "green, a long Uyghur name", u"阿卜杜热伊木·阿卜杜克热木", "990101194505180078",
           false, kLongTerm, kUyghur, Facts::green},
    Person{"zhou", "green, the card has expired", u"周兰", "990101196207070021", true, u"20200707",
           kHan, Facts::green},
    Person{"qian", "not registered anywhere", u"钱桂芳", "990101195001010061", true, kLongTerm,
           kHan, Facts::nothing_known},
    Person{"child", "green, born in 2018", u"吴小雨", "990101201806050042", true, u"20380605", kHan,
           Facts::green},
    Person{"anna", "green, a foreign permanent resident", u"SAMPLE ANNA MARIA",
           "990101195709170087", true, u"20380917", kForeign, Facts::green},
    Person{"liang", "green, a traveller from Guangdong", u"梁桂英", "990101194306150028", true,
           kLongTerm, kHan, Facts::green, "44"},
    Person{"feng", "yellow, a traveller from Beijing", u"冯建国", "990101195110200032", false,
           kLongTerm, kHan, Facts::yellow, "11"},
    Person{"dong", "green, kept by the national platform alone", u"董秀兰", "990101194709120042",
           true, kLongTerm, kHan, Facts::green, "00"},
    Person{"hui", "green, a daughter who acts for sun", u"孙慧", "990101196803160066", true,
           kLongTerm, kHan, Facts::green},
    Person{"mei", "green, acts for three: li (yellow), zhao (red) and child (green)", u"吴梅",
           "990101198509120089", true, kLongTerm, kHan, Facts::green},
    Person{"jun", "red, a relative who acts for nobody yet", u"陈军", "990101197902200056", false,
           kLongTerm, kHan, Facts::red},
    Person{"he", "green, born in 1981: too young and too old to be acted for", u"何敏",
           "990101198107010063", true, kLongTerm, kHan, Facts::green},
};

constexpr std::array kBindings{
    Binding{"hui", "sun", "CHILD"},
    Binding{"mei", "li", "CHILD"},
    Binding{"mei", "zhao", "CARER"},
    Binding{"mei", "child", "PARENT"},
};
constexpr std::chrono::days kBound{180};

std::u16string wide(std::string_view ascii) { return {ascii.begin(), ascii.end()}; }

std::string utf8(std::u16string_view text) {
  std::string out;
  const auto add = [&out](unsigned byte) { out += static_cast<char>(byte); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t point = text[i];
    if (point >= 0xD800 && point < 0xDC00)
      point = 0x10000 + ((point - 0xD800) << 10) + (text[++i] - 0xDC00U);
    if (point < 0x80) {
      add(point);
    } else if (point < 0x800) {
      add(0xC0 | point >> 6), add(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      add(0xE0 | point >> 12), add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
    } else {
      add(0xF0 | point >> 18), add(0x80 | (point >> 12 & 0x3F)), add(0x80 | (point >> 6 & 0x3F)),
          add(0x80 | (point & 0x3F));
    }
  }
  return out;
}

bool is_foreign(const Person& person) { return person.nation.empty(); }

std::u16string birth_of(const Person& person) { return wide(person.number.substr(6, 8)); }

// A moment `hours` before now as RFC 3339 in Shanghai's time.
std::string before(visit::Moment now, std::chrono::hours hours) {
  const visit::WallTime at = visit::wall_time(now - hours);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:00+08:00",
                static_cast<int>(at.date.year()), static_cast<unsigned>(at.date.month()),
                static_cast<unsigned>(at.date.day()), at.hour, at.minute);
  return text;
}

json facts_of(const Person& person, visit::Moment now) {
  using std::chrono::hours;
  json facts = json::object();
  const auto sampled = [&](int hours_ago) {
    facts["nat"] = json::array({{{"sampledAt", before(now, hours{hours_ago})},
                                 {"reportedAt", before(now, hours{hours_ago - 6})},
                                 {"result", "NEGATIVE"},
                                 {"org", "练习检测所"},
                                 {"area", "990101"}}});
  };
  switch (person.facts) {
    case Facts::green:
      sampled(20);
      break;
    case Facts::yellow:
      sampled(30);
      facts["visits"] = json::array({{{"level", "MEDIUM"},
                                      {"area", "990200"},
                                      {"enteredAt", before(now, hours{24 * 12})},
                                      {"leftAt", before(now, hours{24 * 10})}}});
      break;
    case Facts::red:
      facts["events"] =
          json::array({{{"type", "CLOSE_CONTACT"}, {"at", before(now, hours{24 * 5})}}});
      break;
    case Facts::nothing_known:
      break;
  }
  return facts;
}

}  // namespace

std::span<const Person> cast() { return kCast; }

std::span<const Binding> bindings() { return kBindings; }

json delegation_of(const Binding& binding, visit::Moment now) {
  json scope = json::array();
  std::istringstream words{std::string(binding.scope)};
  for (std::string word; words >> word;) scope.push_back(word);
  return {{"agent", {{"idDoc", document_of(*person_named(binding.agent))}}},
          {"person", {{"idDoc", document_of(*person_named(binding.person))}}},
          {"relation", std::string(binding.relation)},
          {"scope", std::move(scope)},
          {"validTo", before(now, -kBound)},
          {"consent", {{"kind", "PRESENT"}}}};
}

std::optional<Person> person_named(std::string_view id) {
  for (const Person& person : kCast) {
    if (person.id == id) return person;
  }
  return std::nullopt;
}

json document_of(const Person& person) {
  return {{"kind", is_foreign(person) ? "FR" : "NI"},
          {"number", std::string(person.number)},
          {"name", utf8(person.name)}};
}

Card card_of(const Person& person) {
  ResidentCard card;
  // The chip's own number, different for each of the cast.
  card.uid.back() = static_cast<std::uint8_t>(person.id.size() * 16 +
                                              static_cast<std::uint8_t>(person.id[0]) % 16);
  if (is_foreign(person)) {
    Foreigner2023Text text;
    text.sex = person.female ? u"2" : u"1";
    text.birth = birth_of(person);
    text.english_name = person.name;
    text.number = wide(person.number);
    text.valid_from = u"20230917";
    text.valid_to = person.valid_to;
    text.nationality = u"XXA";
    card.text = std::move(text);
  } else {
    ResidentText text;
    text.name = person.name;
    text.sex = person.female ? u"2" : u"1";
    text.nation = person.nation;
    text.birth = birth_of(person);
    text.address = u"练习省练习市练习路1号";
    text.number = wide(person.number);
    text.organ = u"练习市公安局";
    text.valid_from = u"20100101";
    text.valid_to = person.valid_to;
    card.text = std::move(text);
  }
  return card;
}

Card social_card_of(const Person& person) {
  SocialSecurityCard card;
  card.number = person.number;
  card.name = person.name;
  card.sex = person.female ? '2' : '1';
  const std::string_view birth = person.number.substr(6, 8);
  for (std::size_t i = 0; i < card.birth.size(); ++i) {
    card.birth[i] = static_cast<std::uint8_t>((birth[2 * i] - '0') << 4 | (birth[2 * i + 1] - '0'));
  }
  return card;
}

std::optional<json> resident_of(const Person& person, visit::Moment now) {
  if (person.facts == Facts::nothing_known) return std::nullopt;
  return json{{"idDoc", document_of(person)}, {"facts", facts_of(person, now)}};
}

std::optional<json> resident_of(const Record& record, visit::Moment now) {
  auto person = person_named(record.person);
  if (!person) return std::nullopt;
  person->facts = Facts::green;
  auto resident = resident_of(*person, now);
  (*resident)["idDoc"]["name"] = record.name;
  (*resident)["disabled"] = record.disabled;
  return resident;
}

json residents_of(std::string_view home, visit::Moment now) {
  json residents = json::array();
  for (const Person& person : cast()) {
    if (!home.empty() && person.home != home) continue;
    if (auto resident = resident_of(person, now)) residents.push_back(std::move(*resident));
  }
  return residents;
}

}  // namespace sandbox
