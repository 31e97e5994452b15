// SPDX-License-Identifier: GPL-3.0-or-later
// The chain through a journal (docs/wire.md §13): each line bears its number and a hash over itself
// and the line before, so that a line that was changed, left out or moved is found. Pure; any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace devices {

// How far a chain has come: lines, and SHA-256 up to the last; 32 zeros before the first.
struct ChainEnd {
  std::uint64_t entries = 0;
  std::array<std::uint8_t, 32> link{};
  friend bool operator==(const ChainEnd&, const ChainEnd&) = default;
};
[[nodiscard]] std::string hex(const ChainEnd& end);  // 64 digits

// Where a chain begins behind what stands there already: zeros behind nothing, else its hash.
[[nodiscard]] ChainEnd begin_behind(std::string_view earlier);
// The line as it stands in the file, with its newline; `end` moves on to it. `json`: one object
// with at least one member.
[[nodiscard]] std::string chain_on(std::string_view json, ChainEnd& end);
// Where the chain stands by a line's own word. None: it is no line of a chain.
[[nodiscard]] std::optional<ChainEnd> end_said_by(std::string_view line);

enum class ChainFault {
  torn,       // the last line has no end
  unchained,  // bears no number or no hash
  number,     // lines before it are missing, doubled or moved
  link,       // it was changed, or what is before it
};
struct ChainCheck {
  ChainEnd end;                     // of what is whole
  std::optional<ChainFault> fault;  // none: all is whole
  std::uint64_t line = 0;           // the first bad one; from 1
  bool bears_head = false;          // a line's hash begins with the one that was looked for
};
// `head`: at least kHeadDigits digits of a hash that somebody noted earlier; "" = none. A chain
// alone does not tell that its last lines are gone: that head does.
inline constexpr std::size_t kHeadDigits = 16;
[[nodiscard]] ChainCheck check_chain(std::string_view journal, std::string_view head = {});

}  // namespace devices
