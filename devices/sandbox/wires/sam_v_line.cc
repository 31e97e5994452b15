// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/sam_v_line.h"

#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "devices/sandbox/wires/mangler.h"
#include "devices/sandbox/wires/sam_v_frame.h"
#include "devices/sandbox/wires/sam_v_module.h"
#include "devices/sandbox/wires/wire.h"

namespace sandbox {
namespace {

constexpr int kUsualBaud = 115200;
constexpr int kWrongBaud = 9600;
constexpr std::size_t kLengthOffset = 5;
// Two neighbouring digits of a resident's number, in the block that follows the two lengths.
constexpr std::size_t kTwinOffset = kSamVDataOffset + 4 + 122 + std::size_t{2} * 12;

}  // namespace

struct SamVLine::Far final : FarEnd {
  Far(std::filesystem::path path, SamVTiming timing)
      : module(faults, timing), wire(std::move(path), *this) {}

  void hear(ByteView bytes) override {
    reader.feed(bytes);
    next();
  }

  // One request at a time; what comes meanwhile waits in the module's buffer.
  void next() {
    while (!pending) {
      const auto heard = reader.next();
      if (!heard) return;
      std::visit([this](const auto& one) { take(one); }, *heard);
    }
  }

  void take(const SamVBadCheck& /*frame*/) {
    ++bad_frames;
    wire.say(sam_v_frame(SamVStatus::bad_check));
  }

  void take(const SamVBadLength& /*frame*/) {
    ++bad_frames;
    wire.say(sam_v_frame(SamVStatus::bad_length));
  }

  void take(const SamVRequest& request) {
    ++commands[request.command];
    if (faults.take(SamVFault::busy, request.command)) return;
    pending = request;
    const auto span = module.begin(request);
    if (span.count() == 0) return finish();
    wire.ring_in(span);
  }

  void ring() override {
    finish();
    next();
  }

  void finish() {
    if (!pending) return;
    const SamVRequest request = *std::exchange(pending, std::nullopt);
    const SamVModule::Answer answer = module.finish(request);
    Bytes frame = sam_v_frame(answer.status, answer.data);
    std::function<void()> then;
    if (answer.baud) then = [this, baud = *answer.baud] { wire.set_baud(baud); };
    send(std::move(frame), request.command, std::move(then));
  }

  void send(Bytes frame, SamVCommand command, std::function<void()> then) {
    const auto armed = [&](SamVFault fault) { return faults.take(fault, command); };
    if (armed(SamVFault::bad_chk)) frame.back() ^= 0x01;
    if (armed(SamVFault::bit_flip)) frame[frame.size() / 2] ^= 0x04;
    if (frame.size() > kTwinOffset + 2 && armed(SamVFault::twin_flip)) {
      frame[kTwinOffset] ^= 0x01;
      frame[kTwinOffset + 2] ^= 0x01;
    }
    if (armed(SamVFault::len_zero)) frame[kLengthOffset] = frame[kLengthOffset + 1] = 0x00;
    if (armed(SamVFault::len_ffff)) frame[kLengthOffset] = frame[kLengthOffset + 1] = 0xff;
    if (armed(SamVFault::truncate)) frame.resize(frame.size() / 2);
    if (armed(SamVFault::unplug_mid_frame)) {
      frame.resize(frame.size() / 2);
      then = [this] { unplug(); };
    }
    if (armed(SamVFault::garbage_prefix)) {
      // Two bytes of it look like the beginning of a preamble.
      constexpr std::array<std::uint8_t, 6> kNoise{0x13, 0x5c, 0x00, 0x81, 0xaa, 0xaa};
      frame.insert(frame.begin(), kNoise.begin(), kNoise.end());
    }
    if (mangler.strikes()) frame = mangler.of_sam_v(std::move(frame));
    const auto gait = armed(SamVFault::split) ? Wire::Gait::split : Wire::Gait::line;
    wire.say(std::move(frame), gait, std::move(then));
  }

  void lift() {
    const bool cut_short = pending && module.needs_card(*pending);
    module.lift();
    if (!cut_short) return;
    wire.hush();
    ring();
  }

  void unplug() {
    wire.unplug();
    reader.clear();
    pending.reset();
    module.power_up();
  }

  SamVFaults faults;
  Mangler mangler;
  std::uint32_t mangled_before = 0;  // by manglers that were replaced
  SamVModule module;
  SamVFrameReader reader;
  std::optional<SamVRequest> pending;
  std::map<SamVCommand, std::uint32_t> commands;
  std::uint32_t bad_frames = 0;
  Wire wire;  // last: its thread uses everything above
};

SamVLine::SamVLine(std::filesystem::path path, SamVTiming timing)
    : far_(std::make_unique<Far>(std::move(path), timing)) {}

SamVLine::~SamVLine() = default;

const std::filesystem::path& SamVLine::path() const { return far_->wire.path(); }

void SamVLine::lay(Card card) {
  far_->wire.run([&] { far_->module.lay(std::move(card)); });
}

void SamVLine::lift() {
  far_->wire.run([&] { far_->lift(); });
}

void SamVLine::stage(Card card) {
  far_->wire.run([&] { far_->module.stage(std::move(card)); });
}

void SamVLine::arm(SamVFault fault, int count, std::optional<SamVCommand> command) {
  far_->wire.run([&] {
    if (fault == SamVFault::wrong_baud) {
      far_->wire.set_baud(kWrongBaud);
    } else {
      far_->faults.arm(fault, count, command);
    }
  });
}

void SamVLine::disarm() {
  far_->wire.run([&] {
    far_->faults.disarm();
    far_->wire.set_baud(kUsualBaud);
  });
}

void SamVLine::mangle(std::uint64_t seed, double share) {
  far_->wire.run([&] {
    far_->mangled_before += far_->mangler.count();
    far_->mangler = Mangler(seed, share);
  });
}

void SamVLine::unplug() {
  far_->wire.run([&] { far_->unplug(); });
}

void SamVLine::replug() {
  far_->wire.run([&] { far_->wire.replug(); });
}

void SamVLine::pace(bool on) {
  far_->wire.run([&] { far_->wire.set_paced(on); });
}

void SamVLine::set_timing(SamVTiming timing) {
  far_->wire.run([&] { far_->module.set_timing(timing); });
}

SamVStats SamVLine::stats() const {
  SamVStats stats;
  far_->wire.run([&] {
    stats.bytes_in = far_->wire.bytes_in();
    stats.bytes_out = far_->wire.bytes_out();
    stats.commands = far_->commands;
    stats.bad_frames = far_->bad_frames;
    stats.cards_read = far_->module.cards_read();
    stats.faults_spent = far_->faults.spent();
    stats.mangled = far_->mangled_before + far_->mangler.count();
    stats.baud = far_->wire.baud();
  });
  return stats;
}

}  // namespace sandbox
