// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that stay whole: digits with their unit ("14 天"), dates ("2020年12月10日"), times
// ("下午 6 点 30 分", "09:30"), measures ("37.6 ℃"). Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace text {

enum class Mark : std::uint8_t { none, may, must };

// A character as the line breaker sees it, in reading order.
struct Character {
  char32_t code_point;
  double advance;       // any unit, the same as the width's
  bool may_break_here;  // Unicode's rules (UAX 14) let a line begin with it
  Mark mark;            // the author's, before it
};

// How firmly a character is held to the one before it.
enum class Hold : std::uint8_t {
  loose,   // not part of the same number
  linked,  // the next part of a date or time: better there than inside a part
  whole,   // inside digits, or between digits and their unit
};

std::vector<Hold> holds(std::span<const Character> characters);

}  // namespace text
