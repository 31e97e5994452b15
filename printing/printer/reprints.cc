// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/reprints.h"

#include <map>
#include <utility>

#include "printing/printer/print_journal.h"

namespace printing {

using tl::unexpected;
using visit::PrintRecord;
using visit::PrintTrouble;
using visit::SheetState;

bool Reprints::recover() {
  const auto records = store_.all_in({SheetState::printed, SheetState::voided});
  if (!records) return false;
  pairs_.clear();
  for (const PrintRecord& record : *records) {
    if (!record.replaced_by.empty()) pairs_.push_back({record.serial, record.replaced_by});
  }
  return true;
}

tl::expected<std::optional<visit::Reprint>, PrintTrouble> Reprints::worked_out(
    const std::string& replaces) {
  const auto found = store_.find(replaces);
  if (!found || !*found) return unexpected(PrintTrouble::not_printed);
  const PrintRecord& older = **found;
  if (older.state == SheetState::not_printed) return std::optional<visit::Reprint>{};
  const bool counted = older.state == SheetState::printed || older.state == SheetState::voided;
  if (!counted || !older.replaced_by.empty()) return unexpected(PrintTrouble::not_printed);

  const auto replaced = store_.all_in({SheetState::replaced});
  if (!replaced) return unexpected(PrintTrouble::not_printed);
  std::map<std::string, std::string> older_of;  // by the newer one
  for (const PrintRecord& record : *replaced) older_of[record.replaced_by] = record.serial;
  visit::Reprint reprint{1, replaces};
  auto before = older_of.find(replaces);
  while (before != older_of.end()) {
    ++reprint.count;
    const std::string serial = before->second;
    older_of.erase(before);  // a file that was tampered with may hold a ring
    before = older_of.find(serial);
  }
  return std::optional{reprint};
}

bool Reprints::announce(const std::string& replaces, const std::string& serial, visit::Moment now) {
  for (;;) {
    const auto found = store_.find(replaces);
    if (!found || !*found) return false;
    const auto noted = note(store_, **found, evidence::Reprinting{serial}, now);
    if (noted && noted->replaced_by != serial) return false;
    if (noted) break;
    if (noted.error() != visit::StoreTrouble::moved) return false;
  }
  pairs_.push_back({replaces, serial});
  return true;
}

void Reprints::settle(visit::Moment now) {
  std::erase_if(pairs_, [&](const Pair& pair) { return settle(pair, now); });
}

bool Reprints::settle(const Pair& pair, visit::Moment now) {
  const auto newer = store_.find(pair.newer);
  const auto older = store_.find(pair.older);
  if (!newer || !older || !*older) return false;
  Evidence word = evidence::NotReprinted{};
  if (*newer) {
    switch ((*newer)->state) {
      case SheetState::printed:
      case SheetState::replaced:
        word = evidence::Replaced{pair.newer};
        break;
      case SheetState::not_printed:
      case SheetState::voided:
        break;
      case SheetState::reserved:
      case SheetState::created:
      case SheetState::sending:
      case SheetState::sent:
      case SheetState::unknown:
        return false;
    }
  }
  return note(store_, **older, word, now).has_value();
}

}  // namespace printing
