// SPDX-License-Identifier: GPL-3.0-or-later
// The far ends at which somebody lays a card, holds out a paper or a telephone, or offers a
// forehead: both card readers, the scanner, the thermometer, each on a line of its own. Use from
// one thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/sandbox/practice_staff.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"
#include "devices/sandbox/wires/scanner_line.h"
#include "devices/sandbox/wires/thermometer_line.h"

namespace sandbox {

class ReaderEnds {
 public:
  // The lines are pn532, sam-v, scanner and thermometer in that folder.
  explicit ReaderEnds(const std::filesystem::path& folder);

  [[nodiscard]] const PracticeStaff& staff() const { return staff_; }
  // `lay`, `add` or `lift`; a card is its person's, or hospital, passport, social, badge, …
  [[nodiscard]] tl::expected<void, std::string> move_card(const std::string& how,
                                                          const std::string& name);
  void plug_readers(bool in);
  void plug_scanner(bool in);
  void scan(const std::string& text) { scanner_.scan(text); }
  // A forehead of so many degrees Celsius, or what befalls the thermometer itself: `pull`, `plug`,
  // `garble`.
  [[nodiscard]] tl::expected<void, std::string> set_thermometer(const std::string& how);

 private:
  [[nodiscard]] std::optional<Card> card_named(const std::string& name) const;
  void lift();

  PracticeStaff staff_;
  Pn532Line pn532_;
  SamVLine sam_v_;
  ScannerLine scanner_;
  ThermometerLine thermometer_;
};

}  // namespace sandbox
