// SPDX-License-Identifier: GPL-3.0-or-later
// What every sheet of an 80 mm roll has in common: strips, head, code, foot, and one column that
// flows downwards and is cut where it ends. The head prints 72 mm, pure black and white. Lengths
// are millimetres. One thread, that of its Faces.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/health_code.h"
#include "printing/sheet/column.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

namespace roll {

inline constexpr double kLeft = 4;
inline constexpr double kRight = 76;
inline constexpr double kWidth = kRight - kLeft;  // 576 dots at 203 dpi
inline constexpr double kLongest = 600;           // a longer one trails over the floor
inline constexpr double kLongestReport = 900;     // staff tear it off

}  // namespace roll

// A sheet while it grows.
class RollForm {
 public:
  // `words`: any sheet's; all of them hold those of every sheet. Details and words outlive it.
  RollForm(std::string title, const SheetDetails& details, const PaperWords& words,
           text::Faces& faces);
  RollForm(const RollForm&) = delete;
  RollForm& operator=(const RollForm&) = delete;

  [[nodiscard]] Compositor& sheet() { return sheet_; }
  [[nodiscard]] Column& column() { return column_; }

  // The notice strips, the title with its other language, a rule.
  void head(const visit::Bilingual& title);
  // Whose paper it is: the name as large as it fits, the number.
  void person(std::string_view name, std::string_view number);

  // A certificate's code in the middle.
  void signed_code(std::string_view text);
  // Any other code in the middle, at the level given.
  void code(std::string_view text, QrLevel level);
  // The serial in bold and the lines below it, the serial's own code beside them if asked for.
  enum class SerialCode { none, beside };
  void foot(std::span<const std::string> lines, SerialCode code);

  // Closes the sheet: the last strip, the practice mark below everything, the cut. Trouble
  // (sentences_too_long) if it is longer than that.
  [[nodiscard]] tl::expected<Sheet, SheetTrouble> finish(double longest = roll::kLongest) &&;

 private:
  void strip(std::span<const std::string> lines);
  void name(std::string_view name);
  void lines_of_name(std::string_view name, Anchor anchor);
  // Its dark part ends at the right or stands in the middle. The end of its white box.
  double place_code(QrCode code, double top, Anchor anchor);
  void practice_mark(double height);

  const SheetDetails& details_;
  const PaperWords& words_;
  Compositor sheet_;
  Column column_;
};

}  // namespace printing
