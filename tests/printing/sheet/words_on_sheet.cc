// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/sheet/words_on_sheet.h"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace printing::testing {

std::vector<const TextRun*> runs(const Sheet& sheet) {
  std::vector<const TextRun*> runs;
  for (const Mark& mark : sheet.marks) {
    if (const auto* run = std::get_if<TextRun>(&mark)) runs.push_back(run);
  }
  return runs;
}

const TextRun* saying(const Sheet& sheet, std::string_view words) {
  for (const TextRun* run : runs(sheet)) {
    if (run->text.reveal() == words) return run;
  }
  return nullptr;
}

std::string said_between(const Sheet& sheet, double top, double bottom) {
  std::string said;
  for (const TextRun* run : runs(sheet)) {
    if (run->at.y <= top || run->at.y >= bottom) continue;
    if (!said.empty()) said += '|';
    said += run->text.reveal();
  }
  return said;
}

const QrMark& code_of(const Sheet& sheet) {
  const QrMark* found = nullptr;
  for (const Mark& mark : sheet.marks) {
    if (const auto* code = std::get_if<QrMark>(&mark)) {
      REQUIRE(found == nullptr);
      found = code;
    }
  }
  REQUIRE(found != nullptr);
  return *found;
}

std::set<Ink> inks(const Sheet& sheet) {
  std::set<Ink> inks;
  for (const Mark& mark : sheet.marks) {
    if (const auto* m = std::get_if<FilledRect>(&mark)) inks.insert(m->ink);
    if (const auto* m = std::get_if<Circle>(&mark)) inks.insert(m->ink);
    if (const auto* m = std::get_if<Polygon>(&mark)) inks.insert(m->ink);
    if (const auto* m = std::get_if<Polyline>(&mark)) inks.insert(m->ink);
    if (const auto* m = std::get_if<TextContour>(&mark)) inks.insert(m->ink);
    if (const auto* m = std::get_if<TextRun>(&mark)) inks.insert(m->ink);
  }
  return inks;
}

}  // namespace printing::testing
