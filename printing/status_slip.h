// SPDX-License-Identifier: GPL-3.0-or-later
// The A4 status slip: what the folded half says to a guard and the open half to the person. Pure:
// the same certificate, details and words give the same marks. One Faces a thread.
#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "kiosk/visit/certificate.h"
#include "printing/paper_words.h"
#include "printing/shapes.h"
#include "printing/sheet.h"

namespace text {
class Faces;
}

namespace printing {

// This sheet takes the place of an older one, which is void.
struct Reprint {
  int count = 1;         // of the reprint: 2 says 补打第2次
  std::string replaces;  // the older sheet's serial
};

// Somebody who acts for the person. Only the masked name is printed: 王*明.
struct Agent {
  visit::Secret masked_name;
  visit::Bilingual relation;  // 儿子, Son
};

// What a sheet says beside the certificate: where, when and on which machine it was made.
struct SlipDetails {
  std::string serial;  // GC07-210126-0042-7: machine, date, number of the day, check figure
  visit::Moment printed_at;
  std::string place;        // 武汉市第一医院 门诊一楼
  std::string machine;      // 07
  int dots_per_inch = 600;  // of the printer; a module of the code is a whole number of dots
  Palette palette = Palette::colour;
  std::optional<Reprint> reprint;
  std::optional<Agent> agent;
  bool practice = false;  // drawn as void; its code is signed with a practice key
};

// The sheet, its text measured and its code placed; or why it cannot be: what does not fit is
// refused, never clipped. The result still has to pass check() and the print gate.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> status_slip(const visit::Certificate& certificate,
                                                            const SlipDetails& details,
                                                            const PaperWords& words,
                                                            text::Faces& faces);

}  // namespace printing
