// SPDX-License-Identifier: GPL-3.0-or-later
// What the staff's reports are made of: figures in boxes, tables, what happened, lines to sign. All
// of it fits a column, so that a page and a roll say the same. Lengths are millimetres. One thread,
// that of the column's compositor.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/verdict.h"
#include "printing/sheet/column.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/roll_form.h"
#include "printing/sheet/sheet_details.h"

namespace printing::report {

struct Figure {
  const visit::Bilingual& what;
  int number = 0;
  bool alarm = false;  // white on black when it is not 0
};
// Large figures in boxes, `a_row` of them side by side.
void figures(Column& column, std::span<const Figure> figures, std::size_t a_row, First first);

struct Entry {
  const visit::Bilingual& what;
  std::string value;
  std::optional<visit::Colour> shape = {};
};
struct Table {
  const visit::Bilingual& head;
  std::string total;  // at the right of the head; may be empty
  std::vector<Entry> entries;
};
void table(Column& column, const Table& table, First first, Palette palette);

// A section's head with its rule.
void head(Column& column, const visit::Bilingual& words, std::string_view right, First first);

// One row of what happened: a time, what it was, a hairline.
void event(Column& column, std::string_view time, const visit::Bilingual& what, First first);

// Bold figures or letters in groups of four, so many groups a line.
void groups(Column& column, std::string_view letters, std::size_t a_line);

// What a scan of an A4 report says: right of its dark part and top of its white box given. Returns
// where the box ends.
double code(Compositor& sheet, std::string_view text, Point top_right, int dots_per_inch);

// "打印 Printed 2021-01-26 15:31 · 编号 No. … · 第 1 页，共 1 页 Page 1 of 1" at the foot of an A4
// page.
void last_line(Compositor& sheet, const PaperWords& words, const SheetDetails& details);
// The same at the end of a roll, and that its paper fades.
void roll_foot(RollForm& form, const PaperWords& words, const SheetDetails& details,
               RollForm::SerialCode code);
inline constexpr double kPageEnd = 277;  // all of an A4 report stands above

}  // namespace printing::report
