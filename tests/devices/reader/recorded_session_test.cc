// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions of `kioskctl card --record`, played back to the code that reads cards. What is not the
// same as when they were recorded is another conversation: KIOSK_GOLDEN=write and the whole
// program's card_recording_test record anew.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "devices/reader/card_record.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/sam_v_module.h"
#include "devices/sandbox/wires/replay.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"
#include "tests/golden.h"

namespace {

using namespace bench;
using devices::reader::CardKind;
using devices::reader::NfcReader;
using devices::reader::SamVModule;
using devices::reader::Sight;
using sandbox::Bytes;
using sandbox::Replay;
using sandbox::ReplayPace;
using Strings = std::vector<std::string>;

std::string recorded(const std::string& name) {
  return files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) /
                         "tests/devices/reader/recordings" / name);
}

// What one reader sees until the recording ends, as the tool tells it.
Strings read_cards(SamVModule& module, const Replay& replay) {
  Strings seen;
  bool there = false;
  bool read = false;
  while (replay.followed() && !replay.finished()) {
    if (read) {
      if (module.read_new_address() || module.read_new_address()) continue;
      there = read = false;
      seen.emplace_back("removed");
      continue;
    }
    const auto found = module.find();
    if (found != 0x9f) continue;
    if (!std::exchange(there, true)) seen.emplace_back("card");
    if (module.select() != 0x90) {
      seen.emplace_back("lay again");
      continue;
    }
    auto reply = module.read();
    if (!reply) {
      seen.emplace_back("garbled");
      reply = module.read();
    }
    REQUIRE(reply);
    const auto text = devices::reader::text_block(reply->data);
    REQUIRE(text);
    const auto record = devices::reader::decode_card_text(*text);
    REQUIRE(record);
    seen.emplace_back(record->number.reveal());
    read = true;
    (void)module.read_new_address();
  }
  return seen;
}

// Every time something else lies there.
Strings look_at_cards(NfcReader& reader, const Replay& replay) {
  Strings seen;
  std::optional<CardKind> before;
  while (replay.followed() && !replay.finished()) {
    const auto look = reader.look();
    if (!look || look->kind == before) continue;
    before = look->kind;
    seen.emplace_back(before ? devices::reader::name_of(*before) : "nothing");
  }
  return seen;
}

}  // namespace

TEST_CASE("a recorded module is read as it was, whoever its cards' owners are now") {
  const files::Folder scratch;
  const Strings numbers{wang().number, foreigner_2017().number, uyghur().number};
  int reads = 0;
  const auto filler = [&](std::size_t hidden) -> Bytes {
    if (hidden != sandbox::kRecordBytes + sandbox::kPhotoBytes) return {};
    ++reads;
    const auto person = reads == 1 ? wang() : reads == 2 ? foreigner_2017() : uyghur();
    return person.card.record();
  };
  const auto replay =
      Replay::open(scratch.path() / "line", recorded("module.wire"), ReplayPace::none, filler);
  REQUIRE(replay);
  auto module = SamVModule::open(replay->path());
  REQUIRE(module);
  const auto seen = read_cards(*module, *replay);
  CHECK(replay->followed());
  CHECK(seen == Strings{"card", numbers[0], "removed", "card", "lay again", numbers[1], "removed",
                        "card", "garbled", numbers[2], "removed"});
}

TEST_CASE("cards that were recorded with libnfc are seen as they were") {
  const files::Folder scratch;
  const auto replay = Replay::open(scratch.path() / "line", recorded("antenna.wire"));
  REQUIRE(replay);
  devices::reader::tame_libnfc();
  auto reader = NfcReader::open("pn532_uart:" + replay->path().string() + ":115200");
  REQUIRE(reader);
  const auto seen = look_at_cards(*reader, *replay);
  CHECK(replay->followed());
  CHECK(seen == Strings{"resident-id", "nothing", "mifare", "nothing", "passport", "nothing",
                        "type-b", "nothing"});
}

TEST_CASE("another conversation than the recorded one is noticed") {
  const files::Folder scratch;
  const auto replay = Replay::open(scratch.path() / "line", recorded("module.wire"));
  REQUIRE(replay);
  auto module = SamVModule::open(replay->path());
  REQUIRE(module);
  CHECK(replay->followed());
  CHECK_FALSE(module->select());  // the recorded host went to find first
  CHECK_FALSE(replay->followed());
}
