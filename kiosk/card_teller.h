// SPDX-License-Identifier: GPL-3.0-or-later
// Where the child of `kioskctl card` puts what it sees: lines to standard output, each at once, and
// signs of life to its parent. The same fault is not told twice in a row. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string_view>

#include "devices/reader/card_kind.h"
#include "devices/reader/deadline.h"
#include "kiosk/card_event.h"

namespace kiosk {

// What the child tells its parent, a byte each.
namespace told {
inline constexpr char kAlive = 'a';   // at least every 10 s
inline constexpr char kOpened = 'o';  // the reader answered
inline constexpr char kCard = 'c';    // a card's line is out
}  // namespace told

class CardTeller {
 public:
  // `stop` hangs up when the child shall end; `parent` takes the bytes of `told`.
  CardTeller(LineStyle style, int stop, int parent) : style_(style), stop_(stop), parent_(parent) {}

  [[nodiscard]] LineStyle style() const { return style_; }
  // Whether somebody takes the lines.
  [[nodiscard]] bool heard() const { return heard_; }

  // Whether it is time to end. Also the sign of life.
  [[nodiscard]] bool over();
  // Ends early when it is time to end.
  void pause(devices::reader::Milliseconds time) const;

  void opened();
  void line_is_well() { line_fault_ = {}; }
  // Of the line or the reader: once, until it is well again.
  void line_fault(std::string_view code);

  void card(devices::reader::CardKind kind, std::span<const std::uint8_t> uid);
  void identity(const visit::Secret& line) { write(line); }
  void removed();
  // Of the card: each code once a laying.
  void card_fault(std::string_view code);

 private:
  [[nodiscard]] bool stopped(devices::reader::Milliseconds within) const;
  void tell_parent(char byte) const;
  void write(const visit::Secret& line);

  const LineStyle style_;
  const int stop_;
  const int parent_;
  bool heard_ = true;
  std::string_view line_fault_;      // as a literal
  std::set<std::string_view> told_;  // likewise
};

}  // namespace kiosk
