// SPDX-License-Identifier: GPL-3.0-or-later
// The four catalogues against one another and against the tone that all of them keep: the same keys
// and slots, the survey's own words, nothing of a machine's jargon, each in its own letters, no
// button too long to be read.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/settings.h"
#include "kiosk/visit/clock_words.h"
#include "tests/kiosk/every_page.h"
#include "tests/kiosk/visit/people.h"

namespace kiosk {

namespace {

using visit::Catalogue;
using visit::Language;
using visit::Phrase;

const std::filesystem::path kData = std::filesystem::path(KIOSK_SOURCE_DIR) / "config";

const Catalogue& in(Language language) {
  static const auto kAll = [] {
    std::map<Language, Catalogue> all;
    for (const Language each : visit::kLanguages) {
      auto read = read_catalogue(kData / "text" / (std::string(code(each)) + ".toml"));
      REQUIRE(read);
      all[each] = std::move(*read);
    }
    return all;
  }();
  return kAll.at(language);
}

std::set<std::string> slots_in(const std::string& text) {
  std::set<std::string> slots;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    slots.insert(text.substr(open, text.find('}', open) + 1 - open));
  }
  return slots;
}

std::u32string characters(std::string_view utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? first : first & (0xFFU >> (size + 1));
    for (std::size_t k = 1; k < size; ++k) c = c << 6 | (static_cast<unsigned>(utf8[i + k]) & 0x3F);
    out += c;
    i += size;
  }
  return out;
}

// What a phrase shows and says, without what fills it in.
std::vector<std::string> forms(const Phrase& phrase) {
  std::vector<std::string> all;
  for (std::string form : {phrase.text, phrase.brief, phrase.spoken}) {
    for (auto open = form.find('{'); open != std::string::npos; open = form.find('{')) {
      form.replace(open, form.find('}', open) + 1 - open, "0");
    }
    if (!form.empty()) all.push_back(std::move(form));
  }
  return all;
}

// What only staff read, in the two languages of their desk.
bool is_the_desks(std::string_view key) {
  for (const std::string_view table :
       {"staff.", "check.", "journal.", "went_wrong.", "practice."}) {
    if (key.starts_with(table)) return true;
  }
  return false;
}
bool at_the_desk(Language language) {
  return language == Language::zh_hans || language == Language::en;
}

std::set<std::string> keys_of(const Catalogue& catalogue) {
  std::set<std::string> keys;
  for (const auto& [key, phrase] : catalogue.phrases()) keys.insert(key);
  return keys;
}

// The keys that a language lacks, and those that it has beside what it is to say.
std::set<std::string> lacking(const std::set<std::string>& all, const std::set<std::string>& keys,
                              bool desk_too) {
  std::set<std::string> found;
  for (const std::string& key : all) {
    if (keys.contains(key) != (desk_too || !is_the_desks(key))) found.insert(key);
  }
  for (const std::string& key : keys) {
    if (!all.contains(key)) found.insert(key);
  }
  return found;
}

// Whether a phrase, wherever its lines break, says what a form says.
bool says(const Phrase& phrase, const std::string& words) {
  return !words.empty() && visit::unmarked(phrase.text) == words;
}

// Each language stands in its own words on every page of every language.
bool is_a_language(const std::string& key) { return key.starts_with("language."); }

// The words that screens never say, by language; pinyin and names of keys are not looked at.
const std::vector<std::string>& not_said(Language language) {
  static const std::map<Language, std::vector<std::string>> kWords{
      {Language::zh_hans,
       {"系统", "操作", "提交", "失败", "异常码", "请求超时", "验证", "授权", "终端", "用户",
        "非法", "二维码", "确定", "取消"}},
      {Language::zh_hant,
       {"系統", "操作", "提交", "失敗", "異常碼", "請求超時", "驗證", "授權", "終端", "用戶",
        "使用者", "非法", "二維碼", "確定", "取消"}},
      {Language::en,
       {"system", "operation", "submit", "fail", "error", "time-out", "timeout", "verif", "authori",
        "terminal", "user", "invalid", "illegal", "QR", "cancel"}},
      {Language::ug,
       {"سىستېما", "مەشغۇلات", "يوللاش", "مەغلۇپ", "دەلىللە", "ھوقۇق", "تېرمىنال", "ئابونت",
        "ئىشلەتكۈچى", "قانۇنسىز", "ئىككىلىك كود", "بىكار قىلىش"}}};
  return kWords.at(language);
}

// A button begins with a capital.
std::string in_small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string jargon_in(Language language, const std::string& text) {
  const std::string small = in_small_letters(text);
  for (const std::string& word : not_said(language)) {
    if (small.find(in_small_letters(word)) != std::string::npos) return word;
  }
  return {};
}

// A greeting is the only thing that is called out.
bool calls_out(std::string text) {
  for (const std::string_view greeting : {"您好！", "nin2hao3!", "ياخشىمۇسىز!"}) {
    if (const auto at = text.find(greeting); at != text.npos) text.erase(at, greeting.size());
  }
  return text.find('!') != text.npos || text.find("！") != text.npos;
}

// Unihan counts these for both, because somebody once wrote 对, 这 and 没 so. Print does not.
constexpr std::u32string_view kAlsoSimplified =
    U"丢两个么从会体儿几删别办动医单号后听块声头对帮应开当报断时机标没灯点热电盖笔网边过还这适里风"
    U"黄";

// Characters that only simplified writing has: Unihan names others as their traditional form, as
// Debian's unicode-data has it.
const std::set<char32_t>& simplified_only() {
  static const std::set<char32_t> kFound = [] {
    std::set<char32_t> found(kAlsoSimplified.begin(), kAlsoSimplified.end());
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(
        popen("bzcat /usr/share/unicode/Unihan_Variants.txt.bz2", "r"), pclose);
    REQUIRE(lines);
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), line.size(), lines.get()) != nullptr) {
      unsigned c = 0;
      int rest = 0;
      if (std::sscanf(line.data(), "U+%X kTraditionalVariant %n", &c, &rest) != 1 || rest == 0) {
        continue;
      }
      std::array<char, 16> self{};
      std::snprintf(self.data(), self.size(), "U+%04X", c);
      if (std::string_view(line.data()).find(self.data(), static_cast<std::size_t>(rest)) ==
          std::string_view::npos) {
        found.insert(c);
      }
    }
    return found;
  }();
  return kFound;
}

std::size_t simplified_in(const std::string& text) {
  const std::u32string all = characters(text);
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](char32_t c) { return simplified_only().contains(c); }));
}

// Uyghur's thirty-two letters and the hamza's seat; Arabic's and Persian's look-alikes (ه ک ى) are
// others. Its vowels never begin a word without the seat.
constexpr std::u32string_view kVowels = U"اەوۇۆۈېى";
constexpr std::u32string_view kConsonants = U"ئبپتجچخدرزژسشغفقكگڭلمنھۋي";
constexpr std::u32string_view kUyghurMarks = U"0123456789 .،؟:!«»()-/";

// What is wrong with a Uyghur text's letters; empty if nothing is.
std::string misspelt(const std::string& key, const std::string& text) {
  const auto has = [](std::u32string_view set, char32_t c) { return set.find(c) != set.npos; };
  bool within = false;
  for (const char32_t c : characters(text)) {
    const bool x_itself = key == "number.shape" && c == U'X';  // the number's own last digit
    if (!has(kVowels, c) && !has(kConsonants, c) && !has(kUyghurMarks, c) && !x_itself) {
      return "a foreign character";
    }
    if (has(kVowels, c) && !within) return "a vowel without its seat";
    within = has(kVowels, c) || has(kConsonants, c);
  }
  return {};
}

visit::Settings settings() {
  visit::Settings all;
  all.place = {"安和医院", "Anhe Hospital"};
  all.channel = {"绿色通道", "Green channel"};
  all.configuration = "2021-01-20.3";
  for (const Language language : visit::kLanguages) all.catalogues[language] = in(language);
  return all;
}

// The keys of what stands on buttons and choices.
const std::set<std::string>& buttons() {
  static const std::set<std::string> kFound = [] {
    std::set<std::string> found;
    const visit::Settings all = settings();
    for (const visit::Visit& visit : test::every_visit()) {
      const visit::Page page = visit::page(visit, all);
      for (const visit::Block& block : page.blocks) {
        if (const auto* choice = std::get_if<visit::block::Choice>(&block)) {
          found.insert(choice->head.key);
        }
        if (const auto* toggles = std::get_if<visit::block::Toggles>(&block)) {
          for (const auto& toggle : toggles->toggles) found.insert(toggle.words.key);
        }
        if (const auto* tasks = std::get_if<visit::block::Tasks>(&block)) {
          for (const auto& task : tasks->tasks) found.insert(task.words.key);
        }
        if (const auto* row = std::get_if<visit::block::Row>(&block); row && row->button) {
          found.insert(row->button_words.key);
        }
      }
      for (const visit::Action& action : page.actions) found.insert(action.words.key);
      if (page.back) found.insert(page.back->key);
      if (page.help) found.insert(page.help->key);
    }
    found.erase("");  // a slot is filled in
    return found;
  }();
  return kFound;
}

std::size_t length(const Phrase& phrase) { return characters(visit::unmarked(phrase.text)).size(); }

constexpr std::size_t kLongestButton = 34;

}  // namespace

TEST_CASE("what residents read is said in four languages, what staff read in two") {
  const std::set<std::string> all = keys_of(in(Language::zh_hans));
  CHECK(all.size() > 700);
  for (const Language language : visit::kLanguages) {
    INFO(code(language));
    CHECK(lacking(all, keys_of(in(language)), at_the_desk(language)) == std::set<std::string>{});
    for (const auto& [key, phrase] : in(language).phrases()) {
      INFO(key);
      // English says am and pm within the time, and no minutes of its own.
      CHECK((!phrase.text.empty() || key == "when.minutes"));
    }
  }
  // The control: a sentence that is missing, one that nobody else says, one of the desk too many.
  using Keys = std::set<std::string>;
  CHECK(lacking({"a.b", "staff.pin"}, {"a.b"}, false) == Keys{});
  CHECK(lacking({"a.b", "staff.pin"}, {"a.b"}, true) == Keys{"staff.pin"});
  CHECK(lacking({"a.b", "staff.pin"}, {"a.b", "staff.pin"}, false) == Keys{"staff.pin"});
  CHECK(lacking({"a.b", "staff.pin"}, {"a.c"}, false) == Keys{"a.b", "a.c"});
}

TEST_CASE("the survey is asked in the form's own words, which the catalogues only set and speak") {
  const visit::SurveyForm form = test::shipped_form();
  std::set<std::string> known;
  const auto hold = [&](const std::string& key, const visit::Wording& words) {
    known.insert(key);
    // The form is not written in Uyghur: there the catalogue is the only one to say it.
    for (const Language language : {Language::zh_hans, Language::en, Language::zh_hant}) {
      INFO(code(language) << " " << key << ": " << words.in(language));
      REQUIRE(in(language).has(key));
      CHECK(says(in(language).at(key), words.in(language)));
    }
  };
  for (const visit::Question& question : form.questions) {
    using enum visit::QuestionKind;
    // Who answers, and whether it is true, are the review page's own.
    if (question.kind == answerer || question.kind == declaration) continue;
    hold("brief." + question.link_id, question.brief);
    // Whether anything hurts is asked first, then what.
    if (question.kind != symptoms) hold("question." + question.link_id, question.text);
    for (const visit::SurveyOption& option : question.options) {
      if (!option.exclusive) hold("option." + option.code, option.words);
    }
  }
  CHECK(known.size() == 7 + 8 + 6 + 3 + 11);
  for (const auto& [key, phrase] : in(Language::zh_hans).phrases()) {
    INFO(key);
    const bool forms_own =
        key.starts_with("question.") || key.starts_with("option.") || key.starts_with("brief.");
    CHECK(forms_own == known.contains(key));
  }
  // The control: another question, and one that nobody translated.
  const Phrase abroad{"这28天里，|去过国外吗？", "", ""};
  CHECK(says(abroad, "这28天里，去过国外吗？"));
  CHECK_FALSE(says(abroad, "这14天里，去过国外吗？"));
  CHECK_FALSE(says({"", "", ""}, ""));
}

TEST_CASE("what is filled into a sentence is filled into it in every language") {
  for (const auto& [key, phrase] : in(Language::zh_hans).phrases()) {
    // Each language tells the time by what it needs of it: the next test.
    if (key.starts_with("when.")) continue;
    const auto slots = slots_in(phrase.text);
    for (const Language language : visit::kLanguages) {
      if (!in(language).has(key)) continue;  // the desk's: the first test
      INFO(code(language) << " " << key);
      const Phrase& said = in(language).at(key);
      CHECK(slots_in(said.text) == slots);
      if (!said.spoken.empty()) CHECK(slots_in(said.spoken) == slots);
      for (const std::string& slot : slots_in(said.brief)) CHECK(slots.contains(slot));
    }
  }
  // The control.
  CHECK(slots_in("第 {part} 页，共 {parts} 页") == std::set<std::string>{"{part}", "{parts}"});
}

TEST_CASE("every language tells a day and a time in its own order") {
  using namespace std::chrono_literals;
  // 26 January 2021, 10:42: that evening, the next morning at nine, and two days on.
  const visit::Moment now = visit::test::kNow;
  const auto tells = [now](Language language, visit::Moment moment) {
    const visit::Words words = visit::when_words(in(language), moment, now);
    return visit::unmarked(words.text.reveal()) + " | " + visit::unmarked(words.brief.reveal());
  };
  const visit::Moment evening = now + 7h + 48min, nine = now + 22h + 18min, later = now + 48h;
  CHECK(tells(Language::zh_hans, evening) == "今天下午 6 点 30 分 | 今天 18:30");
  CHECK(tells(Language::zh_hant, evening) == "今天下午 6 點 30 分 | 今天 18:30");
  CHECK(tells(Language::zh_hant, nine) == "明天上午 9 點 | 明天 09:00");
  CHECK(tells(Language::zh_hant, later) == "1 月 28 日上午 10 點 42 分 | 1 月 28 日 10:42");
  CHECK(tells(Language::en, evening) == "today 6:30 pm | today 6:30 pm");
  CHECK(tells(Language::ug, evening) == "بۈگۈن چۈشتىن كېيىن سائەت 6:30 | بۈگۈن 18:30");
  CHECK(tells(Language::ug, nine) == "ئەتە چۈشتىن بۇرۇن سائەت 9 | ئەتە 09:00");
  CHECK(tells(Language::ug, later) ==
        "1-ئاينىڭ 28-كۈنى چۈشتىن بۇرۇن سائەت 10:42 | 1-ئاينىڭ 28-كۈنى 10:42");
  CHECK(visit::clock_words(in(Language::ug), evening) == "سائەت 18:30");
  CHECK(visit::clock_words(in(Language::zh_hant), now) == "10 點 42 分");
  CHECK(visit::ago_words(in(Language::ug), visit::wall_time(now - 240h).date, now) ==
        "10 كۈن بۇرۇن");
}

TEST_CASE("every page is said in every language, and no hole is left in it") {
  const visit::Settings all = settings();
  std::map<Language, std::set<std::string>> titles;
  for (const Language language : visit::kLanguages) {
    for (visit::Visit& visit : test::every_visit()) {
      visit.look.language = language;
      const visit::Page page = visit::page(visit, all);
      const std::string text = visit::as_text(page);
      INFO(code(language) << " " << text);
      CHECK(text.find_first_of("{}") == text.npos);
      titles[language].insert(std::string(page.title.text.reveal()));
    }
  }
  for (const Language language : visit::kLanguages) CHECK(titles[language].size() > 20);
}

TEST_CASE("no sentence speaks as machines do, nor calls out but to greet") {
  for (const Language language : visit::kLanguages) {
    for (const auto& [key, phrase] : in(language).phrases()) {
      for (const std::string& form : forms(phrase)) {
        INFO(code(language) << " " << key);
        CHECK(jargon_in(language, form).empty());
        CHECK_FALSE(calls_out(form));
      }
    }
  }
  // The control.
  CHECK(jargon_in(Language::zh_hans, "系统异常，请求超时") == "系统");
  CHECK(jargon_in(Language::en, "Submit") == "submit");
  CHECK(jargon_in(Language::zh_hant, "請出示二維碼") == "二維碼");
  CHECK(jargon_in(Language::ug, "سىستېما ئالدىراش") == "سىستېما");
  CHECK_FALSE(calls_out("您好！|想办什么事？"));
  CHECK(calls_out("您好！|请快一点！"));
}

TEST_CASE("nothing in traditional Chinese is written in simplified characters") {
  CHECK(simplified_only().size() > 2000);
  for (const auto& [key, phrase] : in(Language::zh_hant).phrases()) {
    if (is_a_language(key)) continue;
    for (const std::string& form : forms(phrase)) {
      INFO(key << " " << form);
      CHECK(simplified_in(form) == 0);
      // No pinyin either: this voice reads the characters themselves.
      CHECK(std::none_of(form.begin(), form.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
    }
  }
  // The control: 对比 has one of them, and the other catalogue hundreds.
  CHECK(simplified_in("对比") == 1);
  CHECK(simplified_in("對比") == 0);
  std::size_t found = 0;
  for (const auto& [key, phrase] : in(Language::zh_hans).phrases()) {
    found += simplified_in(phrase.text);
  }
  CHECK(found > 500);
}

TEST_CASE("Uyghur is written in its own letters, each word as it is spelt") {
  std::size_t read = 0;
  for (const auto& [key, phrase] : in(Language::ug).phrases()) {
    for (const std::string& form : forms(phrase)) {
      if (is_a_language(key) && form == phrase.text) continue;
      INFO(key << " " << form);
      CHECK(misspelt(key, form).empty());
      ++read;
    }
    // A case ending would have to follow the sound of what is filled in.
    for (auto at = phrase.text.find('}'); at != phrase.text.npos;
         at = phrase.text.find('}', at + 1)) {
      INFO(key);
      const bool letter =
          at + 1 < phrase.text.size() && static_cast<unsigned char>(phrase.text[at + 1]) >= 0xD8;
      CHECK((!letter || phrase.text.compare(at + 1, 2, "،") == 0));
    }
    // What joins a broken line again adds no space between Arabic letters.
    for (auto at = phrase.text.find("//"); at != phrase.text.npos;
         at = phrase.text.find("//", at + 1)) {
      INFO(key);
      CHECK(phrase.text[at - 1] == ' ');
    }
  }
  CHECK(read > 300);
  // The control: a Persian kaf, an Arabic he, Latin letters, a vowel that begins a word.
  CHECK(misspelt("", "کود") == "a foreign character");
  CHECK(misspelt("", "قهغەز") == "a foreign character");
  CHECK(misspelt("", "قەغەز OK") == "a foreign character");
  CHECK(misspelt("", "ۇلار") == "a vowel without its seat");
  CHECK(misspelt("", "ئۇلار").empty());
}

TEST_CASE("a button is read at a glance in the languages whose words are long") {
  std::vector<std::size_t> lengths;
  for (const std::string& key : buttons()) lengths.push_back(length(in(Language::zh_hans).at(key)));
  REQUIRE(lengths.size() > 40);
  std::sort(lengths.begin(), lengths.end());
  const std::size_t long_one = lengths[lengths.size() * 9 / 10];
  // As many characters as it has itself, and in Chinese.
  const auto too_long = [long_one](std::size_t own, std::size_t chinese) {
    return own > kLongestButton && chinese < long_one;
  };
  for (const Language language : {Language::en, Language::ug}) {
    for (const std::string& key : buttons()) {
      if (!in(language).has(key)) continue;
      INFO(code(language) << " " << key << " " << in(language).at(key).text);
      CHECK_FALSE(too_long(length(in(language).at(key)), length(in(Language::zh_hans).at(key))));
    }
  }
  // The control: what stands beside a button in a page's middle would be too long for one.
  CHECK(too_long(length(in(Language::ug).at("red.care")), 4));
  CHECK_FALSE(too_long(length(in(Language::ug).at("red.care")), long_one));
  CHECK_FALSE(too_long(kLongestButton, 4));
}

}  // namespace kiosk
