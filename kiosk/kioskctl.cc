// SPDX-License-Identifier: GPL-3.0-or-later
// kioskctl: the technician's and verifier's tool.
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "kiosk/card_command.h"
#include "kiosk/command_line.h"
#include "kiosk/journal_command.h"
#include "kiosk/package_command.h"
#include "kiosk/sheets_command.h"
#include "kiosk/staff_command.h"
#include "kiosk/surveys_command.h"
#include "kiosk/verify_command.h"

namespace {

struct Command {
  std::string_view name;
  int (*run)(int count, char** arguments);
};

constexpr std::array kCommands{
    Command{"card", kiosk::card_command},       Command{"journal", kiosk::journal_command},
    Command{"package", kiosk::package_command}, Command{"sheets", kiosk::sheets_command},
    Command{"staff", kiosk::staff_command},     Command{"surveys", kiosk::surveys_command},
    Command{"verify", kiosk::verify_command}};

constexpr const char* kHelp =
    "Usage: kioskctl COMMAND [OPTION…]\n"
    "\n"
    "  card      what a card reader sees, an event a line\n"
    "  journal   what the kiosk did, and whether nothing in it was changed\n"
    "  package   signs the folder of a configuration, or says whether it is as it was signed\n"
    "  sheets    what became of printed sheets, and a word on those in doubt\n"
    "  staff     a PIN for the roll, and who is in it\n"
    "  surveys   what has not reached its server: listed, as a table, tried again, removed\n"
    "  verify    whether certificates are genuine, without a network\n"
    "\n"
    "  --help, --version    print this, or the version, and exit; kioskctl COMMAND --help\n";

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return kiosk::refuse("what shall it do? See kioskctl --help");
  const std::string word = argv[1];
  for (const Command& command : kCommands) {
    if (word == command.name) return command.run(argc - 1, argv + 1);
  }
  if (word == "--help") {
    std::fputs(kHelp, stdout);
    return 0;
  }
  if (word == "--version") {
    std::puts("kioskctl " KIOSK_VERSION);
    return 0;
  }
  return kiosk::refuse((word.starts_with("-") ? "unknown option " : "unknown command ") + word);
}
