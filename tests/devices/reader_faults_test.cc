// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault of both card lines against the real kiosk-reader: what the person is told, the page
// that says it, the next card, and that a thousand of them leave nothing behind.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <functional>
#include <vector>

#include "kiosk/visit/page.h"
#include "tests/devices/reader_desk.h"
#include "tests/files.h"
#include "tests/kiosk/visit/people.h"
#include "tests/process.h"

using namespace bench;

namespace {

constexpr std::uint16_t kReadCommand = 0x3001;
// Longer than any number of tries: on a busy machine a line may time out and use up one of them.
constexpr int kUntilLifted = 1'000'000;

// What is wrong with the next card, and what must come of it: a trouble, or nothing at all.
struct Fault {
  const char* name;
  std::function<void(Lines&)> arm;
  std::optional<CardTrouble> told;
};

Fault module_says(const char* name, SamVFault fault, CardTrouble told, int count = kUntilLifted) {
  return {name, [=](Lines& lines) { lines.sam_v.arm(fault, count); }, told};
}
Fault broken_read(const char* name, SamVFault fault) {
  return {name, [=](Lines& lines) { lines.sam_v.arm(fault, kUntilLifted, kReadCommand); },
          CardTrouble::misread};
}
// The module reads on, whatever the antenna meets.
Fault antenna(const char* name, Pn532Fault fault, int count = 3) {
  return {name, [=](Lines& lines) { lines.pn532.arm(fault, count); }, std::nullopt};
}

std::vector<Fault> quick_faults() {
  using enum SamVFault;
  return {
      module_says("select failed", select_failed, CardTrouble::lay_again),
      module_says("pulled at select", pull_at_select, CardTrouble::lay_again, 1),
      module_says("pulled in mid-read", pull_mid_read, CardTrouble::lay_again, 1),
      module_says("wrong card", wrong_card, CardTrouble::lay_again),
      module_says("card refuses", card_refuses, CardTrouble::not_genuine),
      module_says("module refuses", module_refuses, CardTrouble::not_genuine),
      module_says("not verified", unverified, CardTrouble::not_genuine),
      module_says("not authorised", not_authorised, CardTrouble::not_genuine),
      broken_read("short text", short_text),
      broken_read("empty name", empty_name),
      broken_read("twin flip", twin_flip),
      broken_read("wrong check byte", bad_chk),
      broken_read("bit flip", bit_flip),
      broken_read("truncated", SamVFault::truncate),
      broken_read("LEN 0", len_zero),
      broken_read("LEN FFFF", len_ffff),
      {"noise before", [](Lines& l) { l.sam_v.arm(SamVFault::garbage_prefix, 2); }, std::nullopt},
      {"swapped", [](Lines& l) { l.sam_v.arm(swap_before_read, 1); }, std::nullopt},
      antenna("no ACK", Pn532Fault::no_ack),
      antenna("NACK", Pn532Fault::nack),
      antenna("silent", Pn532Fault::silent),
      antenna("truncated frame", Pn532Fault::truncate),
      antenna("wrong DCS", Pn532Fault::bad_dcs),
      antenna("wrong LCS", Pn532Fault::bad_lcs),
      antenna("error frame", Pn532Fault::error_frame),
      antenna("wrong command", Pn532Fault::wrong_command),
      antenna("extended frame", Pn532Fault::extended),
      antenna("noise before frame", Pn532Fault::garbage_prefix),
      antenna("byte by byte", Pn532Fault::split),
      antenna("late answer", Pn532Fault::late_answer),
      antenna("radio time-out", Pn532Fault::rf_timeout),
      antenna("radio CRC", Pn532Fault::rf_crc),
      antenna("radio collision", Pn532Fault::rf_collision),
      antenna("pulled before REQB", Pn532Fault::pull_before_reqb, 1),
      antenna("pulled before ATTRIB", Pn532Fault::pull_before_attrib, 1),
      antenna("pulled before UID", Pn532Fault::pull_before_uid, 1),
      antenna("ATS of length 0", Pn532Fault::ats_tl0),
      antenna("two cards", Pn532Fault::two_id, 1),
      antenna("card beside", Pn532Fault::id_plus_a, 1),
      antenna("hung card", Pn532Fault::card_hung, 2),
      antenna("strict ATTRIB", Pn532Fault::strict_attrib),
      antenna("strict analogue", Pn532Fault::strict_analog),
  };
}

// The page a person sees who was waiting for a card.
visit::PageId page_of(CardTrouble trouble) {
  visit::Visit visit =
      visit::test::visit_at(visit::state::LayCard{{visit::Actor::self, visit::test::kNow}, {}, 0});
  const auto ticket = visit.ticket;
  visit = visit::step(std::move(visit), CardFailed{ticket, trouble}).next;
  return std::holds_alternative<visit::state::CallStaff>(visit.state) ? visit::PageId::call_staff
                                                                      : visit::PageId::card_trouble;
}

// One unlucky card, then a good one. How long the good one took, if it was read.
std::optional<std::chrono::milliseconds> cycle(Kiosk& kiosk, const Fault& fault,
                                               std::uint64_t& ticket) {
  fault.arm(kiosk.lines);
  kiosk.reader->start({++ticket}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  if (fault.told) {
    if (!kiosk.inbox.failed(*fault.told, kReadsWithin)) return std::nullopt;
  } else if (!kiosk.inbox.read(wang(), kReadsWithin)) {
    return std::nullopt;
  }
  kiosk.lines.lift();
  kiosk.lines.sam_v.disarm();
  kiosk.lines.pn532.disarm();
  kiosk.reader->start({++ticket}, visit::Wanted::card);
  const auto start = Clock::now();
  kiosk.lines.lay(rare().card);
  const bool read = kiosk.inbox.read(rare(), kReadsWithin);
  const auto took = since(start);
  kiosk.lines.lift();
  if (!read) return std::nullopt;
  return took;
}

struct Footprint {
  std::ptrdiff_t own_descriptors, descriptors, threads;
  long kib;
};

Footprint footprint(pid_t child) {
  const std::string number = std::to_string(child);
  return {process::descriptors(), process::descriptors(number), process::threads(number),
          process::resident_kib(number)};
}

}  // namespace

// Everything that this process and its children print, until it dies.
class Overheard {
 public:
  Overheard() : file_(scratch_.path() / "log") {
    std::fflush(nullptr);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) kept_.push_back(::dup(fd));
    const int file = ::open(file_.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(file, fd);
    ::close(file);
  }
  Overheard(const Overheard&) = delete;
  Overheard& operator=(const Overheard&) = delete;
  // A test that fails must still be heard.
  ~Overheard() {
    const bool lost = !kept_.empty();
    give_back();
    if (lost) std::fputs(files::contents(file_).c_str(), stderr);
  }

  // What was printed; from here on it goes where it went before.
  std::string text() {
    give_back();
    return files::contents(file_);
  }

 private:
  void give_back() {
    if (kept_.empty()) return;
    std::fflush(nullptr);
    ::dup2(kept_[0], STDOUT_FILENO);
    ::dup2(kept_[1], STDERR_FILENO);
    for (const int fd : kept_) ::close(fd);
    kept_.clear();
  }

  files::Folder scratch_;
  std::filesystem::path file_;
  std::vector<int> kept_;
};

// Whether a text names either of the two who lay their cards: names as the kiosk and as the card
// write them, numbers, birthdays, the chip's number.
bool names_somebody(const std::string& text) {
  std::vector<std::string> secrets{"99 01 01 00", "99010100"};
  for (const auto& person : {wang(), rare()}) {
    const auto record = person.card.record();
    secrets.push_back(person.name);
    secrets.emplace_back(record.begin(), record.begin() + 6);
    secrets.push_back(person.number);
    secrets.push_back(person.number.substr(6, 8));
  }
  return std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
    return text.find(secret) != std::string::npos;
  });
}

TEST_CASE("what a card comes to has its page: lay it again, or somebody comes") {
  using visit::PageId;
  for (const auto again : {CardTrouble::lay_again, CardTrouble::misread, CardTrouble::other_card,
                           CardTrouble::hospital_card, CardTrouble::passport}) {
    CHECK(page_of(again) == PageId::card_trouble);
  }
  for (const auto staff : {CardTrouble::not_genuine, CardTrouble::reader_gone}) {
    CHECK(page_of(staff) == PageId::call_staff);
  }
}

TEST_CASE("a thousand unlucky cards of every kind leave nothing behind, and each next card reads") {
  constexpr int kCycles = 1000;
  Overheard overheard;
  std::fputs("listening\n", stderr);
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.pn532.pace(false);
  kiosk.lines.sam_v.pace(false);
  kiosk.lines.sam_v.set_timing({0us, 0us, 0us, 0us});
  const auto faults = quick_faults();
  std::uint64_t ticket = 0;
  // Once each, so that whatever is made once is made.
  for (const Fault& fault : faults) {
    INFO(fault.name);
    REQUIRE(cycle(kiosk, fault, ticket));
  }
  const pid_t child = only_child();
  const Footprint before = footprint(child);
  std::vector<std::chrono::milliseconds> took;
  for (int i = 0; i < kCycles; ++i) {
    const Fault& fault = faults[static_cast<std::size_t>(i) % faults.size()];
    INFO(fault.name << ", cycle " << i);
    const auto next = cycle(kiosk, fault, ticket);
    REQUIRE(next);
    took.push_back(*next);
  }
  const Footprint after = footprint(child);
  CHECK(only_child() == child);
  CHECK(kiosk.reader->deaths() == 0);
  CHECK(after.own_descriptors == before.own_descriptors);
  CHECK(after.descriptors == before.descriptors);
  CHECK(after.threads == before.threads);
#ifndef KIOSK_SANITIZED  // a sanitizer keeps freed memory for a while
  CHECK(after.kib < before.kib + 1024);
#endif
  const std::string printed = overheard.text();
  CHECK(printed.find("listening") != std::string::npos);
  CHECK_FALSE(names_somebody(printed));
  CHECK(names_somebody(printed + wang().number));  // the control
  std::sort(took.begin(), took.end());
  std::printf(
      "%d cycles over %zu faults: the next card reads in p50 %d, p99 %d, max %d ms; "
      "child %ld -> %ld KiB\n",
      kCycles, faults.size(), static_cast<int>(took[kCycles / 2].count()),
      static_cast<int>(took[kCycles * 99 / 100].count()), static_cast<int>(took.back().count()),
      before.kib, after.kib);
}

TEST_CASE("a thousand children that libnfc kills leave nothing in their parent") {
  Lines lines;
  lines.pn532.pace(false);
  constexpr int kDeaths = 1000;
  int deaths = 0;
  std::optional<std::pair<std::ptrdiff_t, std::ptrdiff_t>> before;
  for (int i = 0; i < kDeaths + 1; ++i) {
    lines.pn532.arm(Pn532Fault::status_0x80, 1);
    auto child = devices::ReaderChild::begin({.program = kProgram, .pn532 = lines.connstring()});
    REQUIRE(child);
    REQUIRE(child->send(devices::reader::Start{1, visit::Wanted::card}));
    const bool died = within(kReadsWithin, [&] {
      auto report = child->receive();
      while (report) report = child->receive();
      return report.error() == devices::ReaderChild::Nothing::lost;
    });
    if (died) ++deaths;
    child.reset();
    if (!before) before = std::pair(process::descriptors(), process::threads());
  }
  CHECK(deaths == kDeaths + 1);
  CHECK(process::descriptors() == before->first);
  CHECK(process::threads() == before->second);
}
