// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/narrator.h"

#include <functional>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

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
class Naming {
 public:
  Naming(const Page& its_page, Button its_button, Utterance& to)
      : page_(its_page), button_(its_button), spoken_(to) {}

  void operator()(const visit::block::Choice& b) const {
    if (b.button == button_) add(page_, b.head, spoken_), add(page_, b.sub, spoken_);
  }
  void operator()(const visit::block::Stepper& b) const {
    if (b.less == button_) add(page_, b.less_words, spoken_);
    if (b.more == button_) add(page_, b.more_words, spoken_);
  }
  // A digit is part of somebody's number.
  void operator()(const visit::block::Keypad& b) const {
    if (button_ == Button::key_erase) return add(page_, b.erase, spoken_);
    constexpr std::string_view kDigits = "0123456789X";
    for (std::size_t i = 0; i < kDigits.size(); ++i) {
      if (button_ != static_cast<Button>(static_cast<std::size_t>(Button::key_0) + i)) continue;
      add(page_, visit::own_words(visit::Secret(kDigits.substr(i, 1))), spoken_);
    }
  }
  void operator()(const visit::block::PersonChoice& b) const {
    if (b.button == button_) {
      add(page_, b.relation, spoken_), add(page_, b.name, spoken_), add(page_, b.sub, spoken_);
    }
  }
  void operator()(const visit::block::Toggles& b) const { toggles(b.toggles); }
  void operator()(const visit::block::Segments& b) const { toggles(b.segments); }
  void operator()(const visit::block::Row& b) const {
    if (b.button != button_) return;
    // The row that reads a page again is about the whole of it.
    if (button_ != Button::hear_again) {
      add(page_, b.text, spoken_), add(page_, b.health_word, spoken_), add(page_, b.value, spoken_);
    }
    add(page_, b.button_words, spoken_);
  }
  void operator()(const visit::block::Tasks& b) const {
    for (const auto& task : b.tasks) {
      if (task.button == button_) add(page_, task.words, spoken_);
    }
  }
  void operator()(const visit::block::TouchPoints& b) const {
    for (const auto& point : b.points) {
      if (point.button == button_) add(page_, b.words, spoken_);
    }
  }
  template <typename Block>
  void operator()(const Block&) const {}

 private:
  // "没力气，已选".
  void toggles(const std::vector<visit::block::Toggles::Toggle>& all) const {
    for (const auto& one : all) {
      if (one.button == button_) add(page_, one.words, spoken_), add(page_, one.state, spoken_);
    }
  }

  const Page& page_;
  Button button_;
  Utterance& spoken_;
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
