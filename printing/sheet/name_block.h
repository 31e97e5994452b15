// SPDX-License-Identifier: GPL-3.0-or-later
// Whose sheet it is: name and masked number below the panel. A name is as large as it fits, never
// below 16 points, never shortened. One thread, that of the compositor.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kiosk/visit/secret.h"
#include "printing/sheet/a4_form.h"
#include "printing/sheet/name_parts.h"

namespace printing::a4 {

struct NamePlace {
  double width = 132;  // what a code beside it leaves
  double lower = 0;    // everything so much further down
};

void name_block(Compositor& sheet, const visit::Secret& name, const visit::Secret& number,
                const PaperWords& words, First first, const NamePlace& place = {});

// One way to set a name: the sizes of its lines and how many the first script may take.
struct NameStep {
  double points;
  double other_points;  // of the second script
  std::size_t most_lines;
};
struct NameLine {
  visit::Secret words;
  Type type;
  Box box;  // about a baseline that begins at (0, 0)
};
// The lines of a name at one step; nothing if they are too many or too wide. A second script takes
// one line.
[[nodiscard]] std::optional<std::vector<NameLine>> name_lines(Compositor& sheet,
                                                              const NameParts& name,
                                                              const NameStep& step, double width);
// Baselines within [top, bottom]: `pitch` apart from `baseline` on, more for a script that stacks;
// or, where that is too low, as high and as close as they go. Nothing if that is not enough.
[[nodiscard]] std::optional<std::vector<double>> name_baselines(std::span<const NameLine> lines,
                                                                double baseline, double pitch,
                                                                double top, double bottom);

}  // namespace printing::a4
