// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/sheets_command.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/clock.h"
#include "devices/sqlite_store.h"
#include "kiosk/command_line.h"
#include "kiosk/visit/print_record.h"
#include "printing/printer/tray_doubt.h"

namespace kiosk {

namespace {

using visit::PrintRecord;
using visit::SheetEnd;
using visit::SheetState;

constexpr int kFine = 0;
constexpr int kNotInDoubt = 1;

constexpr const char* kHelp =
    "Usage: kioskctl sheets --store FILE [--open]\n"
    "       kioskctl sheets close SERIAL --in-hand|--void --store FILE\n"
    "Lists what became of each sheet, a line each: serial, state, since when, and why one that\n"
    "counts no more does not. Or says what was found in the tray of a sheet whose state is "
    "unknown.\n"
    "The kiosk may be running; it sees it at once.\n"
    "\n"
    "  --store FILE      the kiosk's store, as in kiosk.toml\n"
    "  --open            only those that are unknown or not at their end\n"
    "  --in-hand         the sheet is there: it was handed over, or torn up\n"
    "  --void            it is not there, and its serial counts no more\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "Exit code 0, 1 if the sheet is not in doubt, 2 for a wrong call.\n";

struct Options {
  std::string store;
  bool open = false;
  std::optional<SheetEnd> end;
  std::string serial;  // to be closed
};

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto end = [&options](SheetEnd wanted) {
    return [&options, wanted](char*) -> std::optional<std::string> {
      if (options.end && *options.end != wanted) return "a sheet is either --in-hand or --void";
      options.end = wanted;
      return std::nullopt;
    };
  };
  const auto words = read_command_line({"kioskctl",
                                        kHelp,
                                        {set_text("store", options.store),
                                         set_flag("open", options.open),
                                         {"in-hand", false, end(SheetEnd::in_hand)},
                                         {"void", false, end(SheetEnd::voided)}}},
                                       argc, argv);
  if (!words) return words.error();
  const bool closes = !words->empty() && words->front() == "close";
  if (!words->empty() && !closes) return refuse("unexpected argument " + words->front());
  if (options.store.empty()) return refuse("sheets needs --store FILE");
  if (!closes) {
    if (options.end) return refuse("--in-hand and --void belong to sheets close SERIAL");
    return std::nullopt;
  }
  if (words->size() != 2 || !options.end || options.open)
    return refuse("sheets close needs one SERIAL and --in-hand or --void");
  options.serial = words->at(1);
  if (!visit::is_serial(options.serial))
    return refuse(options.serial + " is no serial like GC07-210126-0042-7");
  return std::nullopt;
}

std::string written(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}+08:00", static_cast<int>(time.date.year()),
                     static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute);
}

// " lost" of a sheet that counts no more, else nothing.
std::string why(devices::SqliteStore& store, const std::string& serial) {
  const auto reason = store.reason(serial);
  if (!reason || !*reason) return {};
  switch (**reason) {
    case visit::SheetReason::lost:
      return " lost";
    case visit::SheetReason::misprint:
      return " misprint";
    case visit::SheetReason::withdrawn:
      return " withdrawn";
    case visit::SheetReason::reprinted:
      break;
  }
  return " reprinted";
}

int list(devices::SqliteStore& store, bool open) {
  std::vector<SheetState> states{SheetState::reserved, SheetState::created, SheetState::sending,
                                 SheetState::sent, SheetState::unknown};
  if (!open) {
    states.insert(states.end(), {SheetState::printed, SheetState::not_printed, SheetState::voided,
                                 SheetState::replaced});
  }
  const auto records = store.all_in(states);
  if (!records) return refuse("the store cannot be read");
  for (const PrintRecord& record : *records) {
    fmt::print("{} {} {}{}\n", record.serial, visit::name(record.state), written(record.since),
               why(store, record.serial));
  }
  return kFine;
}

int close(visit::PrintStore& store, const Options& options) {
  printing::TrayDoubt doubt{store, nullptr, [](const visit::Event&) {}};
  if (doubt.close(options.serial, *options.end, devices::now())) return kFine;
  const auto found = store.find(options.serial);
  if (!found) return refuse("the store cannot be read");
  const std::string why =
      *found ? "is " + std::string(visit::name((*found)->state)) : "was never printed here";
  std::fprintf(stderr, "kioskctl: %s %s: it is not in doubt\n", options.serial.c_str(),
               why.c_str());
  return kNotInDoubt;
}

}  // namespace

int sheets_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  // A wrong path makes no store.
  if (!std::filesystem::is_regular_file(options.store))
    return refuse(options.store + ": no such file");
  const auto store = devices::SqliteStore::open(options.store);
  if (!store) return refuse(options.store + ": the store is damaged, or not a kiosk's");
  return options.serial.empty() ? list(**store, options.open) : close(**store, options);
}

}  // namespace kiosk
