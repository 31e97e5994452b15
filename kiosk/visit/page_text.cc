// SPDX-License-Identifier: GPL-3.0-or-later
// A page as text: its names, its lines for goldens and scripts, its focus order and its speech.
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "kiosk/visit/page.h"

namespace visit {

namespace {

constexpr std::array<std::string_view, 49> kPages{"welcome",
                                                  "consent",
                                                  "lay-card",
                                                  "card-trouble",
                                                  "reading",
                                                  "confirm",
                                                  "asking",
                                                  "verdict-green",
                                                  "verdict-yellow",
                                                  "verdict-red",
                                                  "busy",
                                                  "not-found",
                                                  "printing",
                                                  "held",
                                                  "take",
                                                  "take-card",
                                                  "call-staff",
                                                  "idle",
                                                  "scan-paper",
                                                  "checking-paper",
                                                  "paper-checked",
                                                  "type-number",
                                                  "look-in-tray",
                                                  "choose-person",
                                                  "choose-relation",
                                                  "binding",
                                                  "refused",
                                                  "agents",
                                                  "end-binding",
                                                  "survey-question",
                                                  "survey-symptoms",
                                                  "survey-temperature",
                                                  "survey-review",
                                                  "handing-in",
                                                  "routed",
                                                  "enter-pin",
                                                  "desk",
                                                  "pick-sheet",
                                                  "sheet-reason",
                                                  "choose-appeal",
                                                  "appeal-taken",
                                                  "shift",
                                                  "devices",
                                                  "checking",
                                                  "journal",
                                                  "practice",
                                                  "adjust",
                                                  "sound",
                                                  "language"};
static_assert(kPages.size() == static_cast<std::size_t>(PageId::language) + 1);

constexpr std::array<std::string_view, 31> kIcons{
    "none",  "check", "cross", "plus",   "question", "back",  "next",      "refresh",
    "exit",  "bell",  "card",  "person", "family",   "paper", "text_size", "contrast",
    "sound", "globe", "clock", "net",    "eye",      "care",  "bin",       "printer",
    "pen",   "mask",  "walk",  "chair",  "badge",    "warn",  "backspace"};
static_assert(kIcons.size() == static_cast<std::size_t>(Icon::backspace) + 1);

constexpr std::array<std::string_view, 5> kDevices{"card_reader", "printer", "health_codes",
                                                   "scanner", "thermometer"};
constexpr std::array<std::string_view, 5> kHealth{"", " fine", " watch", " out", " untried"};
constexpr std::array<std::string_view, 4> kShapes{"green", "yellow", "red", "no-result"};
constexpr std::array<std::string_view, 11> kPictures{
    "lay_card",     "reading_card", "printer",   "printer_empty", "printer_jam", "printer_open",
    "printer_full", "take_both",    "take_card", "route",         "scan_paper"};
constexpr std::array<std::string_view, 3> kProgressed{"done", "now", "later"};
constexpr std::array<std::string_view, 3> kRoles{"body", "lead", "head"};

template <typename Names, typename E>
std::string_view of(const Names& names, E value) {
  return names[static_cast<std::size_t>(value)];
}

// Writes `role "text" …` lines.
class Lines {
 public:
  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }
  void words(std::string_view role, const Words& words) {
    if (!words.empty()) line("{} \"{}\"", role, words.text.reveal());
  }

  void operator()(const block::Choice& b) {
    line("choice {} {}{} \"{}\" / \"{}\"", name(b.button), of(kIcons, b.icon),
         b.first ? " first" : "", b.head.text.reveal(), b.sub.text.reveal());
  }
  void operator()(const block::Point& b) {
    line("point {} \"{}\" / \"{}\"", of(kIcons, b.icon), b.head.text.reveal(), b.sub.text.reveal());
  }
  void operator()(const block::Fact& b) {
    line("fact \"{}\" \"{}\"", b.key.text.reveal(), b.value.text.reveal());
  }
  void operator()(const block::Calm& b) {
    line("calm {} \"{}\" / \"{}\"", of(kIcons, b.icon), b.head.text.reveal(), b.sub.text.reveal());
  }
  void operator()(const block::Picture& b) {
    line("picture {} {}", of(kPictures, b.kind), b.quarter);
    for (const Words& label : b.labels) words("  label", label);
  }
  void operator()(const block::Person& b) {
    line("person \"{}\" \"{}\" / \"{}\" \"{}\"", b.name_label.text.reveal(), b.name.text.reveal(),
         b.number_label.text.reveal(), b.number.text.reveal());
  }
  void operator()(const block::Progress& b) {
    line("progress {:.2f} \"{}\" / \"{}\"", b.part, b.what.text.reveal(), b.how_long.text.reveal());
  }
  void operator()(const block::Parts& b) {
    for (const auto& part : b.parts)
      line("part {} \"{}\"", of(kProgressed, part.state), part.words.text.reveal());
  }
  void operator()(const block::Ladder& b) {
    for (const auto& rung : b.rungs) {
      line("rung {} {} \"{}\" / \"{}\"", of(kProgressed, rung.state), of(kIcons, rung.icon),
           rung.head.text.reveal(), rung.sub.text.reveal());
    }
  }
  void operator()(const block::Countdown& b) {
    line("countdown {} of {} \"{}\"", b.left, b.of, b.unit.text.reveal());
  }
  void operator()(const block::Sentence& b) { words(of(kRoles, b.role), b.words); }
  void operator()(const block::Entry& b) {
    line("entry \"{}\" \"{}\"", b.label.text.reveal(), b.typed.text.reveal());
  }
  void operator()(const block::Keypad& b) {
    for (const Button key : b.keys) line("key {}", name(key));
  }

  void operator()(const block::Stepper& b) {
    line("stepper {} of {} \"{}\" \"{}\"", b.at + 1, b.of, b.name.text.reveal(),
         b.level.text.reveal());
    line("  less {} \"{}\"", name(b.less), b.less_words.text.reveal());
    line("  more {} \"{}\"", name(b.more), b.more_words.text.reveal());
  }

  void operator()(const block::PersonChoice& b) {
    line("person-choice {} \"{}\" \"{}\" / \"{}\"", name(b.button), b.relation.text.reveal(),
         b.name.text.reveal(), b.sub.text.reveal());
  }
  void toggles(std::string_view role, const std::vector<block::Toggles::Toggle>& all) {
    for (const auto& one : all) {
      line("{} {}{} \"{}\"", role, name(one.button), one.on ? " on" : "", one.words.text.reveal());
    }
  }
  void operator()(const block::Toggles& b) { toggles("toggle", b.toggles); }
  void operator()(const block::Segments& b) {
    words("segments", b.label);
    toggles("  segment", b.segments);
  }
  void operator()(const block::Row& b) {
    line("row{} \"{}\" \"{}\" \"{}\"{} {}{} \"{}\"", of(kHealth, b.health), b.lead.text.reveal(),
         b.text.text.reveal(), b.value.text.reveal(), b.strong ? " strong" : "",
         b.button ? name(*b.button) : "-", b.urgent ? " urgent" : "", b.button_words.text.reveal());
  }
  void operator()(const block::Counters& b) {
    for (const auto& one : b.counters) {
      line("counter \"{}\" \"{}\"", one.number.text.reveal(), one.label.text.reveal());
    }
  }
  void operator()(const block::Tasks& b) {
    for (const auto& one : b.tasks) {
      line("task {} {} \"{}\" \"{}\"", name(one.button), of(kIcons, one.icon),
           one.words.text.reveal(), one.key.text.reveal());
    }
  }
  void operator()(const block::Holder& b) {
    line("holder \"{}\" \"{}\" \"{}\"", b.name.text.reveal(), b.role.text.reveal(),
         b.state.text.reveal());
  }
  // How many, never which.
  void operator()(const block::PinDots& b) {
    line("pin {} of {} \"{}\"", b.typed, b.of, b.words.text.reveal());
  }
  void operator()(const block::TouchPoints& b) {
    for (const auto& one : b.points) {
      line("touch {}{}", name(one.button), one.touched ? " touched" : "");
    }
  }

  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

// Collects what is said, in reading order.
class Speech {
 public:
  explicit Speech(Utterance& utterance) : utterance_(utterance) {}
  void say(const Words& words) {
    if (!words.spoken.empty()) {
      utterance_.sentences.push_back({words.key, words.spoken.clone(), words.personal});
    }
  }
  void operator()(const block::Choice& b) { say(b.head), say(b.sub); }
  void operator()(const block::Point& b) { say(b.head), say(b.sub); }
  void operator()(const block::Fact& b) { say(b.key), say(b.value); }
  void operator()(const block::Calm& b) { say(b.head), say(b.sub); }
  void operator()(const block::Picture&) {}  // what it shows is said by the lead
  void operator()(const block::Person& b) {
    say(b.name_label), say(b.name), say(b.number_label), say(b.number);
  }
  void operator()(const block::Progress& b) { say(b.what), say(b.how_long); }
  void operator()(const block::Parts& b) {
    for (const auto& part : b.parts) {
      if (part.state == Progressed::now) say(part.words);
    }
  }
  void operator()(const block::Ladder& b) {
    for (const auto& rung : b.rungs) {
      if (rung.state == Progressed::now) say(rung.head), say(rung.sub);
    }
  }
  void operator()(const block::Countdown&) {}  // a voice that counts would never be silent
  void operator()(const block::Sentence& b) { say(b.words); }
  void operator()(const block::Entry& b) { say(b.label), say(b.typed); }
  void operator()(const block::Stepper& b) {
    say(b.name), say(b.level), say(b.less_words), say(b.more_words);
  }
  void operator()(const block::Keypad&) {}  // a key says its digit when it is pressed
  void operator()(const block::PersonChoice& b) { say(b.relation), say(b.name), say(b.sub); }
  // What somebody has is said to their own ear, and to whoever presses it.
  void operator()(const block::Toggles& b) {
    for (const auto& one : b.toggles) {
      say(one.words);
      if (one.on && utterance_.personal_too) say(one.state);
    }
  }
  void operator()(const block::Segments& b) {
    say(b.label);
    for (const auto& one : b.segments) {
      if (one.on) say(one.words);
    }
  }
  void operator()(const block::Row& b) {
    if (b.button == Button::hear_again) return;  // whoever hears this is being read to
    say(b.lead), say(b.text), say(b.health_word), say(b.value);
  }
  void operator()(const block::Counters& b) {
    for (const auto& one : b.counters) say(one.label), say(one.number);
  }
  void operator()(const block::Tasks& b) {
    for (const auto& one : b.tasks) say(one.words);
  }
  void operator()(const block::Holder& b) { say(b.name), say(b.role), say(b.state); }
  void operator()(const block::PinDots& b) { say(b.words); }
  void operator()(const block::TouchPoints& b) { say(b.words); }

 private:
  Utterance& utterance_;
};

}  // namespace

std::string_view name(PageId id) { return of(kPages, id); }

namespace {

// What can be pressed in a block, in its order.
struct Pressable {
  std::vector<Button>& order;

  void operator()(const block::Choice& b) const { order.push_back(b.button); }
  void operator()(const block::Keypad& b) const {
    order.insert(order.end(), b.keys.begin(), b.keys.end());
  }
  void operator()(const block::Stepper& b) const { order.insert(order.end(), {b.less, b.more}); }
  void operator()(const block::PersonChoice& b) const { order.push_back(b.button); }
  void operator()(const block::Toggles& b) const {
    for (const auto& one : b.toggles) order.push_back(one.button);
  }
  void operator()(const block::Segments& b) const {
    for (const auto& one : b.segments) order.push_back(one.button);
  }
  void operator()(const block::Row& b) const {
    if (b.button) order.push_back(*b.button);
  }
  void operator()(const block::Tasks& b) const {
    for (const auto& one : b.tasks) order.push_back(one.button);
  }
  void operator()(const block::TouchPoints& b) const {
    for (const auto& one : b.points) order.push_back(one.button);
  }
  template <typename B>
  void operator()(const B&) const {}
};

}  // namespace

std::vector<Button> buttons(const Page& page) {
  std::vector<Button> order;
  for (const Block& block : page.blocks) std::visit(Pressable{order}, block);
  for (const Action& action : page.actions) order.push_back(action.button);
  if (page.back) order.push_back(page.left);
  if (page.help) order.push_back(page.right);
  order.insert(order.end(), {Button::text_size, Button::contrast, Button::listen, Button::adjust,
                             Button::language});
  return order;
}

std::string as_text(const Page& page) {
  Lines lines;
  lines.line("page {}", name(page.id));
  if (page.steps) {
    lines.line("step {} of {} \"{}\"", page.steps->now + 1, page.steps->names.size(),
               page.steps->in_words.text.reveal());
  }
  for (const DeviceStatus& device : page.devices) {
    lines.line("device {} {} \"{}\"", of(kDevices, device.device), device.works ? "works" : "out",
               device.words.text.reveal());
  }
  if (page.field) {
    lines.line("field {} \"{}\" / \"{}\"", of(kShapes, page.field->shape),
               page.field->word.text.reveal(), page.field->line.text.reveal());
    lines.words("name", page.field->name);
    lines.words("number", page.field->number);
  }
  if (page.questions) {
    lines.line("question {} of {} \"{}\"", page.questions->now + 1, page.questions->of,
               page.questions->in_words.text.reveal());
  }
  if (page.staff) lines.line("staff \"{}\"", page.staff->text.reveal());
  lines.words("title", page.title);
  lines.words("lead", page.lead);
  for (const Block& block : page.blocks) std::visit(lines, block);
  for (const Action& action : page.actions) {
    lines.line("action {}{} {} \"{}\"", name(action.button), action.primary ? " primary" : "",
               of(kIcons, action.icon), action.words.text.reveal());
  }
  for (const Shortcut& one : page.shortcuts) lines.line("key {} {}", one.key, name(one.button));
  if (page.back) lines.words(page.left == Button::back ? "back" : name(page.left), *page.back);
  if (page.help) {
    lines.words(page.right != Button::help ? name(page.right)
                : page.help_called         ? "help called"
                                           : "help",
                *page.help);
  }
  return std::move(lines).text();
}

namespace {

Utterance nothing_yet(const Page& page) {
  Utterance spoken;
  spoken.language = page.look.language;
  spoken.pace = page.look.pace;
  spoken.loudness = page.look.loudness;
  spoken.personal_too = page.private_ear || page.look.names_aloud;
  return spoken;
}

}  // namespace

Utterance utterance(const Page& page) {
  Utterance spoken = nothing_yet(page);
  Speech speech(spoken);
  if (page.field) {
    speech.say(page.field->word);
    speech.say(page.field->line);
    speech.say(page.field->name);
    speech.say(page.field->number);
  }
  if (page.questions) speech.say(page.questions->in_words);
  speech.say(page.title);
  speech.say(page.lead);
  for (const Block& block : page.blocks) std::visit(speech, block);
  for (const Action& action : page.actions) speech.say(action.words);
  if (page.back) speech.say(*page.back);
  if (page.help) speech.say(*page.help);
  return spoken;
}

Utterance utterance(const Page& page, const Words& words) {
  Utterance spoken = nothing_yet(page);
  Speech(spoken).say(words);
  return spoken;
}

const Words* setting_of(const Page& page, Button button) {
  if (button == Button::text_size) return &page.band.text_size;
  if (button == Button::contrast) return &page.band.contrast;
  for (const Block& block : page.blocks) {
    const auto* stepper = std::get_if<block::Stepper>(&block);
    if (stepper != nullptr && (stepper->less == button || stepper->more == button)) {
      return &stepper->level;
    }
  }
  return nullptr;
}

}  // namespace visit
