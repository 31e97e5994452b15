// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/scanner_line.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "devices/sandbox/wires/wire.h"

namespace sandbox {
namespace {

// Three times what ends a text, so that a late reader sees it too.
constexpr std::chrono::milliseconds kPause{150};
constexpr std::size_t kTooLong = 4297;
constexpr std::uint8_t kGroupSeparator = 0x1d;
// Where a character would begin, bytes that only go on with one.
constexpr std::uint8_t kNoCharacter = 0x9b;

struct Sending {
  Bytes first;
  Bytes rest;  // after the pause
  Wire::Gait gait = Wire::Gait::line;
  bool unplug = false;  // in place of the rest
};

}  // namespace

struct ScannerLine::Far final : FarEnd {
  explicit Far(std::filesystem::path path) : wire(std::move(path), *this) {
    // A USB packet takes no time that anybody could notice.
    wire.run([this] { wire.set_paced(false); });
  }

  void hear(ByteView /*bytes*/) override {}

  void scan(std::string_view text, std::string_view suffix) {
    if (!wire.plugged()) return;
    waiting.push_back(spoil({text.begin(), text.end()}, {suffix.begin(), suffix.end()}));
    if (waiting.size() == 1) begin();
  }

  Sending spoil(Bytes text, Bytes suffix) {
    const auto armed = [this](ScannerFault fault) { return faults.take(fault); };
    const auto middle = [](Bytes& of) {
      return of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    };
    if (armed(ScannerFault::too_long)) text.resize(std::max(text.size(), kTooLong), 'A');
    if (armed(ScannerFault::control_character)) text.insert(middle(text), kGroupSeparator);
    if (armed(ScannerFault::garbage)) std::fill(text.begin(), text.end(), kNoCharacter);
    if (!armed(ScannerFault::no_suffix)) text.insert(text.end(), suffix.begin(), suffix.end());
    Sending sending;
    if (armed(ScannerFault::split)) sending.gait = Wire::Gait::split;
    sending.unplug = armed(ScannerFault::unplug_mid_text);
    if (sending.unplug || armed(ScannerFault::pause)) {
      sending.rest.assign(middle(text), text.end());
      text.erase(middle(text), text.end());
    }
    sending.first = std::move(text);
    return sending;
  }

  void begin() {
    const Sending& sending = waiting.front();
    wire.say(sending.first, sending.gait, [this] { halfway(); });
  }

  void halfway() {
    const Sending& sending = waiting.front();
    if (sending.unplug) {
      unplug();
    } else if (sending.rest.empty()) {
      finish();
    } else {
      wire.ring_in(kPause);
    }
  }

  void ring() override {
    if (waiting.empty()) return;
    const Sending& sending = waiting.front();
    wire.say(sending.rest, sending.gait, [this] { finish(); });
  }

  void finish() {
    ++texts;
    waiting.pop_front();
    if (!waiting.empty()) begin();
  }

  void unplug() {
    wire.unplug();
    waiting.clear();
  }

  Faults<ScannerFault, int> faults;
  std::deque<Sending> waiting;  // the first is being sent
  std::uint32_t texts = 0;
  Wire wire;  // last: its thread uses everything above
};

ScannerLine::ScannerLine(std::filesystem::path path)
    : far_(std::make_unique<Far>(std::move(path))) {}

ScannerLine::~ScannerLine() = default;

const std::filesystem::path& ScannerLine::path() const { return far_->wire.path(); }

void ScannerLine::scan(std::string_view text, std::string_view suffix) {
  far_->wire.run([&] { far_->scan(text, suffix); });
}

void ScannerLine::arm(ScannerFault fault, int count) {
  far_->wire.run([&] { far_->faults.arm(fault, count); });
}

void ScannerLine::disarm() {
  far_->wire.run([&] { far_->faults.disarm(); });
}

void ScannerLine::unplug() {
  far_->wire.run([&] { far_->unplug(); });
}

void ScannerLine::replug() {
  far_->wire.run([&] { far_->wire.replug(); });
}

ScannerStats ScannerLine::stats() const {
  ScannerStats stats;
  far_->wire.run([&] {
    stats.bytes_in = far_->wire.bytes_in();
    stats.bytes_out = far_->wire.bytes_out();
    stats.texts = far_->texts;
    stats.faults_spent = far_->faults.spent();
  });
  return stats;
}

}  // namespace sandbox
