// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/bells.h"

namespace devices {

void Bells::ring(visit::Call call) {
  for (const auto& bell : bells_) bell->ring(call);
}

void Bells::answered() {
  for (const auto& bell : bells_) bell->answered();
}

}  // namespace devices
