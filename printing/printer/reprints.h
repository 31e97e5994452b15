// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets that take an older one's place (docs/wire.md §6.4). Which one comes for which is on disk
// before it is sent, so that no crash leaves two sheets of which the store does not know that only
// one may count; the older one ends once the newer is out. One thread; waits for the disk.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/document.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/print_record.h"

namespace printing {

class Reprints {
 public:
  explicit Reprints(visit::PrintStore& store) : store_(store) {}

  // Reads what an earlier life left without an end. False: the store does not answer.
  [[nodiscard]] bool recover();

  // What the new sheet says of the one it replaces: the how manieth reprint it is follows from the
  // records, whatever was asked. None: the older one never came out, so this is no reprint. Error:
  // there is no such sheet, another has its place already, or its own end is not known.
  [[nodiscard]] tl::expected<std::optional<visit::Reprint>, visit::PrintTrouble> worked_out(
      const std::string& replaces);
  // The sheet of that serial is about to be printed in the older one's place. True: it is on disk.
  [[nodiscard]] bool announce(const std::string& replaces, const std::string& serial,
                              visit::Moment now);
  // Ends each older sheet whose successor is out, and frees those whose successor is not.
  void settle(visit::Moment now);

 private:
  struct Pair {
    std::string older, newer;
  };
  // True: nothing more is to be done about it.
  [[nodiscard]] bool settle(const Pair& pair, visit::Moment now);

  visit::PrintStore& store_;
  std::vector<Pair> pairs_;  // whose end is open
};

}  // namespace printing
