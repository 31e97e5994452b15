// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/watchdog.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace service {

using std::chrono::steady_clock;

Watchdog::Watchdog() : thread_([this] { work(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard held(lock_);
    end_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watchdog::cut_all() {
  const std::lock_guard held(lock_);
  cut_ = true;
  for (const auto& [deadline, watch] : watches_) {
    watch->fired_ = true;
    if (watch->socket_ >= 0) ::shutdown(watch->socket_, SHUT_RDWR);
  }
}

void Watchdog::work() {
  std::unique_lock held(lock_);
  while (!end_) {
    const auto now = steady_clock::now();
    auto next = watches_.begin();
    for (; next != watches_.end() && next->first <= now; ++next) {
      Watch& watch = *next->second;
      if (watch.fired_) continue;
      watch.fired_ = true;
      if (watch.socket_ >= 0) ::shutdown(watch.socket_, SHUT_RDWR);
    }
    if (next == watches_.end()) {
      changed_.wait(held);
    } else {
      changed_.wait_until(held, next->first);
    }
  }
}

Watchdog::Watch::Watch(Watchdog& dog, steady_clock::time_point deadline) : dog_(dog) {
  {
    const std::lock_guard held(dog_.lock_);
    entry_ = dog_.watches_.emplace(deadline, this);
    fired_ = dog_.cut_;
  }
  dog_.changed_.notify_all();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard held(dog_.lock_);
  dog_.watches_.erase(entry_);
  if (socket_ >= 0) ::close(socket_);
}

// A handle of its own: the number of the other one may belong to another connection by the time it
// is shut down.
void Watchdog::Watch::over(int socket) {
  const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard held(dog_.lock_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = own;
  if (fired_ && socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

bool Watchdog::Watch::fired() const {
  const std::lock_guard held(dog_.lock_);
  return fired_;
}

}  // namespace service
