// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/province.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "devices/sandbox/service/network/province_book.h"
#include "devices/sandbox/service/rules/transcoding.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Colour;
using service::Province;
using service::Recognition;
using service::State;

namespace {

const std::filesystem::path kShipped = std::filesystem::path(KIOSK_SOURCE_DIR) / "config/provinces";

constexpr const char* kGood = R"(code = "42"
name = { zh = "湖北健康码", en = "Hubei Health Code" }
source = "seen"
mode = "share"
words_source = "seen"
[[word]]
word = { zh = "绿码", en = "Green code" }
national = "GREEN"
[[word]]
word = { zh = "待核", en = "To be checked" }
[[exception]]
province = "44"
reason = { zh = "还没有接通。", en = "Not connected yet." }
)";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const auto place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

Province province_of(const std::string& toml) {
  const auto province = service::parse_province(toml);
  if (!province) FAIL(province.error().path << " " << province.error().reason);
  return *province;
}

}  // namespace

TEST_CASE("all 31 provinces and the national platform are shipped, and read") {
  const auto book = service::ProvinceBook::read(kShipped);
  if (!book) FAIL(book.error());
  const std::set<std::string> expected{"00", "11", "12", "13", "14", "15", "21", "22",
                                       "23", "31", "32", "33", "34", "35", "36", "37",
                                       "41", "42", "43", "44", "45", "46", "50", "51",
                                       "52", "53", "54", "61", "62", "63", "64", "65"};
  std::set<std::string> found;
  for (const auto& [code, province] : book->all()) {
    found.insert(code);
    CHECK(province.code == code);
    const bool own_code = province.mode != Recognition::national || code == "00";
    for (const State state : {State::green, State::yellow, State::red}) {
      const auto* word = province.word_for(state);
      CHECK((word != nullptr) == own_code);
      if (word) CHECK(province.meaning_of(word->text) == service::colour_of(state));
    }
  }
  CHECK(found == expected);
  for (const char* code : {"21", "23", "54"}) {
    CHECK(book->find(code)->mode == Recognition::national);
  }
  CHECK(book->find("11")->word_for(State::red)->text.zh == "集中观察");
  CHECK_FALSE(book->find("15")->name_seen);
  CHECK(book->find("31")->name_seen);
  CHECK(book->find("99") == nullptr);
}

TEST_CASE("a province file is read whole") {
  const Province province = province_of(kGood);
  CHECK(province.name.zh == "湖北健康码");
  CHECK(province.exception_for("44")->reason.en == "Not connected yet.");
  CHECK(province.exception_for("11") == nullptr);
  CHECK(province.word_for(State::unknown)->text.zh == "待核");
  CHECK(province.word_for(State::red) == nullptr);
  CHECK(province.word_for(State::not_found) == nullptr);
  CHECK(province.meaning_of({"绿码", ""}) == Colour::green);
  CHECK_FALSE(province.meaning_of({"待核", ""}));
  CHECK_FALSE(province.meaning_of({"未见异常", ""}));
}

TEST_CASE("what a province file must not say is refused with its place") {
  const auto place = [](const std::string& toml) {
    const auto province = service::parse_province(toml);
    return province ? std::string("read") : province.error().path;
  };
  CHECK(place(kGood) == "read");
  CHECK(place(changed("mode", "mood")) == "mood");
  CHECK(place(changed("\"share\"", "\"both\"")) == "mode");
  CHECK(place(changed("\"seen\"", "\"heard\"")) == "source");
  CHECK(place(changed("\"GREEN\"", "\"BLUE\"")) == "word[0].national");
  CHECK(place(changed("\"GREEN\"", "\"GREEN\"\ncolour = 1")) == "word[0].colour");
  CHECK(place(changed("待核", "绿码")) == "word[1].word");
  CHECK(place(changed("\"44\"", "\"42\"")) == "exception[0].province");
  CHECK(place(changed("\"44\"", "\"Hubei\"")) == "exception[0].province");
  CHECK(place(changed("code = \"42\"", "code = 42")) == "code");
  CHECK(place(changed("code = \"42\"", "")) == "code");
  CHECK(place(changed("\"share\"", "\"national\"")) == "word");
  CHECK(place(changed("zh = \"绿码\", ", "")) == "word[0].word.zh");
  CHECK(place(changed("source", "=")) == "line 3");
}

TEST_CASE("a folder with a file of a wrong name, or an exception for nobody, is refused") {
  const auto wrong = [](const char* name, const std::string& text) {
    const files::Folder folder;
    std::ofstream(folder.path() / name) << text;
    std::ofstream(folder.path() / "README.md") << "not read";
    const auto book = service::ProvinceBook::read(folder.path());
    return book ? std::string() : book.error();
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(wrong("41.toml", kGood), Contains("41.toml: code is not what"));
  CHECK_THAT(wrong("42.toml", kGood), Contains("42.toml: exception.province has no file"));
  CHECK_THAT(wrong("42.toml", "="), Contains("42.toml: line 1"));
  CHECK(service::ProvinceBook::read("/nowhere/provinces").error() ==
        "/nowhere/provinces cannot be read");
}

TEST_CASE("a word goes by its rule; without one, against its state, or unsayable it is UNKNOWN") {
  const Province from = province_of(kGood);
  const Province to = province_of(changed("绿码", "未见异常"));
  const service::Bilingual green{"绿码", "Green code"};
  const auto state = [&](const service::Told& told, const Province& into) {
    return transcode(from, told, into).state;
  };
  const auto told = transcode(from, {State::green, green}, to);
  CHECK(told.state == State::green);
  CHECK(told.word->zh == "未见异常");
  CHECK(state({State::green, service::Bilingual{"待核", ""}}, to) == State::unknown);
  CHECK(state({State::green, service::Bilingual{"蓝码", ""}}, to) == State::unknown);
  CHECK(state({State::green, std::nullopt}, to) == State::unknown);
  CHECK(state({State::red, green}, to) == State::unknown);
  CHECK(state({State::unknown, green}, to) == State::unknown);
  const Province dumb = province_of(changed("national = \"GREEN\"", "national = \"RED\""));
  CHECK(state({State::green, green}, dumb) == State::unknown);
}
