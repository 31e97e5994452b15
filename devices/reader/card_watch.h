// SPDX-License-Identifier: GPL-3.0-or-later
// What two readers saw, turned into what is worth saying: a card is announced once a laying, a
// trouble once a laying and only when it stands. While only a badge is wanted, only badges are
// told. Pure, time is a parameter; not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "devices/reader/card_kind.h"
#include "devices/reader/deadline.h"
#include "devices/reader/reader_messages.h"

namespace devices::reader {

// What the antenna sees in one look.
enum class Sight {
  nothing,
  resident,  // one resident-ID chip, and it held still
  unsteady,  // resident-ID chips that do not: crooked, leaving, or two at once
  other,     // only cards that are no resident ID
};

// What one look brought.
struct Sighting {
  Sight sight = Sight::nothing;
  std::optional<CardKind> kind;         // of another card
  std::optional<visit::Identity> hint;  // what a social security card said, in this look
  std::optional<BadgeId> badge;         // that proved itself in this look
};

// A sheet in doubt is looked for at two places: staff show a badge, or hold it under the scanner.
// At the desk the scanner is at work too.
[[nodiscard]] constexpr bool asks_for(visit::Wanted order, visit::Wanted place) {
  using visit::Wanted;
  if (order == Wanted::sheet) return place == Wanted::badge || place == Wanted::paper;
  return order == place || (order == Wanted::desk && place == Wanted::paper);
}

class CardWatch {
 public:
  using Reports = std::vector<Report>;
  // Names one start. What a reader found out for an earlier one is not told under a later one.
  using Round = std::uint64_t;

  // How long a sight must last to be believed: a card on its way down passes through all of them.
  static constexpr Milliseconds kLifted{300};
  static constexpr Milliseconds kOther{600};
  static constexpr Milliseconds kClumsy{1500};

  void start(const Start& start);
  void stop();
  // None while nobody wants this.
  [[nodiscard]] std::optional<Round> round(visit::Wanted wanted) const;
  // Of the start that goes on; none while nobody wants anything.
  [[nodiscard]] std::optional<std::uint64_t> ticket() const;

  [[nodiscard]] Reports module_found(Round round);
  [[nodiscard]] Reports module_empty(Round round, Instant now);
  // One whole attempt failed. The second in a row is told, or the first when the card has gone.
  [[nodiscard]] Reports module_failed(Round round, visit::CardTrouble trouble);
  [[nodiscard]] Reports module_read(Round round, visit::Identity identity);
  void module_lost();

  // Hints and badges come from looks at type A and B in turn: beside a wanted identity card they do
  // not count, so they are told when the next look still sees no such card.
  [[nodiscard]] Reports antenna_saw(Round round, Sighting seen, Instant now);
  void antenna_lost(Instant now);

  // Whether this laying's trouble has been told: the reader need not hurry any more.
  [[nodiscard]] bool told() const { return told_ != 0; }

 private:
  [[nodiscard]] bool is_current(Round round, visit::Wanted wanted) const {
    return start_ && asks_for(start_->wanted, wanted) && round == round_;
  }
  void announce(Reports& reports);
  void tell(visit::CardTrouble trouble, Reports& reports);
  void tell_badge(const BadgeId& badge, Reports& reports);
  void tell_cards(Sighting seen, Instant now, Reports& reports);
  void tell_other(Instant now, Reports& reports);
  void note_absence(Instant now);
  void end_laying();
  void forget_laying();

  std::optional<Start> start_;
  Round round_ = 0;

  bool announced_ = false;
  bool hinted_ = false;
  std::optional<BadgeId> shown_;
  std::uint32_t told_ = 0;  // one bit a trouble
  std::optional<visit::CardTrouble> pending_;
  bool module_sees_ = false;
  bool module_there_ = false;
  Sight sight_ = Sight::nothing;
  std::optional<CardKind> kind_;
  std::optional<Instant> sight_since_;  // and of this kind
  std::optional<Instant> chip_since_;   // resident or unsteady, and the module finds nothing
  std::optional<Instant> absent_since_;
  // Of the last look, until the next one agrees.
  std::optional<visit::Identity> hint_;
  std::optional<BadgeId> badge_;
};

}  // namespace devices::reader
