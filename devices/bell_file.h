// SPDX-License-Identifier: GPL-3.0-or-later
// Calls staff by a line in a file or pipe that their pager, beacon or screen follows: `2021-01-26
// 10:42 red_code`. Says why somebody is needed, never for whom. Returns at once; any thread.
#pragma once

#include <filesystem>
#include <functional>

#include "kiosk/visit/ports.h"

namespace devices {

class BellFile final : public visit::StaffBell {
 public:
  BellFile(std::filesystem::path file, std::function<visit::Moment()> now);
  void ring(visit::Call call) override;

 private:
  const std::filesystem::path file_;
  const std::function<visit::Moment()> now_;
};

// "red_code".
[[nodiscard]] std::string_view name(visit::Call call);

}  // namespace devices
