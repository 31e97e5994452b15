// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/thermometer_words.h"

#include <fmt/format.h>

#include <cassert>

#include "devices/reader/reader_messages.h"

namespace devices::reader {

namespace {

// As in NMEA 0183: the characters between $ and *, one laid over the other.
unsigned check_of(std::string_view body) {
  unsigned check = 0;
  for (const char c : body) check ^= static_cast<unsigned char>(c);
  return check;
}

std::string framed(std::string_view body) {
  return fmt::format("${}*{:02X}\r\n", body, check_of(body));
}

std::optional<int> number_in(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<ForeheadReading> reading_in(std::string_view body) {
  const auto number = number_in(body.substr(2, 2));
  const auto value = body.substr(5);
  if (!number || body[4] != ',') return std::nullopt;
  if (value == "LO" || value == "HI") return ForeheadReading{*number, std::nullopt};
  const auto tenths = value.size() == 3 ? number_in(value) : std::nullopt;
  if (!tenths || *tenths < kColdest || *tenths > kHottest) return std::nullopt;
  return ForeheadReading{*number, tenths};
}

}  // namespace

std::string ask_thermometer() { return framed("Q"); }

std::string begin_measuring(MeasuringNumber number) {
  assert(number >= 0 && number <= kLastMeasuring);
  return framed(fmt::format("M,{:02}", number));
}

std::optional<ThermometerWord> thermometer_word(std::string_view body) {
  if (body == "S,0") return ThermometerState{true};
  if (body == "S,1") return ThermometerState{false};
  if (body.starts_with("A,") && body.size() == 4) {
    const auto number = number_in(body.substr(2));
    if (number) return MeasuringBegun{*number};
  }
  if (body.starts_with("T,") && body.size() > 5) {
    if (const auto reading = reading_in(body)) return *reading;
  }
  return std::nullopt;
}

std::optional<std::string> ThermometerFramer::take(std::span<const std::uint8_t>& bytes) {
  while (!bytes.empty()) {
    const auto c = static_cast<char>(bytes.front());
    bytes = bytes.subspan(1);
    if (c == '$') {
      // Whatever was under way broke off.
      open_ = true;
      ending_ = false;
      size_ = 0;
    } else if (open_ && ending_) {
      open_ = false;
      if (c != '\n') continue;
      if (auto body = end_line()) return body;
    } else if (open_ && c == '\r') {
      ending_ = true;
    } else if (open_) {
      open_ = c >= ' ' && c <= '~' && size_ < line_.size();
      if (open_) line_[size_++] = c;
    }
  }
  return std::nullopt;
}

std::optional<std::string> ThermometerFramer::end_line() const {
  constexpr std::size_t kCheck = 3;  // * and two figures
  const std::string_view line(line_.data(), size_);
  if (line.size() < kCheck) return std::nullopt;
  const auto body = line.substr(0, line.size() - kCheck);
  if (line.substr(body.size()) != fmt::format("*{:02X}", check_of(body))) return std::nullopt;
  return std::string(body);
}

}  // namespace devices::reader
