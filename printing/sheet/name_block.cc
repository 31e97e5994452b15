// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/name_block.h"

#include <algorithm>
#include <utility>

#include "printing/sheet/languages.h"

namespace printing::a4 {

namespace {

constexpr NameStep kOneScript[] = {{30, 0, 1}, {24, 0, 2}, {20, 0, 2}, {18, 0, 2}};
constexpr NameStep kTwoScripts[] = {
    {24, 20, 1}, {20, 20, 1}, {20, 18, 1}, {18, 18, 1}, {18, 16, 1}};
constexpr double kTop = 71.4;  // between the label and the next one
constexpr double kBottom = 91.6;
constexpr double kPitch = 9.5;
constexpr double kFirstOfTwo = 79.5;
constexpr double kAlone = 82.6;
constexpr double kAloneAtFullSize = 83.5;

// Each line below the one before; a script that stacks is moved down.
std::optional<std::vector<double>> placed_from(std::span<const NameLine> lines, double baseline,
                                               double pitch, double top, double bottom) {
  std::vector<double> baselines;
  double free_from = top;
  for (const NameLine& line : lines) {
    baseline = std::max(baseline, free_from - line.box.y);
    free_from = baseline + line.box.bottom();
    baselines.push_back(baseline);
    baseline += pitch;
  }
  if (free_from > bottom) return {};
  return baselines;
}

bool set_name(Compositor& sheet, const NameParts& name, const NamePlace& place) {
  const bool two = !name.other_script.empty();
  for (const NameStep& step :
       two ? std::span(kTwoScripts) : std::span<const NameStep>(kOneScript)) {
    const auto lines = name_lines(sheet, name, step, place.width);
    if (!lines) continue;
    const double alone = step.points == kOneScript[0].points ? kAloneAtFullSize : kAlone;
    const auto baselines =
        name_baselines(*lines, lines->size() == 1 ? alone : kFirstOfTwo, kPitch, kTop, kBottom);
    if (!baselines) continue;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      const NameLine& line = (*lines)[i];
      sheet.set(line.words.reveal(), line.type, {.at = {kLeft, (*baselines)[i] + place.lower}});
    }
    return true;
  }
  return false;
}

}  // namespace

std::optional<std::vector<NameLine>> name_lines(Compositor& sheet, const NameParts& name,
                                                const NameStep& step, double width) {
  const Type type = bold(step.points);
  auto words = sheet.lines(name.name, type, width, text::Breaks::name);
  if (!words || words->empty() || words->size() > step.most_lines) return {};
  std::vector<NameLine> lines;
  for (visit::Secret& line : *words) {
    const Box box = sheet.measure(line.reveal(), type);
    lines.push_back({std::move(line), type, box});
  }
  if (!name.other_script.empty()) {
    const Type other = bold(step.other_points);
    const Box box = sheet.measure(name.other_script, other);
    if (box.w > width) return {};
    lines.push_back({visit::Secret(name.other_script), other, box});
  }
  return lines;
}

std::optional<std::vector<double>> name_baselines(std::span<const NameLine> lines, double baseline,
                                                  double pitch, double top, double bottom) {
  const auto placed = placed_from(lines, baseline, pitch, top, bottom);
  // As high and as close as they can be.
  return placed ? placed : placed_from(lines, top, 0, top, bottom);
}

void name_block(Compositor& sheet, const visit::Secret& name, const visit::Secret& number,
                const PaperWords& words, First first, const NamePlace& place) {
  label(sheet, words.at("sheet.name"), first, {kLeft, 70.5 + place.lower});
  if (!set_name(sheet, parted(name.reveal()), place)) {
    sheet.refuse(SheetTrouble::name_does_not_fit);
  }
  label(sheet, words.at("sheet.number"), first, {kLeft, 97 + place.lower});
  sheet.set(number.reveal(), bold(24), {.at = {kLeft, 107.5 + place.lower}, .widest = place.width});
}

}  // namespace printing::a4
