// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk process that is killed at any moment, a printer that loses its power at any moment, and
// the pile of paper that tells what really came out.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "printing/ipp_printer.h"
#include "tests/printing/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::SheetState;
namespace event = visit::event;

constexpr int kRounds = 12;
constexpr const char* kStoreVariable = "KIOSK_TEST_STORE";
constexpr const char* kPrinterVariable = "KIOSK_TEST_PRINTER";

// The process that is killed: this program, started anew with this test alone.
TEST_CASE("a kiosk that prints one sheet after another", "[.killed-kiosk]") {
  const char* store_file = std::getenv(kStoreVariable);
  const char* uri = std::getenv(kPrinterVariable);
  REQUIRE((store_file != nullptr && uri != nullptr));
  const auto store = opened(store_file);
  Inbox inbox;
  IppPrinter printer{settings(uri), *store, now, draw, inbox.post()};
  for (std::uint64_t sheet = 1; sheet < 1000; ++sheet) {
    printer.print(visit::Ticket{sheet}, certificate());
    const auto over = [&] {
      return inbox.next<event::SheetPrinted>(milliseconds{20}) ||
             inbox.count<event::SheetFailed>() > 0;
    };
    while (!over()) {
    }
    if (inbox.count<event::SheetFailed>() > 0) break;
  }
  std::this_thread::sleep_for(kSoon);  // the printer's thread goes on until the kill
}

class KioskProcess {
 public:
  explicit KioskProcess(const std::filesystem::path& store, const std::string& uri) {
    setenv(kStoreVariable, store.c_str(), 1);
    setenv(kPrinterVariable, uri.c_str(), 1);
    std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    std::string test = "[.killed-kiosk]";
    char* const arguments[] = {program.data(), test.data(), nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    REQUIRE(posix_spawn(&pid_, program.c_str(), &files, nullptr, arguments, environ) == 0);
    posix_spawn_file_actions_destroy(&files);
  }
  ~KioskProcess() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  KioskProcess(const KioskProcess&) = delete;
  KioskProcess& operator=(const KioskProcess&) = delete;

 private:
  pid_t pid_ = 0;
};

TEST_CASE(
    "kiosk and printer killed at any moment: no sheet is claimed that is not there, none denied") {
  const char* given = std::getenv("KIOSK_TEST_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : 20210126U;
  CAPTURE(seed);
  std::mt19937 random{seed};
  const auto any_of = [&](int first, int last) {
    return std::uniform_int_distribution<int>{first, last}(random);
  };

  const Folder folder;
  const auto file = folder.path() / "store.db";
  const auto machine = switched_on();
  for (int round = 0; round < kRounds; ++round) {
    machine->slow(milliseconds{any_of(0, 3) * 60});
    {
      const KioskProcess kiosk{file, machine->uri()};
      std::this_thread::sleep_for(milliseconds{any_of(40, 500)});
      if (round % 3 == 1) machine->off();
      if (round % 3 == 1) std::this_thread::sleep_for(milliseconds{any_of(0, 100)});
    }
    if (round % 6 == 2) machine->off();
    REQUIRE(machine->on());
  }

  // The last life finds out what it can.
  machine->slow(milliseconds{0});
  const auto store = opened(file);
  {
    Inbox inbox;
    const IppPrinter printer{settings(machine->uri()), *store, now, draw, inbox.post()};
    REQUIRE(inbox.says_works(true));
  }

  std::map<std::string, int> pile;
  for (const std::string& serial : machine->sheets()) ++pile[serial];
  std::map<SheetState, int> counted;
  std::size_t in_pile = 0;
  int next_number = 1;
  const std::vector<SheetState> all{
      SheetState::reserved, SheetState::created,     SheetState::sending, SheetState::sent,
      SheetState::printed,  SheetState::not_printed, SheetState::unknown};
  const auto records = store->all_in(all);
  REQUIRE(records.has_value());
  for (const visit::PrintRecord& record : *records) {
    const auto found = pile.find(record.serial);
    const int sheets = found == pile.end() ? 0 : found->second;
    INFO(record.serial << " " << visit::name(record.state) << " " << sheets);
    CHECK_FALSE(visit::is_open(record.state));
    CHECK(sheets <= 1);
    if (record.state == SheetState::printed) CHECK(sheets == 1);
    if (record.state == SheetState::not_printed) CHECK(sheets == 0);
    // Every number of the day was given out once (the test may run over midnight).
    const int number = std::stoi(record.serial.substr(12, 4));
    CHECK((number == next_number || number == 1));
    next_number = number + 1;
    ++counted[record.state];
    if (found != pile.end()) ++in_pile;
  }
  CHECK(in_pile == pile.size());  // no sheet without a record
  CHECK(counted[SheetState::printed] > 0);
  std::printf("killed %d times: %d printed, %d not printed, %d unknown, %zu sheets\n", kRounds,
              counted[SheetState::printed], counted[SheetState::not_printed],
              counted[SheetState::unknown], pile.size());
}

}  // namespace
}  // namespace printing
