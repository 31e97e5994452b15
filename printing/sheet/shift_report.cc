// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/shift_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
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

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},
    {"shift.day", "day shift"},
    {"shift.hours", "from until", false},
    {"shift.place", "place machine", false},
    {"shift.on_duty", "staff", false},
    {"shift.no_names", "", false},
    {"figure.visits", ""},
    {"figure.sheets", ""},
    {"figure.help_calls", ""},
    {"figure.open", ""},
    {"table.results", ""},
    {"table.states", ""},
    {"table.times", ""},
    {"table.serials", ""},
    {"table.total", "count"},
    {"table.none", ""},
    {"result.green", ""},
    {"result.yellow", ""},
    {"result.red", ""},
    {"result.by_hand", ""},
    {"result.left_early", ""},
    {"state.printed", ""},
    {"state.not_printed", ""},
    {"state.unknown", ""},
    {"state.voided", ""},
    {"state.replaced", ""},
    {"time.card_to_result", ""},
    {"serial.first", ""},
    {"serial.last", ""},
    {"incident.head", ""},
    {"incident.none", ""},
    {"incident.more", "count"},
    {"sent.waiting", ""},
    {"version.policy", "id version", false},
    {"version.policy_unknown", "", false},
    {"version.configuration", "configuration", false},
    {"version.software", "software", false},
    {"audit.head", ""},
    {"audit.entry", "count"},
    {"audit.empty", ""},
    {"pen.hands_over", ""},
    {"pen.takes_over", ""},
    {"pen.notes", ""},
    {"line.last", "date time serial", false},
};

constexpr std::size_t kMostIncidents = 4;
constexpr Type kSmall = regular(12);

// Everything that is said, whatever the paper.
struct Saying {
  const visit::ShiftReport& report;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] First first() const { return details.first; }
  [[nodiscard]] std::string line(std::string_view key, const visit::Slots& slots = {}) const {
    return visit::fill(words.at(key).zh, slots);
  }
  [[nodiscard]] visit::Bilingual pair(std::string_view key, const visit::Slots& slots) const {
    return {visit::fill(words.at(key).zh, slots), visit::fill(words.at(key).en, slots)};
  }

  [[nodiscard]] std::string day() const {
    const visit::WallTime from = visit::wall_time(report.from);
    const bool chinese = first() == First::chinese;
    return visit::fill(
        large(words.at("shift.day"), first()),
        {{"day", chinese ? year_zh(from.date) + day_zh(from.date) : day_en(from.date)},
         {"shift", large(report.shift, first())}});
  }
  // A shift that ends on another day says which.
  [[nodiscard]] std::string hours() const {
    const visit::WallTime from = visit::wall_time(report.from);
    const visit::WallTime until = visit::wall_time(report.until);
    std::string end = time_of_day(until);
    if (until.date != from.date) {
      const bool chinese = first() == First::chinese;
      end = (chinese ? day_zh(until.date) : day_en_short(until.date)) + " " + end;
    }
    return line("shift.hours", {{"from", time_of_day(from)}, {"until", end}});
  }
  [[nodiscard]] std::string place() const {
    return line("shift.place", {{"place", details.place}, {"machine", details.machine}});
  }
  [[nodiscard]] std::string on_duty() const {
    const std::string staff = report.staff.empty()
                                  ? large(words.at("table.none"), first())
                                  : fmt::format("{}", fmt::join(report.staff, ", "));
    return line("shift.on_duty", {{"staff", staff}});
  }

  [[nodiscard]] std::array<report::Figure, 4> figures() const {
    return {report::Figure{words.at("figure.visits"), report.visits},
            report::Figure{words.at("figure.sheets"), report.printed + report.replaced},
            report::Figure{words.at("figure.help_calls"), report.help_calls},
            report::Figure{words.at("figure.open"), report.unknown, true}};
  }

  [[nodiscard]] report::Table results() const {
    const auto number = [](int count) { return std::to_string(count); };
    return {words.at("table.results"),
            {},
            {{words.at("result.green"), number(report.green), visit::Colour::green},
             {words.at("result.yellow"), number(report.yellow), visit::Colour::yellow},
             {words.at("result.red"), number(report.red), visit::Colour::red},
             {words.at("result.by_hand"), number(report.by_hand)},
             {words.at("result.left_early"), number(report.left_early)}}};
  }
  // Their sum is what the serials say was given out.
  [[nodiscard]] report::Table states() const {
    const auto number = [](int count) { return std::to_string(count); };
    const std::int64_t sum = std::int64_t{report.printed} + report.not_printed + report.unknown +
                             report.voided + report.replaced;
    return {words.at("table.states"),
            visit::fill(large(words.at("table.total"), first()), {{"count", std::to_string(sum)}}),
            {{words.at("state.printed"), number(report.printed)},
             {words.at("state.not_printed"), number(report.not_printed)},
             {words.at("state.unknown"), number(report.unknown)},
             {words.at("state.voided"), number(report.voided)},
             {words.at("state.replaced"), number(report.replaced)}}};
  }
  [[nodiscard]] report::Table times() const {
    const auto seconds = [&](const std::optional<std::chrono::milliseconds>& time) {
      return time ? fmt::format("{:.1f}", std::chrono::duration<double>(*time).count())
                  : std::string("–");
    };
    std::string value =
        seconds(report.card_to_result_median) + " / " + seconds(report.card_to_result_p95) + " s";
    if (!report.card_to_result_median) value = large(words.at("table.none"), first());
    return {words.at("table.times"), {}, {{words.at("time.card_to_result"), std::move(value)}}};
  }
  [[nodiscard]] report::Table serials() const {
    const auto serial = [&](const std::string& number) {
      return number.empty() ? large(words.at("table.none"), first()) : number;
    };
    return {words.at("table.serials"),
            {},
            {{words.at("serial.first"), serial(report.first_serial)},
             {words.at("serial.last"), serial(report.last_serial)}}};
  }

  void incidents(Column& column, std::size_t most) const {
    report::head(column, words.at("incident.head"), {}, first());
    const std::size_t shown = std::min(most, report.incidents.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const visit::ShiftReport::Incident& incident = report.incidents[i];
      report::event(column, time_of_day(visit::wall_time(incident.at)), incident.what, first());
    }
    if (report.incidents.empty()) {
      column.skip(1.5);
      column.pair(words.at("incident.none"), first(), regular(14), kSmall);
    } else if (shown < report.incidents.size()) {
      column.skip(1.5);
      column.pair(
          pair("incident.more", {{"count", std::to_string(report.incidents.size() - shown)}}),
          first(), bold(14), kSmall);
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

  void audit(Column& column, std::size_t groups_a_line) const {
    column.pair(words.at("audit.head"), first(), bold(16), kSmall);
    if (report.audit_head.empty()) {
      column.skip(Column::kLineGap);
      column.pair(words.at("audit.empty"), first(), bold(14), kSmall);
      return;
    }
    column.skip(Column::kLineGap);
    report::groups(column, report.audit_head, groups_a_line);
    column.skip(1.2);
    column.pair(pair("audit.entry", {{"count", std::to_string(report.audit_entries)}}), first(),
                kSmall, kSmall);
  }

  [[nodiscard]] visit::Secret code() const { return code_text(report, details.serial); }
};

// Where on A4 the figure not yet sent stands left of the versions.
void sent_and_versions(const Saying& saying, Column& column, bool one_line) {
  const std::string sent = std::to_string(saying.report.not_sent);
  const visit::Bilingual& words = saying.words.at("sent.waiting");
  const visit::Bilingual said = saying.first() == First::chinese
                                    ? visit::Bilingual{words.zh + " " + sent, words.en}
                                    : visit::Bilingual{words.zh, words.en + " " + sent};
  const std::vector<std::string> versions = saying.versions();
  const std::string joined = fmt::format("{}", fmt::join(versions, "·"));
  Compositor& sheet = column.sheet();
  const double top = column.y();
  column.pair(said, saying.first(), bold(16), kSmall);
  const double left = sheet.measure(said.zh, bold(16)).w + sheet.measure(said.en, bold(16)).w + 6;
  if (one_line && left + sheet.measure(joined, kSmall).w <= column.width()) {
    sheet.set(
        joined, kSmall,
        {.at = {column.right(), top + kAscent * bold(16).size.mm()}, .anchor = Anchor::right});
    return;
  }
  for (const std::string& each : one_line ? std::vector{joined} : versions) {
    column.skip(Column::kLineGap);
    column.paragraph(each, kSmall);
  }
}

tl::expected<Sheet, SheetTrouble> on_page(const Saying& saying, text::Faces& faces,
                                          std::size_t incidents) {
  const SheetDetails& details = saying.details;
  const First first = saying.first();
  Compositor sheet(a4::blank("Staff shift report", details.printed_at), faces);
  a4::letterhead(sheet, details, saying.words);
  Column page(sheet, a4::kLeft, a4::kWidth, 26.6);
  page.fitted(saying.day() + " " + saying.hours(), text::Weight::bold, std::array{24., 22., 20.});
  page.skip(2);
  page.paragraph(saying.place() + "·" + saying.on_duty() + "·" + saying.line("shift.no_names"),
                 kSmall);
  page.skip(3.4);
  report::figures(page, saying.figures(), 4, first);

  constexpr double kHalf = 85;
  constexpr double kSecond = a4::kRight - kHalf;
  const auto side_by_side = [&](const report::Table& left, const report::Table& right) {
    Column a(sheet, a4::kLeft, kHalf, page.y());
    Column b(sheet, kSecond, kHalf, page.y());
    report::table(a, left, first, details.palette);
    report::table(b, right, first, details.palette);
    page.move_to(std::max(a.y(), b.y()));
  };
  page.skip(4);
  side_by_side(saying.results(), saying.states());
  page.skip(5);
  side_by_side(saying.times(), saying.serials());
  page.skip(5);
  saying.incidents(page, incidents);
  page.skip(2.4);
  sent_and_versions(saying, page, true);
  page.skip(1.6);
  page.rule(.6);

  constexpr double kCodeRight = 192.5;
  constexpr double kAuditWidth = 148;
  page.skip(2);
  Column audit(sheet, a4::kLeft, kAuditWidth, page.y());
  saying.audit(audit, 8);
  const visit::Secret text = saying.code();
  const double code_bottom =
      report::code(sheet, text.reveal(), {kCodeRight, page.y() - 1.4}, details.dots_per_inch);
  page.move_to(std::max(audit.y(), code_bottom) + 1.4);
  page.rule(.6);

  page.skip(6);
  Column hands(sheet, a4::kLeft, kHalf, page.y());
  Column takes(sheet, kSecond, kHalf, page.y());
  hands.pen_line(saying.words.at("pen.hands_over"), first);
  takes.pen_line(saying.words.at("pen.takes_over"), first);
  page.move_to(std::max(hands.y(), takes.y()));
  page.skip(4);
  page.pen_line(saying.words.at("pen.notes"), first);
  if (page.y() > report::kPageEnd) sheet.refuse(SheetTrouble::sentences_too_long);
  for (int i = 0; i < 2 && page.y() + 9.3 <= report::kPageEnd; ++i) {
    page.skip(9);
    page.hairline();
  }
  report::last_line(sheet, saying.words, details);
  return std::move(sheet).finish();
}

tl::expected<Sheet, SheetTrouble> on_roll(const Saying& saying, text::Faces& faces) {
  const First first = saying.first();
  RollForm form("Staff shift report", saying.details, saying.words, faces);
  form.head(saying.words.at("sheet.title"));
  Column& column = form.column();
  column.skip(2.4);
  column.paragraph(saying.day(), bold(16));
  column.skip(Column::kLineGap);
  column.paragraph(saying.hours(), bold(16));
  column.skip(1.6);
  for (const std::string& line :
       {saying.place(), saying.on_duty(), saying.line("shift.no_names")}) {
    column.paragraph(line, kSmall);
    column.skip(Column::kLineGap);
  }
  column.skip(1.4);
  report::figures(column, saying.figures(), 2, first);
  for (const report::Table& table :
       {saying.results(), saying.states(), saying.times(), saying.serials()}) {
    column.skip(4);
    report::table(column, table, first, Palette::mono);
  }
  column.skip(4);
  saying.incidents(column, kMostIncidents);
  column.skip(2.6);
  sent_and_versions(saying, column, false);
  column.skip(2);
  column.rule(.6);
  column.skip(2);
  saying.audit(column, 4);
  const visit::Secret text = saying.code();
  form.code(text.reveal(), QrLevel::medium);
  column.rule(.6);
  for (const char* key : {"pen.hands_over", "pen.takes_over", "pen.notes"}) {
    column.skip(8);
    column.pen_line(saying.words.at(key), first);
  }
  column.skip(8);
  report::roll_foot(form, saying.words, saying.details, RollForm::SerialCode::none);
  return std::move(form).finish(roll::kLongestReport);
}

}  // namespace

const WordsForm kShiftReportWords{"shift_report.toml", kPhrases};

tl::expected<Sheet, SheetTrouble> shift_report(const visit::ShiftReport& report,
                                               const SheetDetails& details, const PaperWords& words,
                                               text::Faces& faces) {
  const Saying saying{report, details, words};
  if (details.paper == Paper::roll) return on_roll(saying, faces);
  tl::expected<Sheet, SheetTrouble> sheet = tl::unexpected(SheetTrouble::sentences_too_long);
  for (std::size_t most = std::min(kMostIncidents, report.incidents.size());; --most) {
    sheet = on_page(saying, faces, most);
    if (sheet || sheet.error() != SheetTrouble::sentences_too_long || most == 0) return sheet;
  }
}

}  // namespace printing
