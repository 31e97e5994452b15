// SPDX-License-Identifier: GPL-3.0-or-later
// What is new where staff work and where somebody answers: keys of their own, a password of which
// nothing is seen, rows, pills and things that are on or off.
#include "ui/desk.h"

#include <SDL2/SDL.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/ui/pages.h"
#include "tests/ui/rules.h"

using namespace ui;
using namespace ui::test;
using visit::Button;

namespace {

const std::vector<Panel> kPanels{kPortrait, kSmall, kWide};

void push_key(SDL_Keycode code, bool repeat = false) {
  SDL_Event event{};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = code;
  event.key.repeat = repeat ? 1 : 0;
  SDL_PushEvent(&event);
}

void push_text(const char* text) {
  SDL_Event event{};
  event.type = SDL_TEXTINPUT;
  SDL_strlcpy(event.text.text, text, sizeof(event.text.text));
  SDL_PushEvent(&event);
}

std::vector<Button> pressed(Bench& bench) {
  std::vector<Button> all;
  for (auto button = bench.pump(); button; button = bench.pump()) all.push_back(*button);
  return all;
}

bool drawn(const Layout& layout, Colour colour) {
  return std::any_of(layout.marks.begin(), layout.marks.end(), [&](const Mark& mark) {
    const auto* box = std::get_if<mark::Box>(&mark);
    return box != nullptr && box->fill == colour;
  });
}

}  // namespace

TEST_CASE("a key that a page names presses its button at once, on either side of the keyboard") {
  Bench bench;
  bench.show("survey-question");
  for (const auto& [key, button] :
       {std::pair{SDLK_1, Button::item_1}, {SDLK_3, Button::item_3}, {SDLK_KP_2, Button::item_2}}) {
    push_key(static_cast<SDL_Keycode>(key));
    CHECK(pressed(bench) == std::vector{button});
  }
  CHECK_FALSE(bench.screen->newly_focused());
  CHECK_FALSE(bench.screen->key_was_used());  // it is no keypad of somebody who cannot see
  CHECK(bench.screen->was_touched());
  push_key(SDLK_4);
  CHECK(pressed(bench).empty());  // there is no fourth answer
  push_key(SDLK_1, true);
  CHECK(pressed(bench).empty());  // a key that is held says nothing new
}

TEST_CASE("the keys of the desk are its tasks; elsewhere they help and say it again") {
  Bench bench;
  bench.show("desk");
  push_key(SDLK_F1);
  push_key(SDLK_F2);
  push_key(SDLK_F8);
  CHECK(pressed(bench) == std::vector{Button::item_1, Button::item_2, Button::item_8});
  bench.show("consent");
  push_key(SDLK_F1);
  push_key(SDLK_F2);
  CHECK(pressed(bench) == std::vector{Button::help, Button::hear_again});
}

TEST_CASE("a key works on whatever part of a list its button stands, but not before the guard") {
  Bench bench(kSmall);
  bench.screen->show(page_of("desk"));
  push_key(SDLK_F8);
  CHECK(pressed(bench).empty());
  bench.now += std::chrono::seconds(1);
  push_key(SDLK_F8);
  CHECK(pressed(bench) == std::vector{Button::item_8});
}

TEST_CASE("a figure that has pressed a button is not typed as well") {
  Bench bench;
  visit::Page page = page_of("survey-temperature");
  page.shortcuts.push_back({"7", Button::skip});
  bench.screen->show(std::move(page));
  bench.now += std::chrono::seconds(1);
  push_key(SDLK_7);
  push_text("7");
  CHECK(pressed(bench) == std::vector{Button::skip});
  push_key(SDLK_8);
  push_text("8");
  CHECK(pressed(bench) == std::vector{Button::key_8});  // the control
}

TEST_CASE("whose desk it is stands in a header that is darker than that of others") {
  const Colours& k = colours(0);
  for (const Panel& panel : kPanels) {
    INFO(panel.width_px);
    const visit::Page page = page_of("desk");
    const Layout layout = lay_out(page, panel, {}, {}, typesetter());
    CHECK(drawn(layout, k.staff_head));
    const auto node = std::find_if(layout.nodes.begin(), layout.nodes.end(),
                                   [](const Node& each) { return each.id == "staff"; });
    REQUIRE(node != layout.nodes.end());
    CHECK(node->label.reveal() == page.staff->text.reveal());
    CHECK_FALSE(drawn(lay_out(page_of("consent"), panel, {}, {}, typesetter()), k.staff_head));
    CHECK(drawn(lay_out(page_of("enter-pin"), panel, {}, {}, typesetter()), k.staff_head));
  }
}

TEST_CASE("the desk is left by a button in the place of back, and nobody is called there") {
  for (const Panel& panel : kPanels) {
    const Tree desk = tree_of(page_of("desk"), panel, {});
    const Tree page = tree_of(page_of("consent"), panel, {});
    INFO(panel.width_px);
    REQUIRE(desk.find("sign_out") != nullptr);
    CHECK(desk.find("sign_out")->rect.x == page.find("back")->rect.x);
    CHECK(desk.find("sign_out")->rect.y == page.find("back")->rect.y);
    CHECK(desk.find("back") == nullptr);
    CHECK(desk.find("help") == nullptr);
    CHECK(tree_of(page_of("devices"), panel, {}).find("practice") != nullptr);
  }
}

TEST_CASE("a password leaves no digit on the glass nor in the tree, only how many were typed") {
  for (const Panel& panel : kPanels) {
    std::set<std::size_t> discs;
    for (const char* name : {"pin-empty", "enter-pin", "pin-checking"}) {
      const visit::Page page = page_of(name);
      const Layout layout = lay_out(page, panel, {}, {}, typesetter());
      INFO(name << " on " << panel.width_px);
      const auto pin = std::find_if(layout.nodes.begin(), layout.nodes.end(),
                                    [](const Node& each) { return each.id == "pin"; });
      REQUIRE(pin != layout.nodes.end());
      const std::string typed = std::string(name) == "pin-empty"   ? "0 / 6"
                                : std::string(name) == "enter-pin" ? "4 / 6"
                                                                   : "6 / 6";
      CHECK(pin->label.reveal().find(typed) != std::string_view::npos);
      std::size_t filled = 0;
      for (const Mark& mark : layout.marks) {
        const auto* disc = std::get_if<mark::Disc>(&mark);
        filled += disc != nullptr && disc->colour == colours(0).ink && pin->rect.holds(disc->centre)
                      ? 1U
                      : 0U;
      }
      discs.insert(filled);
      for (const Node& node : layout.nodes) {
        CHECK(node.label.reveal().find("1938") == std::string_view::npos);
        CHECK(node.spoken.reveal().find("1938") == std::string_view::npos);
      }
      for (const Mark& mark : layout.marks) {
        const auto* text = std::get_if<mark::Text>(&mark);
        if (text != nullptr) CHECK(text->words.reveal().find("1938") == std::string_view::npos);
      }
    }
    CHECK(discs == std::set<std::size_t>{0, 4, 6});
  }
}

TEST_CASE("whether a device works is told by sign and word: without its colour the pill says it") {
  for (const Panel& panel : kPanels) {
    std::set<std::string> words;
    visit::Page page = page_of("devices");
    for (const visit::Block& block : page.blocks) {
      const auto* row = std::get_if<visit::block::Row>(&block);
      if (row != nullptr) words.insert(std::string(row->health_word.text.reveal()));
    }
    CHECK(words.size() == 4);
    // One of each health, and everything else alike: what differs is the sign.
    std::set<std::string> drawings;
    using Health = visit::block::Row::Health;
    for (const Health health : {Health::fine, Health::watch, Health::out, Health::untried}) {
      visit::Page one;
      one.id = visit::PageId::devices;
      one.look.contrast = 1;
      one.title = visit::own_words(visit::Secret("设备检查"));
      visit::block::Row row;
      row.text = visit::own_words(visit::Secret("打印机"));
      row.health = health;
      row.health_word = visit::own_words(visit::Secret("一样"));
      one.blocks.emplace_back(std::move(row));
      const Layout layout = lay_out(one, panel, {}, {}, typesetter());
      std::string shape;
      for (const Mark& mark : layout.marks) {
        shape += static_cast<char>('a' + mark.index());
        if (const auto* stroke = std::get_if<mark::Stroke>(&mark)) {
          shape += std::to_string(stroke->points.size());
        }
      }
      drawings.insert(shape);
    }
    INFO(panel.width_px);
    CHECK(drawings.size() == 4);
  }
}

TEST_CASE("a row is read as one thing, and its button by itself") {
  for (const Panel& panel : kPanels) {
    const Tree tree = tree_of(page_of("devices"), panel, {});
    const Node* row = tree.find("row-1");
    INFO(panel.width_px);
    REQUIRE(row != nullptr);
    const bool small = panel.kind == PanelKind::small;  // which has the brief words
    CHECK(row->label.reveal() == (small ? "读卡器 正常 08:42 通过" : "读卡器 正常 08:42 试读通过"));
    CHECK(row->spoken.reveal().find("shi4 du2 tong1guo4") != std::string_view::npos);
    CHECK_FALSE(row->pressable);
    REQUIRE(tree.find("item_1") != nullptr);
    CHECK(tree.find("item_1")->label.reveal() == (small ? "试" : "试一下"));
  }
}

TEST_CASE("what is on is on in the tree, and has its check on the glass") {
  for (const Panel& panel : kPanels) {
    const visit::Page page = page_of("survey-symptoms");
    Handling handling;
    int parts = 1;
    std::map<std::string, bool> on;
    for (handling.part = 0; handling.part < parts; ++handling.part) {
      const Tree tree = tree_of(page, panel, handling, nullptr, &parts);
      for (const Node& node : tree.nodes) {
        if (!node.on) continue;
        on[node.id] = *node.on;
        // And says so.
        INFO(node.id);
        CHECK(node.spoken.reveal().ends_with(*node.on ? " yi3 xuan3" : " mei2 xuan3"));
      }
    }
    INFO(panel.width_px);
    CHECK(on == std::map<std::string, bool>{{"item_1", false},
                                            {"item_2", true},
                                            {"item_3", false},
                                            {"item_4", true},
                                            {"item_5", false},
                                            {"item_6", false}});
  }
  Bench bench;
  bench.show("survey-review");
  const std::string dump = bench.screen->tree().dump();
  const auto line = [&dump](std::string_view id) {
    const std::size_t at = dump.find("\"id\":\"" + std::string(id) + "\"");
    return dump.substr(at, dump.find('\n', at) - at);
  };
  CHECK(line("answered_by_self").find("\"on\":true") != std::string::npos);
  CHECK(line("answered_by_relative").find("\"on\":false") != std::string::npos);
  CHECK(line("hand_in").find("\"on\"") == std::string::npos);
}

TEST_CASE("every row, symptom and task is reached, in parts if need be, each on one part only") {
  for (const Panel& panel : kPanels) {
    for (int size = 0; size < visit::kSizes; ++size) {
      for (const char* name : {"survey-review", "survey-symptoms", "desk", "desk-trouble",
                               "devices", "pick-sheet", "choose-person", "journal"}) {
        const visit::Page page = page_of(name, {visit::Language::zh_hans, size, 0, false});
        std::multiset<std::string> found;
        Handling handling;
        int parts = 1;
        for (handling.part = 0; handling.part < parts; ++handling.part) {
          const Tree tree = tree_of(page, panel, handling, nullptr, &parts);
          for (const Node& node : tree.nodes) {
            const auto button = visit::button_named(node.id);
            if (node.pressable && button && visit::item_of(*button)) found.insert(node.id);
          }
        }
        std::set<std::string> wanted;
        for (const Button button : visit::buttons(page)) {
          if (visit::item_of(button)) wanted.insert(std::string(visit::name(button)));
        }
        INFO(name << " on " << panel.width_px << " in size " << size);
        CHECK(std::set<std::string>(found.begin(), found.end()) == wanted);
        if (std::string(name) != "desk-trouble") CHECK(found.size() == wanted.size());
      }
    }
  }
}

TEST_CASE("where one is among the questions stands in words, and as bars") {
  for (const Panel& panel : kPanels) {
    const Layout layout = lay_out(page_of("survey-question"), panel, {}, {}, typesetter());
    const auto node = std::find_if(layout.nodes.begin(), layout.nodes.end(),
                                   [](const Node& each) { return each.id == "questions"; });
    INFO(panel.width_px);
    REQUIRE(node != layout.nodes.end());
    CHECK(node->label.reveal() == "第 2 题，共 7 题");
    CHECK(std::none_of(layout.nodes.begin(), layout.nodes.end(),
                       [](const Node& each) { return each.id.rfind("step", 0) == 0; }));
  }
}

TEST_CASE("answers are handed in once all of them were shown, by finger and by key alike") {
  for (const Panel& panel : kPanels) {
    for (int size = 0; size < visit::kSizes; ++size) {
      const visit::Page page = page_of("survey-review", {visit::Language::zh_hans, size, 0, false});
      Handling handling;
      int parts = 1;
      for (handling.part = 0; handling.part < parts; ++handling.part) {
        const Tree tree = tree_of(page, panel, handling, nullptr, &parts);
        INFO(panel.width_px << " in size " << size << ", part " << handling.part);
        const bool last = handling.part + 1 == parts;
        CHECK((tree.find("hand_in") != nullptr) == last);
        // Until then the next step, as large as ever, is to go on reading.
        if (!last) {
          REQUIRE(tree.find("more") != nullptr);
          CHECK(tree.find("more")->role == Role::primary);
        }
      }
    }
  }
  Bench bench(kSmall);
  bench.show("survey-review", {visit::Language::zh_hans, visit::kSizes - 1, 0, false});
  for (int part = 0; bench.screen->tree().find("hand_in") == nullptr; ++part) {
    REQUIRE(part < 20);
    push_key(SDLK_0);
    CHECK(pressed(bench).empty());
    CHECK(bench.screen->press("more"));
    CHECK(pressed(bench).empty());
    bench.now += std::chrono::seconds(1);
  }
  push_key(SDLK_0);
  CHECK(pressed(bench) == std::vector{Button::hand_in});
}
