// SPDX-License-Identifier: GPL-3.0-or-later
// Hands and eyes for scripts and tests (docs/wire.md §7): orders as lines on standard input, what
// is shown as JSON lines on standard output. Only with --remote; a kiosk in service has neither.
// One thread reads; the rest is the drawing thread's.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kiosk {

class Remote {
 public:
  // `wake` is called after each order, from the reading thread.
  explicit Remote(std::function<void()> wake);
  ~Remote();
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  // The next order: "press agree". The end of the input is "quit".
  [[nodiscard]] std::optional<std::string> next();

  void say_page(std::string_view page, std::int64_t ms, std::string_view text);
  void say_done();
  void say_refused(std::string_view why);

 private:
  void read();

  std::function<void()> wake_;
  int end_[2] = {-1, -1};  // closing one end ends the reading
  std::mutex mutex_;
  std::vector<std::string> orders_;
  std::thread thread_;
};

}  // namespace kiosk
