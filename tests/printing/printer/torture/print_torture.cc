// SPDX-License-Identifier: GPL-3.0-or-later
// Kiosk processes and printers that are killed at any moment, and the paper that tells what really
// came out. usage: print_torture [--printer ipp|escpos] [--rounds N] [--seed S] [--lie]
// Every second sheet takes the place of the last one that came out. Prints what the journals
// claimed against what lay there; exit code 1 if a claim was false, or if an older sheet still
// counts beside the one that took its place. With --lie the kiosks call printed what is unknown:
// then it must be 1.
#include <getopt.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "devices/clock.h"
#include "devices/sqlite_store.h"
#include "printing/printer/printer_uri.h"
#include "printing/printer/reprints.h"
#include "tests/printing/printer/torture/bench.h"

namespace {

using namespace torture;
using std::chrono::milliseconds;
using visit::SheetState;
namespace fs = std::filesystem;

const std::vector<SheetState> kOpen{SheetState::reserved, SheetState::created, SheetState::sending,
                                    SheetState::sent};
// A round that takes longer has lost its kiosk: it is killed, and what it left open is counted.
constexpr milliseconds kRoundWithin{60'000};

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "print_torture: %s\n", what);
  std::exit(2);
}

std::unique_ptr<devices::SqliteStore> opened(const fs::path& file) {
  auto store = devices::SqliteStore::open(file);
  if (!store) give_up("the store cannot be opened");
  return std::move(*store);
}

printing::PrinterPatience short_patience() {
  printing::PrinterPatience patience;
  patience.poll = milliseconds{20};
  patience.look_every = milliseconds{40};
  patience.reach_within = milliseconds{600};
  patience.lost_after = milliseconds{1500};
  patience.cancel_within = milliseconds{1500};
  return patience;
}

// ---- The process that is killed

constexpr const char* kLieVariable = "PRINT_TORTURE_LIES";

// Writes down more than was proved.
class LyingStore final : public visit::PrintStore {
 public:
  explicit LyingStore(visit::PrintStore& store) : store_(store) {}
  tl::expected<visit::PrintRecord, visit::StoreTrouble> reserve(std::string_view machine,
                                                                std::string_view slip,
                                                                visit::Moment now) override {
    return store_.reserve(machine, slip, now);
  }
  tl::expected<void, visit::StoreTrouble> write(const visit::PrintRecord& record,
                                                SheetState from) override {
    visit::PrintRecord lie = record;
    if (lie.state == SheetState::unknown) lie.state = SheetState::printed;
    return store_.write(lie, from);
  }
  tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> find(
      std::string_view serial) override {
    return store_.find(serial);
  }
  tl::expected<std::vector<visit::PrintRecord>, visit::StoreTrouble> all_in(
      const std::vector<SheetState>& states) override {
    return store_.all_in(states);
  }

 private:
  visit::PrintStore& store_;
};

// Which sheet says on paper that it takes another's place: beside the store, a line each.
fs::path drawn_beside(const fs::path& store) {
  fs::path file = store;
  return file += ".drawn";
}

// In the place of the last sheet that counts, if there is one.
visit::PrintOrder reprint_order(visit::PrintStore& store) {
  visit::PrintOrder order{.document = visit::RegistrationForm{"form"}};
  const auto printed = store.all_in({SheetState::printed});
  if (printed && !printed->empty()) order.reprint = visit::Reprint{0, printed->back().serial};
  return order;
}

// Prints one sheet, or only finds out what became of the last one; ends when that is known.
int be_kiosk(const std::string& task, const fs::path& file, const std::string& uri) {
  const auto store = opened(file);
  LyingStore liar{*store};
  const bool lies = std::getenv(kLieVariable) != nullptr;
  visit::PrintStore& journal = lies ? static_cast<visit::PrintStore&>(liar) : *store;
  std::mutex mutex;
  std::condition_variable change;
  bool answered = false;
  const auto post = [&](const visit::Event& event) {
    const std::lock_guard lock{mutex};
    answered = answered || std::holds_alternative<visit::event::SheetPrinted>(event) ||
               std::holds_alternative<visit::event::SheetFailed>(event);
    change.notify_all();
  };
  const auto printer = printing::make_printer(
      uri, {.machine = kMachine, .patience = short_patience()}, journal, devices::now,
      [&](const visit::PrintOrder& order, std::string_view serial) {
        if (order.reprint) {
          std::ofstream(drawn_beside(file), std::ios::app)
              << serial << ' ' << order.reprint->replaces << std::endl;
        }
        return tl::expected<visit::Secret, visit::PrintTrouble>{visit::Secret{page_of(serial)}};
      },
      [](std::string_view) { return std::optional<std::string>{}; }, post);
  if (!printer) give_up("no such printer");
  if (task != "recover") {
    (*printer)->print({1}, task == "reprint" ? reprint_order(*store)
                                             : visit::PrintOrder{visit::RegistrationForm{"form"}});
    std::unique_lock lock{mutex};
    change.wait(lock, [&] { return answered; });
    return 0;
  }
  for (;;) {
    const auto open = store->all_in(kOpen);
    if (open && open->empty()) return 0;
    std::this_thread::sleep_for(milliseconds{5});
  }
}

class KioskProcess {
 public:
  KioskProcess(std::string task, const fs::path& file, std::string uri) {
    std::string program = fs::read_symlink("/proc/self/exe").string();
    std::string store = file.string();
    char* const arguments[] = {program.data(), task.data(), store.data(), uri.data(), nullptr};
    if (posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments, environ) != 0) {
      give_up("the kiosk does not start");
    }
  }
  ~KioskProcess() { cut(); }
  KioskProcess(const KioskProcess&) = delete;
  KioskProcess& operator=(const KioskProcess&) = delete;

  void cut() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  // Waits for its own end.
  void finish() {
    for (milliseconds waited{0}; pid_ != 0 && waited < kRoundWithin; waited += milliseconds{5}) {
      if (waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
      if (pid_ != 0) std::this_thread::sleep_for(milliseconds{5});
    }
    cut();
  }

 private:
  pid_t pid_ = 0;
};

// ---- The rounds

struct Counts {
  std::map<std::pair<SheetState, int>, int> claims;  // state and sheets: how often
  int kiosks_killed = 0, printers_killed = 0;
  int duplicates = 0, strangers = 0, left_open = 0;
  int replaced = 0;     // sheets whose place another has taken
  int both_count = 0;   // and that count all the same
  int none_counts = 0;  // that were given up for one that never came
};

class Torture {
 public:
  Torture(Bench& bench, unsigned seed) : bench_(bench), random_(seed) {}

  Counts run(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      play();
      recover();
    }
    return tally();
  }

 private:
  int any_of(int first, int last) {
    return std::uniform_int_distribution<int>{first, last}(random_);
  }
  // Before a person, or another sheet, ended it.
  static SheetState claimed(SheetState state) {
    if (state == SheetState::voided) return SheetState::unknown;
    return state == SheetState::replaced ? SheetState::printed : state;
  }
  void nap(int longest) { std::this_thread::sleep_for(milliseconds{any_of(0, longest)}); }

  void play() {
    bench_.slow(any_of(0, 3));
    const int kind = any_of(0, 5);  // 0: nobody; 1, 2: the kiosk; 3, 4: the printer; 5: both
    const bool kiosk_dies = kind == 1 || kind == 2 || kind == 5;
    const bool printer_dies = kind >= 3;
    const bool printer_first = any_of(0, 1) == 0;
    KioskProcess kiosk{any_of(0, 1) == 0 ? "print" : "reprint", bench_.store(), bench_.uri()};
    if (kind != 0) nap(bench_.longest_sheet());
    if (printer_dies && printer_first) bench_.cut_power(random_);
    if (printer_dies && kiosk_dies) nap(60);
    if (kiosk_dies) kiosk.cut();
    if (printer_dies && !printer_first) bench_.cut_power(random_);
    counts_.kiosks_killed += kiosk_dies ? 1 : 0;
    counts_.printers_killed += printer_dies ? 1 : 0;
    if (printer_dies) nap(300);
    if (any_of(0, 1) == 0) bench_.restore();
    kiosk.finish();
    bench_.restore();
    bench_.wait_for_start();
  }

  // A new life finds out what it can; staff void what it cannot, so that the next may print.
  void recover() {
    KioskProcess{"recover", bench_.store(), bench_.uri()}.finish();
    const auto store = opened(bench_.store());
    const auto doubtful = store->all_in({SheetState::unknown});
    if (!doubtful) give_up("the store cannot be read");
    for (const visit::PrintRecord& record : *doubtful) {
      if (!printing::note(*store, record, printing::evidence::Voided{}, devices::now())) {
        give_up("the store cannot be written");
      }
    }
  }

  // What stands on the paper of each reprint, against the records of both.
  void tally_reprints(visit::PrintStore& store) {
    printing::Reprints reprints{store};
    if (!reprints.recover()) give_up("the store cannot be read");
    reprints.settle(devices::now());  // as the next life does
    std::ifstream drawn(drawn_beside(bench_.store()));
    for (std::string newer, older; drawn >> newer >> older;) {
      const auto its = store.find(newer);
      const auto replaced = store.find(older);
      if (!its || !*its || !replaced || !*replaced) give_up("a sheet without a record");
      const SheetState state = (*its)->state;
      const bool out = state == SheetState::printed || state == SheetState::replaced;
      const bool ended = (*replaced)->state == SheetState::replaced;
      const bool by_this = ended && (*replaced)->replaced_by == newer;
      counts_.replaced += by_this ? 1 : 0;
      counts_.both_count += out && !by_this ? 1 : 0;
      counts_.none_counts += !out && by_this ? 1 : 0;
    }
  }

  Counts tally() {
    bench_.slow(0);
    const std::map<std::string, int> sheets = bench_.sheets();
    const auto store = opened(bench_.store());
    tally_reprints(*store);
    std::map<std::string, int> unseen = sheets;
    for (int number = 0; number <= static_cast<int>(SheetState::replaced); ++number) {
      const auto state = static_cast<SheetState>(number);
      const auto records = store->all_in({state});
      if (!records) give_up("the store cannot be read");
      for (const visit::PrintRecord& record : *records) {
        const auto found = sheets.find(record.serial);
        const int count = found == sheets.end() ? 0 : found->second;
        ++counts_.claims[{claimed(state), count}];
        counts_.duplicates += count > 1 ? 1 : 0;
        counts_.left_open += visit::is_open(state) ? 1 : 0;
        unseen.erase(record.serial);
      }
    }
    counts_.strangers = static_cast<int>(unseen.size());
    return counts_;
  }

  Bench& bench_;
  std::mt19937 random_;
  Counts counts_;
};

// ---- What is said

int report(const char* printer, int rounds, unsigned seed, const Bench& bench, Counts counts) {
  int false_printed = 0;
  int false_not_printed = 0;
  std::printf("%s, %d rounds, seed %u: kiosk killed %d times, printer %d times\n", printer, rounds,
              seed, counts.kiosks_killed, counts.printers_killed);
  for (const auto& [claim, often] : counts.claims) {
    const auto& [state, sheets] = claim;
    std::printf("  %-12s %d sheet%s %6d\n", std::string(visit::name(state)).c_str(), sheets,
                sheets == 1 ? " " : "s", often);
    if (state == SheetState::printed && sheets != 1) false_printed += often;
    if (state == SheetState::not_printed && sheets != 0) false_not_printed += often;
  }
  std::printf("  replaced by another %15d\n", counts.replaced);
  const int torn = bench.torn_claimed_none();
  const std::pair<const char*, int> zeros[] = {
      {"false printed", false_printed},         {"false not printed", false_not_printed + torn},
      {"duplicates", counts.duplicates},        {"sheets without a record", counts.strangers},
      {"records left open", counts.left_open},  {"two sheets that both count", counts.both_count},
      {"given up for none", counts.none_counts}};
  bool good = true;
  for (const auto& [what, often] : zeros) {
    std::printf("  %-28s %4d%s\n", what, often, often == 0 ? "" : "   must be 0");
    good = good && often == 0;
  }
  const bool printed = counts.claims.contains({SheetState::printed, 1});
  if (!printed) std::printf("  nothing was printed at all\n");
  if (counts.replaced == 0) std::printf("  nothing was replaced\n");
  return good && printed && counts.replaced > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc == 4 ? argv[1] : "";
  if (task == "print" || task == "reprint" || task == "recover") {
    return be_kiosk(argv[1], argv[2], argv[3]);
  }
  std::string printer = "ipp";
  int rounds = 500;
  unsigned seed = 20210126;
  constexpr option kOptions[] = {{"printer", required_argument, nullptr, 'p'},
                                 {"rounds", required_argument, nullptr, 'r'},
                                 {"seed", required_argument, nullptr, 's'},
                                 {"lie", no_argument, nullptr, 'l'},
                                 {nullptr, 0, nullptr, 0}};
  for (int choice = 0; (choice = getopt_long(argc, argv, "", kOptions, nullptr)) != -1;) {
    if (choice == 'p') printer = optarg;
    if (choice == 'r') rounds = std::atoi(optarg);
    if (choice == 's') seed = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
    if (choice == 'l') setenv(kLieVariable, "1", 1);
    if (choice == '?') return 2;
  }
  if ((printer != "ipp" && printer != "escpos") || rounds < 1) {
    give_up("usage: print_torture [--printer ipp|escpos] [--rounds N] [--seed S] [--lie]");
  }
  const auto bench = printer == "ipp" ? ipp_bench() : escpos_bench();
  if (!bench) give_up("the printer does not start");
  return report(printer.c_str(), rounds, seed, *bench, Torture{*bench, seed}.run(rounds));
}
