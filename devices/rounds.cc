// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/rounds.h"

#include <utility>

#include "devices/broken_pipe.h"

namespace devices {

Rounds::Rounds(Round round)
    : round_(std::move(round)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Rounds::call() {
  {
    const std::lock_guard held(mutex_);
    called_ = true;
  }
  wake_.notify_one();
}

void Rounds::run(const std::stop_token& stop) {
  outlive_broken_pipes();
  while (!stop.stop_requested()) {
    const Rest after = round_(stop);
    if (!stop.stop_requested()) rest(after, stop);
  }
}

void Rounds::rest(const Rest& rest, const std::stop_token& stop) {
  std::unique_lock held(mutex_);
  wake_.wait_for(held, stop, rest.hold, [] { return false; });
  wake_.wait_for(held, stop, rest.then, [this] { return called_; });
  called_ = false;
}

}  // namespace devices
