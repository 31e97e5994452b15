// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts what a scanner sends into texts (docs/wire.md §9). Whatever comes, nothing is told that is
// not one whole printable text, and the next whole text is told. Pure, time is a parameter; the
// text under way stands in one fixed buffer that is wiped. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tl/expected.hpp>
#include <vector>

#include "devices/reader/deadline.h"
#include "devices/reader/reader_messages.h"

namespace devices::reader {

using Scan = tl::expected<visit::Secret, visit::ScanTrouble>;
using Scans = std::vector<Scan>;

class ScanFramer {
 public:
  // A scanner does not rest this long within a text. One that does is set up without an end, or the
  // text is broken: which of the two cannot be told, so no text ends this way.
  static constexpr Milliseconds kSilence{50};
  // A spoiled text may go on after a rest. What follows within this time is its tail.
  static constexpr Milliseconds kTail{500};

  ScanFramer() = default;
  ScanFramer(const ScanFramer&) = delete;
  ScanFramer& operator=(const ScanFramer&) = delete;
  ~ScanFramer() { clear(); }

  // Bytes that arrived together, and what ended with them.
  [[nodiscard]] Scans take(std::span<const std::uint8_t> bytes, Instant at);
  // Nothing has arrived until `now`.
  [[nodiscard]] std::optional<Scan> silent(Instant now);
  // Something that arrived at `at` was lost.
  [[nodiscard]] std::optional<Scan> lose(Instant at);
  // The text under way is not for whoever waits now: it will not be told.
  void disown();

  // When silence would end what is under way; none while nothing is.
  [[nodiscard]] std::optional<Instant> due() const;

 private:
  enum class State {
    between,     // two texts
    gathering,   // a text
    swallowing,  // the rest of a text that is spoiled
  };

  void take(std::uint8_t byte, Scans& scans);
  [[nodiscard]] std::optional<Scan> end_text();
  void swallow();
  void clear();

  std::array<char, kLongestScan> text_{};
  std::size_t size_ = 0;
  State state_ = State::between;
  Instant last_{0};
};

}  // namespace devices::reader
