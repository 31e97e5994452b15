// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's screen: shows one page, tells what was pressed on it, and forgets. It decides nothing
// about the visit. It draws only when something has changed, and never waits but in pump().
// One thread, the one that opened it; wake() alone may be called from any other.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/page.h"
#include "ui/keyboard.h"
#include "ui/layout.h"
#include "ui/panel.h"
#include "ui/text/faces.h"
#include "ui/touch.h"
#include "ui/tree.h"

namespace ui {

struct ScreenTrouble {
  enum class Kind { no_video, no_fonts };
  Kind kind;
  std::string detail;  // SDL's own words, or the font file that is wrong
};

class Screen {
 public:
  struct Options {
    Panel panel = kPortrait;
    Surface surface = Surface::fullscreen;
    text::FacePaths faces;
    TouchRules touch;
    Keyboard keyboard;
    std::map<visit::Language, PartWords> part_words;  // none: "1 / 2" and an arrow
    // A clock that only goes forward, from any start (devices/clock).
    std::function<std::chrono::milliseconds()> steady;
  };
  // What the display's libraries read from the environment. open() settles it too; a program that
  // has other threads by then calls this before them.
  static void settle_environment();
  static tl::expected<std::unique_ptr<Screen>, ScreenTrouble> open(Options options);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Puts `page` in place of the one before; it is drawn by the next pump(). Another PageId takes no
  // touch for TouchRules::guard.
  void show(visit::Page page);

  // Draws what has changed, then waits until something is pressed, wake() is called, or `at_most`
  // has passed. At most one press a call; what came after it is kept for the next.
  [[nodiscard]] std::optional<visit::Button> pump(std::chrono::milliseconds at_most);

  // As if a finger pressed and released the node with this id; false if nothing of that name can be
  // pressed here now. The press comes out of the next pump().
  bool press(std::string_view id);
  void key(Key key);

  // True once after the person closed the window or the system asked to end.
  [[nodiscard]] bool asked_to_quit();
  // True if somebody touched the glass or a key since the last call, whatever came of it.
  [[nodiscard]] bool was_touched();
  // True if a key was used since the last call.
  [[nodiscard]] bool key_was_used();
  // What a key has come to since the last call, until the next change of the page; null: nothing.
  [[nodiscard]] const Node* newly_focused();

  [[nodiscard]] const Tree& tree();
  // What is on the glass as a PNG; false if the file cannot be written.
  [[nodiscard]] bool screenshot(const std::filesystem::path& path);

  // The end of a visit: wipes every text and picture kept from its pages. Call it when the next
  // page is shown.
  void forget();
  // Ends a waiting pump(). The only call for other threads.
  void wake();

  // The voice was asked for and nothing can be heard: its words stand on the page as far as they
  // fit.
  void show_what_is_unheard(bool unheard);

  // How often the glass was redrawn, and how many texts are kept as pictures; for tests and
  // metrics.
  [[nodiscard]] std::size_t draws() const;
  [[nodiscard]] std::size_t cached_texts() const;

 private:
  struct Parts;
  explicit Screen(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace ui
