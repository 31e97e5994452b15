// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace visit;

State welcome() { return state::Welcome{}; }
State consenting() { return state::AskConsent{}; }

template <Aside aside>
void opened(Visit& visit) {
  visit.aside = aside;
}
template <int level>
void sound_at(Visit& visit) {
  visit.aside = Aside::sound;
  visit.look.aloud = true;
  visit.look.pace = visit.look.loudness = level;
}

}  // namespace

std::vector<NamedState> aside_pages() {
  return {
      {"sound", consenting, sound_at<2>},
      {"language", consenting, opened<Aside::language>},
  };
}

std::vector<NamedState> aside_variants() {
  std::vector<NamedState> all{
      {"adjust", consenting, opened<Aside::adjust>},
      {"sound-least", consenting, sound_at<0>},
      {"sound-most", consenting, sound_at<kLevels - 1>},
      {"sound-headset", consenting,
       [](Visit& visit) {
         sound_at<1>(visit);
         visit.readiness.headset = true;
       }},
      {"sound-names", consenting,
       [](Visit& visit) {
         sound_at<3>(visit);
         visit.look.names_aloud = true;
       }},
      {"language-first", welcome, opened<Aside::language>},
      {"practice-out", welcome, [](Visit& visit) { visit.readiness = {}; }, true},
  };
  for (const char* name : {"welcome", "consent", "verdict-green", "type-number", "sound"}) {
    const auto page = std::find_if(pages().begin(), pages().end(),
                                   [name](const NamedState& state) { return state.name == name; });
    all.push_back({std::string("practice-") + name, page->state, page->and_then, true});
  }
  return all;
}

}  // namespace ui::test
