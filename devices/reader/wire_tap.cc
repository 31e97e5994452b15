// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/wire_tap.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

constexpr int kFirstBaud = 115200;
constexpr int kRetryMs = 100;
constexpr std::size_t kRoom = 1024;

std::optional<int> baud_of(speed_t speed) {
  switch (speed) {
    case B9600:
      return 9600;
    case B19200:
      return 19200;
    case B38400:
      return 38400;
    case B57600:
      return 57600;
    case B115200:
      return 115200;
    default:
      return std::nullopt;
  }
}

// Programs that are started must not keep the line from hanging up.
Descriptor keep(int fd) {
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return Descriptor(fd);
}

void wipe(std::vector<std::uint8_t>& bytes) {
  visit::wipe(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace

WireTap::WireTap(std::string device, std::filesystem::path link, Sink sink)
    : device_(std::move(device)),
      link_(std::move(link)),
      sink_(std::move(sink)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  assert(wake_);
  // Before anybody asks for the path: a device that is there is behind it.
  plug();
  // The program's signals belong to its own threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { live(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

WireTap::~WireTap() {
  ::eventfd_write(wake_.get(), 1);
  thread_.join();
  unplug();
}

void WireTap::live() {
  for (;;) {
    if (line_ && !carry()) unplug();
    pollfd woken{wake_.get(), POLLIN, 0};
    if (::poll(&woken, 1, line_ ? 0 : kRetryMs) > 0) return;
    if (!line_) plug();
  }
}

bool WireTap::plug() {
  auto line = SerialLine::open(device_, kFirstBaud);
  if (!line) return false;

  termios raw{};
  ::cfmakeraw(&raw);
  raw.c_cflag |= static_cast<tcflag_t>(CREAD | CLOCAL);
  speed_ = B115200;
  ::cfsetspeed(&raw, speed_);
  int master = -1;
  int slave = -1;
  std::array<char, 128> name{};
  if (::openpty(&master, &slave, name.data(), &raw, nullptr) != 0) return false;
  master_ = keep(master);
  slave_ = keep(slave);
  line_ = std::move(*line);

  // A rename puts the new link in the old one's place at once.
  const std::filesystem::path fresh = link_.string() + ".new";
  std::error_code trouble;
  std::filesystem::remove(fresh, trouble);
  std::filesystem::create_symlink(name.data(), fresh, trouble);
  if (!trouble) std::filesystem::rename(fresh, link_, trouble);
  if (trouble) unplug();
  return !trouble;
}

void WireTap::unplug() {
  std::error_code gone;
  if (line_) std::filesystem::remove(link_, gone);
  line_.reset();
  master_.close();
  slave_.close();
  wipe(to_device_.waiting);
  wipe(to_host_.waiting);
}

// Waits for one thing to do and does it. A side that does not take its bytes is not read for.
bool WireTap::carry() {
  const int device = line_->descriptor().get();
  const int master = master_.get();
  const auto wanted = [](const Lane& out, const Lane& in) {
    return static_cast<short>((out.waiting.empty() ? POLLIN : 0) |
                              (in.waiting.empty() ? 0 : POLLOUT));
  };
  std::array<pollfd, 3> waits{pollfd{wake_.get(), POLLIN, 0},
                              pollfd{device, wanted(to_host_, to_device_), 0},
                              pollfd{master, wanted(to_device_, to_host_), 0}};
  if (::poll(waits.data(), waits.size(), -1) < 0) return errno == EINTR;

  if ((waits[1].revents & POLLIN) != 0) {
    // Bytes that came before the hang-up are still worth carrying.
    if (!fill(to_host_, device)) return false;
  } else if ((waits[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
    return false;
  }
  if ((waits[2].revents & POLLIN) != 0) fill(to_device_, master);
  empty(to_host_, master);
  if (!to_device_.waiting.empty()) follow_speed();
  empty(to_device_, device);
  return true;
}

bool WireTap::fill(Lane& lane, int from) {
  std::vector<std::uint8_t> bytes(kRoom);
  const ssize_t got = ::read(from, bytes.data(), bytes.size());
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  bytes.resize(static_cast<std::size_t>(got));
  sink_(lane.direction, monotonic_now(), bytes);
  lane.waiting = std::move(bytes);
  return true;
}

void WireTap::empty(Lane& lane, int to) {
  if (lane.waiting.empty()) return;
  const ssize_t put = ::write(to, lane.waiting.data(), lane.waiting.size());
  // A full line is tried again when there is room; one that has gone shows when it is read.
  if (put <= 0) return;
  const auto last = lane.waiting.begin() + put;
  visit::wipe(lane.waiting.data(), static_cast<std::size_t>(put));
  lane.waiting.erase(lane.waiting.begin(), last);
}

// The driver set its speed before it wrote.
void WireTap::follow_speed() {
  termios mode{};
  if (::tcgetattr(slave_.get(), &mode) != 0) return;
  const speed_t speed = ::cfgetospeed(&mode);
  if (speed == speed_) return;
  speed_ = speed;
  // A speed that no reader uses is left to the driver's own disappointment.
  if (const auto baud = baud_of(speed)) (void)line_->set_baud(*baud);
}

}  // namespace devices::reader
