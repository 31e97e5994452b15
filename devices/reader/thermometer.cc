// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/thermometer.h"

#include <utility>

#include "devices/reader/serial_line.h"

namespace devices::reader {

namespace {

constexpr int kBaud = 9600;
// A line of it takes 15 ms at 9600 baud; one that was spoilt is asked for again.
constexpr Milliseconds kAnswer{400};
constexpr int kTries = 3;
// Nobody is measured more often than readings are taken away.
constexpr std::size_t kMostKept = 4;

}  // namespace

tl::expected<Thermometer, LineTrouble> Thermometer::open(const std::string& device) {
  auto line = SerialLine::open(device, kBaud);
  if (!line) return tl::unexpected(line.error());
  return open(std::move(*line));
}

tl::expected<Thermometer, LineTrouble> Thermometer::open(std::unique_ptr<Line> line) {
  Thermometer thermometer(std::move(line));
  if (auto set = thermometer.line_->set_baud(kBaud); !set) return tl::unexpected(set.error());
  // Another process, or this one before it died, may have left it measuring somebody.
  drain(*thermometer.line_);
  if (auto quiet = thermometer.measure(0); !quiet) return tl::unexpected(quiet.error());
  return thermometer;
}

tl::expected<bool, LineTrouble> Thermometer::measures() {
  const auto state =
      ask<ThermometerState>(ask_thermometer(), [](const ThermometerState&) { return true; });
  if (!state) return tl::unexpected(state.error());
  return state->measures;
}

tl::expected<void, LineTrouble> Thermometer::measure(MeasuringNumber number) {
  number_ = number;
  readings_.clear();
  const auto begun = ask<MeasuringBegun>(
      begin_measuring(number), [&](const MeasuringBegun& said) { return said.number == number; });
  if (!begun) return tl::unexpected(begun.error());
  return {};
}

tl::expected<int, LineTrouble> Thermometer::next(Instant until) {
  while (readings_.empty()) {
    const auto word = hear(until);
    if (!word) return tl::unexpected(word.error());
  }
  const int tenths = readings_.front();
  readings_.pop_front();
  return tenths;
}

template <class Word, class Fits>
tl::expected<Word, LineTrouble> Thermometer::ask(const std::string& question, Fits fits) {
  for (int tries = 0; tries < kTries; ++tries) {
    const Instant until = line_->now() + kAnswer;
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(question.data()), question.size());
    if (auto sent = line_->write(bytes, until); !sent) return tl::unexpected(sent.error());
    for (;;) {
      const auto word = hear(until);
      if (!word && word.error() == LineTrouble::gone) return tl::unexpected(LineTrouble::gone);
      if (!word) break;
      const auto* said = std::get_if<Word>(&*word);
      if (said != nullptr && fits(*said)) return *said;
    }
  }
  return tl::unexpected(LineTrouble::silent);
}

tl::expected<ThermometerWord, LineTrouble> Thermometer::hear(Instant until) {
  for (;;) {
    auto rest = std::span<const std::uint8_t>(room_).subspan(used_, size_ - used_);
    const auto body = framer_.take(rest);
    used_ = size_ - rest.size();
    if (body) {
      const auto word = thermometer_word(*body);
      if (!word) continue;
      if (const auto* reading = std::get_if<ForeheadReading>(&*word)) keep(*reading);
      return *word;
    }
    // A line that babbles must not be listened to for ever.
    if (line_->now() >= until) return tl::unexpected(LineTrouble::silent);
    const auto got = line_->read(room_, until);
    used_ = 0;
    size_ = got.value_or(0);
    if (!got) return tl::unexpected(got.error());
  }
}

void Thermometer::keep(const ForeheadReading& reading) {
  if (number_ == 0 || reading.number != number_ || !reading.tenths) return;
  if (readings_.size() == kMostKept) readings_.pop_front();
  readings_.push_back(*reading.tenths);
}

}  // namespace devices::reader
