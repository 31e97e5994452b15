// SPDX-License-Identifier: GPL-3.0-or-later
// The pages about seeing and hearing: what can be adjusted, the voice, the languages.
#include <array>
#include <string>

#include "kiosk/visit/page_writer.h"

namespace visit {

Words Writer::size_now() const { return say("chrome.size_" + std::to_string(visit_.look.size)); }
Words Writer::contrast_now() const {
  return say("chrome.contrast_" + std::to_string(visit_.look.contrast));
}

void Writer::stepper(std::string_view key, Button less, Button more, int level) {
  const std::string words(key);
  add(block::Stepper{say(words), say(words + "_" + std::to_string(level)), less, more,
                     say(words + "_less"), say(words + "_more"), level, kLevels});
}

void Writer::write(Aside aside) {
  switch (aside) {
    case Aside::adjust:
      open(PageId::adjust, "chrome.adjust", "");
      add(block::Choice{Button::text_size, Icon::text_size, size_now(), {}, false});
      add(block::Choice{Button::contrast, Icon::contrast, contrast_now(), {}, false});
      add(block::Choice{Button::listen,
                        Icon::sound,
                        say(visit_.look.aloud ? "chrome.listen_on" : "chrome.listen_off"),
                        {},
                        false});
      break;
    case Aside::sound:
      open(PageId::sound, "sound.title", "");
      stepper("sound.pace", Button::slower, Button::faster, visit_.look.pace);
      stepper("sound.loudness", Button::softer, Button::louder, visit_.look.loudness);
      act(Button::hear_again, "sound.again", Icon::refresh, true);
      // With a headset on nobody else hears, and names are said anyway.
      if (!visit_.readiness.headset) {
        act(Button::names_aloud, visit_.look.names_aloud ? "sound.names_off" : "sound.names_on",
            Icon::person);
      }
      act(Button::silence, "sound.off", Icon::cross);
      break;
    case Aside::language: {
      static constexpr std::array<std::pair<Button, std::string_view>, kLanguages.size()> kOffered{
          {{Button::simplified_chinese, "language.zh_hans"},
           {Button::english, "language.en"},
           {Button::traditional_chinese, "language.zh_hant"},
           {Button::uyghur, "language.ug"}}};
      open(PageId::language, "language.title", "");
      for (std::size_t i = 0; i < kOffered.size(); ++i) {
        const bool now = visit_.look.language == kLanguages[i];
        add(block::Choice{
            kOffered[i].first, now ? Icon::check : Icon::none, say(kOffered[i].second), {}, false});
      }
      break;
    }
  }
}

}  // namespace visit
