// SPDX-License-Identifier: GPL-3.0-or-later
// Several bells that ring as one: a file, a beacon, a webhook. Each returns at once; any thread.
#pragma once

#include <memory>
#include <vector>

#include "kiosk/visit/ports.h"

namespace devices {

class Bells final : public visit::StaffBell {
 public:
  explicit Bells(std::vector<std::shared_ptr<visit::StaffBell>> bells) : bells_(std::move(bells)) {}
  void ring(visit::Call call) override;
  void answered() override;

 private:
  const std::vector<std::shared_ptr<visit::StaffBell>> bells_;
};

}  // namespace devices
