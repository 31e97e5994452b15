// SPDX-License-Identifier: GPL-3.0-or-later
// Calls staff by a relay or beacon on a GPIO line: on from a call until somebody has come. The line
// stays on rather than blinks: beacons flash by themselves, within the 3 Hz that people with
// epilepsy can bear, and a relay that clicks all day wears out. Every call returns at once, on any
// thread; a thread of its own speaks to the chip.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "kiosk/visit/ports.h"

namespace devices {

struct BellLinePace {
  // A chip that is missing or lost is tried again, each time later up to the last.
  std::chrono::milliseconds first_retry{500};
  std::chrono::milliseconds last_retry{10'000};
  // A line that is held is set anew this often: a chip that has gone is noticed by it.
  std::chrono::milliseconds refresh{5'000};
};

class BellLine final : public visit::StaffBell {
 public:
  // `chip` is a GPIO character device, "/dev/gpiochip0"; `line` its offset there. The line is held
  // from now on and off until a call.
  BellLine(std::string chip, unsigned line, BellLinePace pace = {});
  // The line is off before it is let go.
  ~BellLine() override;
  BellLine(const BellLine&) = delete;
  BellLine& operator=(const BellLine&) = delete;

  void ring(visit::Call call) override;
  void answered() override;

  // Whether the line is held now, and how often that failed or ended: figures for the technician.
  [[nodiscard]] bool works() const;
  [[nodiscard]] int failures() const;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
