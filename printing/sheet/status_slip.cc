// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/status_slip.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/code_box.h"
#include "printing/sheet/expiry_frame.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/main_panel.h"
#include "printing/sheet/name_block.h"
#include "printing/sheet/paper_dates.h"
#include "printing/sheet/slip_rows.h"
#include "printing/sheet/status_roll.h"

namespace printing {

namespace {

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},
    {"sheet.as_of", ""},
    {"sheet.not_live", ""},
    {"colour.green", ""},
    {"colour.yellow", ""},
    {"colour.red", ""},
    {"meaning.green", ""},
    {"meaning.yellow", ""},
    {"meaning.red", ""},
    {"row.next", ""},
    {"row.why", ""},
    {"row.nat", ""},
    {"row.antibody", ""},
    {"row.vaccinations", ""},
    {"row.itinerary", ""},
    {"row.more", ""},
    {"row.agent", ""},
    {"next.green", ""},
    {"next.yellow", ""},
    {"next.red", ""},
    {"next.led", ""},
    {"next.nat_needed", ""},
    {"next.not_today", ""},
    {"next.staff_assist", ""},
    {"nat.negative", "day time laboratory"},
    {"nat.positive", "day time laboratory"},
    {"nat.pending", "day time laboratory"},
    {"nat.none", ""},
    {"antibody.sampled", "igm igg day"},
    {"antibody.undated", "igm igg"},
    {"antibody.positive", ""},
    {"antibody.negative", ""},
    {"vaccinations.one", "dose day vaccine"},
    {"vaccinations.more", "count"},
    {"itinerary.places", "days places"},
    {"itinerary.undated", "places"},
    {"itinerary.more", "count"},
    {"itinerary.star", ""},
    {"record.antibody", ""},
    {"record.vaccinations", ""},
    {"record.itinerary", ""},
    {"more.records", "list"},
    {"agent.acts", "name relation"},
    {"unsaid.green", ""},
    {"unsaid.yellow", ""},
    {"unsaid.red", ""},
    {"more.reasons", "count"},
    {"line.printed", "date time place machine source", false},
    {"line.check", "", false},
    {"line.questions", "", false},
    {"line.live", "", false},
    {"line.national", "", false},
    {"line.origin", "name word", false},
    {"line.origin_short", "name", false},
    {"line.shared", "name", false},
    {"line.not_live", "", false},
    {"roll.title", ""},
    {"roll.as_of", ""},
    {"roll.scan", ""},
    {"roll.issuer", "issuer", false},
    {"roll.policy", "policy version", false},
};

// What every part of the slip is drawn from.
struct Slip {
  Compositor& sheet;
  const visit::Certificate& certificate;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] const visit::HealthCode& code() const { return certificate.verdict.code; }
};

const visit::Bilingual& by_colour(const Slip& slip, std::string_view section) {
  return slip.words.at(fmt::format("{}.{}", section, key_of(slip.certificate.verdict.colour)));
}

a4::Aside as_of(const Slip& slip) {
  const First first = slip.details.first;
  const bool live = slip.code().source != visit::Source::kept;
  const visit::WallTime time = visit::wall_time(slip.code().as_of);
  return {both(slip.words.at(live ? "sheet.as_of" : "sheet.not_live"), first), !live,
          first == First::chinese ? day_zh(time.date) : day_en_short(time.date), time_of_day(time)};
}

// What: the shape and the word, large enough for a guard two steps away.
void panel(const Slip& slip) {
  a4::main_panel(slip.sheet,
                 health_shape(slip.certificate.verdict.colour, a4::kPanelShape,
                              a4::kPanelShapeRadius, slip.details.palette),
                 {by_colour(slip, "colour"), by_colour(slip, "meaning"), as_of(slip)},
                 slip.details.first);
}

void code(const Slip& slip) {
  constexpr Box kQuiet{152, 66, 43.05, 43.05};  // version 22, 113 modules of 9/600 inch
  constexpr double kLargest = 40;  // a larger one asks a scanner to be held further away
  const SheetDetails& details = slip.details;
  signed_code(slip.sheet, slip.certificate.slip.qr.reveal(), kQuiet, kLargest,
              details.dots_per_inch);
  const std::string caption =
      both(slip.words.at(details.practice ? "sheet.scan_practice" : "sheet.scan"), details.first);
  slip.sheet.set(
      caption, regular(12),
      {.at = {kQuiet.x + kQuiet.w / 2, 113.2}, .anchor = Anchor::centre, .widest = kQuiet.w});
}

void letter(const Slip& slip) {
  constexpr double kTop = 155;
  constexpr double kBottom = 258.6;
  for (const Ration& ration : rations(slip.code())) {
    const std::vector<Row> rows =
        slip_rows(slip.certificate, slip.words, ration, slip.details.first);
    if (set_rows(slip.sheet, rows, slip.details.first, kTop, kBottom)) return;
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
  const auto fits = [&](const std::string& line) { return a4::fits_foot(slip.sheet, line); };
  const bool of_facts = code.origin && code.origin->word.zh.empty();
  const std::string_view told = of_facts ? "line.shared" : "line.origin";
  const std::string_view shorter = of_facts ? "line.shared" : "line.origin_short";
  // Whose code it was before it was told in this issuer's words. That goes before the place: the
  // serial names the machine.
  std::string printed =
      printed_from(code.origin ? told : source_key(code.source), slip.details.place);
  if (code.origin && !fits(printed)) printed = printed_from(shorter, slip.details.place);
  if (code.origin && !fits(printed)) printed = printed_from(shorter, "");
  const std::string lines[] = {a4::issuer_line(slip.sheet, words, code.issuer, code.policy),
                               printed, words.at("line.check").zh, words.at("line.questions").zh};
  a4::foot(slip.sheet, lines);
}

}  // namespace

const WordsForm kStatusSlipWords{"status_slip.toml", kPhrases, /*reasons=*/true};

tl::expected<Sheet, SheetTrouble> status_slip(const visit::Certificate& certificate,
                                              const SheetDetails& details, const PaperWords& words,
                                              text::Faces& faces) {
  if (details.paper == Paper::roll) return status_roll(certificate, details, words, faces);
  Compositor sheet(a4::blank("Health status slip", details.printed_at), faces);
  const Slip slip{sheet, certificate, details, words};
  a4::letterhead(sheet, details, words);
  panel(slip);
  a4::name_block(sheet, certificate.name, certificate.number, words, details.first);
  code(slip);
  a4::expiry_frame(sheet, details, words, certificate.slip.expires_at);
  a4::fold(sheet);
  letter(slip);
  foot(slip);
  return std::move(sheet).finish();
}

}  // namespace printing
