// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_watch.h"

#include <utility>

namespace devices::reader {

using visit::CardTrouble;

void CardWatch::start(std::uint64_t ticket) {
  ticket_ = ticket;
  ++round_;
  forget_laying();
}

void CardWatch::stop() {
  ticket_.reset();
  forget_laying();
}

std::optional<CardWatch::Round> CardWatch::round() const {
  if (!ticket_) return std::nullopt;
  return round_;
}

void CardWatch::forget_laying() {
  announced_ = false;
  told_ = 0;
  pending_.reset();
  module_sees_ = false;
  sight_ = Sight::nothing;
  sight_since_.reset();
  chip_since_.reset();
  absent_since_.reset();
}

void CardWatch::announce(Reports& reports) {
  absent_since_.reset();
  if (std::exchange(announced_, true)) return;
  reports.emplace_back(Laid{*ticket_});
}

void CardWatch::tell(CardTrouble trouble, Reports& reports) {
  pending_.reset();
  const auto bit = std::uint32_t{1} << static_cast<unsigned>(trouble);
  if ((std::exchange(told_, told_ | bit) & bit) != 0) return;
  reports.emplace_back(Failed{*ticket_, trouble});
}

// A card counts as lifted when no reader has seen one for a while.
void CardWatch::note_absence(Instant now) {
  if (module_sees_ || sight_ != Sight::nothing) {
    absent_since_.reset();
    return;
  }
  if (!absent_since_) absent_since_ = now;
  if (now - *absent_since_ < kLifted) return;
  announced_ = false;
  told_ = 0;
}

CardWatch::Reports CardWatch::module_found(Round round) {
  Reports reports;
  module_there_ = true;
  if (!is_current(round)) return reports;
  module_sees_ = true;
  chip_since_.reset();
  announce(reports);
  return reports;
}

CardWatch::Reports CardWatch::module_empty(Round round, Instant now) {
  Reports reports;
  module_there_ = true;
  if (!is_current(round)) return reports;
  module_sees_ = false;
  // Lifted before the second attempt: what stopped the first one is told after all.
  if (pending_) tell(*pending_, reports);
  note_absence(now);
  return reports;
}

CardWatch::Reports CardWatch::module_failed(Round round, CardTrouble trouble) {
  Reports reports;
  if (!is_current(round)) return reports;
  if (pending_) {
    tell(trouble, reports);
  } else {
    pending_ = trouble;
  }
  return reports;
}

CardWatch::Reports CardWatch::module_read(Round round, visit::Identity identity) {
  Reports reports;
  if (!is_current(round)) return reports;
  reports.emplace_back(Read{*ticket_, std::move(identity)});
  stop();
  return reports;
}

void CardWatch::module_lost() {
  module_sees_ = false;
  module_there_ = false;
  pending_.reset();
  chip_since_.reset();
}

CardWatch::Reports CardWatch::antenna_saw(Round round, Sight sight, Instant now) {
  Reports reports;
  if (!is_current(round)) return reports;
  if (sight != sight_) sight_since_ = now;
  sight_ = sight;

  const bool chip = sight == Sight::resident || sight == Sight::unsteady;
  if (!chip || module_sees_) {
    chip_since_.reset();
  } else if (!chip_since_) {
    chip_since_ = now;
  }

  if (sight == Sight::resident) announce(reports);
  // The card lies there and the module, which is there too, cannot find it.
  if (chip_since_ && module_there_ && now - *chip_since_ >= kClumsy) {
    tell(CardTrouble::lay_again, reports);
  }
  if (sight == Sight::other && !module_sees_ && now - *sight_since_ >= kOther) {
    tell(CardTrouble::other_card, reports);
  }
  note_absence(now);
  return reports;
}

void CardWatch::antenna_lost(Instant now) {
  sight_ = Sight::nothing;
  sight_since_.reset();
  chip_since_.reset();
  note_absence(now);
}

}  // namespace devices::reader
