// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screen.h"

#include <SDL2/SDL.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;
using namespace std::chrono_literals;
using visit::Button;

namespace {

void push_finger(std::uint32_t type, Point px, const Panel& panel, SDL_FingerID finger) {
  SDL_Event event{};
  event.tfinger.type = type;
  event.tfinger.fingerId = finger;
  event.tfinger.x = static_cast<float>(px.x / panel.width_px);
  event.tfinger.y = static_cast<float>(px.y / panel.height_px);
  SDL_PushEvent(&event);
}

struct Finger {
  Bench& bench;
  Panel panel = kPortrait;
  SDL_FingerID number = 1;

  void down(std::string_view id) { at(SDL_FINGERDOWN, *bench.screen->tree().centre(id)); }
  void up(std::string_view id) { at(SDL_FINGERUP, *bench.screen->tree().centre(id)); }
  void move(std::string_view id) { at(SDL_FINGERMOTION, *bench.screen->tree().centre(id)); }
  void at(std::uint32_t type, Point px) { push_finger(type, px, panel, number); }
};

void push_key(SDL_Keycode code, bool repeat = false) {
  SDL_Event event{};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = code;
  event.key.repeat = repeat ? 1 : 0;
  SDL_PushEvent(&event);
}

}  // namespace

TEST_CASE("press and release in one batch are one press and one further draw") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  const std::size_t before = bench.screen->draws();
  Finger finger{bench};
  finger.down("agree");
  finger.up("agree");
  CHECK(bench.pump() == Button::agree);
  bench.show("lay-card");
  CHECK_FALSE(bench.pump());
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before + 1);
}

TEST_CASE("press and release in two batches are one press, its answer, and one further draw") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  const std::size_t before = bench.screen->draws();
  Finger finger{bench};
  finger.down("agree");
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before + 1);  // the button is seen going down
  finger.up("agree");
  CHECK(bench.pump() == Button::agree);
  bench.show("lay-card");
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before + 2);
}

TEST_CASE("nothing is drawn for what changes nothing") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  const std::size_t before = bench.screen->draws();
  Finger finger{bench};
  finger.at(SDL_FINGERMOTION, {5, 5});
  finger.at(SDL_FINGERDOWN, {540, 300});  // no target there
  finger.at(SDL_FINGERUP, {540, 300});
  CHECK_FALSE(bench.pump());
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before);
  // The control: another minute on the clock is another picture.
  visit::Page later = page_of("consent");
  later.clock = "10:43";
  bench.screen->show(std::move(later));
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before + 1);
}

TEST_CASE("a press that slides off does nothing; a second finger is ignored") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  Finger finger{bench};
  finger.down("agree");
  finger.move("decline");
  finger.up("decline");
  CHECK_FALSE(bench.pump());

  Finger second{bench, kPortrait, 2};
  finger.down("decline");
  second.down("agree");
  second.up("agree");
  finger.up("decline");
  CHECK(bench.pump() == Button::decline);
  CHECK_FALSE(bench.pump());
}

TEST_CASE("a new page takes no touch for 500 ms, however it is made") {
  Bench bench;
  bench.screen->show(page_of("consent"));
  bench.now += 499ms;
  Finger finger{bench};
  finger.down("agree");
  finger.up("agree");
  CHECK_FALSE(bench.pump());
  CHECK_FALSE(bench.screen->press("agree"));
  push_key(SDLK_TAB);
  push_key(SDLK_RETURN);
  CHECK_FALSE(bench.pump());
  bench.now += 1ms;
  finger.down("agree");
  finger.up("agree");
  CHECK(bench.pump() == Button::agree);
}

TEST_CASE("the same page in larger letters takes the next touch at once") {
  Bench bench;
  bench.show("consent");
  bench.screen->show(page_of("consent", {visit::Language::zh_hans, 1, 0, false}));
  CHECK(bench.screen->press("text_size"));
  CHECK(bench.pump() == Button::text_size);
}

TEST_CASE("two presses in one batch are handed over one a call") {
  Bench bench;
  bench.show("consent");
  CHECK(bench.screen->press("text_size"));
  bench.now += 400ms;
  CHECK(bench.screen->press("contrast"));
  CHECK(bench.pump() == Button::text_size);
  CHECK(bench.pump() == Button::contrast);
  CHECK_FALSE(bench.pump());
}

TEST_CASE("the mouse is a finger; what SDL makes of a finger is not counted twice") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  const Point at = *bench.screen->tree().centre("agree");
  for (const std::uint32_t which : {SDL_TOUCH_MOUSEID, 0U}) {
    SDL_Event event{};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.which = which;
    event.button.x = static_cast<int>(at.x);
    event.button.y = static_cast<int>(at.y);
    event.type = SDL_MOUSEBUTTONDOWN;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    SDL_PushEvent(&event);
    CHECK(bench.pump() ==
          (which == SDL_TOUCH_MOUSEID ? std::nullopt : std::optional(Button::agree)));
  }
}

TEST_CASE("on every page the next key reaches every target and comes back to the first") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    Bench bench(panel);
    for (const NamedState& state : pages()) {
      bench.show(state.name);
      INFO(state.name << " on " << panel.width_px);
      std::set<std::string> wanted;
      for (const Node& node : bench.screen->tree().nodes) {
        if (node.pressable) wanted.insert(node.id);
      }
      const std::vector<std::string> order = bench.screen->tree().order;
      CHECK(wanted == std::set<std::string>(order.begin(), order.end()));
      bench.screen->key(Key::next);
      // Somebody who used keys on the page before stands on the first already.
      while (bench.screen->tree().find(order.front())->focus == false) bench.screen->key(Key::next);
      std::set<std::string> reached;
      for (std::size_t i = 0; i < order.size(); ++i) {
        const Tree& tree = bench.screen->tree();
        const Node* node = tree.find(order[i]);
        REQUIRE(node != nullptr);
        CHECK(node->focus);
        CHECK(std::count_if(tree.nodes.begin(), tree.nodes.end(),
                            [](const Node& n) { return n.focus; }) == 1);
        reached.insert(order[i]);
        bench.screen->key(Key::next);
      }
      CHECK(reached == wanted);
      CHECK(bench.screen->tree().find(order.front())->focus);
    }
  }
}

TEST_CASE("on the upright panel the focus order is the page's own") {
  Bench bench;
  for (const NamedState& state : pages()) {
    const visit::Page page = page_of(state);
    std::vector<std::string> wanted;
    for (const Button button : visit::buttons(page)) {
      if (button != Button::adjust) wanted.emplace_back(visit::name(button));  // lying panels
    }
    bench.screen->show(page_of(state));
    INFO(state.name);
    CHECK(bench.screen->tree().order == wanted);
  }
}

TEST_CASE("ok presses what has the focus, back presses back, a touch hides the focus") {
  Bench bench;
  bench.show("consent");
  push_key(SDLK_TAB);
  push_key(SDLK_DOWN);
  push_key(SDLK_RETURN);
  CHECK(bench.pump() == Button::decline);
  push_key(SDLK_ESCAPE);
  CHECK(bench.pump() == Button::back);
  push_key(SDLK_RETURN, true);  // held down
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->tree().find("decline")->focus);
  Finger finger{bench};
  finger.at(SDL_FINGERDOWN, {540, 300});
  finger.at(SDL_FINGERUP, {540, 300});
  CHECK_FALSE(bench.pump());
  CHECK_FALSE(bench.screen->tree().find("decline")->focus);
}

TEST_CASE("ok before any other key only shows where one is") {
  Bench bench;
  bench.show("consent");
  push_key(SDLK_SPACE);
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->tree().find("agree")->focus);
  push_key(SDLK_SPACE);
  CHECK(bench.pump() == Button::agree);
}

TEST_CASE("back does nothing on a page without a way back") {
  Bench bench;
  bench.show("printing");
  bench.screen->key(Key::back);
  CHECK_FALSE(bench.pump());
}

TEST_CASE("a lying panel leads to size, contrast and sound, which the visit shows") {
  Bench bench(kSmall);
  bench.show("confirm");
  CHECK(bench.screen->tree().find("text_size") == nullptr);
  CHECK(bench.screen->press("adjust"));
  CHECK(bench.pump() == Button::adjust);
  bench.show("adjust");
  for (const auto& [id, button] :
       {std::pair{"text_size", Button::text_size}, std::pair{"contrast", Button::contrast},
        std::pair{"listen", Button::listen}, std::pair{"language", Button::language},
        std::pair{"back", Button::back}}) {
    bench.now += 1s;
    CHECK(bench.screen->press(id));
    CHECK(bench.pump() == button);
  }
}

TEST_CASE("a list in parts is read to its end and begins again") {
  Bench bench;
  const visit::Look largest{visit::Language::zh_hans, 3, 0, false};
  bench.show("verdict-green", largest);
  std::set<std::string> read;
  const auto note = [&] {
    for (const Node& node : bench.screen->tree().nodes) {
      if (node.id.rfind("fact-", 0) == 0) read.insert(node.id);
    }
  };
  note();
  const std::set<std::string> first = read;
  CHECK(first.size() < 3);
  CHECK(bench.screen->press("more"));
  CHECK_FALSE(bench.pump());
  note();
  CHECK(read == std::set<std::string>{"fact-1", "fact-2", "fact-3"});
  bench.now += 1s;
  CHECK(bench.screen->press("more"));
  read.clear();
  note();
  CHECK(read == first);
}

TEST_CASE("after forget no picture and no measure of any text is kept") {
  Bench bench;
  bench.show("confirm");
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->cached_texts() > 0);
  bench.show("welcome");
  bench.screen->forget();
  CHECK(bench.screen->cached_texts() == 0);
  // And the page shown is drawn anew.
  const std::size_t before = bench.screen->draws();
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->draws() == before + 1);
  CHECK(bench.screen->tree().find("check_code") != nullptr);
}

TEST_CASE("another thread ends the wait") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.pump());
  std::thread waker([&] { bench.screen->wake(); });
  CHECK_FALSE(bench.screen->pump(1h));  // ctest's own time-out is the negative control
  waker.join();
}

TEST_CASE("a closed window is told once") {
  Bench bench;
  bench.show("consent");
  SDL_Event event{};
  event.type = SDL_QUIT;
  SDL_PushEvent(&event);
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->asked_to_quit());
  CHECK_FALSE(bench.screen->asked_to_quit());
}

TEST_CASE("every touch is noticed, also one that hits nothing") {
  Bench bench;
  bench.show("consent");
  CHECK_FALSE(bench.screen->was_touched());
  Finger finger{bench};
  finger.at(SDL_FINGERDOWN, {540, 300});
  CHECK_FALSE(bench.pump());
  CHECK(bench.screen->was_touched());
  CHECK_FALSE(bench.screen->was_touched());
}

TEST_CASE("a window shows the same pixels as no window") {
  const auto folder = std::filesystem::path(KIOSK_BINARY_DIR) / "screens";
  std::filesystem::create_directories(folder);
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  std::vector<std::string> files;
  for (const Surface surface : {Surface::none, Surface::window, Surface::fullscreen}) {
    Bench bench(kSmall, surface);
    bench.show("verdict-yellow");
    CHECK_FALSE(bench.pump());
    const auto file = folder / ("surface-" + std::to_string(static_cast<int>(surface)) + ".png");
    REQUIRE(bench.screen->screenshot(file));
    files.push_back(files::contents(file));
  }
  CHECK(!files[0].empty());
  CHECK(files[0] == files[1]);
  CHECK(files[0] == files[2]);
}

TEST_CASE("a screen without its fonts says which file is missing") {
  Screen::Options options;
  options.surface = Surface::none;
  options.steady = [] { return 0ms; };
  options.faces.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
  options.faces.cache = KIOSK_BINARY_DIR "/faces-missing";
  options.faces.cjk_bold = "/nowhere/NotoSansCJK-Bold.ttc";
  const auto screen = Screen::open(std::move(options));
  REQUIRE_FALSE(screen.has_value());
  CHECK(screen.error().kind == ScreenTrouble::Kind::no_fonts);
  CHECK(screen.error().detail.find("NotoSansCJK-Bold.ttc") != std::string::npos);
}

TEST_CASE("a picture that cannot be written is told") {
  Bench bench(kSmall);
  bench.show("welcome");
  CHECK_FALSE(bench.screen->screenshot("/nowhere/at/all.png"));
}
