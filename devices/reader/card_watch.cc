// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_watch.h"

#include <utility>

namespace devices::reader {

using visit::CardTrouble;
using visit::Wanted;

void CardWatch::start(const Start& start) {
  start_ = start;
  ++round_;
  forget_laying();
}

void CardWatch::stop() {
  start_.reset();
  forget_laying();
}

std::optional<CardWatch::Round> CardWatch::round(visit::Wanted wanted) const {
  if (!start_ || !asks_for(start_->wanted, wanted)) return std::nullopt;
  return round_;
}

std::optional<std::uint64_t> CardWatch::ticket() const {
  if (!start_) return std::nullopt;
  return start_->ticket;
}

void CardWatch::end_laying() {
  announced_ = false;
  hinted_ = false;
  shown_.reset();
  told_ = 0;
  hint_.reset();
  badge_.reset();
}

void CardWatch::forget_laying() {
  end_laying();
  pending_.reset();
  module_sees_ = false;
  sight_ = Sight::nothing;
  kind_.reset();
  sight_since_.reset();
  chip_since_.reset();
  absent_since_.reset();
}

void CardWatch::announce(Reports& reports) {
  absent_since_.reset();
  if (std::exchange(announced_, true)) return;
  reports.emplace_back(Laid{start_->ticket});
}

void CardWatch::tell(CardTrouble trouble, Reports& reports) {
  pending_.reset();
  const auto bit = std::uint32_t{1} << static_cast<unsigned>(trouble);
  if ((std::exchange(told_, told_ | bit) & bit) != 0) return;
  reports.emplace_back(Failed{start_->ticket, trouble});
}

// A card counts as lifted when no reader has seen one for a while.
void CardWatch::note_absence(Instant now) {
  if (module_sees_ || sight_ != Sight::nothing) {
    absent_since_.reset();
    return;
  }
  if (!absent_since_) absent_since_ = now;
  if (now - *absent_since_ >= kLifted) end_laying();
}

CardWatch::Reports CardWatch::module_found(Round round) {
  Reports reports;
  module_there_ = true;
  if (!is_current(round, Wanted::card)) return reports;
  module_sees_ = true;
  chip_since_.reset();
  announce(reports);
  return reports;
}

CardWatch::Reports CardWatch::module_empty(Round round, Instant now) {
  Reports reports;
  module_there_ = true;
  if (!is_current(round, Wanted::card)) return reports;
  module_sees_ = false;
  // Lifted before the second attempt: what stopped the first one is told after all.
  if (pending_) tell(*pending_, reports);
  note_absence(now);
  return reports;
}

CardWatch::Reports CardWatch::module_failed(Round round, CardTrouble trouble) {
  Reports reports;
  if (!is_current(round, Wanted::card)) return reports;
  if (pending_) {
    tell(trouble, reports);
  } else {
    pending_ = trouble;
  }
  return reports;
}

CardWatch::Reports CardWatch::module_read(Round round, visit::Identity identity) {
  Reports reports;
  if (!is_current(round, Wanted::card)) return reports;
  reports.emplace_back(Read{start_->ticket, std::move(identity)});
  stop();
  return reports;
}

void CardWatch::module_lost() {
  module_sees_ = false;
  module_there_ = false;
  pending_.reset();
  chip_since_.reset();
}

void CardWatch::tell_badge(const BadgeId& badge, Reports& reports) {
  if (shown_ == badge) return;
  shown_ = badge;
  reports.emplace_back(BadgeShown{start_->ticket, badge});
}

// A card that is no resident ID, and none lies beside it.
void CardWatch::tell_other(Instant now, Reports& reports) {
  if (auto hint = std::exchange(hint_, std::nullopt); hint && !std::exchange(hinted_, true)) {
    reports.emplace_back(Hinted{start_->ticket, std::move(*hint)});
  }
  if (const auto badge = std::exchange(badge_, std::nullopt)) tell_badge(*badge, reports);

  const auto stood = now - *sight_since_;
  switch (kind_.value_or(CardKind::type_a)) {
    case CardKind::mifare:
      if (stood >= kOther) tell(CardTrouble::hospital_card, reports);
      break;
    case CardKind::passport:
      if (stood >= kOther) tell(CardTrouble::passport, reports);
      break;
    // These two get time to speak.
    case CardKind::social_security:
      if (stood >= kClumsy && !hinted_) tell(CardTrouble::other_card, reports);
      break;
    case CardKind::piv:
      if (stood >= kClumsy && !shown_) tell(CardTrouble::other_card, reports);
      break;
    case CardKind::resident_id:
    case CardKind::type_a:
    case CardKind::type_b:
      if (stood >= kOther) tell(CardTrouble::other_card, reports);
      break;
  }
}

CardWatch::Reports CardWatch::antenna_saw(Round round, Sighting seen, Instant now) {
  Reports reports;
  const bool for_cards = is_current(round, Wanted::card);
  if (!for_cards && !is_current(round, Wanted::badge)) return reports;
  if (seen.sight != sight_ || seen.kind != kind_) sight_since_ = now;
  sight_ = seen.sight;
  kind_ = seen.kind;
  if (for_cards) {
    tell_cards(std::move(seen), now, reports);
  } else if (seen.badge) {
    tell_badge(*seen.badge, reports);
  }
  note_absence(now);
  return reports;
}

void CardWatch::tell_cards(Sighting seen, Instant now, Reports& reports) {
  const bool chip = sight_ == Sight::resident || sight_ == Sight::unsteady;
  if (!chip || module_sees_) {
    chip_since_.reset();
  } else if (!chip_since_) {
    chip_since_ = now;
  }
  if (sight_ == Sight::resident) announce(reports);
  // The card lies there and the module, which is there too, cannot find it.
  if (chip_since_ && module_there_ && now - *chip_since_ >= kClumsy) {
    tell(CardTrouble::lay_again, reports);
  }

  if (chip || module_sees_) {
    hint_.reset();
    badge_.reset();
  } else if (sight_ == Sight::other) {
    tell_other(now, reports);
    if (seen.hint) hint_ = std::move(seen.hint);
    if (seen.badge) badge_ = seen.badge;
  }
}

void CardWatch::antenna_lost(Instant now) {
  sight_ = Sight::nothing;
  kind_.reset();
  sight_since_.reset();
  chip_since_.reset();
  hint_.reset();
  badge_.reset();
  note_absence(now);
}

}  // namespace devices::reader
