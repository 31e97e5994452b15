// SPDX-License-Identifier: GPL-3.0-or-later
// Ends a request's socket at its deadline, or when its caller asks, whatever it is doing:
// connecting, shaking hands, writing or reading. A library's own time-outs are per read, so a peer
// that sends a byte now and then would never meet them. A thread of its own; safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace devices {

class LineCutter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  LineCutter(Time deadline, std::stop_token asked);
  ~LineCutter();
  LineCutter(const LineCutter&) = delete;
  LineCutter& operator=(const LineCutter&) = delete;

  // The socket to cut, in place of any before. The caller goes on owning its own handle.
  void over(int socket);
  // Another deadline; too late once the line is cut.
  void until(Time deadline);
  [[nodiscard]] bool has_cut() const { return cut_; }

 private:
  void work();

  const std::stop_token asked_;
  std::mutex lock_;
  std::condition_variable_any changed_;
  Time deadline_;
  int socket_ = -1;
  bool finished_ = false;
  std::atomic<bool> cut_ = false;
  std::thread thread_;
};

}  // namespace devices
