// SPDX-License-Identifier: GPL-3.0-or-later
// How a person wants to see and hear: kept for their visit, then reset. Values.
#pragma once

#include <optional>

#include "kiosk/visit/button.h"
#include "kiosk/visit/language.h"

namespace visit {

inline constexpr int kSizes = 4;
inline constexpr int kContrasts = 4;
inline constexpr int kLevels = 5;  // of pace and of loudness; 2 is the middle

struct Look {
  Language language = Language::zh_hans;
  int size = 0;              // 0-3: 标准 大 特大 最大
  int contrast = 0;          // 0-3: paper, black on white, white on black, yellow on black
  bool aloud = false;        // pages are read aloud
  int pace = 2;              // 0-4, of the voice
  int loudness = 2;          // 0-4
  bool names_aloud = false;  // asked for, although others may hear it

  friend bool operator==(const Look&, const Look&) = default;
};

// A page about seeing and hearing, in place of the visit's own until it is left.
enum class Aside { adjust, sound, language };

// What a press of one of these buttons makes of a look and of the page that stands aside.
struct Adjusted {
  Look look;
  std::optional<Aside> aside;
  bool read_again = false;  // the visit's own page is said from its beginning
};
// None: the button is the visit's.
[[nodiscard]] std::optional<Adjusted> adjusted(Look look, std::optional<Aside> aside,
                                               Button button);

}  // namespace visit
