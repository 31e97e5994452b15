// SPDX-License-Identifier: GPL-3.0-or-later
// What lies at the reading places while a member of the staff is signed in: tells once that their
// badge has gone, and that another card was laid down. Only that: who it is, nobody asks. Pure,
// time is a parameter; not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "devices/reader/deadline.h"
#include "devices/reader/reader_messages.h"

namespace devices::reader {

// What the antenna sees in one look at both types of card.
struct Lying {
  enum class Badge {
    missing,
    unsure,  // a card that has not said yet whether it is the badge
    there,
  };
  Badge badge = Badge::missing;
  bool other = false;  // another card, besides or alone
};

// Starts of the desk for one badge with nothing else between them.
struct Sitting {
  std::uint64_t number = 0;
  BadgeId badge{};
  friend bool operator==(const Sitting&, const Sitting&) = default;
};

// One place, look by look: a change counts when two looks in a row agree on it.
class Place {
 public:
  void look(bool card);
  // Whatever lies there has been there before.
  void begin_anew() { *this = Place(); }
  // Whether a card lies there that came after the beginning.
  [[nodiscard]] bool arrived() const { return arrived_; }

 private:
  std::optional<bool> last_;
  std::optional<bool> lies_;
  bool arrived_ = false;
};

class DeskWatch {
 public:
  using Reports = std::vector<Report>;

  // Looks in a row without the badge: one alone may be a card that was touched.
  static constexpr int kMissing = 2;
  // A reader that is opened anew is back sooner. What cannot be seen for this long lies there no
  // more.
  static constexpr Milliseconds kBlind{2000};

  // What lies there at the first start of a sitting is no news; what comes after it is told under
  // each of its starts.
  void start(std::uint64_t ticket, const BadgeId& badge = {});
  void stop() { ticket_.reset(); }

  [[nodiscard]] const Sitting& sitting() const { return sitting_; }

  [[nodiscard]] Reports antenna_saw(Lying lying);
  // To be called again while it is lost.
  [[nodiscard]] Reports antenna_lost(Instant now);
  [[nodiscard]] Reports module_saw(bool card);

 private:
  void tell_laid(Reports& reports);
  void tell_lifted(Reports& reports);

  std::optional<std::uint64_t> ticket_;
  Sitting sitting_;
  bool told_lifted_ = false;
  bool told_laid_ = false;
  int missing_ = 0;
  std::optional<Instant> lost_since_;
  Place antenna_;
  Place module_;
};

}  // namespace devices::reader
