// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>

#include "devices/sandbox/wires/pn532_line.h"
#include "tests/devices/sandbox/wires/libnfc_reader.h"
#include "tests/devices/sandbox/wires/soon.h"
#include "tests/files.h"
#include "tests/process.h"

using namespace sandbox;

namespace {

constexpr std::uint8_t kInCommunicateThru = 0x42;
const Bytes kUid{0x99, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01};

// A reader that has just read the card on the line, and is about to meet a fault.
struct Ready {
  explicit Ready(Pn532Line& line) : reader(line.path()) {
    line.lay(ResidentCard{});
    REQUIRE(reader.begin());
    REQUIRE(reader.read_uid() == kUid);
    // The registers are written by now: the next command is the REQB itself.
    REQUIRE(reader.reqb().result == 12);
  }
  LibnfcReader reader;
};

// Runs `victim` in a child process and returns how it ended, as waitpid tells it.
int end_of(const std::function<void()>& victim) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    std::signal(SIGABRT, SIG_DFL);
    std::signal(SIGSEGV, SIG_DFL);
    victim();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// A sanitizer turns the crash into an exit of its own.
bool died_of(int status, int signal) {
#ifdef KIOSK_SANITIZED
  if (WIFEXITED(status)) return WEXITSTATUS(status) != 0;
#endif
  return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

}  // namespace

TEST_CASE("each fault of the line ends one exchange as libnfc tells it, and the next one works") {
  struct Row {
    const char* name;
    Pn532Fault fault;
    int result;
    int following;  // of the exchange after it
  };
  const Row row = GENERATE(values<Row>({
      {"no ACK", Pn532Fault::no_ack, NFC_ETIMEOUT, 12},
      {"a NACK", Pn532Fault::nack, NFC_EIO, 12},
      {"silence", Pn532Fault::silent, NFC_ETIMEOUT, 12},
      {"half an answer", Pn532Fault::truncate, NFC_ETIMEOUT, 12},
      {"a wrong data checksum", Pn532Fault::bad_dcs, NFC_EIO, 12},
      {"a wrong length checksum", Pn532Fault::bad_lcs, NFC_EIO, 12},
      {"an error frame", Pn532Fault::error_frame, NFC_EIO, 12},
      {"another command's answer", Pn532Fault::wrong_command, NFC_EIO, 12},
      {"an extended frame", Pn532Fault::extended, 12, 12},
      {"noise before the answer", Pn532Fault::garbage_prefix, NFC_EIO, 12},
      {"byte by byte", Pn532Fault::split, 12, 12},
      // The late answer stands where the following command's ACK should be.
      {"an answer too late", Pn532Fault::late_answer, NFC_ETIMEOUT, NFC_EIO},
  }));
  INFO(row.name);
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  const auto spent = line.stats().faults_spent;

  line.arm(row.fault);
  const auto struck = ready.reader.reqb();
  INFO(row.name << " took " << struck.took.count() << " ms");
  CHECK(struck.result == row.result);
  CHECK(line.stats().faults_spent == spent + 1);
  const auto following = ready.reader.reqb();
  CHECK(following.result == row.following);
  // libnfc does not empty the line after a wrong ACK: what is still on its way spoils the command
  // after that as well, until it has all arrived.
  const auto reads = [&] { return ready.reader.read_uid() == kUid; };
  CHECK((row.following < 0 ? soon(reads) : reads()));

  // Control: armed and disarmed, nothing happens.
  line.arm(row.fault);
  line.disarm();
  CHECK(ready.reader.reqb().result == 12);
}

TEST_CASE("a fault kept for one command passes the others by") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  line.arm(Pn532Fault::bad_dcs, 2, kInCommunicateThru);
  CHECK(ready.reader.select(NMT_ISO14443A) == 0);  // 4A, 06 and 08 go through
  ready.reader.speak_raw_b();
  CHECK(ready.reader.reqb().result == NFC_EIO);
  CHECK(ready.reader.reqb().result == NFC_EIO);
  CHECK(ready.reader.reqb().result == 12);
}

TEST_CASE("a silent device is not opened, and is opened once it speaks") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.arm(Pn532Fault::no_ack, kUntilDisarmed);
  CHECK_FALSE(LibnfcReader(line.path()).is_open());
  line.disarm();
  CHECK(LibnfcReader(line.path()).is_open());
}

TEST_CASE("each fault of the radio is one failed exchange") {
  const Pn532Fault fault =
      GENERATE(Pn532Fault::rf_timeout, Pn532Fault::rf_crc, Pn532Fault::rf_collision);
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  line.arm(fault, 2);
  CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  CHECK(ready.reader.reqb().result == 12);  // control: no more were armed
  CHECK(ready.reader.read_uid() == kUid);
}

TEST_CASE("a card pulled before a frame is gone until it is laid again") {
  struct Row {
    Pn532Fault fault;
    int reqb, attrib, uid;
  };
  const Row row = GENERATE(values<Row>({
      {Pn532Fault::pull_before_reqb, NFC_ERFTRANS, NFC_ERFTRANS, NFC_ERFTRANS},
      {Pn532Fault::pull_before_attrib, 12, NFC_ERFTRANS, NFC_ERFTRANS},
      {Pn532Fault::pull_before_uid, 12, 1, NFC_ERFTRANS},
  }));
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  line.arm(row.fault);
  CHECK(ready.reader.reqb().result == row.reqb);
  CHECK(ready.reader.attrib().result == row.attrib);
  CHECK(ready.reader.uid_command().result == row.uid);
  CHECK_FALSE(ready.reader.read_uid());
  line.lay(ResidentCard{});
  CHECK(ready.reader.read_uid() == kUid);
}

TEST_CASE("a second identity card makes REQB collide") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  line.arm(Pn532Fault::two_id);
  CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  CHECK(ready.reader.read_uid() == kUid);

  // Control: it takes two; over an empty reader nothing collides and nothing is spent.
  line.arm(Pn532Fault::two_id);
  line.lift();
  CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  line.lay(ResidentCard{});
  CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  CHECK(ready.reader.reqb().result == 12);
}

TEST_CASE("a hospital card beside the identity card is found by the search for type A") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  CHECK(ready.reader.select(NMT_ISO14443A) == 0);
  line.arm(Pn532Fault::id_plus_a);
  CHECK(ready.reader.select(NMT_ISO14443A) == 1);
  CHECK(ready.reader.select(NMT_ISO14443A) == 0);
  CHECK(ready.reader.read_uid() == kUid);
}

TEST_CASE("a hung card answers again only after the field was off") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Ready ready(line);
  line.arm(Pn532Fault::card_hung);
  for (int i = 0; i < 3; ++i) CHECK(ready.reader.reqb().result == NFC_ERFTRANS);
  CHECK(ready.reader.select(NMT_ISO14443B) == 0);
  ready.reader.reset_field();
  ready.reader.speak_raw_b();
  CHECK(ready.reader.reqb().result == 12);

  line.arm(Pn532Fault::card_hung, 2);
  CHECK_FALSE(ready.reader.read_uid());  // it resets the field once
  CHECK(ready.reader.read_uid() == kUid);
}

TEST_CASE("a status with its high bit set aborts libnfc's process; the next one reads the card") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.lay(ResidentCard{});
  const auto victim = [&] {
    LibnfcReader reader(line.path());
    if (!reader.begin()) _exit(2);
    _exit(reader.read_uid() == kUid ? 0 : 3);
  };
  line.arm(Pn532Fault::status_0x80);
  CHECK(died_of(end_of(victim), SIGABRT));
  // Control: the same child without the fault lives, and reads.
  const int status = end_of(victim);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("an ATS of length 0 kills libnfc's process; the next one lives") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.lay(ResidentCard{});
  const auto victim = [&] {
    LibnfcReader reader(line.path());
    if (!reader.begin()) _exit(2);
    reader.select(NMT_ISO14443A);
    _exit(reader.read_uid() == kUid ? 0 : 3);
  };
  line.arm(Pn532Fault::ats_tl0);
  CHECK(died_of(end_of(victim), SIGSEGV));
  const int status = end_of(victim);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("a thousand faults and a hundred replugs leave no descriptor behind") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.pace(false);
  {
    Ready ready(line);
    const auto before = process::descriptors();
    for (int i = 0; i < 1000; ++i) {
      line.arm(Pn532Fault::rf_crc);
      REQUIRE(ready.reader.reqb().result == NFC_ERFTRANS);
      REQUIRE(ready.reader.reqb().result == 12);
    }
    CHECK(process::descriptors() == before);
  }
  const auto before = process::descriptors();
  for (int i = 0; i < 100; ++i) {
    line.unplug();
    line.replug();
  }
  CHECK(process::descriptors() == before);
  CHECK(line.stats().faults_spent == 1000);
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  CHECK(reader.read_uid() == kUid);
}

TEST_CASE("lines come and go without leaving a descriptor, a link or a thread") {
  const files::Folder scratch;
  const auto before = process::descriptors();
  for (int i = 0; i < 50; ++i) {
    Pn532Line line(scratch / "reader");
    line.lay(ResidentCard{});
    line.arm(Pn532Fault::silent);
  }
  CHECK(process::descriptors() == before);
  CHECK_FALSE(std::filesystem::is_symlink(scratch / "reader"));
}
