// SPDX-License-Identifier: GPL-3.0-or-later
// The sheets of which nobody knows whether they lie in the tray, as the store has them: this
// process's own, those of earlier lives, and minus those that another process has closed. Says so
// when that changes. Any thread; waits for the disk.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/ports.h"
#include "kiosk/visit/print_record.h"
#include "printing/printer/print_journal.h"

namespace printing {

// The name of the slip in a code that was scanned, if it is one of ours. Does not throw.
using SlipOfCode = std::function<std::optional<std::string>(std::string_view code)>;

class TrayDoubt {
 public:
  TrayDoubt(visit::PrintStore& store, SlipOfCode slip_of_code, visit::Post post);

  // Reads the store; posts SheetsInDoubt at the first time and whenever the sheets are others.
  void look();
  // True while one is in doubt, or when nobody can tell because the store does not answer.
  [[nodiscard]] bool any();

  // A person's word on one of them; false if that sheet is not, or no longer, in doubt.
  [[nodiscard]] bool close(const std::string& serial, visit::SheetEnd end, visit::Moment now);
  // The sheet that bears this code is in hand. Its serial.
  [[nodiscard]] std::optional<std::string> close_scanned(std::string_view text, visit::Moment now);

 private:
  visit::PrintStore& store_;
  const SlipOfCode slip_of_code_;
  const visit::Post post_;
  std::mutex mutex_;  // what is posted is as old as its place in the order says
  std::optional<std::vector<std::string>> told_;
  bool readable_ = true;
};

}  // namespace printing
