// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/surveys_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "devices/clock.h"
#include "devices/outbox.h"
#include "devices/survey_csv.h"
#include "kiosk/command_line.h"
#include "kiosk/survey_form.h"
#include "kiosk/surveys_file.h"

namespace kiosk {

namespace {

using devices::AsideReason;
using devices::Outbox;
using devices::OutboxNote;
using devices::OutboxTrouble;

constexpr int kFine = 0;
constexpr int kNotAll = 1;

// Of an identifier, as people read it out.
constexpr std::size_t kShort = 8;

// A running kiosk that finds its outbox locked looks again every tenth of a second, for two:
// erasing many in a row must leave it a gap.
constexpr std::chrono::milliseconds kWork{250};
constexpr std::chrono::milliseconds kRest{150};

constexpr const char* kHelp =
    "Usage: kioskctl surveys list --outbox FILE --key FILE\n"
    "       kioskctl surveys csv OUT|- --outbox FILE --key FILE --form FILE [--erase]\n"
    "       kioskctl surveys retry ID --outbox FILE --key FILE\n"
    "       kioskctl surveys remove ID --lost --outbox FILE --key FILE\n"
    "Lists the finished surveys that have not reached their server, a line each: the beginning of\n"
    "the identifier, since when, and whether it waits or why it was set aside. Or writes all of\n"
    "them as a table. Or lets one that was set aside wait again, after what held it up was put\n"
    "right. Or removes one whose bytes were damaged here: nobody can read it any more. The kiosk "
    "may\n"
    "be running; what it delivers meanwhile may stand in the table too.\n"
    "It looks at what waits again within the hour. Slips on paper are printed at the kiosk.\n"
    "\n"
    "  --outbox FILE     the kiosk's outbox, surveys.db beside its store\n"
    "  --key FILE        and the key that opens it, surveys.key\n"
    "  --form FILE       the questionnaire that was answered: epi-survey.json\n"
    "  --erase           what stands in the table goes from the outbox once the table lies on a\n"
    "                    disk: OUT must be a file\n"
    "  --lost            said of a damaged survey: it is lost, and may go\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "OUT holds numbers and answers of people. It is made anew, for its owner alone to read.\n"
    "Exit code 0, 1 if not all was done, 2 for a wrong call or a file that cannot be used.\n";

struct Options {
  std::string outbox, key, form;
  bool erase = false;
  bool lost = false;
  std::string command;
  std::string word;  // OUT, or ID
};

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto words =
      read_command_line({"kioskctl",
                         kHelp,
                         {set_text("outbox", options.outbox), set_text("key", options.key),
                          set_text("form", options.form), set_flag("erase", options.erase),
                          set_flag("lost", options.lost)}},
                        argc, argv);
  if (!words) return words.error();
  options.command = words->empty() ? "" : words->front();
  const bool lists = options.command == "list";
  const bool writes = options.command == "csv";
  const bool removes = options.command == "remove";
  if (!lists && !writes && !removes && options.command != "retry")
    return refuse("surveys needs one of list, csv, retry, remove");
  if (lists && words->size() != 1) return refuse("unexpected argument " + words->at(1));
  if (!lists && words->size() != 2)
    return refuse(writes ? "surveys csv needs one OUT, or -"
                         : "surveys " + options.command + " needs one ID");
  if (!lists) options.word = words->at(1);
  if (!writes && (options.erase || !options.form.empty()))
    return refuse("--form and --erase belong to surveys csv");
  if (writes && options.form.empty()) return refuse("surveys csv needs --form FILE");
  if (!removes && options.lost) return refuse("--lost belongs to surveys remove");
  if (removes && !options.lost)
    return refuse("surveys remove needs --lost: the survey is gone then");
  if (!lists && !writes && options.word.size() < kShort)
    return refuse(
        fmt::format("an ID has at least {} characters, as surveys list prints them", kShort));
  if (options.outbox.empty() || options.key.empty())
    return refuse("surveys needs --outbox FILE and --key FILE");
  return std::nullopt;
}

std::string written(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}+08:00", static_cast<int>(time.date.year()),
                     static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute);
}

std::string_view words_for(OutboxTrouble trouble) {
  switch (trouble) {
    case OutboxTrouble::full:
    case OutboxTrouble::too_long:
      return "the disk is full";
    case OutboxTrouble::damaged:
      return "is damaged, or no kiosk's";
    case OutboxTrouble::locked:
      return "the key is another's, or open to others";
    case OutboxTrouble::unreachable:
      break;
  }
  return "cannot be read or written";
}

int refuse_outbox(const Options& options, OutboxTrouble trouble) {
  return refuse(options.outbox + ": " + std::string(words_for(trouble)));
}

std::string_view words_for(std::optional<AsideReason> aside) {
  if (!aside) return "waiting";
  switch (*aside) {
    case AsideReason::rejected:
      return "aside: the server does not take it";
    case AsideReason::ambiguous:
      return "aside: the server has it several times";
    case AsideReason::unreadable:
      break;
  }
  return "aside: damaged here";
}

std::string short_of(const OutboxNote& note) { return note.identifier.substr(0, kShort); }

int not_all(const std::string& sentence) {
  std::fprintf(stderr, "kioskctl: %s\n", sentence.c_str());
  return kNotAll;
}

int list(Outbox& outbox, const Options& options) {
  const auto notes = outbox.notes();
  if (!notes) return refuse_outbox(options, notes.error());
  for (const OutboxNote& note : *notes)
    fmt::print("{} {} {}\n", short_of(note), written(note.since), words_for(note.aside));
  return kFine;
}

// The one that begins so; or what to exit with.
tl::expected<OutboxNote, int> find(Outbox& outbox, const Options& options) {
  const auto notes = outbox.notes();
  if (!notes) return tl::unexpected(refuse_outbox(options, notes.error()));
  const OutboxNote* found = nullptr;
  for (const OutboxNote& note : *notes) {
    if (!note.identifier.starts_with(options.word)) continue;
    if (found != nullptr) return tl::unexpected(not_all(options.word + ": several begin so"));
    found = &note;
  }
  if (found == nullptr) return tl::unexpected(not_all(options.word + ": does not lie here"));
  return *found;
}

int retry(Outbox& outbox, const Options& options) {
  const auto found = find(outbox, options);
  if (!found) return found.error();
  if (!found->aside) return not_all(options.word + ": waits already");
  if (const auto done = outbox.put_back(found->identifier); !done)
    return refuse_outbox(options, done.error());
  return kFine;
}

// Only what nobody can read any more: all else leaves for its server, or in a table.
int remove(Outbox& outbox, const Options& options) {
  const auto found = find(outbox, options);
  if (!found) return found.error();
  const auto document = outbox.document(found->identifier);
  if (!document) return refuse_outbox(options, document.error());
  if (*document) return not_all(options.word + ": can be read, and stays");
  if (const auto done = outbox.erase(found->identifier); !done)
    return refuse_outbox(options, done.error());
  fmt::print("{} {} removed\n", short_of(*found), written(found->since));
  return kFine;
}

// Why it can stand in no table; none: it has been delivered meanwhile.
tl::expected<std::optional<std::string>, OutboxTrouble> why_unread(Outbox& outbox,
                                                                   const OutboxNote& note) {
  const auto notes = outbox.notes();
  if (!notes) return tl::unexpected(notes.error());
  const bool there = std::ranges::any_of(
      *notes, [&](const OutboxNote& other) { return other.identifier == note.identifier; });
  if (!there) return std::nullopt;
  return std::string("is damaged here");
}

int csv(Outbox& outbox, const visit::SurveyForm& form, const Options& options) {
  const auto notes = outbox.notes();
  if (!notes) return refuse_outbox(options, notes.error());
  auto file = SurveysFile::open(options.word, options.erase);
  if (!file) return refuse(file.error());
  const std::string unwritten = options.word + ": cannot be written; nothing was erased";
  if (!file->write(devices::survey_csv_header(form))) return refuse(unwritten);

  int code = kFine;
  std::vector<const OutboxNote*> in_table;
  for (const OutboxNote& note : *notes) {
    const auto document = outbox.document(note.identifier);
    if (!document) return refuse_outbox(options, document.error());
    if (!*document) {
      const auto why = why_unread(outbox, note);
      if (!why) return refuse_outbox(options, why.error());
      if (*why) code = not_all(short_of(note) + ": " + **why);
      continue;
    }
    const auto row = devices::write_survey_csv(form, (*document)->reveal());
    if (!row) {
      const bool other = row.error() == devices::ResponseTrouble::form_version;
      code = not_all(short_of(note) + (other ? ": answers another form, or another version of it"
                                             : ": does not answer the form"));
      continue;
    }
    if (!file->write(row->reveal())) return refuse(unwritten);
    in_table.push_back(&note);
  }
  if (!file->keep()) return refuse(unwritten);
  if (!options.erase) return code;
  auto rested = devices::steady();
  for (const OutboxNote* note : in_table) {
    if (!outbox.erase(note->identifier))
      code = not_all(short_of(*note) + ": stands in the table, and could not be erased");
    if (devices::steady() - rested < kWork) continue;
    std::this_thread::sleep_for(kRest);
    rested = devices::steady();
  }
  return code;
}

}  // namespace

int surveys_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  // A wrong path makes no outbox and no key.
  for (const std::string& file : {options.outbox, options.key}) {
    if (!std::filesystem::is_regular_file(file)) return refuse(file + ": no such file");
  }
  std::optional<visit::SurveyForm> form;
  if (!options.form.empty()) {
    auto read = read_survey_form(options.form);
    if (!read) return refuse(read.error());
    form = std::move(*read);
  }
  const auto outbox = Outbox::open(options.outbox, options.key);
  if (!outbox) return refuse_outbox(options, outbox.error());
  if (options.command == "list") return list(**outbox, options);
  if (options.command == "retry") return retry(**outbox, options);
  if (options.command == "remove") return remove(**outbox, options);
  return csv(**outbox, *form, options);
}

}  // namespace kiosk
