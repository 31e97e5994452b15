// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/chance.h"

#include <random>

namespace devices {

Chance machine_chance() {
  std::random_device machine;
  std::seed_seq seed{machine(), machine(), machine(), machine()};
  return [engine = std::mt19937_64(seed)]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

}  // namespace devices
