// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/line_cutter.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace devices {

namespace {

constexpr std::chrono::milliseconds kAgain{10};

}  // namespace

LineCutter::LineCutter(Time deadline, std::stop_token asked)
    : asked_(std::move(asked)), deadline_(deadline), thread_([this] { work(); }) {}

LineCutter::~LineCutter() {
  {
    const std::lock_guard held(lock_);
    finished_ = true;
  }
  changed_.notify_all();
  thread_.join();
  if (socket_ >= 0) ::close(socket_);
}

// A handle of its own: the number of the other one may belong to another socket by the time it is
// shut down.
void LineCutter::over(int socket) {
  const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard held(lock_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = own;
}

void LineCutter::until(Time deadline) {
  {
    const std::lock_guard held(lock_);
    deadline_ = deadline;
  }
  changed_.notify_all();
}

void LineCutter::work() {
  std::unique_lock held(lock_);
  while (!finished_ && !asked_.stop_requested() && std::chrono::steady_clock::now() < deadline_) {
    const Time deadline = deadline_;
    changed_.wait_until(held, asked_, deadline,
                        [this, deadline] { return finished_ || deadline_ != deadline; });
  }
  cut_ = !finished_;
  // Until the request has noticed: what is shut down before its connect() connects all the same,
  // and another socket may follow.
  while (!finished_) {
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
    changed_.wait_for(held, kAgain, [this] { return finished_; });
  }
}

}  // namespace devices
