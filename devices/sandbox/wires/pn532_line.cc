// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/pn532_line.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "devices/sandbox/wires/mangler.h"
#include "devices/sandbox/wires/pn532_chip.h"
#include "devices/sandbox/wires/pn532_frame.h"
#include "devices/sandbox/wires/rf_field.h"
#include "devices/sandbox/wires/wire.h"

namespace sandbox {
namespace {

constexpr std::uint8_t kWakeUp = 0x55;
// Of the commands whose answer is malformed, one in so many has a malformed ACK instead.
constexpr std::size_t kAcksAmong = 8;

template <std::size_t N>
Bytes copy_of(const std::array<std::uint8_t, N>& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

struct Pn532Line::Far final : FarEnd {
  explicit Far(std::filesystem::path path)
      : field(faults), chip(field, faults), wire(std::move(path), *this) {}

  // What is being carried out. `command` is its first byte.
  struct Pending {
    std::uint8_t command;
    Bytes answer;
    Wire::Gait gait;
    bool mangled;
  };

  void hear(ByteView bytes) override {
    if (chip.asleep()) {
      // Whatever comes before a wake-up byte is lost on a chip that sleeps.
      const auto woken = std::find(bytes.begin(), bytes.end(), kWakeUp);
      if (woken == bytes.end()) return;
      chip.wake();
      bytes = bytes.subspan(static_cast<std::size_t>(woken - bytes.begin()));
    }
    reader.feed(bytes);
    while (auto frame = reader.next()) {
      std::visit([this](auto& one) { take(one); }, *frame);
    }
  }

  // The host gives up: nothing under way is answered.
  void take(const Pn532HostAck& /*ack*/) {
    if (pending) ++aborts;
    forget();
  }

  // The host did not understand the last answer.
  void take(const Pn532HostNack& /*nack*/) {
    if (!last_answer.empty()) wire.say(last_answer);
  }

  void take(const Pn532BadFrame& /*frame*/) { ++bad_frames; }

  // While the chip is busy one further command waits its turn, neither heard nor acknowledged
  // before the first is done or given up; those after it are lost.
  void take(Pn532Command& command) {
    if (!pending) {
      begin(command.bytes);
    } else if (!waiting) {
      waiting = std::move(command.bytes);
    }
  }

  void begin(const Bytes& command) {
    const std::uint8_t code = command[0];
    ++commands[code];
    if (!late_answer.empty()) wire.say(std::exchange(late_answer, {}));
    if (faults.take(Pn532Fault::no_ack, code)) return;
    if (faults.take(Pn532Fault::nack, code)) return wire.say(copy_of(kPn532Nack));

    const auto gait = faults.take(Pn532Fault::split, code) ? Wire::Gait::split : Wire::Gait::line;
    bool mangled = mangler.strikes();
    if (mangled && mangler.below(kAcksAmong) == 0) {
      wire.say(mangler.of_pn532(copy_of(kPn532Ack)), gait);
      mangled = false;
    } else {
      wire.say(copy_of(kPn532Ack), gait);
    }
    Pn532Chip::Turn turn = chip.begin(command);
    pending = Pending{code, std::move(turn.answer), gait, mangled};
    wait(turn.wait);
  }

  void wait(const std::optional<std::chrono::microseconds>& span) {
    if (!span) return wire.hush();
    if (span->count() == 0) return ring();
    wire.ring_in(*span);
  }

  void ring() override {
    if (!pending) return;
    const Pending done = std::move(*pending);
    pending.reset();
    chip.end();
    answer(done);
    if (waiting) begin(*std::exchange(waiting, std::nullopt));
  }

  void answer(const Pending& done) {
    const auto armed = [&](Pn532Fault fault) { return faults.take(fault, done.command); };
    if (armed(Pn532Fault::silent)) return;

    Bytes payload = done.answer;
    if (payload.empty() || armed(Pn532Fault::error_frame)) {
      Bytes error = copy_of(kPn532Error);
      return send(done.mangled ? mangler.of_pn532(std::move(error)) : std::move(error), done.gait);
    }
    // The next command byte's answer: one the host did not ask for.
    if (armed(Pn532Fault::wrong_command)) payload[0] = static_cast<std::uint8_t>(payload[0] + 2);
    Bytes frame =
        armed(Pn532Fault::extended) ? pn532_extended_frame(payload) : pn532_frame(payload);
    if (armed(Pn532Fault::bad_lcs)) frame[4] ^= 0x01;
    if (armed(Pn532Fault::bad_dcs)) frame[frame.size() - 2] ^= 0x01;
    if (armed(Pn532Fault::truncate)) frame.resize(frame.size() / 2);
    if (armed(Pn532Fault::garbage_prefix)) {
      constexpr std::array<std::uint8_t, 5> kNoise{0x13, 0xa7, 0xff, 0x5c, 0x81};
      frame.insert(frame.begin(), kNoise.begin(), kNoise.end());
    }
    if (done.mangled) frame = mangler.of_pn532(std::move(frame));
    if (armed(Pn532Fault::late_answer)) {
      late_answer = std::move(frame);
      return;
    }
    send(std::move(frame), done.gait);
  }

  void send(Bytes frame, Wire::Gait gait) {
    last_answer = frame;
    wire.say(std::move(frame), gait);
  }

  void card_came() {
    if (!pending) return;
    if (auto turn = chip.card_came()) {
      pending->answer = std::move(turn->answer);
      wait(turn->wait);
    }
  }

  void forget() {
    pending.reset();
    waiting.reset();
    chip.end();
    wire.hush();
  }

  void power_up() {
    forget();
    reader.clear();
    last_answer.clear();
    late_answer.clear();
    chip.power_up();
  }

  Pn532Faults faults;
  Mangler mangler;
  std::uint32_t mangled_before = 0;  // by manglers that were replaced
  RfField field;
  Pn532Chip chip;
  Pn532FrameReader reader;
  std::optional<Pending> pending;
  std::optional<Bytes> waiting;
  Bytes last_answer;
  Bytes late_answer;
  std::array<std::uint32_t, 256> commands{};
  std::uint32_t bad_frames = 0;
  std::uint32_t aborts = 0;
  Wire wire;  // last: its thread uses everything above
};

Pn532Line::Pn532Line(std::filesystem::path path) : far_(std::make_unique<Far>(std::move(path))) {}

Pn532Line::~Pn532Line() = default;

const std::filesystem::path& Pn532Line::path() const { return far_->wire.path(); }

void Pn532Line::lay(Card card) {
  far_->wire.run([&] {
    far_->field.lay(std::move(card));
    far_->card_came();
  });
}

void Pn532Line::lift() {
  far_->wire.run([&] { far_->field.lift(); });
}

void Pn532Line::arm(Pn532Fault fault, int count, std::optional<std::uint8_t> command) {
  far_->wire.run([&] { far_->faults.arm(fault, count, command); });
}

void Pn532Line::disarm() {
  far_->wire.run([&] { far_->faults.disarm(); });
}

void Pn532Line::mangle(std::uint64_t seed, double share) {
  far_->wire.run([&] {
    far_->mangled_before += far_->mangler.count();
    far_->mangler = Mangler(seed, share);
  });
}

void Pn532Line::unplug() {
  far_->wire.run([&] {
    far_->wire.unplug();
    far_->power_up();
  });
}

void Pn532Line::replug() {
  far_->wire.run([&] { far_->wire.replug(); });
}

void Pn532Line::pace(bool on) {
  far_->wire.run([&] { far_->wire.set_paced(on); });
}

Pn532Stats Pn532Line::stats() const {
  Pn532Stats stats;
  far_->wire.run([&] {
    stats.bytes_in = far_->wire.bytes_in();
    stats.bytes_out = far_->wire.bytes_out();
    stats.commands = far_->commands;
    stats.bad_frames = far_->bad_frames;
    stats.aborts = far_->aborts;
    stats.field_offs = far_->field.offs();
    stats.uids_read = far_->field.uids_read();
    stats.faults_spent = far_->faults.spent();
    stats.mangled = far_->mangled_before + far_->mangler.count();
    stats.field = far_->field.powered();
    stats.asleep = far_->chip.asleep();
    stats.pending = far_->pending.has_value();
  });
  return stats;
}

}  // namespace sandbox
