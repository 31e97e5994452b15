// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong lately, as whoever mends it reads it: a line each, in words.
#include <algorithm>
#include <array>

#include "kiosk/visit/journal.h"
#include "kiosk/visit/page_writer.h"
#include "kiosk/visit/staff_arrows.h"

namespace visit {

namespace {

constexpr std::string_view kSomethingElse = "went_wrong.something_else";

// By the enum that the line's detail is.
constexpr std::array<std::string_view, 8> kCards{"went_wrong.lay_again",   "went_wrong.not_genuine",
                                                 "went_wrong.misread",     "went_wrong.other_card",
                                                 "went_wrong.other_card",  "went_wrong.other_card",
                                                 "went_wrong.reader_gone", "went_wrong.other_card"};
static_assert(kCards.size() == static_cast<std::size_t>(CardTrouble::same_card) + 1);
constexpr std::array<std::string_view, 14> kQueries{
    "went_wrong.busy",          "went_wrong.silent",         "went_wrong.unreachable",
    "went_wrong.untrusted",     "went_wrong.redirected",     "went_wrong.refused",
    "went_wrong.clock",         "went_wrong.truncated",      "went_wrong.malformed",
    "went_wrong.oversized",     "went_wrong.unknown_word",   "went_wrong.number_rejected",
    "went_wrong.name_mismatch", "went_wrong.delegation_over"};
static_assert(kQueries.size() == static_cast<std::size_t>(QueryTrouble::delegation_over) + 1);
constexpr std::array<std::string_view, 5> kPrints{
    "went_wrong.printer_gone", "went_wrong.not_printed", "went_wrong.sheet_unknown",
    "went_wrong.not_printable", "went_wrong.not_verifiable"};
static_assert(kPrints.size() == static_cast<std::size_t>(PrintTrouble::not_verifiable) + 1);
constexpr std::array<std::string_view, kHoldReasons> kHeld{
    "went_wrong.media_empty", "went_wrong.media_wrong",  "went_wrong.media_jam",
    "went_wrong.cover_open",  "went_wrong.tray_missing", "went_wrong.output_full",
    "went_wrong.toner_empty", "went_wrong.waste_full",   "went_wrong.too_hot",
    "went_wrong.paused",      "went_wrong.printer_other"};
constexpr std::array<std::string_view, 5> kDevices{
    "went_wrong.reader_gone", "went_wrong.printer_gone", "went_wrong.unreachable",
    "went_wrong.scanner_gone", "went_wrong.thermometer_gone"};
static_assert(kDevices.size() == static_cast<std::size_t>(Device::thermometer) + 1);
// The first is a survey that arrived.
constexpr std::array<std::string_view, 5> kDeliveries{
    kSomethingElse, "went_wrong.survey_waits", "went_wrong.survey_set_aside",
    "went_wrong.survey_too_old", "went_wrong.outbox"};

// A journal may hold numbers of a later program.
template <std::size_t n>
std::string_view word_of(const std::array<std::string_view, n>& list, int number) {
  const auto index = static_cast<std::size_t>(number);
  return number >= 0 && index < n ? list[index] : kSomethingElse;
}

std::string_view key_of(const JournalLine& line) {
  switch (static_cast<Entry::What>(line.what)) {
    case Entry::What::card_trouble:
      return word_of(kCards, line.detail);
    case Entry::What::query_trouble:
      return word_of(kQueries, line.detail);
    case Entry::What::print_trouble:
      return word_of(kPrints, line.detail);
    case Entry::What::held:
      return word_of(kHeld, line.detail);
    case Entry::What::device:
      return word_of(kDevices, line.detail);
    case Entry::What::delivery:
      return word_of(kDeliveries, line.detail);
    case Entry::What::badge_locked:
      return "went_wrong.badge_locked";
    // A check has words of its own; nothing goes wrong with the others.
    case Entry::What::check:
    case Entry::What::state:
    case Entry::What::printed:
    case Entry::What::sheet_closed:
    case Entry::What::call:
    case Entry::What::started:
    case Entry::What::stopped:
    case Entry::What::verdict:
    case Entry::What::asked_staff:
    case Entry::What::duty:
    case Entry::What::survey_kept:
    case Entry::What::practice:
      break;
  }
  return kSomethingElse;
}

}  // namespace

Words Writer::journal_words(const JournalLine& line) const {
  const bool check = line.what == static_cast<int>(Entry::What::check) && line.detail >= 0 &&
                     static_cast<std::size_t>(line.detail) < kChecks;
  if (!check) return say(key_of(line));
  const std::string_view device = check_name(static_cast<Check>(line.detail));
  return say("went_wrong.check", {{"what", catalogue_.at(device).text}});
}

void Writer::write(const state::ReadJournal& reading) {
  at_the_desk(PageId::journal, "journal.title");
  if (!reading.lines) {
    page_.lead = say("staff.looking_up");
  } else if (reading.lines->empty()) {
    page_.lead = say("journal.nothing");
  } else {
    const std::size_t end = std::min(reading.first + kLinesAPart, reading.lines->size());
    for (std::size_t i = reading.first; i < end; ++i) {
      const JournalLine& line = (*reading.lines)[i];
      block::Row row;
      // Of an earlier day the day matters more than the minute.
      const bool today = wall_time(line.at).date == wall_time(visit_.now).date;
      row.lead = today ? given({clock_digits(line.at), clock_digits(line.at)})
                       : given({day_digits(line.at), day_digits(line.at)});
      row.text = journal_words(line);
      add(std::move(row));
    }
    pager(reading.first, kLinesAPart, reading.lines->size());
  }
  if (const auto* file = std::get_if<std::string>(&reading.exported)) {
    add(block::Calm{Icon::check, say("journal.exported"), given({*file, *file})});
  } else if (const auto* trouble = std::get_if<ExportTrouble>(&reading.exported)) {
    static constexpr std::array<std::string_view, 3> kTroubles{"journal.no_stick", "journal.full",
                                                               "journal.not_written"};
    add(block::Calm{Icon::warn, say(kTroubles[static_cast<std::size_t>(*trouble)]),
                    say("journal.try_again")});
  }
  act(Button::export_journal, "journal.export", Icon::exit, true);
}

}  // namespace visit
