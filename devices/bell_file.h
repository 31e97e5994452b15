// SPDX-License-Identifier: GPL-3.0-or-later
// Calls staff by a line in a file or pipe that their pager, beacon or screen follows: `2021-01-26
// 10:42 red_code`, and `2021-01-26 10:43 answered` when somebody has come. Says why somebody is
// needed, never for whom. Returns at once; any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "kiosk/visit/ports.h"

namespace devices {

class BellFile final : public visit::StaffBell {
 public:
  BellFile(std::filesystem::path file, std::function<visit::Moment()> now);
  void ring(visit::Call call) override;
  void answered() override;

 private:
  void write(std::string_view word);

  const std::filesystem::path file_;
  const std::function<visit::Moment()> now_;
};

// "red_code".
[[nodiscard]] std::string_view name(visit::Call call);
// What stands in a call's place when somebody has come.
inline constexpr std::string_view kAnswered = "answered";

}  // namespace devices
