// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of cards, and of the devices that read them: each fault of the lines, told or borne.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <vector>

#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader_desk.h"
#include "tests/files.h"

using namespace bench;

TEST_CASE("a card that is laid down is announced and read, whoever it is") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  std::uint64_t number = 0;
  for (const auto& person :
       {wang(), rare(), private_use(), uyghur(), permit(), foreigner_2017(), foreigner_2023()}) {
    const Ticket ticket{++number};
    kiosk.reader->start(ticket, visit::Wanted::card);
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
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  const auto forever = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(forever);
  CHECK_FALSE(forever->identity.valid_until);
  kiosk.lines.lift();
  kiosk.reader->start({2}, visit::Wanted::card);
  kiosk.lines.lay(uyghur().card);
  const auto ending = kiosk.inbox.take<CardRead>(kReadsWithin);
  REQUIRE(ending);
  CHECK(ending->identity.valid_until == std::chrono::year{2030} / 1 / 1);
}

TEST_CASE("nothing is read while nobody asked, nor after a stop") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.lay(wang().card);
  std::this_thread::sleep_for(800ms);
  kiosk.lines.lift();
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.reader->stop();
  std::this_thread::sleep_for(200ms);
  kiosk.lines.lay(wang().card);
  std::this_thread::sleep_for(800ms);
  CHECK(kiosk.inbox.count<CardLaid>() == 0);
  CHECK(kiosk.lines.sam_v.stats().cards_read == 0);
  CHECK_FALSE(kiosk.lines.pn532.stats().field);
  // The control: with a start the same card is read.
  kiosk.reader->start({2}, visit::Wanted::card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
}

TEST_CASE("the identity module reads without an antenna; the antenna alone reads nobody") {
  Kiosk kiosk({.program = kProgram});
  REQUIRE(kiosk.inbox.fails(kReadsWithin));

  kiosk.begin({.program = kProgram, .sam_v = kiosk.lines.device()});
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  kiosk.lines.lift();

  kiosk.begin({kProgram, kiosk.lines.connstring(), ""});
  REQUIRE(kiosk.inbox.fails(kReadsWithin));
  kiosk.reader->start({2}, visit::Wanted::card);
  CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
  kiosk.lines.lay(wang().card);
  CHECK(kiosk.inbox.take<CardLaid>(kReadsWithin));
}

TEST_CASE("each fault of the module is its trouble, and the next card reads") {
  struct Case {
    SamVFault fault;
    int count;
    CardTrouble trouble;
    const char* name;
  };
  constexpr std::uint16_t kReadCommand = 0x3001;
  // Module's words are believed when they are said twice; broken answers are asked for again.
  const auto test = GENERATE(values<Case>({
      {SamVFault::select_failed, 2, CardTrouble::lay_again, "select_failed"},
      {SamVFault::pull_at_select, 1, CardTrouble::lay_again, "pull_at_select"},
      {SamVFault::pull_mid_read, 1, CardTrouble::lay_again, "pull_mid_read"},
      {SamVFault::wrong_card, 2, CardTrouble::lay_again, "wrong_card"},
      {SamVFault::none_found, sandbox::kUntilDisarmed, CardTrouble::lay_again, "none_found"},
      {SamVFault::card_refuses, 2, CardTrouble::not_genuine, "card_refuses"},
      {SamVFault::module_refuses, 2, CardTrouble::not_genuine, "module_refuses"},
      {SamVFault::unverified, 2, CardTrouble::not_genuine, "unverified"},
      {SamVFault::not_authorised, 2, CardTrouble::not_genuine, "not_authorised"},
      {SamVFault::short_text, 2, CardTrouble::misread, "short_text"},
      {SamVFault::empty_name, 2, CardTrouble::misread, "empty_name"},
      {SamVFault::twin_flip, 2, CardTrouble::misread, "twin_flip"},
      {SamVFault::bad_chk, 2, CardTrouble::misread, "bad_chk"},
      {SamVFault::bit_flip, 2, CardTrouble::misread, "bit_flip"},
      {SamVFault::truncate, 2, CardTrouble::misread, "truncate"},
      {SamVFault::len_zero, 2, CardTrouble::misread, "len_zero"},
      {SamVFault::len_ffff, 2, CardTrouble::misread, "len_ffff"},
      {SamVFault::split, 1, CardTrouble::misread, "split (2.9 s)"},
      {SamVFault::busy, 2, CardTrouble::misread, "busy at the read"},
      {SamVFault::self_test, 1, CardTrouble::reader_gone, "self_test"},
      {SamVFault::busy, sandbox::kUntilDisarmed, CardTrouble::reader_gone, "busy"},
  }));
  CAPTURE(test.name);
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  const bool on_read_only = test.trouble == CardTrouble::misread;
  if (on_read_only) {
    kiosk.lines.sam_v.arm(test.fault, test.count, kReadCommand);
  } else {
    kiosk.lines.sam_v.arm(test.fault, test.count);
  }
  kiosk.reader->start({7}, visit::Wanted::card);
  const auto start = Clock::now();
  kiosk.lines.lay(wang().card);
  const auto failed = kiosk.inbox.take<CardFailed>(kReadsWithin);
  const auto took = since(start);
  REQUIRE(failed);
  CHECK(failed->trouble == test.trouble);
  CHECK(failed->ticket == Ticket{7});
  std::printf("%-18s told after %4d ms; ", test.name, static_cast<int>(took.count()));
  kiosk.lines.sam_v.disarm();
  if (test.trouble == CardTrouble::reader_gone) REQUIRE(kiosk.inbox.works(kReadsWithin));
  check_next_card_reads(kiosk, "");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("one bad answer is nobody's trouble: the card reads all the same") {
  const auto fault =
      GENERATE(SamVFault::select_failed, SamVFault::card_refuses, SamVFault::bad_chk,
               SamVFault::bit_flip, SamVFault::twin_flip, SamVFault::len_ffff, SamVFault::truncate,
               SamVFault::garbage_prefix, SamVFault::swap_before_read);
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.sam_v.arm(fault, 1,
                        fault == SamVFault::select_failed
                            ? std::nullopt
                            : std::optional<sandbox::SamVCommand>(0x3001));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  // Nothing but CardLaid may come before it.
  CHECK(kiosk.inbox.take<CardRead>(kReadsWithin));
  CHECK(kiosk.inbox.count<CardFailed>() == 0);
}

TEST_CASE("a card that is no resident ID is told by its kind") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  const auto [card, trouble] = GENERATE(values<std::pair<sandbox::Card, CardTrouble>>(
      {{sandbox::MifareCard{}, CardTrouble::hospital_card},
       {sandbox::PassportCard{}, CardTrouble::passport},
       {sandbox::TypeBCard{}, CardTrouble::other_card},
       // It says nothing that agrees with itself.
       {sandbox::SocialSecurityCard{}, CardTrouble::other_card}}));
  kiosk.lines.lay(card);
  CHECK(kiosk.inbox.failed(trouble, kReadsWithin));
  check_next_card_reads(kiosk, "other card:");
}

TEST_CASE("two identity cards at once are to be laid again") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(wang().card);
  kiosk.lines.lay(rare().card);
  const auto failed = kiosk.inbox.take<CardFailed>(kReadsWithin);
  REQUIRE(failed);
  CHECK(failed->trouble == CardTrouble::lay_again);
  check_next_card_reads(kiosk, "two cards:");
}

TEST_CASE("bytes that kill libnfc kill the child only; the next one reads the card") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.pn532.arm(Pn532Fault::status_0x80, 1);
  REQUIRE(within(kReadsWithin, [&] { return kiosk.reader->deaths() == 1; }));
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
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.lines.pn532.arm(Pn532Fault::ats_tl0, sandbox::kUntilDisarmed);
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.lay(sandbox::SocialSecurityCard{});
  CHECK(kiosk.inbox.failed(CardTrouble::other_card, kReadsWithin));
  check_next_card_reads(kiosk, "ATS of length 0:");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("an unplugged module is told; plugged in again it reads on") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  SECTION("in the middle of a reading, under the same start") {
    kiosk.reader->start({1}, visit::Wanted::card);
    std::this_thread::sleep_for(100ms);
    kiosk.lines.sam_v.unplug();
    CHECK(kiosk.inbox.fails(kReadsWithin));
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(kReadsWithin));
  }
  SECTION("in the middle of a frame") {
    kiosk.lines.sam_v.arm(SamVFault::unplug_mid_frame, 1, 0x3001);
    kiosk.reader->start({1}, visit::Wanted::card);
    kiosk.lines.lay(wang().card);
    CHECK(kiosk.inbox.fails(kReadsWithin));
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
    kiosk.lines.lift();
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(kReadsWithin));
  }
  SECTION("while nobody reads; whoever then asks hears it at once") {
    kiosk.lines.sam_v.unplug();
    CHECK(kiosk.inbox.fails(kReadsWithin));
    kiosk.reader->start({1}, visit::Wanted::card);
    CHECK(kiosk.inbox.failed(CardTrouble::reader_gone, kReadsWithin));
    kiosk.lines.sam_v.replug();
    CHECK(kiosk.inbox.works(kReadsWithin));
  }
  check_next_card_reads(kiosk, "replugged:");
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("an unplugged antenna is missed by nobody") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  kiosk.reader->start({1}, visit::Wanted::card);
  kiosk.lines.pn532.unplug();
  kiosk.lines.sam_v.lay(wang().card);
  CHECK(kiosk.inbox.read(wang(), kReadsWithin));
  kiosk.lines.lift();
  kiosk.lines.pn532.replug();
  // It comes back by itself: only the antenna tells that a hospital card lies there.
  kiosk.reader->start({2}, visit::Wanted::card);
  kiosk.lines.lay(sandbox::MifareCard{});
  CHECK(kiosk.inbox.failed(CardTrouble::hospital_card, kReadsWithin));
  CHECK(kiosk.reader->deaths() == 0);
}

TEST_CASE("a reader without devices at its start works when they come") {
  files::Folder scratch;
  Inbox inbox;
  const auto device = scratch.path() / "sam_v";
  ReaderProcess reader({kProgram, "", device.string()}, inbox.post());
  REQUIRE(inbox.fails(kReadsWithin));
  reader.start({1}, visit::Wanted::card);
  CHECK(inbox.failed(CardTrouble::reader_gone, kReadsWithin));
  sandbox::SamVLine line(device);
  CHECK(inbox.works(kReadsWithin));
  line.lay(wang().card);
  CHECK(inbox.read(wang(), kReadsWithin));
}

TEST_CASE("how long a card takes", "[timing]") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.works(kReadsWithin));
  std::vector<double> from_laying;
  std::vector<double> from_announcement;
  for (std::uint64_t number = 1; number <= 20; ++number) {
    kiosk.reader->start({number}, visit::Wanted::card);
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
