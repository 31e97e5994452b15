// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/thermometer_line.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "devices/sandbox/wires/wire.h"

namespace sandbox {
namespace {

constexpr int kBaud = 9600;
constexpr std::size_t kLongestLine = 64;
constexpr int kColdest = 320;
constexpr int kHottest = 430;

std::string check_of(std::string_view body) {
  unsigned check = 0;
  for (const char c : body) check ^= static_cast<unsigned char>(c);
  char figures[3];
  std::snprintf(figures, sizeof figures, "%02X", check & 0xffU);
  return figures;
}

std::string line_of(const std::string& body) { return "$" + body + "*" + check_of(body) + "\r\n"; }

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

// "00" to "99".
std::optional<int> number_of(std::string_view digits) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.size() != 2 || !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return std::nullopt;
  }
  return (digits[0] - '0') * 10 + (digits[1] - '0');
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

struct ThermometerLine::Far final : FarEnd {
  explicit Far(std::filesystem::path path) : wire(std::move(path), *this) {
    wire.run([this] { wire.set_baud(kBaud); });
  }

  void ring() override {}

  void hear(ByteView bytes) override {
    for (const std::uint8_t byte : bytes) {
      line += static_cast<char>(byte);
      if (line.ends_with("\r\n")) obey(std::exchange(line, {}));
      if (line.size() > kLongestLine) line.clear();
    }
  }

  // $body*CC CR LF; a $ begins anew whatever came before it.
  void obey(std::string_view heard) {
    constexpr std::size_t kTail = 5;
    const auto start = heard.rfind('$');
    if (start == heard.npos || heard.size() - start < 1 + kTail) {
      ++stats.bad_lines;
      return;
    }
    heard.remove_prefix(start + 1);
    const auto body = heard.substr(0, heard.size() - kTail);
    if (heard.substr(body.size(), 3) != "*" + check_of(body)) {
      ++stats.bad_lines;
      return;
    }
    stats.commands.emplace_back(body);
    const auto wanted = body.starts_with("M,") ? number_of(body.substr(2)) : std::nullopt;
    if (body == "Q") {
      answer(battery_good ? "S,0" : "S,1");
    } else if (wanted) {
      last_number = number;
      number = *wanted;
      answer("A," + two_digits(number));
      measure();
    } else {
      ++stats.bad_lines;
    }
  }

  void answer(const std::string& body) {
    if (faults.take(ThermometerFault::silent)) return;
    std::string text = line_of(body);
    if (faults.take(ThermometerFault::half_answer)) text.resize(text.size() / 2);
    wire.say(bytes_of(text));
  }

  void measure() {
    if (!forehead || number == 0 || !battery_good || !wire.plugged()) return;
    const int tenths = *std::exchange(forehead, std::nullopt);
    const bool other = faults.take(ThermometerFault::other_number);
    const std::string body = "T," + two_digits(other ? last_number : number) + "," +
                             (tenths < kColdest   ? "LO"
                              : tenths > kHottest ? "HI"
                                                  : std::to_string(tenths));
    std::string text = line_of(body);
    if (faults.take(ThermometerFault::bad_check)) text[6] = text[6] == '4' ? '3' : '4';
    if (faults.take(ThermometerFault::garbage)) std::fill(text.begin(), text.end(), '\x9b');
    const bool unplugs = faults.take(ThermometerFault::unplug_mid_line);
    if (unplugs || faults.take(ThermometerFault::half_line)) text.resize(text.size() / 2);
    wire.say(bytes_of(text), Wire::Gait::line, [this, unplugs] {
      ++stats.readings;
      if (unplugs) unplug();
    });
  }

  void unplug() {
    wire.unplug();
    line.clear();
    forehead.reset();
    number = 0;
  }

  Faults<ThermometerFault, int> faults;
  ThermometerStats stats;
  std::string line;             // of the host's, so far
  std::optional<int> forehead;  // held before it and not measured yet
  int number = 0;
  int last_number = 0;
  bool battery_good = true;
  Wire wire;  // last: its thread uses everything above
};

ThermometerLine::ThermometerLine(std::filesystem::path path)
    : far_(std::make_unique<Far>(std::move(path))) {}

ThermometerLine::~ThermometerLine() = default;

const std::filesystem::path& ThermometerLine::path() const { return far_->wire.path(); }

void ThermometerLine::show(int tenths) {
  far_->wire.run([&] {
    far_->forehead = tenths;
    far_->measure();
  });
}

void ThermometerLine::set_battery(bool good) {
  far_->wire.run([&] { far_->battery_good = good; });
}

void ThermometerLine::say(std::string_view bytes) {
  far_->wire.run([&] { far_->wire.say(bytes_of(bytes)); });
}

void ThermometerLine::arm(ThermometerFault fault, int count) {
  far_->wire.run([&] { far_->faults.arm(fault, count); });
}

void ThermometerLine::disarm() {
  far_->wire.run([&] { far_->faults.disarm(); });
}

void ThermometerLine::unplug() {
  far_->wire.run([&] { far_->unplug(); });
}

void ThermometerLine::replug() {
  far_->wire.run([&] { far_->wire.replug(); });
}

ThermometerStats ThermometerLine::stats() const {
  ThermometerStats stats;
  far_->wire.run([&] {
    stats = far_->stats;
    stats.bytes_in = far_->wire.bytes_in();
    stats.bytes_out = far_->wire.bytes_out();
    stats.faults_spent = far_->faults.spent();
    stats.number = far_->number;
  });
  return stats;
}

}  // namespace sandbox
