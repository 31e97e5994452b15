// SPDX-License-Identifier: GPL-3.0-or-later
// Measures our own time at the card reader: a card laid down at random moments on emulated lines of
// real speed, read by the real kiosk-reader, beside what the wire and the chips take of it. Prints;
// decides nothing. usage: card_time [CARDS]
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "devices/reader/nfc_reader.h"
#include "devices/reader_process.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace {

using namespace bench;
using Ms = std::chrono::duration<double, std::milli>;

constexpr int kUsualCards = 100;
constexpr int kIdleCycles = 200;
// The antenna looks for type A and for type B by turns.
constexpr int kLooksInACycle = 2;
// A start bit, eight data bits and a stop bit at 115200 baud.
constexpr Ms kByte{10 * 1000.0 / 115'200};
// Find, select, read and their answers, 10 + 15, 10 + 19 and 10 + 1,295 bytes: 118.0 ms.
constexpr Ms kIdentityLine = 1359 * kByte;
// What the emulated PN532 takes for a search and for a REQB without a card (docs/wire.md §1).
constexpr Ms kSearch{3 * 1.7};
constexpr Ms kUnanswered{6.4};
constexpr std::uint8_t kInListPassiveTarget = 0x4A;
constexpr std::uint8_t kInCommunicateThru = 0x42;

Ms emulated_module() {
  const sandbox::SamVTiming timing;
  return timing.find + timing.select + timing.read;
}

// The value that the given part of all does not exceed.
double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  const auto rank = static_cast<std::size_t>(part * count + 0.999'999);
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

void print_row(const char* what, Ms floor, const std::vector<double>& times, const char* promise) {
  std::printf("%-34s %8.1f %8.1f %8.1f %8.1f   %s\n", what, floor.count(), quantile(times, 0.50),
              quantile(times, 0.95), quantile(times, 1.0), promise);
}

// Tells when somebody's identity was posted.
class Reading {
 public:
  visit::Post post() {
    return [this](visit::Event event) {
      const auto now = Clock::now();
      const std::lock_guard lock(mutex_);
      if (auto* change = std::get_if<visit::event::DeviceChanged>(&event)) works_ = change->works;
      auto* read = std::get_if<visit::event::CardRead>(&event);
      if (read != nullptr && read->ticket == ticket_) read_at_ = now;
      changed_.notify_all();
    };
  }
  bool works() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 5s, [&] { return works_; });
  }
  void expect(visit::Ticket ticket) {
    const std::lock_guard lock(mutex_);
    ticket_ = ticket;
    read_at_.reset();
  }
  std::optional<Clock::time_point> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 10s, [&] { return read_at_.has_value(); });
    return read_at_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool works_ = false;
  visit::Ticket ticket_{};
  std::optional<Clock::time_point> read_at_;
};

// From the card laid down to the identity in the kiosk's hands, in ms, each.
std::vector<double> time_identities(int cards) {
  Lines lines;
  Reading reading;
  const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  devices::ReaderCommand command;
  command.program = (program / "kiosk-reader").string();
  command.pn532 = lines.connstring();
  command.sam_v = lines.device();
  devices::ReaderProcess reader(command, reading.post());
  if (!reading.works()) return {};

  std::mt19937 random(20230801);
  std::vector<double> times;
  for (int i = 0; i < cards; ++i) {
    const visit::Ticket ticket{static_cast<std::uint64_t>(i) + 1};
    reading.expect(ticket);
    reader.start(ticket, visit::Wanted::card);
    // The readers' own rhythm is some 100 ms long; a card comes at any moment of it.
    std::this_thread::sleep_for(300ms + std::chrono::microseconds(random() % 400'000));
    const auto laid = Clock::now();
    lines.lay(wang().card);
    const auto read = reading.wait();
    lines.lift();
    if (!read) return {};
    times.push_back(Ms(*read - laid).count());
  }
  return times;
}

struct Idle {
  std::vector<double> cycles;  // ms
  Ms floor{};                  // of one cycle: its bytes, and what the chip waits for cards
};

std::optional<Idle> time_idle_antenna() {
  files::Folder scratch;
  sandbox::Pn532Line line(scratch.path() / "pn532");
  auto nfc = devices::reader::NfcReader::open("pn532_uart:" + line.path().string() + ":115200");
  if (!nfc) return std::nullopt;
  const auto look_around = [&] {
    for (int look = 0; look < kLooksInACycle; ++look) {
      if (!nfc->look()) return false;
    }
    return true;
  };
  // The first looks set the chip up.
  for (int i = 0; i < 4; ++i) {
    if (!look_around()) return std::nullopt;
  }
  const auto before = line.stats();
  Idle idle;
  for (int i = 0; i < kIdleCycles; ++i) {
    const auto start = Clock::now();
    if (!look_around()) return std::nullopt;
    idle.cycles.push_back(Ms(Clock::now() - start).count());
  }
  const auto after = line.stats();
  const auto more = [&](std::uint8_t command) {
    return static_cast<double>(after.commands[command] - before.commands[command]);
  };
  const auto bytes =
      static_cast<double>(after.bytes_in - before.bytes_in + after.bytes_out - before.bytes_out);
  idle.floor = (bytes * kByte + more(kInListPassiveTarget) * kSearch +
                more(kInCommunicateThru) * kUnanswered) /
               kIdleCycles;
  return idle;
}

}  // namespace

int main(int argc, char** argv) {
  const int cards = argc > 1 ? std::atoi(argv[1]) : kUsualCards;
  const auto times = time_identities(std::max(cards, 1));
  const auto idle = time_idle_antenna();
  if (times.empty() || !idle) {
    std::fputs("card_time: a card was not read, or the antenna did not look\n", stderr);
    return 1;
  }
  const Ms floor = kIdentityLine + emulated_module();
  std::vector<double> own;
  for (const double time : times) own.push_back(time - floor.count());
  std::printf("%-34s %8s %8s %8s %8s\n", "ms", "floor", "p50", "p95", "max");
  print_row("card laid -> identity", floor, times, "floor: 118.0 line + module and card");
  print_row("antenna idle cycle, types A and B", idle->floor, idle->cycles,
            "promised: p95 at most 100");
  print_row("identity own time", Ms{0}, own, "below 0: laid during a find, and found at its end");
  std::printf("identity own time p95 %.1f ms, promised: at most 50\n", quantile(own, 0.95));
  return 0;
}
