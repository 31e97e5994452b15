// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/narrator.h"

#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

namespace kiosk {

namespace {

using visit::Button;
using visit::Page;
using visit::Utterance;
using visit::Words;

void add(const Page& page, const Words& words, Utterance& spoken) {
  Utterance more = visit::utterance(page, words);
  spoken.sentences.insert(spoken.sentences.end(), std::make_move_iterator(more.sentences.begin()),
                          std::make_move_iterator(more.sentences.end()));
}

// Adds what a block says of one of its buttons.
struct Naming {
  const Page& page;
  Button button;
  Utterance& spoken;

  void operator()(const visit::block::Choice& b) const {
    if (b.button == button) add(page, b.head, spoken), add(page, b.sub, spoken);
  }
  void operator()(const visit::block::Stepper& b) const {
    if (b.less == button) add(page, b.less_words, spoken);
    if (b.more == button) add(page, b.more_words, spoken);
  }
  // A digit is part of somebody's number.
  void operator()(const visit::block::Keypad& b) const {
    if (button == Button::key_erase) return add(page, b.erase, spoken);
    constexpr std::string_view kDigits = "0123456789X";
    for (std::size_t i = 0; i < kDigits.size(); ++i) {
      if (button != static_cast<Button>(static_cast<std::size_t>(Button::key_0) + i)) continue;
      add(page, visit::own_words(visit::Secret(kDigits.substr(i, 1))), spoken);
    }
  }
  template <typename Block>
  void operator()(const Block&) const {}
};
static_assert(static_cast<int>(Button::key_x) - static_cast<int>(Button::key_0) == 10);

// What a button says of itself: how the setting stands that it changes, else its name.
Utterance words_of(const Page& page, Button button) {
  if (const Words* setting = visit::setting_of(page, button)) {
    return visit::utterance(page, *setting);
  }
  Utterance spoken = visit::utterance(page, Words{});
  for (const visit::Block& block : page.blocks) std::visit(Naming{page, button, spoken}, block);
  for (const visit::Action& action : page.actions) {
    if (action.button == button) add(page, action.words, spoken);
  }
  if (!spoken.sentences.empty()) return spoken;
  if (button == Button::back && page.back) add(page, *page.back, spoken);
  if (button == Button::help && page.help) add(page, *page.help, spoken);
  if (button == Button::listen) add(page, page.band.listen, spoken);
  if (button == Button::adjust) add(page, page.band.adjust, spoken);
  if (button == Button::language) add(page, page.band.language, spoken);
  return spoken;
}

// The focus names a stepper's button before it says how it stands: "slower, the middle".
Utterance focused_words(const Page& page, Button button) {
  Utterance spoken = visit::utterance(page, Words{});
  for (const visit::Block& block : page.blocks) {
    if (const auto* stepper = std::get_if<visit::block::Stepper>(&block)) {
      Naming{page, button, spoken}(*stepper);
    }
  }
  Utterance rest = words_of(page, button);
  spoken.sentences.insert(spoken.sentences.end(), std::make_move_iterator(rest.sentences.begin()),
                          std::make_move_iterator(rest.sentences.end()));
  return spoken;
}

}  // namespace

Narrator::Reading Narrator::reading_of(const Page& page) {
  std::size_t words = 0;
  const auto mix = [&words](const Words& more) {
    // As boost::hash_combine does.
    words ^= std::hash<std::string_view>{}(more.text.reveal()) + 0x9e3779b97f4a7c15 + (words << 6) +
             (words >> 2);
  };
  mix(page.title);
  mix(page.lead);
  if (page.field) mix(page.field->word), mix(page.field->line);
  return {page.id, page.look.language, page.reading, page.private_ear, words};
}

void Narrator::follow(const Page& page) {
  const auto pressed = std::exchange(pressed_, std::nullopt);
  if (!page.look.aloud) {
    if (reading_) voice_.hush();
    reading_.reset();
    return;
  }
  const Reading now = reading_of(page);
  if (std::exchange(reading_, now) != now) return voice_.say(visit::utterance(page));
  if (!pressed) return;
  Utterance changed = words_of(page, *pressed);
  if (!changed.sentences.empty()) voice_.say(std::move(changed));
}

void Narrator::touched() {
  if (reading_) voice_.hush();
}

void Narrator::pressed(Button button) {
  touched();
  pressed_ = button;
}

void Narrator::focused(const Page& page, Button button) {
  if (reading_) voice_.say(focused_words(page, button));
}

void Narrator::focused(const Page& page, const Words& words) {
  if (reading_) voice_.say(visit::utterance(page, words));
}

}  // namespace kiosk
