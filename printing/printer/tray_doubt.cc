// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/tray_doubt.h"

#include <utility>

namespace printing {

using visit::PrintRecord;
using visit::SheetState;

TrayDoubt::TrayDoubt(visit::PrintStore& store, SlipOfCode slip_of_code, visit::Post post)
    : store_(store), slip_of_code_(std::move(slip_of_code)), post_(std::move(post)) {}

void TrayDoubt::look() {
  const std::lock_guard lock{mutex_};
  const auto records = store_.all_in({SheetState::unknown});
  readable_ = records.has_value();
  if (!records) return;
  std::vector<std::string> serials;
  for (const PrintRecord& record : *records) serials.push_back(record.serial);
  if (told_ == serials) return;
  told_ = serials;
  post_(visit::event::SheetsInDoubt{std::move(serials)});
}

bool TrayDoubt::any() {
  look();
  const std::lock_guard lock{mutex_};
  return !readable_ || !told_ || !told_->empty();
}

bool TrayDoubt::close(const std::string& serial, visit::SheetEnd end, visit::Moment now) {
  const bool in_hand = end == visit::SheetEnd::in_hand;
  const Evidence word = in_hand ? Evidence{evidence::InHand{}} : Evidence{evidence::Voided{}};
  // The printer's thread may write at the same time: then its word is read before ours is given.
  for (bool moved = false;; moved = true) {
    const auto found = store_.find(serial);
    if (!found || !*found) return false;
    const PrintRecord& record = **found;
    if (record.state != SheetState::unknown) {
      return moved && record.state == (in_hand ? SheetState::printed : SheetState::voided);
    }
    const auto noted = note(store_, record, word, now);
    if (noted) return true;
    if (noted.error() != visit::StoreTrouble::moved) return false;
  }
}

std::optional<std::string> TrayDoubt::close_scanned(std::string_view text, visit::Moment now) {
  std::string serial;
  if (visit::is_serial(text)) {
    serial = text;
  } else {
    const auto slip = slip_of_code_ ? slip_of_code_(text) : std::nullopt;
    const auto records = store_.all_in({SheetState::unknown});
    if (!slip || slip->empty() || !records) return std::nullopt;
    for (const PrintRecord& record : *records) {
      if (record.slip == *slip) serial = record.serial;
    }
  }
  if (!close(serial, visit::SheetEnd::in_hand, now)) return std::nullopt;
  return serial;
}

}  // namespace printing
