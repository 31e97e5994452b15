// SPDX-License-Identifier: GPL-3.0-or-later
// The real serial client against the module's emulated line.
#include "devices/reader/sam_v_module.h"

#include <catch2/catch.hpp>

#include "devices/reader/card_record.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace {

using namespace bench;
using devices::reader::card_trouble;
using devices::reader::decode_card_text;
using devices::reader::LineTrouble;
using devices::reader::SamVModule;
using devices::reader::text_block;
using sandbox::SamVFault;
using visit::CardTrouble;

struct Line {
  files::Folder scratch;
  sandbox::SamVLine far{scratch.path() / "sam_v"};

  // The card's own time is nobody's business here.
  Line() { far.set_timing({0us, 0us, 0us, 0us}); }

  SamVModule open() {
    auto module = SamVModule::open(far.path().string());
    REQUIRE(module);
    return std::move(*module);
  }
};

// Finds, selects and reads; the number on the card, or what stopped it.
std::string read_number(SamVModule& module) {
  const auto found = module.find();
  if (!found || *found != 0x9F) return "not found";
  const auto selected = module.select();
  if (!selected || *selected != 0x90) return "not selected";
  const auto reply = module.read();
  if (!reply || reply->sw3 != 0x90) return "not read";
  const auto text = text_block(reply->data);
  if (!text) return "no text";
  const auto record = decode_card_text(*text);
  return record ? std::string(record->number.reveal()) : "no record";
}

}  // namespace

TEST_CASE("a card is found, selected and read; it is found again only after it was lifted") {
  Line line;
  auto module = line.open();
  CHECK(module.status() == 0x90);
  CHECK(module.find() == 0x80);
  line.far.lay(wang().card);
  CHECK(read_number(module) == wang().number);
  CHECK(module.find() == 0x80);
  line.far.lift();
  line.far.lay(rare().card);
  CHECK(read_number(module) == rare().number);
}

TEST_CASE("the module's number is told as its label prints it") {
  Line line;
  auto module = line.open();
  CHECK(module.module_id() == std::string("05.01-20200101-0000000001-0000000099"));
}

TEST_CASE("a card reads with its fingerprints too, however many there are") {
  constexpr auto kRead = devices::reader::SamVCommand::read_with_fingerprints;
  const auto fingerprints = GENERATE(values<std::uint16_t>({0, 512, 1024}));
  Line line;
  line.far.pace(false);
  auto module = line.open();
  auto card = wang().card;
  card.fingerprint_bytes = fingerprints;
  line.far.lay(card);
  REQUIRE(module.find() == 0x9F);
  REQUIRE(module.select() == 0x90);
  const auto reply = module.read(kRead);
  REQUIRE(reply);
  CHECK_FALSE(text_block(reply->data));
  const auto text = text_block(reply->data, kRead);
  REQUIRE(text);
  const auto record = decode_card_text(*text);
  REQUIRE(record);
  CHECK(record->number.reveal() == wang().number);
  CHECK(record->address.reveal() == "样例省样例市样例区样例路1号");
}

TEST_CASE("an address that was stored after the issue is read, and that there is none is told") {
  Line line;
  line.far.pace(false);
  auto module = line.open();
  auto card = wang().card;
  const bool moved = GENERATE(true, false);
  if (moved) card.new_address = u"样例省样例市样例区新样例路2号";
  line.far.lay(card);
  // Not selected, hence not read: neither an address nor the word that there is none.
  const auto too_soon = module.read_new_address();
  REQUIRE_FALSE(too_soon);
  CHECK(too_soon.error() == LineTrouble::garbled);
  REQUIRE(module.find() == 0x9F);
  REQUIRE(module.select() == 0x90);
  const auto address = module.read_new_address();
  REQUIRE(address);
  REQUIRE(address->has_value() == moved);
  if (moved) CHECK((*address)->reveal() == "样例省样例市样例区新样例路2号");
  CHECK(module.status() == 0x90);
}

TEST_CASE("each broken answer is trouble in time, and leaves a clean line") {
  struct Case {
    SamVFault fault;
    LineTrouble trouble;
  };
  const auto [fault, trouble] = GENERATE(values<Case>({
      {SamVFault::busy, LineTrouble::silent},
      {SamVFault::bad_chk, LineTrouble::garbled},
      {SamVFault::bit_flip, LineTrouble::garbled},
      {SamVFault::truncate, LineTrouble::garbled},
      {SamVFault::len_zero, LineTrouble::garbled},
      {SamVFault::len_ffff, LineTrouble::garbled},
      {SamVFault::unplug_mid_frame, LineTrouble::gone},
  }));
  Line line;
  auto module = line.open();
  line.far.lay(wang().card);
  REQUIRE(module.find() == 0x9F);
  REQUIRE(module.select() == 0x90);
  line.far.arm(fault, 1);
  const auto start = Clock::now();
  const auto reply = module.read();
  CHECK(since(start) < kComesBackWithin);
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == trouble);
  if (trouble == LineTrouble::gone) {
    CHECK(module.cut());
    return;
  }
  // The very next answer is the right one: nothing of the broken one is left on the line.
  line.far.lift();
  line.far.lay(rare().card);
  CHECK(read_number(module) == rare().number);
}

TEST_CASE("noise before an answer and an answer in pieces are no trouble") {
  Line line;
  auto module = line.open();
  line.far.lay(wang().card);
  line.far.arm(GENERATE(SamVFault::garbage_prefix, SamVFault::split), 1);
  CHECK(read_number(module) == wang().number);
}

TEST_CASE("two equal errors that the check byte cannot see do not make a record") {
  Line line;
  auto module = line.open();
  line.far.lay(wang().card);
  REQUIRE(module.find() == 0x9F);
  REQUIRE(module.select() == 0x90);
  const auto fault = GENERATE(SamVFault::twin_flip, SamVFault::short_text, SamVFault::empty_name);
  line.far.arm(fault, 1);
  const auto reply = module.read();
  REQUIRE(reply);
  const auto text = text_block(reply->data);
  CHECK((!text || !decode_card_text(*text)));
}

TEST_CASE("a module at another speed is found") {
  Line line;
  line.far.arm(SamVFault::wrong_baud);
  auto module = line.open();
  CHECK(module.status() == 0x90);
}

TEST_CASE("a line is held by one process alone, and free again when it is closed") {
  Line line;
  {
    const auto module = line.open();
    const auto second = SamVModule::open(line.far.path().string());
    REQUIRE_FALSE(second);
    CHECK(second.error() == LineTrouble::gone);
  }
  CHECK(SamVModule::open(line.far.path().string()));
}

TEST_CASE("a device that is not there, or does not answer, is trouble and no wait without end") {
  files::Folder scratch;
  const auto none = SamVModule::open((scratch.path() / "none").string());
  REQUIRE_FALSE(none);
  CHECK(none.error() == LineTrouble::gone);
  CHECK(SamVModule::open("/dev/null").error() == LineTrouble::gone);

  Line line;
  line.far.arm(SamVFault::busy, sandbox::kUntilDisarmed);
  const auto start = Clock::now();
  const auto silent = SamVModule::open(line.far.path().string());
  CHECK(since(start) < kComesBackWithin);
  REQUIRE_FALSE(silent);
  CHECK(silent.error() == LineTrouble::silent);
}

TEST_CASE("status bytes say what to tell the person") {
  for (const int sw3 : {0x31, 0x32, 0x33, 0x66}) {
    CHECK(card_trouble(static_cast<std::uint8_t>(sw3)) == CardTrouble::not_genuine);
  }
  for (const int sw3 : {0x40, 0x41, 0x80, 0x81}) {
    CHECK(card_trouble(static_cast<std::uint8_t>(sw3)) == CardTrouble::lay_again);
  }
  CHECK_FALSE(card_trouble(0x90));
  CHECK_FALSE(card_trouble(0x60));
}
