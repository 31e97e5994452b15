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

TEST_CASE("while the small panel is adjusted nothing is typed, and Backspace closes it") {
  Bench bench(kSmall);
  bench.show("type-number");
  CHECK(bench.screen->press("adjust"));
  push_text("5");
  CHECK(pressed(bench).empty());
  push_key(SDLK_BACKSPACE);
  CHECK(pressed(bench).empty());
  CHECK(bench.screen->tree().find("key_5") != nullptr);
}
