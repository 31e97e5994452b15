// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded wait for something another thread or process is about to do.
#pragma once

#include <chrono>
#include <thread>

namespace sandbox {

template <class Predicate>
bool soon(Predicate happened) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace sandbox
