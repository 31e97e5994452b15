// SPDX-License-Identifier: GPL-3.0-or-later
// What an issuer does without being asked: conversions whose day has come, declarations to look
// through, pushes to deliver, a policy file that changed. One thread runs them in turn, each in its
// own rhythm; practice may ask for all of them at once.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace service {

struct Chore {
  std::string_view name;
  std::chrono::milliseconds every;
  // What it throws is logged by the chore's name alone; it is tried again in its rhythm.
  std::function<void()> run;
};

class Chores {
 public:
  explicit Chores(std::function<void(std::string_view chore)> failed);
  ~Chores();
  Chores(const Chores&) = delete;
  Chores& operator=(const Chores&) = delete;

  // Before start().
  void add(Chore chore);
  void start();
  // Ends the thread after the chore under way.
  void stop();
  // Every chore once, in the order added, before it comes back. False if one failed.
  bool run_all();

 private:
  struct Due {
    Chore chore;
    std::chrono::steady_clock::time_point at;
  };
  void work();
  bool run(const Chore& chore);

  std::function<void(std::string_view)> failed_;
  std::vector<Due> due_;
  std::mutex running_;  // one chore at a time, whoever asks for it
  std::mutex lock_;
  std::condition_variable ending_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace service
