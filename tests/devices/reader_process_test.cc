// SPDX-License-Identifier: GPL-3.0-or-later
// The life of the child: it may hang, die, lie or talk to nobody, and the parent goes on.
#include "devices/reader_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/devices/acting_reader.h"
#include "tests/devices/reader_desk.h"
#include "tests/files.h"
#include "tests/process.h"

using namespace bench;

TEST_CASE("a child that hangs is killed after three seconds, and the next one reads") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  const pid_t hung = only_child();
  ::kill(hung, SIGSTOP);
  const auto start = Clock::now();
  CHECK(within(kReadsWithin, [&] { return kiosk.reader->deaths() == 1; }));
  CHECK(since(start) > 1500ms);
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  CHECK(only_child() != hung);
}

TEST_CASE("a child that says nothing from the beginning is killed too") {
  Kiosk kiosk(acting::child(acting::kSilent));
  CHECK(within(kReadsWithin, [&] { return kiosk.reader->deaths() >= 1; }));
  CHECK(kiosk.inbox.count<DeviceChanged>() == 0);
}

TEST_CASE("a child that breaks the format is killed and replaced") {
  const auto role = GENERATE(acting::kGarbage, acting::kEndless, acting::kStranger);
  CAPTURE(role);
  Kiosk kiosk(acting::child(role));
  CHECK(within(kReadsWithin, [&] { return kiosk.reader->deaths() >= 2; }));
  CHECK(kiosk.inbox.count<CardRead>() == 0);
}

TEST_CASE("a message for an earlier ticket is never posted") {
  Kiosk kiosk(acting::child(acting::kLate));
  for (std::uint64_t number = 2; number < 20; ++number) {
    kiosk.reader->start({number}, visit::Wanted::card);
    // The child speaks of the ticket before first; the first thing heard is about this one.
    const auto laid = kiosk.inbox.take<CardLaid>(kReadsWithin);
    REQUIRE(laid);
    CHECK(laid->ticket == Ticket{number});
    CHECK(kiosk.inbox.count<CardRead>() == 0);
    CHECK(kiosk.inbox.count<CardFailed>() == 0);
  }
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("a card that was being read for somebody who left is shown to nobody") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  REQUIRE(within(kReadsWithin, [&] { return kiosk.lines.sam_v.stats().commands[0x3001] > 0; }));
  kiosk.reader->stop();
  kiosk.reader->start({2}, visit::Wanted::card);
  REQUIRE(within(kReadsWithin, [&] { return kiosk.lines.sam_v.stats().cards_read == 1; }));
  std::this_thread::sleep_for(500ms);
  CHECK(kiosk.inbox.count<CardRead>() == 0);
  kiosk.lines.lift();
  kiosk.lines.lay(rare().card);
  const auto read = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(read);
  CHECK(read->ticket == Ticket{2});
  CHECK(read->identity.number.reveal() == rare().number);
}

TEST_CASE("five deaths a minute are out of order, until a child lives again") {
  files::Folder scratch;
  Kiosk kiosk(acting::child(acting::kMortal + (scratch.path() / "lives").string()));
  kiosk.reader->start({1}, visit::Wanted::card);
  REQUIRE(kiosk.inbox.fails(10s));
  CHECK(kiosk.reader->deaths() == ReaderProcess::kDeathsOutOfOrder);
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
  CHECK(kiosk.inbox.works(20s));
  CHECK(kiosk.reader->deaths() == ReaderProcess::kDeathsOutOfOrder);
}

TEST_CASE("a program that is missing is a reader out of order at once") {
  Kiosk kiosk({"/nonexistent/kiosk-reader", "", ""});
  CHECK(kiosk.inbox.fails(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
}

TEST_CASE("no child outlives its kiosk, ended or killed") {
  {
    Kiosk kiosk;
    REQUIRE(kiosk.inbox.works(kReadsWithin));
    const auto start = Clock::now();
    kiosk.reader.reset();
    CHECK(since(start) < kReadsWithin);
    CHECK(children().empty());
  }
  const std::string program = std::filesystem::canonical("/proc/self/exe").string();
  std::string role = acting::kParent + kProgram;
  std::array<char*, 3> words{const_cast<char*>(program.c_str()), role.data(), nullptr};
  pid_t parent = -1;
  REQUIRE(::posix_spawn(&parent, program.c_str(), nullptr, nullptr, words.data(), environ) == 0);
  const auto grandchild = [&] {
    pid_t pid = 0;
    const auto number = std::to_string(parent);
    std::ifstream("/proc/" + number + "/task/" + number + "/children") >> pid;
    return pid;
  };
  REQUIRE(within(kReadsWithin, [&] { return grandchild() != 0; }));
  const auto reader = std::filesystem::path("/proc") / std::to_string(grandchild());
  CHECK(within(kReadsWithin, [&] { return files::contents(reader / "comm") == "kiosk-reader\n"; }));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // Gone, or dead and waiting for whoever reaps orphans here.
  CHECK(within(kReadsWithin, [&] {
    const auto state = files::contents(reader / "stat");
    return state.empty() || state.find(") Z ") != std::string::npos;
  }));
}

TEST_CASE("a child leaves no core") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  const auto limits = files::contents("/proc/" + std::to_string(only_child()) + "/limits");
  std::istringstream lines(limits);
  std::string line;
  bool none = false;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string max, core, file, size, soft, hard;
    words >> max >> core >> file >> size >> soft >> hard;
    if (core == "core") none = soft == "0" && hard == "0";
  }
  CHECK(none);
}

TEST_CASE("nothing personal is printed, whatever happens") {
  files::Folder scratch;
  const auto log = scratch.path() / "log";
  const int file = ::open(log.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  REQUIRE(file >= 0);
  std::fflush(nullptr);
  const int out = ::dup(STDOUT_FILENO);
  const int err = ::dup(STDERR_FILENO);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  int reads = 0;
  {
    Kiosk kiosk;
    std::uint64_t number = 0;
    const auto read_once = [&] {
      kiosk.reader->start({++number}, visit::Wanted::card);
      kiosk.lines.lay(wang().card);
      if (kiosk.inbox.read(wang(), kReadsWithin)) ++reads;
      kiosk.lines.lift();
    };
    read_once();
    for (const auto fault :
         {Pn532Fault::truncate, Pn532Fault::bad_dcs, Pn532Fault::wrong_command,
          Pn532Fault::garbage_prefix, Pn532Fault::error_frame, Pn532Fault::status_0x80}) {
      kiosk.lines.pn532.arm(fault, 3);
      read_once();
    }
    kiosk.lines.pn532.disarm();
    kiosk.lines.pn532.unplug();
    for (const auto fault : {SamVFault::bad_chk, SamVFault::twin_flip, SamVFault::card_refuses}) {
      kiosk.lines.sam_v.arm(fault, 1, 0x3001);
      read_once();
    }
  }
  const auto printed = [&] {
    const std::string text = files::contents(log);
    // UTF-8 and the card's own UTF-16, the number, its printed UID.
    const auto record = wang().card.record();
    const std::string utf16(record.begin(), record.begin() + 6);
    for (const std::string& secret : {wang().name, utf16, wang().number, std::string("19380412"),
                                      std::string("99 01 01 00"), std::string("99010100")}) {
      if (text.find(secret) != std::string::npos) return true;
    }
    return false;
  };
  const bool leaked = printed();
  const bool spoke = !files::contents(log).empty();
  // The control: a planted line is found.
  const std::string planted = "number: " + wang().number + "\n";
  (void)!::write(STDERR_FILENO, planted.data(), planted.size());
  const bool found = printed();
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  for (const int fd : {file, out, err}) ::close(fd);
  CHECK(reads == 10);
  CHECK(spoke);  // libnfc does complain of bad frames: there was something to search
  CHECK_FALSE(leaked);
  CHECK(found);
}

TEST_CASE("nothing grows over two hundred cards") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.pn532.pace(false);
  kiosk.lines.sam_v.pace(false);
  kiosk.lines.sam_v.set_timing({0us, 0us, 0us, 0us});
  std::uint64_t number = 0;
  const auto read_one = [&] {
    kiosk.reader->start({++number}, visit::Wanted::card);
    kiosk.lines.lay(wang().card);
    const bool read = kiosk.inbox.read(wang(), kReadsWithin);
    kiosk.lines.lift();
    return read;
  };
  const std::string child = std::to_string(only_child());
  for (int i = 0; i < 20; ++i) REQUIRE(read_one());
  const auto own = process::descriptors();
  const auto childs = process::descriptors(child);
  const auto threads = process::threads(child);
  const auto memory = process::resident_kib(child);
  for (int i = 0; i < 200; ++i) REQUIRE(read_one());
  CHECK(process::descriptors() == own);
  CHECK(process::descriptors(child) == childs);
  CHECK(process::threads(child) == threads);
  std::printf("200 cards:         child %ld -> %ld KiB\n", memory, process::resident_kib(child));
#ifndef KIOSK_SANITIZED  // a sanitizer keeps freed memory for a while
  CHECK(process::resident_kib(child) < memory + 1024);
#endif
}

TEST_CASE("descriptors do not grow while devices come, go and die") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  const auto before = process::descriptors();
  for (int i = 0; i < 3; ++i) {
    const int deaths = kiosk.reader->deaths();
    ::kill(only_child(), SIGKILL);
    REQUIRE(within(10s, [&] { return kiosk.reader->deaths() == deaths + 1; }));
  }
  for (int i = 0; i < 3; ++i) {
    kiosk.lines.sam_v.unplug();
    REQUIRE(kiosk.inbox.fails(10s));
    kiosk.lines.sam_v.replug();
    REQUIRE(kiosk.inbox.works(10s));
  }
  CHECK(process::descriptors() == before);
}

TEST_CASE("wrong use of kiosk-reader is one clear line and status 2") {
  const auto run = [](const std::string& words) {
    std::string text;
    FILE* const pipe = ::popen((kProgram + " " + words + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    return std::pair(WEXITSTATUS(::pclose(pipe)), text);
  };
  for (const char* words : {"", "--frobnicate", "--channel", "--channel x", "--channel 1",
                            "--channel 99", "stray", "--pn532"}) {
    const auto [status, text] = run(words);
    CAPTURE(words, text);
    CHECK(status == 2);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.starts_with("kiosk-reader: "));
  }
  CHECK(run("--help").first == 0);
  CHECK(run("--version") == std::pair(0, std::string("kiosk-reader 0.1.0\n")));
}
