// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a kiosk as a person would, through `kiosk --remote` (docs/wire.md §7): presses by node id,
// looks at the page. Owns the kiosk's process; one thread reads what it says. Calls block up to
// their time limit; use from one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace sandbox {

// Where something that can be pressed lies on the glass, in pixels.
struct Place {
  double x = 0, y = 0, w = 0, h = 0;
};

struct ShownPage {
  std::string page;     // "verdict-green"
  std::int64_t ms = 0;  // since the kiosk started
  std::string text;     // the page as text
};

class Player {
 public:
  using Done =
      tl::expected<void, std::string>;  // the error is one sentence without its line number

  // `arguments` follow `kiosk --remote`. The kiosk's standard error goes to `log`.
  Player(const std::filesystem::path& kiosk, const std::vector<std::string>& arguments,
         const std::filesystem::path& log);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  [[nodiscard]] Done press(const std::string& id);
  [[nodiscard]] Done key(const std::string& key);
  [[nodiscard]] Done screenshot(const std::filesystem::path& png);
  // Until that page stands there.
  [[nodiscard]] Done wait(const std::string& page, std::chrono::milliseconds at_most);
  [[nodiscard]] Done wait_text(const std::string& text, std::chrono::milliseconds at_most);
  [[nodiscard]] ShownPage now() const;
  // Every page so far; a page that only changed its words counts once.
  [[nodiscard]] std::vector<ShownPage> pages() const;
  // Hands on every line the kiosk says from now on, before anything else hears of it, on the thread
  // that reads; one at a time.
  void watch(std::function<void(const std::string& line)> watcher);
  // On the page that was shown last, of a kiosk that was started with --tree.
  [[nodiscard]] std::optional<Place> place_of(const std::string& id) const;
  [[nodiscard]] bool alive() const;
  [[nodiscard]] int process() const;
  // Asks the kiosk to end and waits for it; its exit code, or 128 + the signal.
  int quit();

 private:
  class Kiosk;
  std::unique_ptr<Kiosk> kiosk_;
};

}  // namespace sandbox
