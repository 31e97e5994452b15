// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/desk_watch.h"

#include <utility>

namespace devices::reader {

void Place::look(bool card) {
  const bool settled = last_ == card;
  last_ = card;
  if (!settled) return;
  if (!card) {
    arrived_ = false;
  } else if (lies_ == false) {
    arrived_ = true;
  }
  lies_ = card;
}

void DeskWatch::start(std::uint64_t ticket, const BadgeId& badge) {
  if (!ticket_ || badge != sitting_.badge) {
    sitting_ = {sitting_.number + 1, badge};
    antenna_.begin_anew();
    module_.begin_anew();
  }
  ticket_ = ticket;
  told_lifted_ = false;
  told_laid_ = false;
  missing_ = 0;
  lost_since_.reset();
}

DeskWatch::Reports DeskWatch::antenna_saw(Lying lying) {
  Reports reports;
  if (!ticket_) return reports;
  lost_since_.reset();
  antenna_.look(lying.other);
  tell_laid(reports);
  missing_ = lying.badge == Lying::Badge::missing ? missing_ + 1 : 0;
  if (missing_ >= kMissing) tell_lifted(reports);
  return reports;
}

DeskWatch::Reports DeskWatch::antenna_lost(Instant now) {
  Reports reports;
  if (!ticket_) return reports;
  if (!lost_since_) lost_since_ = now;
  if (now - *lost_since_ >= kBlind) tell_lifted(reports);
  return reports;
}

DeskWatch::Reports DeskWatch::module_saw(bool card) {
  Reports reports;
  if (!ticket_) return reports;
  module_.look(card);
  tell_laid(reports);
  return reports;
}

// One card lies at both places.
void DeskWatch::tell_laid(Reports& reports) {
  const bool laid = antenna_.arrived() || module_.arrived();
  if (laid && !told_laid_) reports.emplace_back(Laid{*ticket_});
  told_laid_ = laid;
}

void DeskWatch::tell_lifted(Reports& reports) {
  if (std::exchange(told_lifted_, true)) return;
  reports.emplace_back(Lifted{*ticket_});
}

}  // namespace devices::reader
