// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions that threads borrow and give back; who comes when all are out waits. The one given back
// last goes out first: its cache is warm. Safe from any thread.
#pragma once
#include <condition_variable>
#include <mutex>

#include "devices/sandbox/service/records/database.h"

namespace service {

class SessionPool {
 public:
  // Before the first take().
  void add(std::unique_ptr<Session> session) { idle_.push_back(std::move(session)); }

  std::unique_ptr<Session> take() {
    std::unique_lock held(lock_);
    back_.wait(held, [this] { return !idle_.empty(); });
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
  }
  void give(std::unique_ptr<Session> session) {
    {
      const std::lock_guard held(lock_);
      idle_.push_back(std::move(session));
    }
    back_.notify_one();
  }

 private:
  std::mutex lock_;
  std::condition_variable back_;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace service
