// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard.h"

#include <SDL2/SDL.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;
using namespace std::chrono_literals;
using visit::Button;

namespace {

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

}  // namespace

TEST_CASE("narrow and full-width figures and either x are keys of the keypad; the rest is no key") {
  using enum Button;
  CHECK(keypad_keys_of("07x") == std::vector{key_0, key_7, key_x});
  CHECK(keypad_keys_of("０７Ｘｘ") == std::vector{key_0, key_7, key_x, key_x});
  CHECK(keypad_keys_of("9X") == std::vector{key_9, key_x});
  CHECK(keypad_keys_of("a 码é-\xF0\x9F\x99\x82").empty());
  // Half a character, as no keyboard sends it.
  CHECK(keypad_keys_of("1\xEF\xBC") == std::vector{key_1});
}

namespace {

SDL_KeyboardEvent down(SDL_Keycode code, Uint16 modifiers = 0) {
  SDL_KeyboardEvent event{};
  event.keysym.sym = code;
  event.keysym.mod = modifiers;
  return event;
}

}  // namespace

TEST_CASE(
    "a plain keyboard walks with Tab and the arrows, and has keys for the voice and for help") {
  const Keyboard keyboard;
  CHECK(keyboard.of(down(SDLK_TAB)) == Key::next);
  CHECK(keyboard.of(down(SDLK_TAB, KMOD_LSHIFT)) == Key::previous);
  CHECK(keyboard.of(down(SDLK_DOWN)) == Key::next);
  CHECK(keyboard.of(down(SDLK_SPACE)) == Key::ok);
  CHECK(keyboard.of(down(SDLK_ESCAPE)) == Key::back);
  CHECK(keyboard.of(down(SDLK_F1)) == Key::help);
  CHECK(keyboard.of(down(SDLK_F2)) == Key::again);
  CHECK(keyboard.of(down(SDLK_VOLUMEUP)) == Key::louder);
  CHECK_FALSE(keyboard.of(down(SDLK_q)));
}

TEST_CASE("two switches: what they mean is theirs alone, and what was meant before is given up") {
  const auto switches = Keyboard::with({{Key::next, {"Space"}}, {Key::ok, {"Return"}}});
  REQUIRE(switches);
  CHECK(switches->of(down(SDLK_SPACE)) == Key::next);
  CHECK(switches->of(down(SDLK_RETURN)) == Key::ok);
  CHECK_FALSE(switches->of(down(SDLK_TAB)));
  CHECK_FALSE(switches->of(down(SDLK_KP_ENTER)));
  CHECK(switches->of(down(SDLK_ESCAPE)) == Key::back);  // nobody named another
}

TEST_CASE("a key that does not exist is told by its name") {
  const auto keyboard = Keyboard::with({{Key::ok, {"Return", "Enter key"}}});
  REQUIRE_FALSE(keyboard);
  CHECK(keyboard.error() == "Enter key");
}

TEST_CASE("the keys of the voice and of help work on every page, and tell that keys are used") {
  for (const NamedState& state : pages()) {
    Bench bench;
    bench.show(state.name);
    CHECK_FALSE(bench.screen->key_was_used());
    bench.screen->key(Key::again);
    bench.screen->key(Key::louder);
    bench.screen->key(Key::softer);
    INFO(state.name);
    CHECK(pressed(bench) == std::vector{Button::hear_again, Button::louder, Button::softer});
    CHECK(bench.screen->key_was_used());
    CHECK_FALSE(bench.screen->key_was_used());
  }
  Bench bench;
  bench.show("welcome");
  bench.screen->key(Key::help);
  CHECK(pressed(bench) == std::vector{Button::ask_staff});
  bench.show("consent");
  bench.screen->key(Key::help);
  CHECK(pressed(bench) == std::vector{Button::help});
}

TEST_CASE("what a key has come to is told once; a page that comes is told as a whole") {
  Bench bench;
  bench.show("consent");
  CHECK(bench.screen->newly_focused() == nullptr);
  bench.screen->key(Key::next);
  const Node* node = bench.screen->newly_focused();
  REQUIRE(node != nullptr);
  CHECK(node->id == "agree");
  CHECK_FALSE(node->spoken.empty());
  CHECK(bench.screen->newly_focused() == nullptr);
  bench.show("confirm");  // the focus goes to its first target
  CHECK(bench.screen->newly_focused() == nullptr);
  bench.screen->key(Key::next);
  CHECK(bench.screen->newly_focused() != nullptr);
}

TEST_CASE("where a number is typed the keyboard types it, takes back and hands in") {
  using enum Button;
  Bench bench;
  bench.show("type-number");
  for (const char* text : {"4", "7", "ｘ", "q"}) push_text(text);
  CHECK(pressed(bench) == std::vector{key_4, key_7, key_x});
  push_key(SDLK_BACKSPACE);
  push_key(SDLK_RETURN);
  push_key(SDLK_KP_ENTER);
  push_key(SDLK_ESCAPE);
  CHECK(pressed(bench) == std::vector{key_erase, number_done, number_done, back});
  CHECK(bench.screen->was_touched());
}

TEST_CASE(
    "control: on other pages characters type nothing, and Backspace and Enter stay what they are") {
  Bench bench;
  bench.show("consent");
  for (const char* text : {"4", "x"}) push_text(text);
  CHECK(pressed(bench).empty());
  CHECK_FALSE(bench.screen->was_touched());
  push_key(SDLK_BACKSPACE);
  push_key(SDLK_TAB);
  push_key(SDLK_RETURN);
  CHECK(pressed(bench) == std::vector{Button::back, Button::agree});
}

TEST_CASE("a key that is held down types one figure") {
  Bench bench;
  bench.show("type-number");
  push_key(SDLK_8);
  push_text("8");
  for (int i = 0; i < 5; ++i) {
    push_key(SDLK_8, true);
    push_text("8");
  }
  push_key(SDLK_BACKSPACE);
  push_key(SDLK_BACKSPACE, true);
  CHECK(pressed(bench) == std::vector{Button::key_8, Button::key_erase});
  // Let go and pressed again, it types again.
  push_key(SDLK_8);
  push_text("8");
  CHECK(pressed(bench) == std::vector{Button::key_8});
}

TEST_CASE("a new page takes no typing for 500 ms") {
  Bench bench;
  bench.screen->show(page_of("type-number"));
  bench.now += 499ms;
  push_text("1");
  push_key(SDLK_RETURN);
  CHECK(pressed(bench).empty());
  bench.now += 1ms;
  push_text("1");
  CHECK(pressed(bench) == std::vector{Button::key_1});
}

TEST_CASE("whoever walks the keypad by the three keys presses what they stand on") {
  Bench bench;
  bench.show("type-number");
  bench.screen->key(Key::next);
  CHECK(bench.screen->tree().find("key_1")->focus);
  bench.screen->key(Key::next);
  push_key(SDLK_RETURN);
  CHECK(pressed(bench) == std::vector{Button::key_2});
  // Typing leaves the walk: Enter hands the number in again.
  push_text("5");
  CHECK(pressed(bench) == std::vector{Button::key_5});
  CHECK_FALSE(bench.screen->tree().find("key_2")->focus);
  push_key(SDLK_RETURN);
  CHECK(pressed(bench) == std::vector{Button::number_done});
}

TEST_CASE("what was still to be typed goes with its page") {
  Bench bench;
  bench.show("type-number");
  push_text("12");
  CHECK(bench.pump() == Button::key_1);
  bench.show("welcome");
  CHECK(pressed(bench).empty());
  // The control: the same page with another number takes it.
  bench.show("type-number");
  push_text("12");
  CHECK(bench.pump() == Button::key_1);
  bench.show("number-whole");
  CHECK(pressed(bench) == std::vector{Button::key_2});
}

TEST_CASE("the system is asked for characters only where a number is typed") {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  Bench bench(kSmall, Surface::window);
  bench.show("consent");
  CHECK(SDL_IsTextInputActive() == SDL_FALSE);
  bench.show("type-number");
  CHECK(SDL_IsTextInputActive() == SDL_TRUE);
  bench.show("welcome");
  CHECK(SDL_IsTextInputActive() == SDL_FALSE);
}

TEST_CASE("on a page about seeing and hearing nothing is typed, and Backspace closes it") {
  Bench bench(kSmall);
  bench.show("adjust");
  push_text("5");
  CHECK(pressed(bench).empty());
  push_key(SDLK_BACKSPACE);
  CHECK(pressed(bench) == std::vector{Button::back});
}
