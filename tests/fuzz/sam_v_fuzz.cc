// SPDX-License-Identifier: GPL-3.0-or-later
// The identity module's frames, and every command of its state machine, against a far end that says
// anything at any time. Its line has a clock of its own, so that no run waits.
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "devices/reader/card_record.h"
#include "devices/reader/sam_v_module.h"
#include "tests/fuzz/input.h"

namespace {

using namespace devices::reader;
using namespace std::chrono_literals;
using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;

constexpr std::array<std::uint8_t, 5> kMark{0xAA, 0xAA, 0xAA, 0x96, 0x69};
constexpr std::size_t kHead = kMark.size() + 2;

std::vector<std::uint8_t> framed(Octets content, std::size_t size) {
  std::vector<std::uint8_t> frame(kMark.begin(), kMark.end());
  frame.push_back(static_cast<std::uint8_t>((size + 1) >> 8));
  frame.push_back(static_cast<std::uint8_t>((size + 1) & 0xFF));
  frame.insert(frame.end(), content.begin(), content.end());
  frame.resize(kHead + size);
  std::uint8_t sum = 0;
  for (std::size_t i = kMark.size(); i < frame.size(); ++i) sum ^= frame[i];
  frame.push_back(sum);
  return frame;
}

// Whether a whole frame with this answer stands anywhere in what the line carried.
bool stands_in(Octets carried, const SamVReply& reply) {
  for (std::size_t at = 0; at + kHead < carried.size(); ++at) {
    if (!std::equal(kMark.begin(), kMark.end(), carried.begin() + static_cast<long>(at))) continue;
    const Octets frame = carried.subspan(at + kMark.size());
    const std::size_t length = static_cast<std::size_t>(frame[0] << 8 | frame[1]);
    if (length != reply.data.size() + 4 || frame.size() < 2 + length) continue;
    std::uint8_t sum = 0;
    for (const std::uint8_t octet : frame.first(2 + length)) sum ^= octet;
    const Octets data = frame.subspan(5, reply.data.size());
    if (sum == 0 && frame[4] == reply.sw3 &&
        std::equal(data.begin(), data.end(), reply.data.begin()))
      return true;
  }
  return false;
}

// What the module says while a command is under way.
struct Speech {
  std::vector<std::uint8_t> bytes;
  std::size_t said = 0;
  std::size_t chunk = 1;
  Milliseconds pause{0};  // before each chunk
  bool endless = false;
  bool hangs_up = false;
};

class FuzzLine final : public Line {
 public:
  explicit FuzzLine(Input& input) : input_(input) {}

  [[nodiscard]] Instant now() const override { return now_; }
  tl::expected<void, LineTrouble> set_baud(int /*baud*/) override {
    if (cut_) return tl::unexpected(LineTrouble::gone);
    return {};
  }
  void discard() override {}
  [[nodiscard]] bool cut() const override { return cut_; }

  tl::expected<void, LineTrouble> write(std::span<const std::uint8_t> bytes,
                                        Instant /*until*/) override {
    if (cut_) return tl::unexpected(LineTrouble::gone);
    promise(bytes.size() == 10);
    const auto command = static_cast<std::uint16_t>(bytes[7] << 8 | bytes[8]);
    carried_.clear();
    compose(expected_size(command));
    return {};
  }

  tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                              Instant until) override {
    promise(!room.empty());
    if (cut_) return tl::unexpected(LineTrouble::gone);
    if (speech_.said == speech_.bytes.size()) {
      if (speech_.hangs_up) cut_ = true;
      if (cut_) return tl::unexpected(LineTrouble::gone);
      if (speech_.endless && !speech_.bytes.empty()) speech_.said = 0;
    }
    const Instant due = now_ + speech_.pause;
    if (speech_.said == speech_.bytes.size() || due > until) {
      now_ = std::max(now_, until);
      return tl::unexpected(LineTrouble::silent);
    }
    now_ = due;
    const std::size_t some =
        std::min({room.size(), speech_.chunk, speech_.bytes.size() - speech_.said});
    std::copy_n(speech_.bytes.begin() + static_cast<long>(speech_.said), some, room.begin());
    speech_.said += some;
    carried_.insert(carried_.end(), room.begin(), room.begin() + static_cast<long>(some));
    return some;
  }

  // Since the last command.
  [[nodiscard]] Octets carried() const { return carried_; }

 private:
  // Three status bytes, and what a good answer has.
  static std::size_t expected_size(std::uint16_t command) {
    switch (command) {
      case 0x2001:
        return 3 + 4;
      case 0x2002:
        return 3 + 8;
      case 0x3001:
        return 3 + 4 + 256 + 1024;
      case 0x3010:
        return 3 + 6 + 256 + 1024 + 1024;
      case 0x3003:
        return 3 + 70;
      case 0x12FF:
        return 3 + 16;
      default:
        return 3;
    }
  }

  void compose(std::size_t size) {
    speech_ = {};
    const unsigned kind = input_.choice() % 16;
    const unsigned pace = input_.choice();
    speech_.chunk = pace % 4 == 0 ? 4096 : 1 + pace / 4;
    speech_.pause = Milliseconds{pace % 4 == 3 ? pace / 2 : 0};
    switch (kind) {
      case 8: {  // noise, and then the answer
        const Octets noise = input_.take(input_.choice());
        speech_.bytes.assign(noise.begin(), noise.end());
        const auto frame = framed(input_.take(size), size);
        speech_.bytes.insert(speech_.bytes.end(), frame.begin(), frame.end());
        break;
      }
      case 9: {  // any content in a good frame
        const std::size_t any = std::size_t{input_.choice()} * 10 + input_.choice() % 10;
        speech_.bytes = framed(input_.take(any), any);
        break;
      }
      case 10:  // status bytes alone
        speech_.bytes = framed(input_.take(3), 3);
        break;
      case 11:  // anything at all
      case 12: {
        const Octets raw = input_.take(std::size_t{input_.choice()} * 8);
        speech_.bytes.assign(raw.begin(), raw.end());
        speech_.hangs_up = kind == 12;
        break;
      }
      case 13: {  // anything, for ever
        const Octets raw = input_.take(1u + input_.choice() % 16);
        speech_.bytes.assign(raw.begin(), raw.end());
        speech_.endless = true;
        speech_.pause = std::max(speech_.pause, 10ms);
        break;
      }
      case 14:
        break;
      case 15:
        speech_.hangs_up = true;
        break;
      default:
        speech_.bytes = framed(input_.take(size), size);
    }
  }

  Input& input_;
  Instant now_{1000};
  Speech speech_;
  std::vector<std::uint8_t> carried_;
  bool cut_ = false;
};

// However a line cuts its bytes, the same frame is found in them; and a good one after any other.
void decode(Input& input) {
  std::array<std::uint8_t, 8> cuts{};
  for (std::uint8_t& cut : cuts) cut = input.choice();
  const Octets bytes = input.rest();
  SamVDecoder at_once;
  SamVDecoder in_parts;
  const auto state = at_once.feed(bytes);
  auto parts_state = SamVDecoder::State::hungry;
  std::size_t next = 0;
  for (Octets left = bytes; !left.empty();) {
    const std::size_t some = std::min<std::size_t>(1u + cuts[next++ % cuts.size()], left.size());
    parts_state = in_parts.feed(left.first(some));
    left = left.subspan(some);
  }
  promise(state == parts_state && at_once.begun() == in_parts.begun());
  if (state == SamVDecoder::State::whole) {
    const auto reply = at_once.reply();
    const auto other = in_parts.reply();
    promise(reply.sw3 == other.sw3 && std::ranges::equal(reply.data, other.data));
    promise(stands_in(bytes, reply));
  }
  at_once.reset();
  const auto good = framed(std::array<std::uint8_t, 3>{0, 0, 0x90}, 3);
  promise(at_once.feed(good) == SamVDecoder::State::whole && at_once.reply().sw3 == 0x90);
}

void converse(Input& input) {
  auto owned = std::make_unique<FuzzLine>(input);
  FuzzLine& line = *owned;
  // A command's deadline, and what is left on the line after it.
  constexpr Milliseconds kShort = 500ms + 400ms;
  constexpr Milliseconds kRead = 2500ms + 400ms;
  Instant start = line.now();
  auto module = SamVModule::open(std::move(owned));
  if (!module) return;
  promise(line.now() - start <= 400ms + kShort + 4 * (200ms + 400ms));
  for (int commands = 0; commands < 6 && !input.empty(); ++commands) {
    start = line.now();
    auto budget = kShort;
    std::optional<LineTrouble> trouble;
    const auto note = [&](const auto& answer) {
      if (!answer) trouble = answer.error();
    };
    switch (input.choice() % 7) {
      case 0:
        note(module->status());
        break;
      case 1:
        note(module->find());
        break;
      case 2:
        note(module->select());
        break;
      case 3:
        note(module->module_id());
        break;
      case 4: {
        budget = kRead;
        const auto address = module->read_new_address();
        note(address);
        if (address) promise(!*address || (*address)->reveal().size() <= std::size_t{3} * 35);
        break;
      }
      default: {
        budget = kRead;
        const bool with_fingerprints = input.choice() % 4 == 0;
        const auto command = with_fingerprints ? SamVCommand::read_with_fingerprints
                                               : SamVCommand::read_text_and_photo;
        const auto reply = module->read(command);
        note(reply);
        if (!reply) break;
        promise(stands_in(line.carried(), *reply));
        promise((reply->sw3 == sw3::kDone) == !reply->data.empty());
        promise(reply->sw3 != sw3::kDone || !card_trouble(reply->sw3));
        if (const auto text = text_block(reply->data, command)) {
          const std::size_t head = with_fingerprints ? 6 : 4;
          promise(text->data() == reply->data.data() + head);
          promise(reply->data.size() >= head + 256 + 1024);
          (void)decode_card_text(*text);
        }
        module->forget();
      }
    }
    promise(line.now() - start <= budget);
    promise(trouble != LineTrouble::gone || line.cut());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  if (input.choice() % 4 == 0) {
    decode(input);
  } else {
    converse(input);
  }
  return 0;
}
