// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "printing/a4_form.h"

namespace printing {

namespace {

constexpr double kTextLeft = 52;
constexpr double kTextWidth = a4::kRight - kTextLeft;
constexpr double kHairline = .3;
constexpr Type kLabel = bold(16);
constexpr Type kEnglish = regular(12);
constexpr double kEnglishPitch = 5.4;  // also from a label to its English
// English has no ideographs: its lines begin at the capitals, not at the em box.
constexpr double kEnglishAscent = .76;

struct Level {
  double instruction, explanation;  // points
  double padding;                   // below and above a hairline
  double gap;                       // between Chinese lines
  double gap_before_english;
};
constexpr Level kLevels[] = {
    {24, 20, 3.4, 2.4, 1.9},
    {22, 18, 2.6, 1.9, 1.6},
    {20, 16, 1.9, 1.3, 1.2},
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
  return voice == Row::Voice::instruction ? bold(level.instruction) : regular(level.explanation);
}

// The row's lines at one level; nothing if a word is wider than the column.
std::optional<SetRow> measure(Compositor& sheet, const Row& row, const Level& level) {
  SetRow set;
  const Type type = type_of(row.voice, level);
  const double em = type.size.mm();
  double bottom = level.padding;
  for (const visit::Secret& sentence : row.zh) {
    auto lines = sheet.lines(sentence.reveal(), type, kTextWidth, text::Breaks::plain);
    if (!lines) return {};
    for (visit::Secret& line : *lines) {
      if (!set.lines.empty()) bottom += level.gap;
      set.lines.push_back({std::move(line), type, bottom + kAscent * em});
      bottom += em;
    }
  }
  set.first_baseline = set.lines.empty() ? bottom : set.lines.front().baseline;

  auto english = sheet.lines(row.en, kEnglish, kTextWidth, text::Breaks::plain);
  if (!english) return {};
  const double english_em = kEnglish.size.mm();
  double baseline = bottom + level.gap_before_english + kEnglishAscent * english_em;
  for (visit::Secret& line : *english) {
    set.lines.push_back({std::move(line), kEnglish, baseline});
    bottom = baseline + kDescent * english_em;
    baseline += kEnglishPitch;
  }
  // A short row is as high as its label.
  bottom = std::max(bottom, set.first_baseline + kEnglishPitch + kDescent * english_em);
  set.height = bottom + level.padding;
  return set;
}

void draw(Compositor& sheet, const Row& row, const SetRow& set, double top) {
  const double baseline = top + set.first_baseline;
  sheet.set(row.label.zh, kLabel, {.at = {a4::kLeft, baseline}});
  sheet.set(row.label.en, kEnglish, {.at = {a4::kLeft, baseline + kEnglishPitch}});
  for (const SetLine& line : set.lines) {
    sheet.set(line.words.reveal(), line.type, {.at = {kTextLeft, top + line.baseline}});
  }
}

void hairline(Compositor& sheet, double y) {
  sheet.add(Line{{a4::kLeft, y}, {a4::kRight, y}, kHairline});
}

}  // namespace

bool set_rows(Compositor& sheet, std::span<const Row> rows, double top, double bottom) {
  for (const Level& level : kLevels) {
    std::vector<SetRow> set;
    double end = top;
    for (const Row& row : rows) {
      auto measured = measure(sheet, row, level);
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
      draw(sheet, rows[i], set[i], top + air);
      top += set[i].height + 2 * air;
    }
    hairline(sheet, top);
    return true;
  }
  return false;
}

}  // namespace printing
