// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet of paper as marks at millimetres, before any printer or file format. check() finds what a
// reader would stumble over, as_text() is what tests compare. Values, moved and never copied; a
// sheet must not outlive the Faces that set it; one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/moment.h"
#include "printing/sheet/marks.h"

namespace printing {

// Why a sheet cannot be made.
enum class SheetTrouble {
  name_does_not_fit,   // at the floor of its size ladder
  character_missing,   // the input gate refuses it or no face is meant for it
  sentences_too_long,  // the rows do not fit at the smallest size
  words_do_not_fit,    // a line of configuration or of the service (place, issuer) is too wide
  code_does_not_fit,   // the signed text needs more than version 22, or too fine modules
  not_on_this_paper,   // no form for a roll, or it would fade before it ends
};
// In words: which field, and what staff does.
[[nodiscard]] std::string_view describe(SheetTrouble trouble);

// Where a fold or a cut runs: no code crosses it, and usually no text.
struct KeepOut {
  Box box;
  std::string_view what;  // "fold"
  bool text = true;
};

// Where smaller type than elsewhere is right: a card that is held in the hand.
struct SmallPrint {
  Box box;
  Points floor;
};

struct Sheet {
  double width = 210, height = 297;
  Box live{15, 5.5, 180, 286.9};  // all text and every code stands in it
  Points floor{12};               // the smallest type an elder can be asked to read
  double code_from_edge = 16;     // nearer, a printer's scaling would cut it; a roll is not scaled
  std::optional<SmallPrint> small_print = {};
  std::string title;        // ASCII, nothing of a person: the file's metadata
  visit::Moment made_at;    // stands in the file, so the same sheet gives the same bytes
  std::vector<Mark> marks;  // in the order in which they are drawn
  std::vector<KeepOut> keep_outs;
};

enum class Fault {
  text_on_text,
  mark_through_text,  // a frame, line or fill ends inside a line of text or covers it
  unreadable_ink,     // white on white, black on black or on a colour
  text_in_keep_out,
  below_floor,
  outside_margin,  // text or code outside the live area, any mark outside the paper
  mark_on_code,    // something stands in a code's white box
  code_in_keep_out,
  code_near_edge,  // nearer than Sheet::code_from_edge
  code_too_fine,   // modules under 0.33 mm, or less than four modules of white around
};
[[nodiscard]] std::string_view name(Fault fault);

struct SheetFault {
  Fault fault;
  std::size_t mark;   // index into marks
  std::size_t other;  // the other mark or the keep-out; the mark itself if there is none
  friend bool operator==(const SheetFault&, const SheetFault&) = default;
};

// Every fault of a sheet; empty for one that may be printed.
[[nodiscard]] std::vector<SheetFault> check(const Sheet& sheet);

// The drawing list: one line a mark with kind, place, size, ink and text. It copies what the sheet
// says: for tests with synthetic people only.
[[nodiscard]] std::string as_text(const Sheet& sheet);

}  // namespace printing
