// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace sandbox {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::abort();
}

// Programs the kiosk starts must not inherit the line: a master held elsewhere never hangs up.
void keep_to_ourselves(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }

}  // namespace

Terminal::Terminal(std::filesystem::path link) : link_(std::move(link)) { replug(); }

Terminal::~Terminal() { unplug(); }

void Terminal::unplug() {
  if (!plugged()) return;
  std::error_code gone;
  std::filesystem::remove(link_, gone);
  close(master_);
  close(slave_);
  master_ = slave_ = -1;
}

void Terminal::replug() {
  if (plugged()) return;
  // The line starts as a client would set it: raw, at the readers' usual speed.
  termios raw{};
  cfmakeraw(&raw);
  raw.c_cflag |= CREAD | CLOCAL;
  cfsetspeed(&raw, B115200);
  char name[128];
  if (openpty(&master_, &slave_, name, &raw, nullptr) != 0) give_up("openpty");
  keep_to_ourselves(master_);
  keep_to_ourselves(slave_);
  fcntl(master_, F_SETFL, O_NONBLOCK);

  // A rename puts the new link in the old one's place at once: a client finds either, never none.
  const std::filesystem::path fresh = link_.string() + ".new";
  std::error_code trouble;
  std::filesystem::remove(fresh, trouble);
  std::filesystem::create_symlink(name, fresh, trouble);
  if (!trouble) std::filesystem::rename(fresh, link_, trouble);
  if (trouble) {
    errno = trouble.value();
    give_up("the link to the terminal");
  }
}

Bytes Terminal::read(std::size_t room) {
  if (!plugged()) return {};
  Bytes bytes(room);
  const ssize_t got = ::read(master_, bytes.data(), bytes.size());
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

std::size_t Terminal::write(ByteView bytes) {
  if (!plugged() || bytes.empty()) return 0;
  const ssize_t put = ::write(master_, bytes.data(), bytes.size());
  return put > 0 ? static_cast<std::size_t>(put) : 0;
}

std::optional<int> Terminal::client_baud() const {
  termios settings{};
  if (!plugged() || tcgetattr(slave_, &settings) != 0) return std::nullopt;
  switch (cfgetospeed(&settings)) {
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

}  // namespace sandbox
