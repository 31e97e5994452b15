// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/look.h"

#include <algorithm>
#include <array>
#include <utility>

namespace visit {

namespace {

Adjusted same_page(Look look, std::optional<Aside> aside) { return {look, aside}; }

Adjusted opened(Look look, std::optional<Aside> aside, Aside wanted) {
  if (aside == wanted) return {look, std::nullopt};  // the same button closes it again
  return {look, wanted};
}

int stepped(int level, int by) { return std::clamp(level + by, 0, kLevels - 1); }

template <Language language>
Adjusted spoken_in(Look look, std::optional<Aside>) {
  look.language = language;
  return {look, std::nullopt};
}
template <int Look::*level, int by>
Adjusted moved(Look look, std::optional<Aside> aside) {
  look.*level = stepped(look.*level, by);
  return same_page(look, aside);
}
template <int Look::*level, int many>
Adjusted turned(Look look, std::optional<Aside> aside) {
  look.*level = (look.*level + 1) % many;
  return same_page(look, aside);
}
template <Aside wanted>
Adjusted toggled(Look look, std::optional<Aside> aside) {
  return opened(look, aside, wanted);
}

// The first press is answered at once by the voice; whoever hears it can change it.
Adjusted listen(Look look, std::optional<Aside> aside) {
  if (look.aloud) return opened(look, aside, Aside::sound);
  look.aloud = true;
  return same_page(look, aside);
}
Adjusted names_aloud(Look look, std::optional<Aside> aside) {
  look.names_aloud = !look.names_aloud;
  return same_page(look, aside);
}
Adjusted hear_again(Look look, std::optional<Aside>) {
  look.aloud = true;
  return {look, std::nullopt, true};
}
Adjusted silence(Look look, std::optional<Aside>) {
  look.aloud = false;
  return {look, std::nullopt};
}

using Adjust = Adjusted (*)(Look, std::optional<Aside>);
constexpr std::array<std::pair<Button, Adjust>, 16> kAdjusts{{
    {Button::text_size, turned<&Look::size, kSizes>},
    {Button::contrast, turned<&Look::contrast, kContrasts>},
    {Button::listen, listen},
    {Button::language, toggled<Aside::language>},
    {Button::adjust, toggled<Aside::adjust>},
    {Button::simplified_chinese, spoken_in<Language::zh_hans>},
    {Button::english, spoken_in<Language::en>},
    {Button::traditional_chinese, spoken_in<Language::zh_hant>},
    {Button::uyghur, spoken_in<Language::ug>},
    {Button::hear_again, hear_again},
    {Button::slower, moved<&Look::pace, -1>},
    {Button::faster, moved<&Look::pace, 1>},
    {Button::softer, moved<&Look::loudness, -1>},
    {Button::louder, moved<&Look::loudness, 1>},
    {Button::names_aloud, names_aloud},
    {Button::silence, silence},
}};

}  // namespace

std::optional<Adjusted> adjusted(Look look, std::optional<Aside> aside, Button button) {
  if (button == Button::back && aside) return Adjusted{look, std::nullopt};
  for (const auto& [known, adjust] : kAdjusts) {
    if (known == button) return adjust(look, aside);
  }
  return std::nullopt;
}

}  // namespace visit
