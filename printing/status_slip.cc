// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/status_slip.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/a4_form.h"
#include "printing/paper_dates.h"
#include "printing/slip_rows.h"

namespace printing {

namespace {

constexpr double kAfterWord = 4;   // from a large word to its English
constexpr double kAfterLabel = 2;  // from a label to its English

// What every part of the slip is drawn from.
struct Slip {
  Compositor& sheet;
  const visit::Certificate& certificate;
  const SlipDetails& details;
  const PaperWords& words;

  [[nodiscard]] const visit::HealthCode& code() const { return certificate.verdict.code; }
};

const visit::Bilingual& by_colour(const Slip& slip, std::string_view section) {
  return slip.words.at(fmt::format("{}.{}", section, key_of(slip.certificate.verdict.colour)));
}

// A label and its English on one baseline.
void label(Compositor& sheet, const visit::Bilingual& words, Point at) {
  const Box zh = sheet.set(words.zh, regular(16), {.at = at});
  sheet.set(words.en, regular(12), {.at = {zh.right() + kAfterLabel, at.y}});
}

// The notice that this is a reprint or for practice. With both, practice stands above.
void notices(const Slip& slip) {
  const SlipDetails& details = slip.details;
  const std::string practice = slip.words.at("line.practice").zh;
  if (details.practice) a4::strip(slip.sheet, a4::Edge::top, practice);
  if (details.reprint) {
    const std::string reprint = visit::fill(
        slip.words.at("line.reprint").zh,
        {{"count", std::to_string(details.reprint->count)}, {"serial", details.reprint->replaces}});
    a4::strip(slip.sheet, details.practice ? a4::Edge::bottom : a4::Edge::top, reprint);
  } else if (details.practice) {
    a4::strip(slip.sheet, a4::Edge::bottom, practice);
  }
}

void as_of(const Slip& slip) {
  constexpr double kX = 160;
  Compositor& sheet = slip.sheet;
  sheet.add(Line{{156, 32}, {156, 57.5}, .3});
  const bool live = slip.code().source != visit::Source::kept;
  const visit::Bilingual& words = slip.words.at(live ? "sheet.as_of" : "sheet.not_live");
  const std::string text = words.zh + " " + words.en;
  const double widest = 193 - kX;
  if (live) {
    sheet.set(text, regular(12), {.at = {kX, 36.5}, .widest = widest});
  } else {
    sheet.add(FilledRect{{158.5, 32, 34, a4::kStripHeight}, Ink::black});
    sheet.set(text, bold(12), {.at = {kX, 36.7}, .ink = Ink::white, .widest = widest});
  }
  const visit::WallTime time = visit::wall_time(slip.code().as_of);
  sheet.set(day_zh(time.date), bold(20), {.at = {kX, 46.6}, .widest = widest});
  sheet.set(time_of_day(time), bold(24), {.at = {kX, 57.4}, .widest = widest});
}

// What: the shape and the word, large enough for a guard two steps away.
void panel(const Slip& slip) {
  constexpr double kX = 54;
  constexpr double kEnd = 154;
  Compositor& sheet = slip.sheet;
  sheet.add(Frame{{a4::kLeft, 27, a4::kWidth, 35.5}, 1});
  sheet.add(health_shape(slip.certificate.verdict.colour, {35, 44.75}, 14, slip.details.palette));
  const auto line = [&](const visit::Bilingual& words, Type zh, Type en, double baseline) {
    const Box word = sheet.set(words.zh, zh, {.at = {kX, baseline}, .widest = kEnd - kX});
    const double x = word.right() + kAfterWord;
    sheet.set(words.en, en, {.at = {x, baseline}, .widest = kEnd - x});
  };
  line(by_colour(slip, "colour"), bold(48), bold(20), 45.2);
  line(by_colour(slip, "meaning"), bold(24), regular(12), 57.4);
  as_of(slip);
}

// Baselines of a name's lines between its label and the next one. A script that stacks is moved
// down; nothing if that is not enough or if its lines touch.
std::optional<std::vector<double>> name_baselines(const std::vector<Box>& lines, double baseline) {
  constexpr double kTop = 71.4;
  constexpr double kBottom = 91.6;
  constexpr double kPitch = 9.5;
  baseline += std::max(0.0, kTop - (baseline + lines.front().y));
  std::vector<double> baselines;
  double free_from = kTop;
  for (const Box& line : lines) {
    if (baseline + line.y < free_from) return {};
    free_from = baseline + line.bottom();
    baselines.push_back(baseline);
    baseline += kPitch;
  }
  if (free_from > kBottom) return {};
  return baselines;
}

// The name at the first size at which it fits; smaller than 18 points it would not be read.
void name(const Slip& slip) {
  constexpr double kWidth = 132;
  Compositor& sheet = slip.sheet;
  const std::string_view name = slip.certificate.name.reveal();
  label(sheet, slip.words.at("sheet.name"), {a4::kLeft, 70.5});

  struct Step {
    double points;
    double alone;  // baseline of a single line
    std::size_t most_lines;
  };
  for (const Step step :
       {Step{30, 83.5, 1}, Step{24, 82.6, 2}, Step{20, 82.6, 2}, Step{18, 82.6, 2}}) {
    const Type type = bold(step.points);
    const auto lines = sheet.lines(name, type, kWidth, text::Breaks::name);
    if (!lines || lines->empty() || lines->size() > step.most_lines) continue;
    std::vector<Box> boxes;
    for (const visit::Secret& line : *lines) boxes.push_back(sheet.measure(line.reveal(), type));
    const auto baselines = name_baselines(boxes, lines->size() == 1 ? step.alone : 79.5);
    if (!baselines) continue;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      sheet.set((*lines)[i].reveal(), type, {.at = {a4::kLeft, (*baselines)[i]}});
    }
    return;
  }
  sheet.refuse(SheetTrouble::name_does_not_fit);
}

void number(const Slip& slip) {
  label(slip.sheet, slip.words.at("sheet.number"), {a4::kLeft, 97});
  slip.sheet.set(slip.certificate.number.reveal(), bold(24),
                 {.at = {a4::kLeft, 107.5}, .widest = 132});
}

// A day that ends is said by its own date: 1月27日 24:00, not 1月28日 00:00.
visit::WallTime last_moment(visit::Moment end) {
  const visit::WallTime time = visit::wall_time(end);
  if (time.hour != 0 || time.minute != 0) return time;
  visit::WallTime day = visit::wall_time(end - std::chrono::minutes{1});
  day.hour = 24;
  day.minute = 0;
  return day;
}

// Until when: the largest thing after the name, in the half that is shown.
void expiry(const Slip& slip) {
  constexpr Box kFrame{a4::kLeft, 116.5, a4::kWidth, 27};
  constexpr double kCell = 34;
  constexpr double kValueEnd = 173;
  Compositor& sheet = slip.sheet;
  sheet.add(Frame{kFrame, 1.2});
  sheet.add(FilledRect{{kFrame.x, kFrame.y, kCell, kFrame.h}, Ink::black});
  const visit::Bilingual& words = slip.words.at("sheet.valid_until");
  const Spot cell{{32, 129.1}, Anchor::centre, Ink::white, kCell - 4};
  Spot cell_en = cell;
  cell_en.at.y = 136.9;
  sheet.set(words.zh, bold(20), cell);
  sheet.set(words.en, regular(12), cell_en);

  const visit::WallTime end = last_moment(slip.certificate.slip.expires_at);
  sheet.set(day_zh(end.date) + " " + time_of_day(end), bold(44),
            {.at = {52.5, 132.7}, .widest = kValueEnd - 52.5});
  sheet.set(day_en(end.date) + ", " + time_of_day(end), regular(12), {.at = {53.5, 139.9}});
  sheet.set(year_zh(end.date), bold(16), {.at = {191, 129.1}, .anchor = Anchor::right});
  sheet.set(weekday_zh(end.weekday), bold(16), {.at = {191, 136.9}, .anchor = Anchor::right});
}

void letter(const Slip& slip) {
  constexpr double kTop = 155;
  constexpr double kBottom = 258.6;
  const std::size_t all = slip.code().reasons.size();
  for (const std::size_t most : {all, kReasonsOnTight}) {
    if (most > all) continue;
    const std::vector<Row> rows = slip_rows(slip.certificate, slip.details, slip.words, most);
    if (set_rows(slip.sheet, rows, kTop, kBottom)) return;
  }
  slip.sheet.refuse(SheetTrouble::sentences_too_long);
}

std::string_view source_key(visit::Source source) {
  switch (source) {
    case visit::Source::province:
      return "line.live";
    case visit::Source::national:
      return "line.national";
    case visit::Source::kept:
      return "line.not_live";
  }
  return {};
}

void foot(const Slip& slip) {
  const PaperWords& words = slip.words;
  const visit::HealthCode& code = slip.code();
  const visit::Slots issued{{"issuer", code.issuer},
                            {"policy", code.policy.name},
                            {"version", code.policy.version},
                            {"id", code.policy.id}};
  std::string issuer = visit::fill(words.at("line.issuer").zh, issued);
  if (slip.sheet.measure(issuer, bold(12)).w > a4::kWidth) {
    issuer = visit::fill(words.at("line.issuer_short").zh, issued);
  }
  const visit::WallTime time = visit::wall_time(slip.details.printed_at);
  const auto printed_from = [&](std::string_view key, std::string_view place) {
    visit::Slots slots;
    if (code.origin) slots = {{"name", code.origin->name.zh}, {"word", code.origin->word.zh}};
    return visit::fill(words.at("line.printed").zh,
                       {{"date", day_iso(time.date)},
                        {"time", time_of_day(time)},
                        {"place", std::string(place)},
                        {"machine", slip.details.machine},
                        {"source", visit::fill(words.at(key).zh, slots)}});
  };
  const auto fits = [&](const std::string& line) {
    return slip.sheet.measure(line, bold(12)).w <= a4::kWidth;
  };
  const bool of_facts = code.origin && code.origin->word.zh.empty();
  const std::string_view told = of_facts ? "line.shared" : "line.origin";
  const std::string_view shorter = of_facts ? "line.shared" : "line.origin_short";
  // Whose code it was before it was told in this issuer's words. That goes before the place: the
  // serial names the machine.
  std::string printed =
      printed_from(code.origin ? told : source_key(code.source), slip.details.place);
  if (code.origin && !fits(printed)) printed = printed_from(shorter, slip.details.place);
  if (code.origin && !fits(printed)) printed = printed_from(shorter, "");
  a4::foot(slip.sheet, {issuer, printed, words.at("line.check").zh, words.at("line.questions").zh});
}

}  // namespace

tl::expected<Sheet, SheetTrouble> status_slip(const visit::Certificate& certificate,
                                              const SlipDetails& details, const PaperWords& words,
                                              text::Faces& faces) {
  Compositor sheet(a4::blank("Health status slip", details.printed_at), faces);
  const Slip slip{sheet, certificate, details, words};
  if (details.practice) {
    a4::practice_mark(sheet, words.at("line.practice_mark").zh, details.palette);
  }
  notices(slip);
  a4::head(sheet, words.at("sheet.title"), words.at("sheet.serial"), details.serial);
  panel(slip);
  name(slip);
  number(slip);
  const visit::Bilingual& caption =
      words.at(details.practice ? "sheet.scan_practice" : "sheet.scan");
  a4::signed_code(sheet, certificate.slip.qr.reveal(), caption.zh + " " + caption.en,
                  details.dots_per_inch);
  expiry(slip);
  a4::fold(sheet);
  letter(slip);
  foot(slip);
  return std::move(sheet).finish();
}

}  // namespace printing
