// SPDX-License-Identifier: GPL-3.0-or-later
// What a sheet says beside its document: where, when, on which machine and paper it is made.
// Values.
#pragma once

#include <optional>
#include <string>

#include "kiosk/visit/document.h"
#include "printing/sheet/shapes.h"

namespace printing {

enum class Paper { a4, roll };          // 210 x 297; 80 mm wide, as long as needed
enum class First { chinese, english };  // the other language stands small beside or below it

struct SheetDetails {
  std::string serial;  // GC07-210126-0042-7: machine, date, number of the day, check figure
  visit::Moment printed_at;
  std::string place;        // 武汉市第一医院 门诊一楼
  std::string machine;      // 07
  int dots_per_inch = 600;  // of the printer; a module of the code is a whole number of dots
  Paper paper = Paper::a4;
  First first = First::chinese;
  Palette palette = Palette::colour;  // a roll is always mono
  std::optional<visit::Reprint> reprint;
  bool practice = false;  // drawn as void; its code is signed with a practice key
};

}  // namespace printing
