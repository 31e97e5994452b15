// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <regex>
#include <thread>
#include <type_traits>

#include "tests/devices/journal_place.h"

namespace devices {

using devices_test::JournalPlace;
using namespace std::chrono_literals;

namespace {

constexpr visit::Entry kEntry{visit::Entry::What::call, 3, 2, 0};

ChainCheck checked(const JournalPlace& place) { return check_chain(place.text()); }

int said(const JournalPlace& place, const std::string& what) {
  int count = 0;
  for (const std::string& line : place.lines())
    count += line.find("\"what\":\"" + what + "\"") == std::string::npos ? 0 : 1;
  return count;
}

// Nothing of a person can enter: an entry is numbers, and there is no other way in.
static_assert(std::is_trivially_copyable_v<visit::Entry>);
static_assert(!std::is_constructible_v<visit::Entry, std::string>);
static_assert(!std::is_constructible_v<visit::Entry, const char*>);
static_assert(!std::is_assignable_v<decltype(visit::Entry::detail)&, std::string>);
static_assert(std::is_same_v<decltype(&JournalFile::write),
                             void (JournalFile::*)(visit::Moment, visit::Entry)>);

// Begins to write in a process of its own, without end.
pid_t writer(const std::filesystem::path& file) {
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid > 0) return pid;
  const auto journal = JournalFile::open(file);
  if (!journal) _exit(1);
  const auto write = [&journal] {
    for (int i = 0;; ++i) {
      journal->write(JournalPlace::kMorning + i * 1ms,
                     {visit::Entry::What::state, static_cast<std::uint64_t>(i), i % 9, 0});
    }
  };
  const std::thread other(write);
  write();
  _exit(0);
}

void wait_for_size(const std::filesystem::path& file, std::uintmax_t bytes) {
  std::error_code error;
  for (int i = 0; i < 10'000; ++i) {
    if (const auto size = std::filesystem::file_size(file, error); !error && size >= bytes) return;
    std::this_thread::sleep_for(1ms);
  }
  FAIL("the writer did not get so far");
}

void kill_and_reap(pid_t pid) {
  kill(pid, SIGKILL);
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  REQUIRE(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("a restart goes on with the chain, and the head is what the last line says") {
  const JournalPlace place;
  JournalHead head = place.open()->head();
  CHECK(head.entries == 0);
  CHECK(head.chain == std::string(64, '0'));
  for (int start = 1; start <= 4; ++start) {
    const auto journal = place.open();
    JournalPlace::fill(*journal, 10);
    head = journal->head();
    CHECK(head.entries == static_cast<std::uint64_t>(start) * 10);
    CHECK(journal->lost() == 0);
  }
  CHECK_FALSE(checked(place).fault);
  CHECK(checked(place).end.entries == 40);
  CHECK(hex(checked(place).end) == head.chain);
  CHECK(place.open()->head().chain == head.chain);
  struct stat facts {};
  REQUIRE(::stat(place.file().c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600U);
}

TEST_CASE("a journal holds words of a closed set and numbers") {
  const JournalPlace place;
  JournalPlace::fill(*place.open(), 60);
  const std::regex form(
      R"re(\{"at":[0-9]+,"what":"[a-z-]+","ticket":[0-9]+,"detail":[0-9]+,"flag":[0-9]+,)re"
      R"re("seq":[0-9]+,"chain":"[0-9a-f]{64}"\})re");
  for (const std::string& line : place.lines()) CHECK(std::regex_match(line, form));
}

TEST_CASE("a line torn by a power cut is cut off, told of, and the chain goes on") {
  std::string whole;
  std::size_t last = 0;
  {
    const JournalPlace place;
    JournalPlace::fill(*place.open(), 3);
    whole = place.text();
    last = place.lines().back().size() + 1;
  }
  // At each byte of the last line; 0 takes it away whole, and nobody can tell.
  for (std::size_t left = 0; left < last; ++left) {
    const JournalPlace place;
    JournalPlace::write(place.file(), whole.substr(0, whole.size() - last + left));
    const auto journal = place.open();
    journal->write(JournalPlace::kMorning, kEntry);
    journal->write(JournalPlace::kMorning, kEntry);
    INFO(left << " bytes of it are left");
    CHECK_FALSE(checked(place).fault);
    CHECK(checked(place).end.entries == (left == 0 ? 4 : 5));
    CHECK(said(place, "cut") == (left == 0 ? 0 : 1));
    if (left > 0)
      CHECK(place.lines()[2].find("\"detail\":" + std::to_string(left)) != std::string::npos);
  }
  // A first line that is torn, and one that is longer than what takes its place.
  for (const std::size_t junk : {std::size_t{1}, std::size_t{3000}}) {
    const JournalPlace place;
    JournalPlace::write(place.file(), std::string(junk, '\0'));
    place.open()->write(JournalPlace::kMorning, kEntry);
    CHECK_FALSE(checked(place).fault);
    CHECK(checked(place).end.entries == 2);
  }
}

TEST_CASE("threads and processes that write at once keep one order") {
  const JournalPlace place;
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      const auto journal = JournalFile::open(place.file());
      if (!journal) _exit(1);
      std::thread other([&journal] { JournalPlace::fill(*journal, 200); });
      JournalPlace::fill(*journal, 200);
      other.join();
      _exit(journal->lost() == 0 ? 0 : 1);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
  CHECK_FALSE(checked(place).fault);
  CHECK(checked(place).end.entries == 800);
}

TEST_CASE("a process that is killed while it writes leaves a chain that goes on") {
  const JournalPlace place;
  std::uint64_t entries = 0;
  for (int round = 0; round < 20; ++round) {
    const std::uintmax_t before = place.text().size();
    const pid_t pid = writer(place.file());
    wait_for_size(place.file(), before + 4000 + static_cast<std::uintmax_t>(round) * 777);
    kill_and_reap(pid);
    INFO("round " << round);
    const auto journal = place.open();
    journal->write(JournalPlace::kMorning, kEntry);
    const ChainCheck check = checked(place);
    REQUIRE_FALSE(check.fault);
    CHECK(check.end.entries > entries);
    CHECK(journal->head().entries == check.end.entries);
    entries = check.end.entries;
  }
}

TEST_CASE("lines that are taken away while the kiosk writes are missed") {
  const JournalPlace place;
  const auto journal = place.open();
  JournalPlace::fill(*journal, 10);
  const auto lines = place.lines();
  JournalPlace::write(place.file(), JournalPlace::join({lines.begin(), lines.begin() + 5}));
  journal->write(JournalPlace::kMorning, kEntry);
  CHECK(journal->lost() == 0);
  CHECK(checked(place).fault == ChainFault::number);
  CHECK(checked(place).line == 6);
}

TEST_CASE("what a full disk does not take is counted, and told of when there is room again") {
  const JournalPlace place;
  const auto journal = place.open();
  JournalPlace::fill(*journal, 5);
  signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  // Room for half a line.
  const rlimit little{place.text().size() + 100, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &little) == 0);
  JournalPlace::fill(*journal, 3);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(journal->lost() == 3);
  CHECK_FALSE(checked(place).fault);
  CHECK(checked(place).end.entries == 5);
  journal->write(JournalPlace::kMorning, kEntry);
  CHECK_FALSE(checked(place).fault);
  CHECK(checked(place).end.entries == 7);
  CHECK(place.lines()[5].find(R"("what":"lost","ticket":0,"detail":3)") != std::string::npos);
}

TEST_CASE("a journal of an earlier version stays as it is, and the chain begins behind it") {
  const JournalPlace place;
  const std::string earlier = visit::as_json(JournalPlace::kMorning, kEntry) + "\n";
  JournalPlace::write(place.file(), earlier + earlier);
  JournalPlace::fill(*place.open(), 2);
  JournalPlace::fill(*place.open(), 2);
  CHECK(place.text().starts_with(earlier + earlier));
  CHECK_FALSE(checked(place).fault);
  CHECK(checked(place).end.entries == 4);
}

TEST_CASE("somebody else's file is refused and left as it is") {
  const JournalPlace place;
  const std::string other(10'000, 'x');
  JournalPlace::write(place.file(), other);
  CHECK(JournalFile::open(place.file()) == nullptr);
  CHECK(place.text() == other);
  CHECK(JournalFile::open(place.folder()) == nullptr);
  CHECK(JournalFile::open(place.folder() / "missing/journal.jsonl") == nullptr);
}

TEST_CASE("on standard error each start begins a chain of its own") {
  const JournalPlace place;
  const int before = dup(STDERR_FILENO);
  REQUIRE(freopen(place.file().c_str(), "a", stderr) != nullptr);
  for (int start = 0; start < 2; ++start) {
    const auto journal = JournalFile::open({});
    REQUIRE(journal != nullptr);
    JournalPlace::fill(*journal, 2);
    CHECK(journal->head().entries == 2);
  }
  REQUIRE(dup2(before, STDERR_FILENO) >= 0);
  close(before);
  const auto lines = place.lines();
  REQUIRE(lines.size() == 4);
  CHECK_FALSE(check_chain(lines[0] + "\n" + lines[1] + "\n").fault);
  CHECK_FALSE(check_chain(lines[2] + "\n" + lines[3] + "\n").fault);
  CHECK(checked(place).fault == ChainFault::number);
}

}  // namespace devices
