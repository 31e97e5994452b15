// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/escpos_line.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace printing {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds kWait{50};             // after which the interrupt is looked at
constexpr milliseconds kWriteWithin{10'000};  // a busy printer holds the line back
constexpr std::string_view kScheme = "escpos:";

// Every answer to DLE EOT has bits 1 and 4 set, 0 and 7 clear; to GS r bits 4 and 7 clear.
bool is_status(std::uint8_t byte) { return (byte & 0x93) == 0x12; }
bool is_paper_sensor(std::uint8_t byte) { return (byte & 0x90) == 0; }
constexpr std::uint8_t kBlock = 0x37;
constexpr std::uint8_t kXon = 0x11;
constexpr std::uint8_t kXoff = 0x13;
constexpr char kProcessIdBlock = 0x22;
constexpr char kClearedBlock = 0x25;
constexpr std::size_t kLongestBlock = 80;

std::optional<speed_t> speed_of(int baud) {
  switch (baud) {
    case 9600:
      return B9600;
    case 19200:
      return B19200;
    case 38400:
      return B38400;
    case 57600:
      return B57600;
    case 115200:
      return B115200;
    default:
      return std::nullopt;
  }
}

// "baud=19200" into the URI; false if it is nothing that a URI may say.
bool take_option(std::string_view option, EscposUri& uri) {
  if (option == "flow=none" || option == "flow=hardware") {
    uri.hardware_flow = option.ends_with("hardware");
    return true;
  }
  constexpr std::string_view kBaud = "baud=";
  if (!option.starts_with(kBaud)) return false;
  option.remove_prefix(kBaud.size());
  const char* const end = option.data() + option.size();
  const auto [stopped, error] = std::from_chars(option.data(), end, uri.baud);
  return error == std::errc{} && stopped == end && speed_of(uri.baud);
}

bool set_up(int device, const EscposUri& uri) {
  if (isatty(device) == 0) return true;
  termios mode{};
  if (tcgetattr(device, &mode) != 0) return false;
  cfmakeraw(&mode);
  mode.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS | HUPCL);
  mode.c_cflag |= static_cast<tcflag_t>(CLOCAL | CREAD);
  if (uri.hardware_flow) mode.c_cflag |= static_cast<tcflag_t>(CRTSCTS);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  const auto speed = speed_of(uri.baud);
  if (!speed) return false;
  cfsetispeed(&mode, *speed);
  cfsetospeed(&mode, *speed);
  return tcsetattr(device, TCSANOW, &mode) == 0;
}

}  // namespace

std::optional<EscposUri> EscposUri::parse(std::string_view text) {
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  EscposUri uri;
  const std::size_t query = text.find('?');
  uri.device = text.substr(0, query);
  if (!uri.device.starts_with("/") || uri.device.size() < 2) return std::nullopt;
  while (query != std::string_view::npos && !text.empty()) {
    text.remove_prefix(std::min(text.size(), text.find_first_of("?&") + 1));
    const std::string_view option = text.substr(0, text.find('&'));
    if (!take_option(option, uri)) return std::nullopt;
    if (text.find('&') == std::string_view::npos) break;
  }
  return uri;
}

EscposLine::EscposLine(EscposUri uri, const std::atomic<int>& interrupt)
    : uri_(std::move(uri)), interrupt_(interrupt) {}

EscposLine::~EscposLine() { close(); }

bool EscposLine::open() {
  if (device_ >= 0) return true;
  // Without O_NONBLOCK the open of a line without carrier would wait for ever. Alone: two processes
  // on one line would mix their pages.
  const int opened = ::open(uri_.device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (opened < 0) return false;
  if (flock(opened, LOCK_EX | LOCK_NB) != 0 || !set_up(opened, uri_)) {
    ::close(opened);
    return false;
  }
  tcflush(opened, TCIOFLUSH);  // what an earlier life had written and asked
  device_ = opened;
  ++openings_;
  block_.clear();
  statuses_.clear();
  heard_.clear();
  unheard_ = 0;
  return true;
}

void EscposLine::close() {
  if (device_ < 0) return;
  // What has not left yet must not reach a printer that comes back; nor does anybody wait for it.
  tcflush(device_, TCIOFLUSH);
  ::close(device_);
  device_ = -1;
}

PrinterAnswer<EscposStatus> EscposLine::ask_status(milliseconds within) {
  if (!open()) return tl::unexpected(PrinterTrouble::unreachable);
  // What was said before belongs to an older question.
  for (;;) {
    const auto more = take_in(milliseconds{0});
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
  }
  statuses_.clear();
  constexpr std::string_view kAsk{"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 12};
  if (const auto written = write(kAsk); !written) return tl::unexpected(written.error());
  constexpr int kBitsPerByte = 10;
  const milliseconds on_the_wire{unheard_ * kBitsPerByte * 1000 /
                                 static_cast<std::size_t>(uri_.baud)};
  milliseconds silent{0};
  while (statuses_.size() < 4 && silent < within + on_the_wire && interrupt_ == 0) {
    const auto more = take_in(kWait);
    if (!more) return tl::unexpected(more.error());
    if (!*more) silent += kWait;
  }
  if (statuses_.size() < 4) {
    close();
    return tl::unexpected(PrinterTrouble::cut);
  }
  unheard_ = 0;
  return EscposStatus{statuses_[0], statuses_[1], statuses_[2], statuses_[3]};
}

PrinterAnswer<void> EscposLine::write(std::string_view bytes) {
  milliseconds blocked{0};
  while (!bytes.empty()) {
    if (device_ < 0) return tl::unexpected(PrinterTrouble::cut);
    const ssize_t done = ::write(device_, bytes.data(), bytes.size());
    if (done > 0) {
      unheard_ += static_cast<std::size_t>(done);
      bytes.remove_prefix(static_cast<std::size_t>(done));
      continue;
    }
    const bool again = done < 0 && (errno == EAGAIN || errno == EINTR);
    pollfd entry{device_, POLLOUT, 0};
    const bool over = blocked >= kWriteWithin || interrupt_ != 0;
    if (!again || over || poll(&entry, 1, static_cast<int>(kWait.count())) < 0 ||
        (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
      close();
      return tl::unexpected(PrinterTrouble::cut);
    }
    if (entry.revents == 0) blocked += kWait;
  }
  return {};
}

PrinterAnswer<std::optional<Heard>> EscposLine::next(milliseconds within) {
  milliseconds silent{0};
  while (heard_.empty() && silent < within && interrupt_ == 0) {
    const auto more = take_in(std::min(kWait, within));
    if (!more) return tl::unexpected(more.error());
    if (!*more) silent += kWait;
  }
  if (heard_.empty()) return std::optional<Heard>{};
  std::optional<Heard> first{std::move(heard_.front())};
  heard_.pop_front();
  return first;
}

PrinterAnswer<bool> EscposLine::take_in(milliseconds within) {
  if (device_ < 0) return tl::unexpected(PrinterTrouble::cut);
  pollfd entry{device_, POLLIN, 0};
  const int ready = poll(&entry, 1, static_cast<int>(within.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return false;
  std::array<std::uint8_t, 256> bytes{};
  const ssize_t got = ready > 0 ? ::read(device_, bytes.data(), bytes.size()) : -1;
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got <= 0) {
    close();
    return tl::unexpected(PrinterTrouble::cut);
  }
  std::for_each_n(bytes.begin(), got, [this](std::uint8_t byte) { understand(byte); });
  return true;
}

void EscposLine::understand(std::uint8_t byte) {
  if (!block_.empty()) {
    block_ += static_cast<char>(byte);
    if (byte != 0 && block_.size() < kLongestBlock) return;
    const std::string block = std::exchange(block_, {});
    if (block.size() == 7 && block[1] == kProcessIdBlock) {
      heard_.emplace_back(heard::ProcessId{block.substr(2, 4)});
    } else if (block.size() == 3 && block[1] == kClearedBlock) {
      heard_.emplace_back(heard::Cleared{});
    } else {
      heard_.emplace_back(heard::Noise{});
    }
    return;
  }
  if (byte == kXon || byte == kXoff) return;
  if (byte == kBlock) {
    block_ = static_cast<char>(byte);
  } else if (is_status(byte)) {
    statuses_.push_back(byte);
  } else if (is_paper_sensor(byte)) {
    heard_.emplace_back(heard::PaperSensor{});
  } else {
    heard_.emplace_back(heard::Noise{});
  }
}

}  // namespace printing
