// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/province.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace service {
namespace {

constexpr std::array kModes{Recognition::share, Recognition::intermediary, Recognition::national};
constexpr std::array kColours{Colour::green, Colour::yellow, Colour::red};

// TOML as JSON, so that one strict reader serves both.
Json json_of(std::string_view toml) {
  try {
    const toml::table root = toml::parse(toml);
    std::ostringstream text;
    text << toml::json_formatter(root);
    auto json = parse_json(text.str());
    if (!json) throw json.error();
    return std::move(*json);
  } catch (const toml::parse_error& error) {
    throw Malformed{fmt::format("line {}", error.source().begin.line),
                    std::string(error.description())};
  }
}

Bilingual read_both(const JsonView& in) {
  in.only({"zh", "en"});
  return {in.at("zh").text(), in.at("en").text()};
}

// "seen" or "unverified".
bool read_seen(const JsonView& in) {
  const std::string text = in.text();
  if (text != "seen" && text != "unverified") in.fail("is neither seen nor unverified");
  return text == "seen";
}

Colour read_colour(const JsonView& in) {
  const std::string text = in.text();
  const auto found = std::find_if(kColours.begin(), kColours.end(),
                                  [&](Colour known) { return text == name_of(known); });
  if (found == kColours.end()) in.fail("is none of GREEN, YELLOW, RED");
  return *found;
}

CodeWord read_word(const JsonView& in) {
  in.only({"word", "national"});
  CodeWord word{read_both(in.at("word")), {}};
  if (const auto national = in.find("national")) word.national = read_colour(*national);
  return word;
}

RecognitionException read_exception(const JsonView& in, const std::string& own) {
  in.only({"province", "reason"});
  const JsonView province = in.at("province");
  RecognitionException exception{province.text(), read_both(in.at("reason"))};
  if (!is_issuer_code(exception.province)) province.fail("is not two figures");
  if (exception.province == own) province.fail("is the province itself");
  return exception;
}

Province read(const JsonView& in) {
  in.only({"code", "name", "source", "mode", "words_source", "word", "exception"});
  Province province;
  province.code = in.at("code").text();
  if (!is_issuer_code(province.code)) in.at("code").fail("is not two figures");
  province.name = read_both(in.at("name"));
  province.name_seen = read_seen(in.at("source"));
  const auto mode = recognition_of(in.at("mode").text());
  if (!mode) in.at("mode").fail("is none of share, intermediary, national");
  province.mode = *mode;
  // Without a code of its own a province has no words either.
  const bool has_words = province.mode != Recognition::national || province.code == "00";
  if (!has_words && in.find("word")) in.at("word").fail("is for issuers with a code of their own");
  if (has_words) {
    province.words_seen = read_seen(in.at("words_source"));
    for (const JsonView& item : in.at("word").items()) {
      CodeWord word = read_word(item);
      for (const CodeWord& other : province.words) {
        if (other.text.zh == word.text.zh) item.at("word").fail("stands twice");
      }
      province.words.push_back(std::move(word));
    }
  }
  if (const auto list = in.find("exception")) {
    for (const JsonView& item : list->items()) {
      RecognitionException exception = read_exception(item, province.code);
      if (province.exception_for(exception.province)) item.at("province").fail("stands twice");
      province.exceptions.push_back(std::move(exception));
    }
  }
  return province;
}

}  // namespace

std::string_view name_of(Recognition mode) {
  switch (mode) {
    case Recognition::share:
      return "share";
    case Recognition::intermediary:
      return "intermediary";
    case Recognition::national:
      return "national";
  }
  return "";
}

std::optional<Recognition> recognition_of(std::string_view name) {
  const auto found = std::find_if(kModes.begin(), kModes.end(),
                                  [&](Recognition known) { return name == name_of(known); });
  return found == kModes.end() ? std::nullopt : std::optional(*found);
}

bool is_issuer_code(std::string_view code) {
  return code.size() == 2 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

const RecognitionException* Province::exception_for(std::string_view province) const {
  const auto found = std::find_if(
      exceptions.begin(), exceptions.end(),
      [&](const RecognitionException& exception) { return exception.province == province; });
  return found == exceptions.end() ? nullptr : &*found;
}

const CodeWord* Province::word_for(State state) const {
  const auto colour = colour_of(state);
  if (!colour && state != State::unknown) return nullptr;
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const CodeWord& word) { return word.national == colour; });
  return found == words.end() ? nullptr : &*found;
}

std::optional<Colour> Province::meaning_of(const Bilingual& word) const {
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const CodeWord& known) { return known.text.zh == word.zh; });
  return found == words.end() ? std::nullopt : found->national;
}

tl::expected<Province, Malformed> parse_province(std::string_view toml) {
  try {
    const Json json = json_of(toml);
    return read(JsonView(json, ""));
  } catch (const Malformed& fault) {
    return tl::unexpected(fault);
  }
}

}  // namespace service
