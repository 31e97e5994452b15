// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/chores.h"

#include <algorithm>

namespace service {

using std::chrono::steady_clock;

Chores::Chores(std::function<void(std::string_view)> failed) : failed_(std::move(failed)) {}

Chores::~Chores() { stop(); }

void Chores::add(Chore chore) { due_.push_back({std::move(chore), {}}); }

void Chores::start() {
  const auto now = steady_clock::now();
  for (Due& due : due_) due.at = now + due.chore.every;
  if (!due_.empty()) thread_ = std::thread([this] { work(); });
}

void Chores::stop() {
  {
    const std::lock_guard held(lock_);
    end_ = true;
  }
  ending_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Chores::run_all() {
  bool well = true;
  for (const Due& due : due_) well = run(due.chore) && well;
  return well;
}

void Chores::work() {
  std::unique_lock held(lock_);
  while (!end_) {
    const auto next = std::min_element(due_.begin(), due_.end(),
                                       [](const Due& a, const Due& b) { return a.at < b.at; });
    if (ending_.wait_until(held, next->at, [this] { return end_; })) return;
    held.unlock();
    run(next->chore);
    held.lock();
    next->at = steady_clock::now() + next->chore.every;
  }
}

bool Chores::run(const Chore& chore) {
  const std::lock_guard held(running_);
  try {
    chore.run();
    return true;
  } catch (...) {
    failed_(chore.name);
    return false;
  }
}

}  // namespace service
