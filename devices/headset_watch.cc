// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/headset_watch.h"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>

namespace devices {

namespace {

constexpr int kFirstRetry = 200;  // milliseconds
constexpr int kLastRetry = 5000;
constexpr int kForEver = -1;

// How the jack stands now; none if the file is no input device.
std::optional<bool> asked(int device) {
  std::array<std::uint8_t, SW_MAX / 8 + 1> switches{};
  if (::ioctl(device, EVIOCGSW(switches.size()), switches.data()) < 0) return std::nullopt;
  return (switches[SW_HEADPHONE_INSERT / 8] >> (SW_HEADPHONE_INSERT % 8) & 1) != 0;
}

}  // namespace

JackDecoder::Said JackDecoder::take(std::span<const std::uint8_t> bytes) {
  static_assert(sizeof(input_event) == sizeof part_);
  Said said;
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), part_.size() - have_);
    std::copy_n(bytes.begin(), count, part_.begin() + static_cast<std::ptrdiff_t>(have_));
    bytes = bytes.subspan(count);
    have_ += count;
    if (have_ < part_.size()) break;
    have_ = 0;
    input_event event{};
    std::memcpy(&event, part_.data(), sizeof event);
    if (event.type == EV_SYN && event.code == SYN_DROPPED) dropping_ = true;
    if (event.type == EV_SYN && event.code == SYN_REPORT && dropping_) {
      dropping_ = false;
      said = {std::nullopt, true};
    }
    if (!dropping_ && event.type == EV_SW && event.code == SW_HEADPHONE_INSERT) {
      said.in = event.value != 0;
    }
  }
  return said;
}

HeadsetWatch::HeadsetWatch(std::filesystem::path device, visit::Post post)
    : device_(std::move(device)),
      post_(std::move(post)),
      ending_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  assert(ending_ >= 0);
  thread_ = std::thread([this] { run(); });
}

HeadsetWatch::~HeadsetWatch() {
  const eventfd_t end = 1;
  (void)::eventfd_write(ending_, end);
  thread_.join();
  ::close(ending_);
}

void HeadsetWatch::run() {
  for (int retry = kFirstRetry;; retry = std::min(retry * 2, kLastRetry)) {
    if (listen()) retry = kFirstRetry;
    tell(false);
    if (wait(-1, retry)) return;
  }
}

// Until the device is lost or it is time to end. True if it said anything of a jack.
bool HeadsetWatch::listen() {
  const int device = ::open(device_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (device < 0) return false;
  const bool followed = follow(device);
  ::close(device);
  return followed;
}

bool HeadsetWatch::follow(int device) {
  const auto now = asked(device);
  if (now) tell(*now);
  bool said_anything = now.has_value();
  JackDecoder decoder;
  std::array<std::uint8_t, 64 * sizeof(input_event)> room{};
  while (!wait(device, kForEver)) {
    const ssize_t got = ::read(device, room.data(), room.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) break;
    const auto said = decoder.take(std::span(room).first(static_cast<std::size_t>(got)));
    if (said.in) {
      tell(*said.in);
    } else if (said.lost) {
      tell(asked(device).value_or(false));
    }
    said_anything = said_anything || said.in || said.lost;
  }
  return said_anything;
}

// Waits for the device, if one is given. True: it is time to end.
bool HeadsetWatch::wait(int device, int milliseconds) {
  // A negative descriptor is one that poll leaves out.
  std::array<pollfd, 2> entries{{{ending_, POLLIN, 0}, {device, POLLIN, 0}}};
  while (::poll(entries.data(), entries.size(), milliseconds) < 0 && errno == EINTR) {
  }
  return entries[0].revents != 0;
}

void HeadsetWatch::tell(bool in) {
  if (std::exchange(in_, in) != in) post_(visit::event::HeadsetPlugged{in});
}

}  // namespace devices
