// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged answers to every command, through the module's client and the record's decoder, on a line
// with a clock of its own.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <map>
#include <random>

#include "devices/reader/card_record.h"
#include "devices/reader/sam_v_module.h"
#include "tests/devices/reader/bench.h"
#include "tests/devices/reader/scripted_line.h"

namespace {

using namespace bench;
using devices::reader::decode_card_text;
using devices::reader::LineTrouble;
using devices::reader::SamVCommand;
using devices::reader::SamVModule;
using devices::reader::text_block;
using Bytes = ScriptedLine::Bytes;
using Part = ScriptedLine::Part;

constexpr std::array kCommands{SamVCommand::status,
                               SamVCommand::module_id,
                               SamVCommand::find,
                               SamVCommand::select,
                               SamVCommand::read_new_address,
                               SamVCommand::read_text_and_photo,
                               SamVCommand::read_with_fingerprints};

constexpr std::size_t kHead = 7;  // preamble and LEN

// LEN as given, CHK over what stands there.
Bytes framed(std::size_t length, const Bytes& body) {
  Bytes frame{0xAA, 0xAA, 0xAA, 0x96, 0x69};
  frame.push_back(static_cast<std::uint8_t>(length >> 8));
  frame.push_back(static_cast<std::uint8_t>(length & 0xFF));
  frame.insert(frame.end(), body.begin(), body.end());
  std::uint8_t check = 0;
  for (std::size_t i = 5; i < frame.size(); ++i) check ^= frame[i];
  frame.push_back(check);
  return frame;
}
Bytes framed(const Bytes& body) { return framed(body.size() + 1, body); }

// Status bytes and data of the good answer.
Bytes good_body(SamVCommand command) {
  const auto body = [](std::uint8_t sw3, const Bytes& data) {
    Bytes bytes{0x00, 0x00, sw3};
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
  };
  auto card = wang().card;
  card.new_address = u"样例省样例市样例区新样例路2号";
  card.fingerprint_bytes = 512;
  const auto read = [&](Bytes head) {
    for (const Bytes& part : {card.record(), card.photo()}) {
      head.insert(head.end(), part.begin(), part.end());
    }
    return head;
  };
  switch (command) {
    case SamVCommand::reset:
    case SamVCommand::status:
      return body(0x90, {});
    case SamVCommand::module_id:
      return body(0x90, Bytes(16, 0x01));
    case SamVCommand::find:
      return body(0x9F, Bytes(4));
    case SamVCommand::select:
      return body(0x90, Bytes(8));
    case SamVCommand::read_new_address:
      return body(0x90, card.address_record());
    case SamVCommand::read_text_and_photo:
      return body(0x90, read({0x01, 0x00, 0x04, 0x00}));
    case SamVCommand::read_with_fingerprints: {
      auto data = read({0x01, 0x00, 0x04, 0x00, 0x02, 0x00});
      const Bytes fingerprints = card.fingerprints();
      data.insert(data.end(), fingerprints.begin(), fingerprints.end());
      return body(0x90, data);
    }
  }
  return {};
}

class Damage {
 public:
  explicit Damage(std::uint32_t seed) : random_(seed) {
    for (const auto command : kCommands) bodies_[command] = good_body(command);
  }

  // What comes instead of the good answer, and when.
  std::vector<Part> answer(SamVCommand command) {
    late_ = false;
    switch (upto(12)) {
      case 0:
        return pieces(noise(upto(64)));
      case 1:
        return pieces(noise(upto(3000)));
      case 2:
        return pieces(flipped(framed(bodies_[command])));
      case 3: {
        Bytes frame = framed(bodies_[command]);
        frame.resize(upto(frame.size()));
        return pieces(frame);
      }
      case 4: {
        Bytes frame = framed(bodies_[command]);
        const Bytes more = noise(1 + upto(20));
        frame.insert(frame.begin() + static_cast<std::ptrdiff_t>(upto(frame.size() + 1)),
                     more.begin(), more.end());
        return pieces(frame);
      }
      case 5: {
        Bytes twice = framed(bodies_[command]);
        const auto from = static_cast<std::ptrdiff_t>(upto(2) == 0 ? 0 : upto(twice.size()));
        const Bytes again(twice.begin() + from, twice.end());
        twice.insert(twice.end(), again.begin(), again.end());
        return pieces(twice);
      }
      case 6:
        return pieces(other_length(bodies_[command]));
      case 7:
      case 8:
        return pieces(framed(edited(bodies_[command])));
      case 9:
        return pieces(framed(bodies_[kCommands[upto(kCommands.size())]]));
      case 10:
        return dripping(framed(bodies_[command]));
      default: {
        late_ = true;
        auto parts = pieces(framed(bodies_[command]));
        parts.front().after = Milliseconds{upto(3500)};
        return parts;
      }
    }
  }
  // Whether the last answer comes when nobody may wait for it any more.
  bool late() const { return late_; }

 private:
  using Milliseconds = ScriptedLine::Milliseconds;

  std::size_t upto(std::size_t end) { return random_() % end; }
  std::uint8_t any() { return static_cast<std::uint8_t>(random_()); }

  // Full of bytes that look like a preamble.
  Bytes noise(std::size_t size) {
    constexpr std::array<std::uint8_t, 4> kMarks{0xAA, 0xAA, 0x96, 0x69};
    Bytes bytes(size);
    for (auto& byte : bytes) byte = upto(3) == 0 ? kMarks[upto(kMarks.size())] : any();
    return bytes;
  }
  Bytes flipped(Bytes frame) {
    for (std::size_t i = 1 + upto(8); i > 0; --i) {
      frame[upto(frame.size())] ^= static_cast<std::uint8_t>(1 << upto(8));
    }
    return frame;
  }
  Bytes other_length(Bytes body) {
    const std::array<std::size_t, 6> lengths{upto(5),    body.size() + upto(4), upto(2400),
                                             0x090A + 1, 0xFFFF - upto(3),      upto(0x10000)};
    const std::size_t length = lengths[upto(lengths.size())];
    if (upto(2) == 0 && length > 0 && length < 5000) body.resize(length - 1, any());
    return framed(length, body);
  }
  // A good frame with other contents: the record's fields, their head, the status bytes.
  Bytes edited(Bytes body) {
    const std::size_t first = upto(4) == 0 ? 0 : std::min<std::size_t>(3, body.size() - 1);
    const std::size_t end = std::min<std::size_t>(body.size(), 3 + 6 + 256);
    for (std::size_t i = 1 + upto(4); i > 0; --i) body[first + upto(end - first)] = any();
    return body;
  }
  // Closer together than the silence that ends a drain.
  std::vector<Part> pieces(const Bytes& bytes) {
    std::vector<Part> parts;
    const std::size_t count = 1 + upto(4);
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t end = i + 1 == count ? bytes.size() : at + upto(bytes.size() - at + 1);
      parts.push_back(
          {Milliseconds{upto(30)}, Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                         bytes.begin() + static_cast<std::ptrdiff_t>(end))});
      at = end;
    }
    return parts;
  }
  // Fast enough never to count as stalled, too slow for any deadline.
  std::vector<Part> dripping(const Bytes& bytes) {
    late_ = true;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < 40; ++i) {
      parts.push_back({Milliseconds{100 + upto(140)}, {bytes[i % bytes.size()]}});
    }
    return parts;
  }

  std::mt19937 random_;
  std::map<SamVCommand, Bytes> bodies_;
  bool late_ = false;
};

// A module on a line, and what it says next.
struct Desk {
  Damage damage{20230801};
  std::map<SamVCommand, Bytes> good;
  bool damaged = false;
  ScriptedLine* line = nullptr;
  std::optional<SamVModule> module;

  Desk() {
    for (const auto command : kCommands) good[command] = framed(good_body(command));
    auto scripted = std::make_unique<ScriptedLine>([this](const Bytes& question) {
      const auto command =
          static_cast<SamVCommand>(static_cast<std::uint16_t>(question[7] << 8 | question[8]));
      if (std::exchange(damaged, false)) return damage.answer(command);
      return std::vector<Part>{{devices::reader::Milliseconds{2}, good.at(command)}};
    });
    line = scripted.get();
    auto opened = SamVModule::open(std::move(scripted));
    REQUIRE(opened);
    module.emplace(std::move(*opened));
  }

  std::string read_number(SamVCommand command) {
    if (module->find() != 0x9F || module->select() != 0x90) return "not found";
    const auto reply = module->read(command);
    if (!reply) return "not read";
    const auto text = text_block(reply->data, command);
    if (!text) return "no text";
    const auto record = decode_card_text(*text);
    return record ? std::string(record->number.reveal()) : "no record";
  }
};

struct Tally {
  int answered = 0;
  int silent = 0;
  int garbled = 0;
  int records = 0;
  int no_records = 0;
};

// One command whose answer is damaged. Whether it was answered at all.
bool ask(Desk& desk, SamVCommand command, Tally& tally) {
  const auto note = [&](const auto& answer) {
    if (answer) {
      ++tally.answered;
    } else {
      ++(answer.error() == LineTrouble::silent ? tally.silent : tally.garbled);
      CHECK(answer.error() != LineTrouble::gone);
    }
    return answer.has_value();
  };
  SamVModule& module = *desk.module;
  switch (command) {
    case SamVCommand::reset:
    case SamVCommand::status:
      return note(module.status());
    case SamVCommand::module_id:
      return note(module.module_id());
    case SamVCommand::find:
      return note(module.find());
    case SamVCommand::select:
      return note(module.select());
    case SamVCommand::read_new_address:
      return note(module.read_new_address());
    case SamVCommand::read_text_and_photo:
    case SamVCommand::read_with_fingerprints:
      break;
  }
  const auto reply = module.read(command);
  if (reply) {
    const auto text = text_block(reply->data, command);
    const bool record = text && decode_card_text(*text);
    ++(record ? tally.records : tally.no_records);
  }
  module.forget();
  return note(reply);
}

devices::reader::Milliseconds longest(SamVCommand command) {
  using devices::reader::Milliseconds;
  constexpr Milliseconds kDrain{400};
  switch (command) {
    case SamVCommand::read_new_address:
      return Milliseconds{1500} + kDrain;
    case SamVCommand::read_text_and_photo:
    case SamVCommand::read_with_fingerprints:
      return Milliseconds{2500} + kDrain;
    case SamVCommand::reset:
    case SamVCommand::status:
    case SamVCommand::module_id:
    case SamVCommand::find:
    case SamVCommand::select:
      break;
  }
  return Milliseconds{500} + kDrain;
}

}  // namespace

TEST_CASE(
    "100,000 damaged answers: none keeps a command past its time, and the next one is right") {
  Desk desk;
  Tally tally;
  devices::reader::Milliseconds slowest{0};
  std::mt19937 random(42);
  for (int round = 0; round < 100'000; ++round) {
    const auto command = kCommands[random() % kCommands.size()];
    const auto start = desk.line->now();
    desk.damaged = true;
    const bool answered = ask(desk, command, tally);
    const auto took = desk.line->now() - start;
    slowest = std::max(slowest, took);
    if (took > longest(command)) FAIL("round " << round << " took " << took.count() << " ms");

    // After a broken answer the line is clean at once. An answer that was taken for good may have
    // a tail that nobody could know of, and a late one is not over yet.
    if (answered || desk.damage.late()) desk.line->hear_out();
    if (desk.module->status() != 0x90) FAIL("round " << round << " spoiled the next answer");
    if (round % 100 != 0) continue;
    REQUIRE(desk.read_number(SamVCommand::read_text_and_photo) == wang().number);
    REQUIRE(desk.read_number(SamVCommand::read_with_fingerprints) == wang().number);
    const auto address = desk.module->read_new_address();
    REQUIRE((address && *address && !(*address)->empty()));
    REQUIRE(desk.module->module_id());
  }
  std::printf(
      "damaged answers: %d taken, %d silent, %d garbled; of the reads %d gave a record, %d none; "
      "the slowest command took %d ms of the line's time\n",
      tally.answered, tally.silent, tally.garbled, tally.records, tally.no_records,
      static_cast<int>(slowest.count()));
  // All kinds were among them.
  CHECK(tally.answered > 5'000);
  CHECK(tally.silent > 500);
  CHECK(tally.garbled > 20'000);
  CHECK(tally.records > 500);
  CHECK(tally.no_records > 500);
}

TEST_CASE("what comes behind a good answer is not taken for the next one's") {
  using devices::reader::Milliseconds;
  const Bytes status = framed(good_body(SamVCommand::status));
  Bytes found = framed(good_body(SamVCommand::find));
  const Bytes again = found;
  // With one byte behind the first answer the line is known not to be quiet yet.
  const bool shows = GENERATE(true, false);
  if (shows) found.push_back(0xAA);
  bool twice = false;
  auto scripted = std::make_unique<ScriptedLine>([&](const Bytes&) -> std::vector<Part> {
    if (!std::exchange(twice, false)) return {{Milliseconds{30}, status}};
    return {{Milliseconds{5}, found}, {Milliseconds{20}, again}};
  });
  auto module = SamVModule::open(std::move(scripted));
  REQUIRE(module);
  twice = true;
  CHECK(module->find() == 0x9F);
  // The control: a second answer that nothing foretold is the next one's trouble, once.
  CHECK(module->status().has_value() == shows);
  CHECK(module->status() == 0x90);
}

TEST_CASE("answers to another question are dropped, all that come together") {
  using devices::reader::Milliseconds;
  const Bytes status = framed(good_body(SamVCommand::status));
  const Bytes found = framed(good_body(SamVCommand::find));
  bool stray = false;
  auto scripted = std::make_unique<ScriptedLine>([&](const Bytes&) -> std::vector<Part> {
    if (!std::exchange(stray, false)) return {{Milliseconds{30}, status}};
    return {{Milliseconds{5}, found}, {Milliseconds{20}, found}};
  });
  auto module = SamVModule::open(std::move(scripted));
  REQUIRE(module);
  const auto is_garbled = [](const auto& answer) {
    return !answer && answer.error() == LineTrouble::garbled;
  };
  stray = true;
  CHECK(is_garbled(module->select()));
  CHECK(module->status() == 0x90);
  stray = true;
  CHECK(is_garbled(module->module_id()));
  CHECK(module->status() == 0x90);
  stray = true;
  CHECK(is_garbled(module->read_new_address()));
  CHECK(module->status() == 0x90);
  stray = true;
  CHECK(is_garbled(module->read()));
  CHECK(module->status() == 0x90);
}

TEST_CASE("an answer that comes after every wait spoils the next one, and is got over") {
  using devices::reader::Milliseconds;
  // The control of the check above: half an answer, and when the call is over, a whole one.
  const Bytes status = framed(good_body(SamVCommand::status));
  const Bytes found = framed(good_body(SamVCommand::find));
  bool broken = false;
  auto scripted = std::make_unique<ScriptedLine>([&](const Bytes&) -> std::vector<Part> {
    if (!std::exchange(broken, false)) return {{Milliseconds{60}, status}};
    return {{Milliseconds{5}, Bytes(found.begin(), found.begin() + 9)}, {Milliseconds{330}, found}};
  });
  ScriptedLine& line = *scripted;
  auto module = SamVModule::open(std::move(scripted));
  REQUIRE(module);

  // Stalled for 250 ms and silent for 40: the late one is 40 ms away.
  broken = true;
  REQUIRE_FALSE(module->find());
  CHECK_FALSE(module->status());
  CHECK(module->status() == 0x90);

  broken = true;
  REQUIRE_FALSE(module->find());
  line.hear_out();
  CHECK(module->status() == 0x90);
}

TEST_CASE("a module at any of its speeds is looked for, and one that never answers given up") {
  using devices::reader::Milliseconds;
  const int speed = GENERATE(115200, 57600, 38400, 19200, 9600, 0);
  ScriptedLine* seen = nullptr;
  auto scripted = std::make_unique<ScriptedLine>([&](const Bytes&) -> std::vector<Part> {
    const Bytes good = framed(good_body(SamVCommand::status));
    if (seen->baud() == speed) return {{Milliseconds{20}, good}};
    return {{Milliseconds{3}, Bytes(good.size() * 115200 / 9600, 0x5A)}};
  });
  seen = scripted.get();
  const auto start = seen->now();
  auto module = SamVModule::open(std::move(scripted));
  if (speed == 0) {
    REQUIRE_FALSE(module);
    CHECK(module.error() == LineTrouble::silent);
    return;
  }
  REQUIRE(module);
  CHECK(seen->baud() == speed);
  CHECK(seen->now() - start <= Milliseconds{2000});
  CHECK(module->status() == 0x90);
}
