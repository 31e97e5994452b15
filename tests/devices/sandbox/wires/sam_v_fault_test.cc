// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "devices/sandbox/wires/sam_v_line.h"
#include "tests/devices/sandbox/wires/sam_v_client.h"
#include "tests/files.h"
#include "tests/process.h"

using namespace sandbox;

namespace {

constexpr SamVTiming kNoTime{.find = {}, .select = {}, .read = {}, .address = {}};
constexpr SamVCommand kStatus = 0x11ff;
constexpr SamVCommand kRead = 0x3001;
const auto kShort = std::chrono::milliseconds(40);

ResidentCard resident(std::u16string name = u"测试甲") {
  return {.text = ResidentText{
              .name = std::move(name), .birth = u"19380412", .number = u"990101193804120011"}};
}

struct Steps {
  std::optional<int> find, select, read;
};

// Find, select, read; each only after the step before it went well.
Steps visit(SamVClient& client) {
  Steps steps;
  steps.find = sw3(client.find());
  if (steps.find == 0x9f) steps.select = sw3(client.select());
  if (steps.select == 0x90) steps.read = sw3(client.read());
  return steps;
}

void select_card(SamVClient& client) {
  REQUIRE(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
}

}  // namespace

TEST_CASE("each refusal of the module comes at its step, and a card laid anew is read") {
  struct Row {
    SamVFault fault;
    std::optional<int> find, select, read;
  };
  const Row row = GENERATE(values<Row>({
      {SamVFault::none_found, 0x80, {}, {}},
      {SamVFault::not_authorised, 0x66, {}, {}},
      {SamVFault::self_test, 0x60, {}, {}},
      {SamVFault::select_failed, 0x9f, 0x81, {}},
      {SamVFault::pull_at_select, 0x9f, 0x81, {}},
      {SamVFault::wrong_card, 0x9f, 0x40, {}},
      {SamVFault::pull_mid_read, 0x9f, 0x90, 0x41},
      {SamVFault::card_refuses, 0x9f, 0x90, 0x31},
      {SamVFault::module_refuses, 0x9f, 0x90, 0x32},
      {SamVFault::unverified, 0x9f, 0x90, 0x33},
      {SamVFault::swap_before_read, 0x9f, 0x90, 0x41},
  }));
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  line.lay(resident());
  line.arm(row.fault);
  const Steps struck = visit(client);
  CHECK(struck.find == row.find);
  CHECK(struck.select == row.select);
  CHECK(struck.read == row.read);
  CHECK(line.stats().faults_spent == 1);

  line.lift();
  line.lay(resident());
  CHECK(visit(client).read == 0x90);

  // Control: armed and disarmed, nothing happens.
  line.lift();
  line.lay(resident());
  line.arm(row.fault);
  line.disarm();
  CHECK(visit(client).read == 0x90);
}

TEST_CASE("a pulled card is gone, a refused one still lies there") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  for (const SamVFault pulled : {SamVFault::pull_at_select, SamVFault::pull_mid_read}) {
    line.lay(resident());
    line.arm(pulled);
    visit(client);
    CHECK(sw3(client.find()) == 0x80);
  }
  line.lay(resident());
  line.arm(SamVFault::module_refuses, 2);
  CHECK(visit(client).read == 0x32);
  CHECK(visit(client).read == 0x32);
  CHECK(visit(client).read == 0x90);
}

TEST_CASE("a card lifted in the middle of its read ends the read at once") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", {.find = {}, .select = {}, .read = std::chrono::hours(1)});
  SamVClient client(line);
  line.lay(resident());
  select_card(client);
  client.send({0x00, 0x03, 0x30, 0x01, 0x32});
  CHECK(client.line.read(1, kShort).empty());  // control: it is being read
  line.lift();
  CHECK(sw3(client.frame()) == 0x41);
}

TEST_CASE("the card that is swapped in is the one that is read next") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  line.lay(resident(u"测试甲"));
  line.stage(resident(u"测试乙"));
  line.arm(SamVFault::swap_before_read);
  CHECK(visit(client).read == 0x41);
  select_card(client);
  const Bytes read = client.read();
  REQUIRE(sw3(read) == 0x90);
  CHECK(Bytes(read.begin() + 14, read.begin() + 270) == resident(u"测试乙").record());
}

TEST_CASE("each fault of the line spoils one answer and leaves the next alone") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  const Bytes good = client.status();
  REQUIRE(sw3(good) == 0x90);
  REQUIRE(good.size() == 11);
  const auto spoilt = [&](SamVFault fault, std::size_t most) {
    line.arm(fault);
    client.send({0x00, 0x03, 0x11, 0xff, 0xed});
    const Bytes got = client.line.read_out(most);
    CHECK(client.status() == good);
    return got;
  };
  CHECK(spoilt(SamVFault::busy, 0).empty());
  CHECK(spoilt(SamVFault::truncate, 5) == Bytes(good.begin(), good.begin() + 5));
  CHECK(spoilt(SamVFault::split, 11) == good);

  Bytes wrong = good;
  wrong.back() ^= 0x01;
  CHECK(spoilt(SamVFault::bad_chk, 11) == wrong);
  const Bytes flipped = spoilt(SamVFault::bit_flip, 11);
  REQUIRE(flipped.size() == good.size());
  CHECK_FALSE(sw3(flipped));
  wrong = good;
  wrong[5] = wrong[6] = 0x00;
  CHECK(spoilt(SamVFault::len_zero, 11) == wrong);
  wrong[5] = wrong[6] = 0xff;
  CHECK(spoilt(SamVFault::len_ffff, 11) == wrong);
  const Bytes noisy = spoilt(SamVFault::garbage_prefix, 17);
  REQUIRE(noisy.size() == good.size() + 6);
  CHECK(Bytes(noisy.end() - 11, noisy.end()) == good);
  CHECK(noisy[0] != 0xaa);
}

TEST_CASE("a fault kept for one command waits for it") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  line.lay(resident());
  line.arm(SamVFault::bad_chk, 1, kRead);
  const Steps steps = visit(client);
  CHECK(steps.select == 0x90);
  CHECK_FALSE(steps.read);
  // The card counts as read: the module does not know what became of its answer. Only a card laid
  // anew is found; or the same selection is read again.
  CHECK(sw3(client.read()) == 0x90);
  line.arm(SamVFault::busy, 1, kStatus);
  CHECK(sw3(client.find()) == 0x80);
  client.send({0x00, 0x03, 0x11, 0xff, 0xed});
  CHECK(client.line.read(1, kShort).empty());
}

TEST_CASE("two flips in one column pass the check byte and change the number") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  line.lay(resident());
  select_card(client);
  line.arm(SamVFault::twin_flip);
  const Bytes read = client.read();
  CHECK(sw3(read) == 0x90);
  const Bytes whole = resident().record();
  const Bytes seen(read.begin() + 14, read.begin() + 270);
  CHECK(Bytes(seen.begin(), seen.begin() + 122) == Bytes(whole.begin(), whole.begin() + 122));
  CHECK(Bytes(seen.begin() + 122, seen.begin() + 158) !=
        Bytes(whole.begin() + 122, whole.begin() + 158));
  CHECK(Bytes(seen.begin() + 158, seen.end()) == Bytes(whole.begin() + 158, whole.end()));
  const Bytes again = client.read();  // control: the card itself is whole
  CHECK(Bytes(again.begin() + 14, again.begin() + 270) == whole);
}

TEST_CASE("a short text block says so in its head; an empty name is blank") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  line.lay(resident());
  select_card(client);
  line.arm(SamVFault::short_text);
  const Bytes brief = client.read();
  REQUIRE(sw3(brief) == 0x90);
  CHECK(brief.size() == 1295 - 16);
  CHECK(Bytes(brief.begin() + 10, brief.begin() + 14) == Bytes{0x00, 0xf0, 0x04, 0x00});

  line.arm(SamVFault::empty_name);
  const Bytes nameless = client.read();
  REQUIRE(sw3(nameless) == 0x90);
  CHECK(Bytes(nameless.begin() + 14, nameless.begin() + 270) == resident(u"").record());
  const Bytes whole = client.read();
  CHECK(Bytes(whole.begin() + 14, whole.begin() + 270) == resident().record());
}

TEST_CASE("a line that goes in the middle of an answer hangs up, and comes back") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  {
    SamVClient client(line);
    line.lay(resident());
    select_card(client);
    line.arm(SamVFault::unplug_mid_frame);
    CHECK(client.read().size() < 1295);
    CHECK(client.line.hung_up());
  }
  CHECK_FALSE(SerialClient(line.path()).is_open());
  line.replug();
  SamVClient client(line);
  CHECK(visit(client).read == 0x90);
}

TEST_CASE("at the wrong speed there is noise both ways until the client finds the speed") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.arm(SamVFault::wrong_baud);
  CHECK(line.stats().baud == 9600);
  client.send({0x00, 0x03, 0x60, 0x00, 0x63});
  CHECK_FALSE(sw3(client.line.read_out()));
  CHECK(line.stats().baud == 9600);

  client.line.set_speed(B9600);
  CHECK(sw3(client.ask({0x00, 0x03, 0x60, 0x00, 0x63})) == 0x90);
  client.line.set_speed(B115200);
  CHECK(sw3(client.status()) == 0x90);

  line.arm(SamVFault::wrong_baud);
  line.disarm();
  CHECK(sw3(client.status()) == 0x90);
}

TEST_CASE("a thousand spoilt answers and a hundred replugs leave no descriptor behind") {
  const files::Folder scratch;
  const auto at_first = process::descriptors();
  {
    SamVLine line(scratch / "sam", kNoTime);
    line.pace(false);
    {
      SamVClient client(line);
      const auto before = process::descriptors();
      for (int i = 0; i < 1000; ++i) {
        line.arm(SamVFault::bad_chk);
        REQUIRE_FALSE(sw3(client.status()));
        REQUIRE(sw3(client.status()) == 0x90);
      }
      CHECK(process::descriptors() == before);
    }
    for (int i = 0; i < 100; ++i) {
      line.unplug();
      line.replug();
    }
    SamVClient client(line);
    CHECK(sw3(client.status()) == 0x90);
  }
  CHECK(process::descriptors() == at_first);
}
