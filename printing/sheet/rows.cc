// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "printing/sheet/a4_form.h"
#include "printing/sheet/languages.h"

namespace printing {

namespace {

constexpr double kTextLeft = 52;
constexpr double kTextWidth = a4::kRight - kTextLeft;
constexpr double kHairline = .3;
constexpr Type kLabel = bold(16);
constexpr Type kLongLabel = bold(14);
constexpr Type kSmall = regular(12);
constexpr double kSmallPitch = 5.4;  // also from a label to its small words
// English has no ideographs: its lines begin at the capitals, not at the em box.
constexpr double kEnglishAscent = .76;

struct Level {
  double instruction, explanation, record;  // points
  double padding;                           // below and above a hairline
  double gap;                               // between large lines
  double gap_before_small;
};
constexpr Level kLevels[] = {
    {24, 20, 16, 3.4, 2.4, 1.9},
    {22, 18, 16, 2.6, 1.9, 1.6},
    {20, 16, 14, 1.9, 1.3, 1.2},
    {20, 16, 14, 1.3, 1.0, 0.9},
};

struct SetLine {
  visit::Secret words;
  Type type;
  double baseline;  // from the row's hairline
};

struct SetRow {
  std::vector<SetLine> lines;
  double first_baseline = 0;
  double height = 0;
};

Type type_of(Row::Voice voice, const Level& level) {
  switch (voice) {
    case Row::Voice::instruction:
      return bold(level.instruction);
    case Row::Voice::explanation:
      return regular(level.explanation);
    case Row::Voice::record:
      break;
  }
  return regular(level.record);
}

// The row's lines at one level; nothing if a word is wider than the column.
std::optional<SetRow> measure(Compositor& sheet, const Row& row, First first, const Level& level) {
  SetRow set;
  const Type type = type_of(row.voice, level);
  const double em = type.size.mm();
  double bottom = level.padding;
  double ink_bottom = bottom;  // a g reaches below its em box
  for (const visit::Secret& sentence : row.large) {
    // English has few clauses to break at: even lines leave no word alone.
    const auto fill = first == First::chinese ? text::Fill::clauses : text::Fill::balanced;
    auto lines = sheet.lines(sentence.reveal(), type, kTextWidth, text::Breaks::plain, fill);
    if (!lines) return {};
    for (visit::Secret& line : *lines) {
      const Box box = sheet.measure(line.reveal(), type);
      const double above = bottom + (set.lines.empty() ? 0 : level.gap);
      const double baseline = std::max(above + kAscent * em, ink_bottom - box.y);
      ink_bottom = baseline + box.bottom();
      bottom = baseline + kDescent * em;
      set.lines.push_back({std::move(line), type, baseline});
    }
  }
  set.first_baseline = set.lines.empty() ? bottom : set.lines.front().baseline;

  const double small_em = kSmall.size.mm();
  const double ascent = first == First::chinese ? kEnglishAscent : kAscent;
  double baseline = std::max(bottom + level.gap_before_small + ascent * small_em,
                             ink_bottom + kAscent * small_em);
  for (const visit::Secret& sentence : row.small) {
    auto lines = sheet.lines(sentence.reveal(), kSmall, kTextWidth, text::Breaks::plain);
    if (!lines) return {};
    for (visit::Secret& line : *lines) {
      set.lines.push_back({std::move(line), kSmall, baseline});
      bottom = baseline + kDescent * small_em;
      baseline += kSmallPitch;
    }
  }
  // A short row is as high as its label.
  bottom = std::max(bottom, set.first_baseline + kSmallPitch + kDescent * small_em);
  set.height = bottom + level.padding;
  return set;
}

void draw(Compositor& sheet, const Row& row, First first, const SetRow& set, double top) {
  const double baseline = top + set.first_baseline;
  constexpr double kWidest = kTextLeft - 2 - a4::kLeft;
  const Box label = sheet.measure(large(row.label, first), kLabel);  // an English one may be wide
  sheet.set(large(row.label, first), label.w > kWidest ? kLongLabel : kLabel,
            {.at = {a4::kLeft, baseline}, .widest = kWidest});
  sheet.set(small(row.label, first), kSmall,
            {.at = {a4::kLeft, baseline + kSmallPitch}, .widest = kWidest});
  for (const SetLine& line : set.lines) {
    sheet.set(line.words.reveal(), line.type, {.at = {kTextLeft, top + line.baseline}});
  }
}

void hairline(Compositor& sheet, double y) {
  sheet.add(Line{{a4::kLeft, y}, {a4::kRight, y}, kHairline});
}

}  // namespace

bool set_rows(Compositor& sheet, std::span<const Row> rows, First first, double top,
              double bottom) {
  for (const Level& level : kLevels) {
    std::vector<SetRow> set;
    double end = top;
    for (const Row& row : rows) {
      auto measured = measure(sheet, row, first, level);
      if (!measured) break;
      end += measured->height;
      set.push_back(std::move(*measured));
    }
    if (set.size() != rows.size() || end > bottom) continue;

    // Small type gets back as much air as is left.
    const double air = std::min(kLevels[0].padding - level.padding,
                                (bottom - end) / (2 * static_cast<double>(rows.size() + 1)));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      hairline(sheet, top);
      draw(sheet, rows[i], first, set[i], top + air);
      top += set[i].height + 2 * air;
    }
    hairline(sheet, top);
    return true;
  }
  return false;
}

}  // namespace printing
