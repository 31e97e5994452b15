// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/content_stream.h"

#include <array>
#include <cmath>

namespace printing {

void ContentStream::number(double value) {
  constexpr std::uint64_t kParts = 100'000;
  // The sign, 20 digits, the point and the space after it.
  std::array<char, 24> text;
  char* at = text.data() + text.size();
  *--at = ' ';
  const auto scaled = std::llround(value * static_cast<double>(kParts));
  std::uint64_t rest =
      scaled < 0 ? static_cast<std::uint64_t>(-scaled) : static_cast<std::uint64_t>(scaled);
  const auto digit = [&] {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  };
  if (rest % kParts == 0) {
    rest /= kParts;
  } else {
    int places = 5;
    for (; rest % 10 == 0; rest /= 10) --places;
    while (places-- > 0) digit();
    *--at = '.';
  }
  do {
    digit();
  } while (rest > 0);
  if (scaled < 0) *--at = '-';
  bytes_.insert(bytes_.end(), at, text.data() + text.size());
}

void ContentStream::circle(double x, double y, double radius) {
  // A quarter as a cubic curve: the handles' length for the least distance from a circle.
  constexpr double kHandle = 0.5522847498;
  const double h = radius * kHandle;
  move_to(x - radius, y);
  curve_to(x - radius, y + h, x - h, y + radius, x, y + radius);
  curve_to(x + h, y + radius, x + radius, y + h, x + radius, y);
  curve_to(x + radius, y - h, x + h, y - radius, x, y - radius);
  curve_to(x - h, y - radius, x - radius, y - h, x - radius, y);
}

}  // namespace printing
