// SPDX-License-Identifier: GPL-3.0-or-later
// What `kioskctl card --record` writes down, and that it can be played back.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include "devices/sandbox/wires/replay.h"
#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/card_tool.h"

namespace whole {

namespace {

std::string hex(const std::u16string& text) {
  std::string bytes;
  for (const char16_t unit : text) {
    for (const unsigned byte : {unit & 0xffU, static_cast<unsigned>(unit) >> 8}) {
      constexpr const char* kDigits = "0123456789abcdef";
      bytes += std::string{kDigits[byte >> 4], kDigits[byte & 15], ' '};
    }
  }
  return bytes;
}

// An event without the numbers, which a recording hides.
std::string outline(const json& event) {
  std::string text = event["event"];
  for (const char* key : {"kind", "code"}) {
    if (event.contains(key)) text += ' ' + event[key].get<std::string>();
  }
  return text;
}

using Events = std::vector<std::string>;
const Events kModuleEvents{"card resident-id",  "identity resident", "removed",
                           "card resident-id",  "fault lay-again",   "identity foreign-2017",
                           "removed",           "card resident-id",  "fault garbled",
                           "identity resident", "removed",           "fault gone"};
const Events kAntennaEvents{"card resident-id", "removed",       "card mifare",
                            "removed",          "card passport", "removed",
                            "card type-b",      "removed",       "fault gone"};

// Takes as many events as are expected, and calls `after` with the number of each.
template <class After>
Events events_of(Tool& tool, std::size_t count, After after) {
  Events events;
  while (events.size() < count) {
    events.push_back(outline(tool.event()));
    after(events.size());
  }
  return events;
}

sandbox::ResidentCard resident_card() {
  auto text = resident();
  text.number = checked(text.number);
  return with_text(text);
}

sandbox::ResidentCard foreigner_card() {
  sandbox::Foreigner2017Text text;
  text.english_name = u"SAMPLE, MARIA";
  text.sex = u"2";
  text.number = u"XAA990101600101";
  text.nationality = u"XAA";
  text.birth = u"19600101";
  text.valid_from = u"20180101";
  text.valid_to = u"20280101";
  return with_text(text);
}

std::string record_module(const std::string& file) {
  Readers readers;
  auto& line = *readers.sam_v;
  Tool tool(with(module(readers), "--record", file));
  line.lay(resident_card());
  const auto events = events_of(tool, kModuleEvents.size(), [&](std::size_t told) {
    if (told == 2 || told == 6 || told == 10) line.lift();
    if (told == 3) {
      line.arm(sandbox::SamVFault::select_failed);
      line.lay(foreigner_card());
    }
    if (told == 7) {
      line.arm(sandbox::SamVFault::bad_chk, 1, 0x3001);
      line.lay(resident_card());
    }
    if (told == 11) line.unplug();
  });
  CHECK(events == kModuleEvents);
  CHECK(tool.end() == 0);
  return files::contents(file);
}

std::string record_antenna(const std::string& file) {
  Readers readers;
  auto& line = *readers.pn532;
  const std::vector<sandbox::Card> cards{resident_card(), sandbox::MifareCard{},
                                         sandbox::PassportCard{}, sandbox::TypeBCard{}};
  Tool tool(with(antenna(readers), "--record", file));
  line.lay(cards[0]);
  const auto events = events_of(tool, kAntennaEvents.size(), [&](std::size_t told) {
    if (told == 2 * cards.size()) return line.unplug();
    if (told % 2 == 1) line.lift();
    if (told % 2 == 0 && told / 2 < cards.size()) line.lay(cards[told / 2]);
  });
  CHECK(events == kAntennaEvents);
  CHECK(tool.end() == 0);
  return files::contents(file);
}

// The tool's events over what was recorded; the line hangs up at its end, as it did then.
Events replayed(const Readers& readers, const std::string& recording, const char* option,
                const std::string& prefix, const std::string& suffix, std::size_t count) {
  // What a hidden text block was nobody knows: two readings of one person, one of another.
  int read = 0;
  const auto filler = [&](std::size_t hidden) -> sandbox::Bytes {
    if (hidden != sandbox::kRecordBytes + sandbox::kPhotoBytes) return {};
    return ++read == 2 ? foreigner_card().record() : resident_card().record();
  };
  // That a card has left is a matter of time, so the pauses belong to it.
  const auto replay = sandbox::Replay::open(readers.folder() / "replay", recording,
                                            sandbox::ReplayPace::recorded, filler);
  REQUIRE(replay);
  Tool tool({option, prefix + replay->path().string() + suffix, "--json"});
  auto events = events_of(tool, count - 1, [](std::size_t) {});
  for (int i = 0; i < 500 && !replay->finished(); ++i) std::this_thread::sleep_for(10ms);
  CHECK(replay->followed());
  CHECK(replay->finished());
  replay->unplug();
  events.push_back(outline(tool.event()));
  return events;
}

// tests/devices/reader/recorded_session_test.cc plays the committed ones back.
void keep(const std::string& name, const std::string& recording) {
  const char* mode = std::getenv("KIOSK_GOLDEN");
  if (mode == nullptr || std::string_view(mode) != "write") return;
  std::ofstream(std::filesystem::path(KIOSK_SOURCE_DIR) / "tests/devices/reader/recordings" / name)
      << recording;
}

}  // namespace

TEST_CASE("a recording of a whole visit names nobody, and unmasked it does") {
  Readers readers;
  const bool unmasked = GENERATE(false, true);
  auto text = resident();
  text.number = checked(text.number);
  const std::string file = (readers.folder() / "line.wire").string();
  {
    auto options = with(module(readers), "--record", file);
    if (unmasked) options.emplace_back("--unmasked");
    Tool tool(options);
    readers.sam_v->lay(with_text(text));
    tool.event("card");
    tool.event("identity");
    readers.sam_v->lift();
    tool.event("removed");
    CHECK(tool.end() == 0);
  }
  const std::string recording = files::contents(file);
  CHECK(recording.starts_with("# green-channel wire recording 1\nprotocol sam-v\n"));
  CHECK(recording.find("< aa aa aa 96 69 05 08 00 00 90 01 00 04 00") != std::string::npos);
  CHECK((recording.find(hex(text.name)) != std::string::npos) == unmasked);
  CHECK((recording.find(hex(text.number.substr(0, 2))) != std::string::npos) == unmasked);
  // No path, no machine.
  CHECK(recording.find('/') == std::string::npos);
  CHECK(sandbox::Replay::open(readers.folder() / "replay", recording) != nullptr);
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(077)) ==
        std::filesystem::perms::none);
}

TEST_CASE("an NFC reader is recorded while libnfc drives it, its cards' numbers blank") {
  Readers readers;
  const std::string file = (readers.folder() / "line.wire").string();
  ::setenv("TMPDIR", readers.folder().c_str(), 1);
  {
    Tool tool(with(antenna(readers), "--record", file));
    readers.pn532->lay(sandbox::MifareCard{{0x99, 0x71, 0x5a, 0x0c}});
    CHECK(tool.event("card")["kind"] == "mifare");
    const auto in_folder = std::filesystem::directory_iterator(readers.folder());
    CHECK(std::any_of(begin(in_folder), end(in_folder), [](const auto& entry) {  // the control
      return entry.path().filename().string().starts_with("kioskctl-");
    }));
    CHECK(tool.end() == 0);
  }
  ::unsetenv("TMPDIR");
  const std::string recording = files::contents(file);
  CHECK(recording.find("d5 4b 01 01 00 04 08 04 -- -- -- -- -- 00") != std::string::npos);
  CHECK(recording.find("99 71 5a 0c") == std::string::npos);
  // The tap has left nothing behind.
  for (const auto& entry : std::filesystem::directory_iterator(readers.folder())) {
    CHECK_FALSE(entry.path().filename().string().starts_with("kioskctl-"));
  }
}

TEST_CASE("a recorded session with a module replays to the same events") {
  Readers readers;
  const std::string now = record_module(readers.folder() / "module.wire");
  keep("module.wire", now);
  CHECK(replayed(readers, now, "--sam", "", "", kModuleEvents.size()) == kModuleEvents);
}

TEST_CASE("a recorded session with libnfc replays to the same events") {
  Readers readers;
  const std::string now = record_antenna(readers.folder() / "antenna.wire");
  keep("antenna.wire", now);
  CHECK(replayed(readers, now, "--pn532", "pn532_uart:", ":115200", kAntennaEvents.size()) ==
        kAntennaEvents);
}

}  // namespace whole
