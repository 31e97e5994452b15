// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that makes its rounds: works, rests as long as that round said, and works again; sooner
// if somebody calls it. Its end calls a round under way back and waits for it. Any thread may call.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace devices {

class Rounds {
 public:
  struct Rest {
    std::chrono::milliseconds hold{};  // whoever calls
    std::chrono::milliseconds then{};  // unless somebody calls
  };
  // The first round begins at once. Does not throw.
  using Round = std::function<Rest(const std::stop_token& stop)>;

  explicit Rounds(Round round);
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  // There is work: the next round does not wait, but for what is held.
  void call();

 private:
  void run(const std::stop_token& stop);
  void rest(const Rest& rest, const std::stop_token& stop);

  const Round round_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool called_ = false;
  std::jthread thread_;  // last: it uses all of the above, and ends first
};

}  // namespace devices
