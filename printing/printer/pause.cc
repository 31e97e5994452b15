// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/pause.h"

namespace printing {

bool Pause::rest(std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  change_.wait_for(lock, time, [this] { return interrupt_ != 0; });
  return !ended_;
}

void Pause::wake() {
  const std::lock_guard lock{mutex_};
  interrupt_ = 1;
  change_.notify_all();
}

void Pause::begin() {
  const std::lock_guard lock{mutex_};
  if (!ended_) interrupt_ = 0;
}

void Pause::end() {
  const std::lock_guard lock{mutex_};
  ended_ = true;
  interrupt_ = 1;
  change_.notify_all();
}

}  // namespace printing
