// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/transcoding.h"

namespace service {
namespace {

Told said_by(const Province& issuer, State state) {
  const CodeWord* word = issuer.word_for(state);
  return {state, word == nullptr ? std::nullopt : std::optional(word->text)};
}

}  // namespace

Json write(const Origin& origin) {
  return Json{{"issuer", origin.issuer},
              {"name", write(origin.name)},
              {"word", write(origin.word)},
              {"path", origin.path}};
}

Bilingual read_bilingual(const JsonView& in) {
  in.only({"zh", "en"});
  return {in.at("zh").text(512), in.at("en").text(512)};
}

Origin read_origin(const JsonView& in) {
  Origin origin{
      in.at("issuer").text(2), read_bilingual(in.at("name")), read_bilingual(in.at("word")), {}};
  for (const JsonView& hop : in.at("path").items()) origin.path.push_back(hop.text(2));
  return origin;
}

Told transcode(const Province& from, const Told& told, const Province& to) {
  const auto meaning = told.word ? from.meaning_of(*told.word) : std::nullopt;
  if (meaning && colour_of(told.state) == meaning) {
    Told result = said_by(to, told.state);
    if (result.word) return result;
  }
  return said_by(to, State::unknown);
}

}  // namespace service
