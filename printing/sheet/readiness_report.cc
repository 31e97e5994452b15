// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/readiness_report.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/a4_form.h"
#include "printing/sheet/code_text.h"
#include "printing/sheet/paper_dates.h"
#include "printing/sheet/report_form.h"
#include "printing/sheet/roll_form.h"

namespace printing {

namespace {

using Check = visit::ReadinessReport::Check;
using Outcome = visit::ReadinessReport::Outcome;

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},
    {"report.place", "place machine", false},
    {"report.no_names", "", false},
    {"figure.checks", ""},
    {"figure.passed", ""},
    {"figure.failed", ""},
    {"figure.not_tried", ""},
    {"check.head", ""},
    {"check.none", ""},
    {"check.more", "count"},
    {"outcome.passed", ""},
    {"outcome.failed", ""},
    {"outcome.not_tried", ""},
    {"version.policy", "id version", false},
    {"version.policy_unknown", "", false},
    {"version.configuration", "configuration", false},
    {"version.software", "software", false},
    {"pen.technician", ""},
    {"pen.on_duty", ""},
    {"pen.notes", ""},
    {"line.last", "date time serial", false},
};

constexpr Type kSmall = regular(12);
constexpr Type kOutcome = bold(14);

// How much is written out: details of what passed, of the rest, and how many that passed at all.
struct Ration {
  bool passed_details, other_details;
  std::size_t passed;
};

struct Saying {
  const visit::ReadinessReport& report;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] First first() const { return details.first; }
  [[nodiscard]] std::string line(std::string_view key, const visit::Slots& slots = {}) const {
    return visit::fill(words.at(key).zh, slots);
  }

  [[nodiscard]] int count(Outcome outcome) const {
    return static_cast<int>(
        std::count_if(report.checks.begin(), report.checks.end(),
                      [&](const Check& check) { return check.outcome == outcome; }));
  }
  [[nodiscard]] std::array<report::Figure, 4> figures() const {
    return {report::Figure{words.at("figure.checks"), static_cast<int>(report.checks.size())},
            report::Figure{words.at("figure.passed"), count(Outcome::passed)},
            report::Figure{words.at("figure.failed"), count(Outcome::failed), true},
            report::Figure{words.at("figure.not_tried"), count(Outcome::not_tried)}};
  }

  [[nodiscard]] std::string made_at() const {
    const visit::WallTime time = visit::wall_time(details.printed_at);
    const std::string day =
        first() == First::chinese ? year_zh(time.date) + day_zh(time.date) : day_en(time.date);
    return day + " " + time_of_day(time);
  }
  [[nodiscard]] std::string place() const {
    return line("report.place", {{"place", details.place}, {"machine", details.machine}});
  }

  [[nodiscard]] const visit::Bilingual& word(Outcome outcome) const {
    switch (outcome) {
      case Outcome::passed:
        return words.at("outcome.passed");
      case Outcome::failed:
        return words.at("outcome.failed");
      case Outcome::not_tried:
        break;
    }
    return words.at("outcome.not_tried");
  }

  // The outcome at the right: failed stands out, not tried is framed. Its left end.
  double outcome(Column& column, Outcome outcome) const {
    constexpr double kInset = 2;
    Compositor& sheet = column.sheet();
    const std::string& said = large(word(outcome), first());
    const Box box = sheet.measure(said, kOutcome);
    const Box cell{column.right() - box.w - 2 * kInset, column.y() - .9, box.w + 2 * kInset,
                   box.h + 1.8};
    Ink ink = Ink::black;
    switch (outcome) {
      case Outcome::passed:
        break;
      case Outcome::failed:
        sheet.add(FilledRect{cell, Ink::black});
        ink = Ink::white;
        break;
      case Outcome::not_tried:
        sheet.add(Frame{cell, .6});
        break;
    }
    sheet.set(said, kOutcome, {.at = {cell.x + kInset, column.y() - box.y}, .ink = ink});
    return cell.x;
  }

  void check(Column& column, const Check& check, bool with_detail) const {
    column.skip(1.8);
    const double right = outcome(column, check.outcome) - 3;
    Column what(column.sheet(), column.left(), right - column.left(), column.y());
    const bool good = check.outcome == Outcome::passed;
    what.pair(check.what, first(), good ? regular(14) : bold(14), kSmall);
    column.move_to(what.y());
    std::string detail = check.detail;
    if (check.at) {
      const visit::WallTime time = visit::wall_time(*check.at);
      const std::string stamp = day_iso(time.date) + " " + time_of_day(time);
      detail = detail.empty() ? stamp : stamp + "·" + detail;
    }
    if (with_detail && !detail.empty()) {
      column.skip(Column::kLineGap);
      column.paragraph(detail, kSmall);
    }
    column.skip(1.8);
    column.hairline();
  }

  // In the order in which they were tried.
  void checks(Column& column, const Ration& ration) const {
    report::head(column, words.at("check.head"), {}, first());
    std::size_t passed = 0;
    for (const Check& each : report.checks) {
      const bool good = each.outcome == Outcome::passed;
      if (good && ++passed > ration.passed) continue;
      check(column, each, good ? ration.passed_details : ration.other_details);
    }
    if (report.checks.empty() || passed > ration.passed) column.skip(1.5);
    if (report.checks.empty()) {
      column.pair(words.at("check.none"), first(), bold(14), kSmall);
    } else if (passed > ration.passed) {
      const visit::Slots slots{{"count", std::to_string(passed - ration.passed)}};
      const visit::Bilingual& more = words.at("check.more");
      column.pair({visit::fill(more.zh, slots), visit::fill(more.en, slots)}, first(), bold(14),
                  kSmall);
    }
  }

  [[nodiscard]] std::vector<std::string> versions() const {
    // Which rules count a service says with its first answer.
    return {report.policy.id.empty() ? line("version.policy_unknown", {})
                                     : line("version.policy", {{"id", report.policy.id},
                                                               {"version", report.policy.version}}),
            line("version.configuration", {{"configuration", report.configuration}}),
            line("version.software", {{"software", report.software}})};
  }

  [[nodiscard]] visit::Secret code() const { return code_text(report, details.serial); }
};

tl::expected<Sheet, SheetTrouble> on_page(const Saying& saying, text::Faces& faces,
                                          const Ration& ration) {
  const SheetDetails& details = saying.details;
  const First first = saying.first();
  Compositor sheet(a4::blank("Readiness report", details.printed_at), faces);
  a4::letterhead(sheet, details, saying.words);
  Column page(sheet, a4::kLeft, a4::kWidth, 26.6);
  page.line(saying.made_at(), bold(24));
  page.skip(2);
  page.paragraph(saying.place() + "·" + saying.line("report.no_names"), kSmall);
  page.skip(3.4);
  report::figures(page, saying.figures(), 4, first);
  page.skip(4);
  saying.checks(page, ration);

  // What it was tried with, and who signs: as high from the foot on every page.
  constexpr double kVersions = 236;
  constexpr double kCodeRight = 192.5;
  constexpr double kTextWidth = 148;
  if (page.y() + 2 > kVersions) sheet.refuse(SheetTrouble::sentences_too_long);
  page.move_to(kVersions);
  page.rule(.6);
  page.skip(2);
  Column versions(sheet, a4::kLeft, kTextWidth, page.y());
  for (const std::string& each : saying.versions()) {
    versions.paragraph(each, kSmall);
    versions.skip(Column::kLineGap);
  }
  const visit::Secret text = saying.code();
  report::code(sheet, text.reveal(), {kCodeRight, page.y() - 1.4}, details.dots_per_inch);

  constexpr double kHalf = 72;
  versions.skip(3.4);
  Column technician(sheet, a4::kLeft, kHalf, versions.y());
  Column on_duty(sheet, a4::kLeft + kHalf + 4, kHalf, versions.y());
  technician.pen_line(saying.words.at("pen.technician"), first);
  on_duty.pen_line(saying.words.at("pen.on_duty"), first);
  page.move_to(std::max(technician.y(), on_duty.y()) + 4);
  page.pen_line(saying.words.at("pen.notes"), first);
  if (page.y() > report::kPageEnd) sheet.refuse(SheetTrouble::words_do_not_fit);
  report::last_line(sheet, saying.words, details);
  return std::move(sheet).finish();
}

tl::expected<Sheet, SheetTrouble> on_roll(const Saying& saying, text::Faces& faces,
                                          const Ration& ration) {
  const First first = saying.first();
  RollForm form("Readiness report", saying.details, saying.words, faces);
  form.head(saying.words.at("sheet.title"));
  Column& column = form.column();
  column.skip(2.4);
  column.paragraph(saying.made_at(), bold(16));
  column.skip(1.6);
  for (const std::string& line : {saying.place(), saying.line("report.no_names")}) {
    column.paragraph(line, kSmall);
    column.skip(Column::kLineGap);
  }
  column.skip(1.4);
  report::figures(column, saying.figures(), 2, first);
  column.skip(4);
  saying.checks(column, ration);
  column.skip(2.6);
  for (const std::string& each : saying.versions()) {
    column.paragraph(each, kSmall);
    column.skip(Column::kLineGap);
  }
  for (const char* key : {"pen.technician", "pen.on_duty", "pen.notes"}) {
    column.skip(7);
    column.pen_line(saying.words.at(key), first);
  }
  column.skip(4);
  report::roll_foot(form, saying.words, saying.details, RollForm::SerialCode::beside);
  return std::move(form).finish(roll::kLongestReport);
}

}  // namespace

const WordsForm kReadinessReportWords{"readiness_report.toml", kPhrases};

tl::expected<Sheet, SheetTrouble> readiness_report(const visit::ReadinessReport& report,
                                                   const SheetDetails& details,
                                                   const PaperWords& words, text::Faces& faces) {
  const Saying saying{report, details, words};
  const auto drawn = [&](const Ration& ration) {
    return details.paper == Paper::roll ? on_roll(saying, faces, ration)
                                        : on_page(saying, faces, ration);
  };
  const auto too_long = [](const auto& sheet) {
    return !sheet && sheet.error() == SheetTrouble::sentences_too_long;
  };
  const auto passed = static_cast<std::size_t>(saying.count(Outcome::passed));
  auto sheet = drawn({true, true, passed});
  for (const bool other_details : {true, false}) {
    if (!too_long(sheet)) return sheet;
    sheet = drawn({false, other_details, 0});
    if (!sheet) continue;
    // As many that passed as there is room for, by halving.
    std::size_t fit = 0;
    std::size_t over = passed + 1;
    while (over - fit > 1) {
      const std::size_t most = fit + (over - fit) / 2;
      auto fuller = drawn({false, other_details, most});
      (fuller ? fit : over) = most;
      if (fuller) sheet = std::move(fuller);
    }
  }
  return sheet;
}

}  // namespace printing
