// SPDX-License-Identifier: GPL-3.0-or-later
// Who works here, from a roll that was read at start. One worker thread compares PINs, counts them
// and posts the answers; calls return at once. Where tries cannot be counted none is allowed.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "devices/pin_locks.h"
#include "devices/staff_pin.h"
#include "kiosk/visit/ports.h"

namespace devices {

struct StaffBadge {
  std::string badge;  // 16 hex digits: visit::event::BadgeShown
  visit::StaffMember member;
  StaffPin pin;
};

class StaffRoom final : public visit::StaffRoom {
 public:
  struct Clocks {
    std::function<visit::Moment()> wall;
    std::function<std::chrono::milliseconds()> steady;
  };
  // Hears the number of each who signs in, before the answer is posted; from the worker's thread.
  using SignedIn = std::function<void(const std::string& number)>;
  StaffRoom(std::vector<StaffBadge> roll, std::unique_ptr<PinLocks> locks, Clocks clocks,
            SignedIn signed_in, visit::Post post);
  ~StaffRoom() override;
  StaffRoom(const StaffRoom&) = delete;
  StaffRoom& operator=(const StaffRoom&) = delete;

  void recognise(visit::Ticket ticket, std::string badge) override;
  void check_pin(visit::Ticket ticket, std::string badge, visit::Secret pin) override;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
