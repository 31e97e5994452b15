// SPDX-License-Identifier: GPL-3.0-or-later
// The parent, the real kiosk-reader, real libnfc and real serial lines; only the chips are
// emulated.
#include "devices/reader_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

#include "tests/devices/acting_reader.h"
#include "tests/devices/reader/bench.h"

namespace {

using namespace bench;
using devices::ReaderCommand;
using devices::ReaderProcess;
using sandbox::Pn532Fault;
using sandbox::SamVFault;
using visit::CardTrouble;
using visit::Ticket;
using visit::event::CardFailed;
using visit::event::CardLaid;
using visit::event::CardRead;
using visit::event::DeviceChanged;

const std::string kProgram = KIOSK_BINARY_DIR "/bin/kiosk-reader";
constexpr auto kReadsWithin = 5s;  // a hang fails; how long it took is printed, and never decides

// Where events are posted.
class Inbox {
 public:
  visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    };
  }
  // The first event of its kind that fits, taken out together with all before it.
  template <class Kind, class Fits>
  std::optional<Kind> take(std::chrono::milliseconds time, Fits fits) {
    std::optional<Kind> found;
    within(time, [&] {
      const std::lock_guard lock(mutex_);
      while (!events_.empty() && !found) {
        auto* event = std::get_if<Kind>(&events_.front());
        if (event != nullptr && fits(*event)) found = std::move(*event);
        events_.pop_front();
      }
      return found.has_value();
    });
    return found;
  }
  template <class Kind>
  std::optional<Kind> take(std::chrono::milliseconds time) {
    return take<Kind>(time, [](const Kind&) { return true; });
  }
  template <class Kind>
  int count() {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count_if(events_.begin(), events_.end(), [](const auto& event) {
      return std::holds_alternative<Kind>(event);
    }));
  }
  bool works(std::chrono::milliseconds time) {
    return take<DeviceChanged>(time, [](auto& change) { return change.works; }).has_value();
  }
  bool fails(std::chrono::milliseconds time) {
    return take<DeviceChanged>(time, [](auto& change) { return !change.works; }).has_value();
  }
  bool failed(CardTrouble trouble, std::chrono::milliseconds time) {
    return take<CardFailed>(time, [&](auto& event) { return event.trouble == trouble; })
        .has_value();
  }
  bool read(const Person& person, std::chrono::milliseconds time) {
    const auto event = take<CardRead>(time);
    return event && event->identity.number.reveal() == person.number &&
           event->identity.name.reveal() == person.name;
  }

 private:
  std::mutex mutex_;
  std::deque<visit::Event> events_;
};

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::set<pid_t> children() {
  std::set<pid_t> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream in(task.path() / "children");
    for (pid_t pid = 0; in >> pid;) found.insert(pid);
  }
  return found;
}

pid_t only_child() {
  REQUIRE(within(5s, [] { return children().size() == 1; }));
  return *children().begin();
}

// A kiosk's reader on its two lines, at work.
struct Kiosk {
  Lines lines;
  Inbox inbox;
  std::optional<ReaderProcess> reader;

  Kiosk() { begin({kProgram, lines.connstring(), lines.device()}); }
  explicit Kiosk(const ReaderCommand& command) { begin(command); }
  void begin(const ReaderCommand& command) { reader.emplace(command, inbox.post()); }
  ReaderCommand both() const { return {kProgram, lines.connstring(), lines.device()}; }
};

// Reads somebody else, whatever happened before; prints how long it took.
void check_next_card_reads(Kiosk& kiosk, const char* after) {
  kiosk.lines.lift();
  std::this_thread::sleep_for(100ms);
  const auto start = Clock::now();
  kiosk.lines.lay(rare().card);
  CHECK(kiosk.inbox.read(rare(), kReadsWithin));
  std::printf("%-18s the next card reads in %4d ms\n", after,
              static_cast<int>(since(start).count()));
}

}  // namespace

TEST_CASE("a card that is laid down is announced and read, whoever it is") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  std::uint64_t number = 0;
  for (const auto& person :
       {wang(), rare(), private_use(), uyghur(), permit(), foreigner_2017(), foreigner_2023()}) {
    const Ticket ticket{++number};
    kiosk.reader->start(ticket);
    kiosk.lines.lay(person.card);
    const auto laid = kiosk.inbox.take<CardLaid>(kReadsWithin);
    REQUIRE(laid);
    CHECK(laid->ticket == ticket);
    const auto read = kiosk.inbox.take<CardRead>(kReadsWithin);
    REQUIRE(read);
    CHECK(read->ticket == ticket);
    CHECK(read->identity.name.reveal() == person.name);
    CHECK(read->identity.number.reveal() == person.number);
    CHECK(read->identity.birth.has_value());
    kiosk.lines.lift();
  }
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("a card that never ends has no end, one that does has its day") {
  Kiosk kiosk;
  kiosk.reader->start({1});
  kiosk.lines.lay(wang().card);
  const auto forever = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(forever);
  CHECK_FALSE(forever->identity.valid_until);
  kiosk.lines.lift();
  kiosk.reader->start({2});
  kiosk.lines.lay(uyghur().card);
  const auto ending = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(ending);
  CHECK(ending->identity.valid_until == std::chrono::year{2030} / 1 / 1);
}

TEST_CASE("nothing is read while nobody asked, nor after a stop") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.lines.lay(wang().card);
  std::this_thread::sleep_for(800ms);
  kiosk.lines.lift();
  kiosk.reader->start({1});
  kiosk.reader->stop();
  std::this_thread::sleep_for(200ms);
  kiosk.lines.lay(wang().card);
  std::this_thread::sleep_for(800ms);
  CHECK(kiosk.inbox.count<CardLaid>() == 0);
  CHECK(kiosk.lines.sam_v.stats().cards_read == 0);
  CHECK_FALSE(kiosk.lines.pn532.stats().field);
  // The control: with a start the same card is read.
  kiosk.reader->start({2});
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
}

TEST_CASE("the identity module reads without an antenna; the antenna alone reads nobody") {
  Kiosk kiosk({kProgram, "", ""});
  REQUIRE(kiosk.inbox.fails(5s));

  kiosk.begin({kProgram, "", kiosk.lines.device()});
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  kiosk.lines.lift();

  kiosk.begin({kProgram, kiosk.lines.connstring(), ""});
  REQUIRE(kiosk.inbox.fails(5s));
  kiosk.reader->start({2});
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 5s));
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.take<CardLaid>(kReadsWithin));
}

TEST_CASE("each fault of the module is its trouble in time, and the next card reads") {
  struct Case {
    SamVFault fault;
    int count;
    CardTrouble trouble;
    std::chrono::milliseconds deadline;
    const char* name;
  };
  constexpr std::uint16_t kReadCommand = 0x3001;
  // Module's words are believed when they are said twice; broken answers are asked for again.
  const auto test = GENERATE(values<Case>({
      {SamVFault::select_failed, 2, CardTrouble::lay_again, 3s, "select_failed"},
      {SamVFault::pull_at_select, 1, CardTrouble::lay_again, 3s, "pull_at_select"},
      {SamVFault::pull_mid_read, 1, CardTrouble::lay_again, 3s, "pull_mid_read"},
      {SamVFault::wrong_card, 2, CardTrouble::lay_again, 3s, "wrong_card"},
      {SamVFault::none_found, sandbox::kUntilDisarmed, CardTrouble::lay_again, 5s, "none_found"},
      {SamVFault::card_refuses, 2, CardTrouble::not_genuine, 5s, "card_refuses"},
      {SamVFault::module_refuses, 2, CardTrouble::not_genuine, 5s, "module_refuses"},
      {SamVFault::unverified, 2, CardTrouble::not_genuine, 5s, "unverified"},
      {SamVFault::not_authorised, 2, CardTrouble::not_genuine, 3s, "not_authorised"},
      {SamVFault::short_text, 2, CardTrouble::misread, 5s, "short_text"},
      {SamVFault::empty_name, 2, CardTrouble::misread, 5s, "empty_name"},
      {SamVFault::twin_flip, 2, CardTrouble::misread, 5s, "twin_flip"},
      {SamVFault::bad_chk, 2, CardTrouble::misread, 5s, "bad_chk"},
      {SamVFault::bit_flip, 2, CardTrouble::misread, 5s, "bit_flip"},
      {SamVFault::truncate, 2, CardTrouble::misread, 5s, "truncate"},
      {SamVFault::len_zero, 2, CardTrouble::misread, 5s, "len_zero"},
      {SamVFault::len_ffff, 2, CardTrouble::misread, 5s, "len_ffff"},
      {SamVFault::split, 1, CardTrouble::misread, 9s, "split (2.9 s)"},
      {SamVFault::busy, 2, CardTrouble::misread, 9s, "busy at the read"},
      {SamVFault::self_test, 1, CardTrouble::reader_gone, 5s, "self_test"},
      {SamVFault::busy, sandbox::kUntilDisarmed, CardTrouble::reader_gone, 8s, "busy"},
  }));
  CAPTURE(test.name);
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  const bool on_read_only = test.trouble == CardTrouble::misread;
  if (on_read_only) {
    kiosk.lines.sam_v.arm(test.fault, test.count, kReadCommand);
  } else {
    kiosk.lines.sam_v.arm(test.fault, test.count);
  }
  kiosk.reader->start({7});
  const auto start = Clock::now();
  kiosk.lines.lay(wang().card);
  const auto failed = kiosk.inbox.take<CardFailed>(test.deadline);
  const auto took = since(start);
  REQUIRE(failed);
  CHECK(failed->trouble == test.trouble);
  CHECK(failed->ticket == Ticket{7});
  std::printf("%-18s told after %4d ms; ", test.name, static_cast<int>(took.count()));
  kiosk.lines.sam_v.disarm();
  if (test.trouble == CardTrouble::reader_gone) REQUIRE(kiosk.inbox.works(5s));
  check_next_card_reads(kiosk, "");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("one bad answer is nobody's trouble: the card reads all the same") {
  const auto fault =
      GENERATE(SamVFault::select_failed, SamVFault::card_refuses, SamVFault::bad_chk,
               SamVFault::bit_flip, SamVFault::twin_flip, SamVFault::len_ffff, SamVFault::truncate,
               SamVFault::garbage_prefix, SamVFault::swap_before_read);
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.lines.sam_v.arm(fault, 1,
                        fault == SamVFault::select_failed
                            ? std::nullopt
                            : std::optional<sandbox::SamVCommand>(0x3001));
  kiosk.reader->start({1});
  kiosk.lines.lay(wang().card);
  // Nothing but CardLaid may come before it.
  CHECK(kiosk.inbox.take<CardRead>(8s));
  CHECK(kiosk.inbox.count<CardFailed>() == 0);
}

TEST_CASE("a card that is no resident ID is told as another card") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  const sandbox::Card card =
      GENERATE(values<sandbox::Card>({sandbox::MifareCard{}, sandbox::SocialSecurityCard{},
                                      sandbox::PassportCard{}, sandbox::TypeBCard{}}));
  kiosk.lines.lay(card);
  CHECK(kiosk.inbox.failed(CardTrouble::other_card, 5s));
  check_next_card_reads(kiosk, "other card:");
}

TEST_CASE("two identity cards at once are to be laid again") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  kiosk.lines.lay(wang().card);
  kiosk.lines.lay(rare().card);
  const auto failed = kiosk.inbox.take<CardFailed>(5s);
  REQUIRE(failed);
  CHECK(failed->trouble == CardTrouble::lay_again);
  check_next_card_reads(kiosk, "two cards:");
}

TEST_CASE("bytes that kill libnfc kill the child only; the next one reads the card") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  kiosk.lines.pn532.arm(Pn532Fault::status_0x80, 1);
  REQUIRE(within(5s, [&] { return kiosk.reader->deaths() == 1; }));
  const auto start = Clock::now();
  kiosk.lines.lay(wang().card);
  const auto read = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(read);
  CHECK(read->ticket == Ticket{1});
  std::printf("killed child:      a card laid down at its death reads in %d ms\n",
              static_cast<int>(since(start).count()));
  CHECK(kiosk.reader->deaths() == 1);
}

TEST_CASE("a card with the ATS that crashes libnfc is declined, and nobody dies") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.lines.pn532.arm(Pn532Fault::ats_tl0, sandbox::kUntilDisarmed);
  kiosk.reader->start({1});
  kiosk.lines.lay(sandbox::SocialSecurityCard{});
  CHECK(kiosk.inbox.failed(CardTrouble::other_card, 5s));
  check_next_card_reads(kiosk, "ATS of length 0:");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("an unplugged module is told within five seconds; plugged in again it reads on") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  SECTION("in the middle of a reading, under the same start") {
    kiosk.reader->start({1});
    std::this_thread::sleep_for(100ms);
    kiosk.lines.sam_v.unplug();
    CHECK(kiosk.inbox.fails(5s));
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 1s));
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(5s));
  }
  SECTION("in the middle of a frame") {
    kiosk.lines.sam_v.arm(SamVFault::unplug_mid_frame, 1, 0x3001);
    kiosk.reader->start({1});
    kiosk.lines.lay(wang().card);
    CHECK(kiosk.inbox.fails(5s));
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 1s));
    kiosk.lines.lift();
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(5s));
  }
  SECTION("while nobody reads; whoever then asks hears it at once") {
    kiosk.lines.sam_v.unplug();
    CHECK(kiosk.inbox.fails(5s));
    kiosk.reader->start({1});
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 1s));
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(5s));
  }
  check_next_card_reads(kiosk, "replugged:");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("an unplugged antenna is missed by nobody") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  kiosk.lines.pn532.unplug();
  kiosk.lines.sam_v.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  kiosk.lines.lift();
  kiosk.lines.pn532.replug();
  // It comes back by itself: only the antenna tells that a hospital card lies there.
  kiosk.reader->start({2});
  kiosk.lines.lay(sandbox::MifareCard{});
  CHECK(kiosk.inbox.failed(CardTrouble::other_card, 15s));
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("a reader without devices at its start works when they come") {
  Scratch scratch;
  Inbox inbox;
  const auto device = scratch.path() / "sam_v";
  ReaderProcess reader({kProgram, "", device.string()}, inbox.post());
  REQUIRE(inbox.fails(5s));
  reader.start({1});
  CHECK(inbox.failed(CardTrouble::reader_gone, 1s));
  sandbox::SamVLine line(device);
  CHECK(inbox.works(5s));
  line.lay(wang().card);
  CHECK(inbox.read(wang(), kReadsWithin));
}

TEST_CASE("a child that hangs is killed after three seconds, and the next one reads") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  const pid_t hung = only_child();
  ::kill(hung, SIGSTOP);
  const auto start = Clock::now();
  CHECK(within(5s, [&] { return kiosk.reader->deaths() == 1; }));
  CHECK(since(start) > 1500ms);
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  CHECK(only_child() != hung);
}

TEST_CASE("a child that says nothing from the beginning is killed too") {
  Kiosk kiosk(acting::child(acting::kSilent));
  CHECK(within(6s, [&] { return kiosk.reader->deaths() >= 1; }));
  CHECK(kiosk.inbox.count<DeviceChanged>() == 0);
}

TEST_CASE("a child that breaks the format is killed and replaced") {
  const auto role = GENERATE(acting::kGarbage, acting::kEndless, acting::kStranger);
  CAPTURE(role);
  Kiosk kiosk(acting::child(role));
  CHECK(within(5s, [&] { return kiosk.reader->deaths() >= 2; }));
  CHECK(kiosk.inbox.count<CardRead>() == 0);
}

TEST_CASE("a message for an earlier ticket is never posted") {
  Kiosk kiosk(acting::child(acting::kLate));
  for (std::uint64_t number = 2; number < 20; ++number) {
    kiosk.reader->start({number});
    // The child speaks of the ticket before first; the first thing heard is about this one.
    const auto laid = kiosk.inbox.take<CardLaid>(5s);
    REQUIRE(laid);
    CHECK(laid->ticket == Ticket{number});
    CHECK(kiosk.inbox.count<CardRead>() == 0);
    CHECK(kiosk.inbox.count<CardFailed>() == 0);
  }
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("a card that was being read for somebody who left is shown to nobody") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.reader->start({1});
  kiosk.lines.lay(wang().card);
  REQUIRE(within(5s, [&] { return kiosk.lines.sam_v.stats().commands[0x3001] > 0; }));
  kiosk.reader->stop();
  kiosk.reader->start({2});
  REQUIRE(within(5s, [&] { return kiosk.lines.sam_v.stats().cards_read == 1; }));
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
  Scratch scratch;
  Kiosk kiosk(acting::child(acting::kMortal + (scratch.path() / "lives").string()));
  kiosk.reader->start({1});
  REQUIRE(kiosk.inbox.fails(10s));
  CHECK(kiosk.reader->deaths() == ReaderProcess::kDeathsOutOfOrder);
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 1s));
  CHECK(kiosk.inbox.works(20s));
  CHECK(kiosk.reader->deaths() == ReaderProcess::kDeathsOutOfOrder);
}

TEST_CASE("a program that is missing is a reader out of order at once") {
  Kiosk kiosk({"/nonexistent/kiosk-reader", "", ""});
  CHECK(kiosk.inbox.fails(1s));
  kiosk.reader->start({1});
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, 1s));
}

TEST_CASE("no child outlives its kiosk, ended or killed") {
  {
    Kiosk kiosk;
    REQUIRE(kiosk.inbox.works(5s));
    const auto start = Clock::now();
    kiosk.reader.reset();
    CHECK(since(start) < 1500ms);
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
  REQUIRE(within(5s, [&] { return grandchild() != 0; }));
  const auto reader = std::filesystem::path("/proc") / std::to_string(grandchild());
  CHECK(within(5s, [&] { return contents(reader / "comm") == "kiosk-reader\n"; }));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // Gone, or dead and waiting for whoever reaps orphans here.
  CHECK(within(5s, [&] {
    const auto state = contents(reader / "stat");
    return state.empty() || state.find(") Z ") != std::string::npos;
  }));
}

TEST_CASE("a child leaves no core") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  const auto limits = contents("/proc/" + std::to_string(only_child()) + "/limits");
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
  Scratch scratch;
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
      kiosk.reader->start({++number});
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
    const std::string text = contents(log);
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
  const bool spoke = !contents(log).empty();
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
  REQUIRE(kiosk.inbox.works(5s));
  kiosk.lines.pn532.pace(false);
  kiosk.lines.sam_v.pace(false);
  kiosk.lines.sam_v.set_timing({0us, 0us, 0us, 0us});
  std::uint64_t number = 0;
  const auto read_one = [&] {
    kiosk.reader->start({++number});
    kiosk.lines.lay(wang().card);
    const bool read = kiosk.inbox.read(wang(), kReadsWithin);
    kiosk.lines.lift();
    return read;
  };
  const auto proc = std::filesystem::path("/proc") / std::to_string(only_child());
  const auto entries = [](const std::filesystem::path& folder) {
    std::error_code denied;  // another user's process
    std::filesystem::directory_iterator all(folder, denied);
    return denied ? std::ptrdiff_t{0} : std::distance(begin(all), end(all));
  };
  const auto resident_kib = [&] {
    const auto status = contents(proc / "status");
    return std::stol(status.substr(status.find("VmRSS:") + 6));
  };
  for (int i = 0; i < 20; ++i) REQUIRE(read_one());
  const auto own = entries("/proc/self/fd");
  const auto childs = entries(proc / "fd");
  const auto threads = entries(proc / "task");
  const auto memory = resident_kib();
  for (int i = 0; i < 200; ++i) REQUIRE(read_one());
  CHECK(entries("/proc/self/fd") == own);
  CHECK(entries(proc / "fd") == childs);
  CHECK(entries(proc / "task") == threads);
  std::printf("200 cards:         child %ld -> %ld KiB\n", memory, resident_kib());
#ifndef KIOSK_SANITIZED  // a sanitizer keeps freed memory for a while
  CHECK(resident_kib() < memory + 1024);
#endif
}

TEST_CASE("descriptors do not grow while devices come, go and die") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  const auto own = [] {
    std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = own();
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
  CHECK(own() == before);
}

TEST_CASE("how long a card takes", "[timing]") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(5s));
  std::vector<double> from_laying;
  std::vector<double> from_announcement;
  for (std::uint64_t number = 1; number <= 20; ++number) {
    kiosk.reader->start({number});
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + 7 * number));
    const auto down = Clock::now();
    kiosk.lines.lay(wang().card);
    REQUIRE(kiosk.inbox.take<CardLaid>(kReadsWithin));
    const auto announced = Clock::now();
    REQUIRE(kiosk.inbox.take<CardRead>(kReadsWithin));
    const auto read = Clock::now();
    using Ms = std::chrono::duration<double, std::milli>;
    from_laying.push_back(Ms(read - down).count());
    from_announcement.push_back(Ms(read - announced).count());
    kiosk.lines.lift();
  }
  const auto at = [](std::vector<double>& times, double part) {
    std::sort(times.begin(), times.end());
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  // find 10 + 15 bytes, select 10 + 19, read 10 + 1295, at 86.8 µs; the module 30 + 30 + 350 ms.
  constexpr double kWire = (25 + 29 + 1305) * 0.0868 + 410;
  std::printf(
      "card down -> read: median %.0f ms, p95 %.0f ms; laid -> read: median %.0f ms; "
      "wire and module alone: %.0f ms\n",
      at(from_laying, 0.5), at(from_laying, 0.95), at(from_announcement, 0.5), kWire);
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
