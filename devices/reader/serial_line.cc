// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/serial_line.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

namespace devices::reader {

namespace {

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

bool try_again(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// Waits until `what` is possible. False when the deadline passed first.
tl::expected<bool, LineTrouble> wait(int fd, short what, Instant until) {
  const Deadline deadline = Deadline::at(until);
  for (;;) {
    pollfd entry{fd, what, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(deadline.left().count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return tl::unexpected(LineTrouble::gone);
    // Bytes that came before the hang-up are still worth reading.
    if (ready > 0 && (entry.revents & what) != 0) return true;
    if (ready > 0) return tl::unexpected(LineTrouble::gone);
    return false;
  }
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Descriptor::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

tl::expected<Descriptor, LineTrouble> open_alone(const std::string& device) {
  // Without O_NONBLOCK the open of a line without carrier would wait for ever.
  Descriptor opened(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!opened || ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
    return tl::unexpected(LineTrouble::gone);
  }
  return opened;
}

bool hung_up(const Descriptor& device) {
  pollfd entry{device.get(), 0, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

tl::expected<std::unique_ptr<SerialLine>, LineTrouble> SerialLine::open(const std::string& device,
                                                                        int baud) {
  auto opened = open_alone(device);
  if (!opened) return tl::unexpected(opened.error());
  std::unique_ptr<SerialLine> line(new SerialLine(std::move(*opened)));
  if (auto set = line->set_baud(baud); !set) return tl::unexpected(set.error());
  return line;
}

tl::expected<void, LineTrouble> SerialLine::set_baud(int baud) {
  const auto speed = speed_of(baud);
  termios mode{};
  if (!speed || ::tcgetattr(device_.get(), &mode) != 0) return tl::unexpected(LineTrouble::gone);
  ::cfmakeraw(&mode);
  mode.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS | HUPCL);
  mode.c_cflag |= static_cast<tcflag_t>(CLOCAL | CREAD);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  ::cfsetispeed(&mode, *speed);
  ::cfsetospeed(&mode, *speed);
  if (::tcsetattr(device_.get(), TCSANOW, &mode) != 0) return tl::unexpected(LineTrouble::gone);
  return {};
}

tl::expected<void, LineTrouble> SerialLine::write(std::span<const std::uint8_t> bytes,
                                                  Instant until) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(device_.get(), bytes.data(), bytes.size());
    if (done > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(done));
      continue;
    }
    if (done == 0 || !try_again(errno)) return tl::unexpected(LineTrouble::gone);
    const auto ready = wait(device_.get(), POLLOUT, until);
    if (!ready) return tl::unexpected(ready.error());
    if (!*ready) return tl::unexpected(LineTrouble::silent);
  }
  return {};
}

tl::expected<std::size_t, LineTrouble> SerialLine::read(std::span<std::uint8_t> room,
                                                        Instant until) {
  for (;;) {
    const auto ready = wait(device_.get(), POLLIN, until);
    if (!ready) return tl::unexpected(ready.error());
    if (!*ready) return tl::unexpected(LineTrouble::silent);
    const ssize_t got = ::read(device_.get(), room.data(), room.size());
    if (got > 0) return static_cast<std::size_t>(got);
    // Readable and nothing to read: the far end has gone.
    if (got == 0 || !try_again(errno)) return tl::unexpected(LineTrouble::gone);
  }
}

void SerialLine::discard() { ::tcflush(device_.get(), TCIFLUSH); }

}  // namespace devices::reader
