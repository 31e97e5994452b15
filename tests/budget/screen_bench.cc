// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/budget/screen_bench.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "kiosk/settings.h"
#include "tests/kiosk/visit/people.h"

namespace budget {

namespace {

using namespace std::chrono_literals;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "screen_bench: %s\n", why.c_str());
  std::exit(1);
}

void append(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)),
        byte(0x80 | (c & 0x3F));
  }
}

std::string some(Random& random, char32_t first, char32_t last, unsigned least, unsigned more) {
  std::string out;
  const unsigned count = least + static_cast<unsigned>(random() % (more + 1));
  for (unsigned i = 0; i < count; ++i) {
    append(out, first + static_cast<char32_t>(random() % (last - first + 1)));
  }
  return out;
}

visit::Settings words_of_the_place() {
  visit::Settings settings;
  settings.place = {"安和医院", "Anhe Hospital"};
  settings.channel = {"绿色通道", "Green Channel"};
  for (const visit::Language language : visit::kLanguages) {
    auto read = kiosk::read_catalogue(KIOSK_SOURCE_DIR "/config/text/" +
                                      std::string(visit::code(language)) + ".toml");
    if (!read) give_up(read.error().sentence);
    settings.catalogues[language] = std::move(*read);
  }
  return settings;
}

}  // namespace

std::string new_name(Random& random) {
  const auto kind = random() % 20;
  const std::string surname = some(random, 0x4E00, 0x9FA5, 1, 0);
  if (kind < 14) return surname + some(random, 0x4E00, 0x9FA5, 1, 1);
  if (kind < 16) return surname + some(random, 0x20000, 0x2A6D6, 1, 0);
  if (kind < 18)
    return some(random, 0x4E00, 0x9FA5, 3, 4) + "·" + some(random, 0x4E00, 0x9FA5, 2, 3);
  if (kind < 19) return some(random, U'A', U'Z', 4, 6) + " " + some(random, U'A', U'Z', 3, 6);
  return some(random, 0x0628, 0x063A, 4, 4);
}

ScreenBench::ScreenBench(ui::Surface surface) : settings_(words_of_the_place()) {
  ui::Screen::Options options;
  options.surface = surface;
  options.faces.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
  options.faces.cache = KIOSK_BINARY_DIR "/faces";
  for (const auto& [language, catalogue] : settings_.catalogues) {
    options.part_words[language] = {catalogue.at("chrome.more").text,
                                    catalogue.at("chrome.part").text};
  }
  options.steady = [this] { return now_; };
  auto opened = ui::Screen::open(std::move(options));
  if (!opened) give_up(opened.error().detail);
  screen_ = std::move(*opened);
}

void ScreenBench::show(const visit::Visit& visit) {
  screen_->show(visit::page(visit, settings_));
  (void)screen_->pump(0ms);
  pass(700ms);
}

visit::Identity RandomVisits::somebody() {
  ++names_;
  visit::Identity who = visit::test::wang();
  who.name = visit::Secret(new_name(random_));
  return who;
}

// What the world could say now. A card is always another person's.
visit::Event RandomVisits::chance(const visit::Visit& visit) {
  if (std::holds_alternative<visit::state::LayCard>(visit.state) && by_chance(70))
    return visit::event::CardLaid{visit.ticket};
  if (std::holds_alternative<visit::state::Reading>(visit.state) && by_chance(80)) {
    return visit::event::CardRead{visit.ticket, somebody()};
  }
  std::vector<visit::Event> all = visit::test::every_event(visit.ticket);
  return std::move(all[random_() % all.size()]);
}

std::optional<visit::Button> RandomVisits::press_something() {
  std::vector<std::string> all;
  for (const ui::Node& node : bench_.screen().tree().nodes) {
    if (node.pressable) all.push_back(node.id);
  }
  if (all.empty()) return std::nullopt;
  // The first is what most people want.
  const std::string& id = by_chance(60) ? all.front() : all[random_() % all.size()];
  if (!bench_.screen().press(id)) return std::nullopt;
  bench_.pass(400ms);
  return bench_.screen().pump(0ms);
}

void RandomVisits::one() {
  constexpr int kMostPages = 8;
  // Every second one is met where the card has been read.
  visit::State state = visit::state::Welcome{};
  if (by_chance(50)) {
    state = visit::state::ConfirmIdentity{{visit::Actor::self, visit::test::kNow}, somebody(), {}};
  }
  visit::Visit visit = visit::test::visit_at(std::move(state));
  visit.look.language = visit::kLanguages[random_() % visit::kLanguages.size()];
  visit.look.size = static_cast<int>(random_() % visit::kSizes);
  visit.look.contrast = static_cast<int>(random_() % visit::kContrasts);
  for (int i = 0; i < kMostPages; ++i) {
    bench_.show(visit);
    ++pages_;
    const bool waits_for_world = std::holds_alternative<visit::state::LayCard>(visit.state) ||
                                 std::holds_alternative<visit::state::Reading>(visit.state) ||
                                 std::holds_alternative<visit::state::Querying>(visit.state) ||
                                 std::holds_alternative<visit::state::Printing>(visit.state);
    if (waits_for_world ? by_chance(90) : by_chance(10)) {
      visit::Event event = chance(visit);
      visit = visit::step(std::move(visit), std::move(event)).next;
    } else if (const auto button = press_something()) {
      visit = visit::step(std::move(visit), visit::event::Pressed{*button}).next;
    }
  }
  bench_.show(visit::test::visit_at(visit::state::Welcome{}));
  bench_.screen().forget();
}

}  // namespace budget
