// SPDX-License-Identifier: GPL-3.0-or-later
// The near end of a line, as bare as it can be: raw termios, bytes out, bytes in until a deadline.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

class SerialClient {
 public:
  explicit SerialClient(const std::filesystem::path& path, speed_t speed = B115200)
      : fd_(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    if (is_open()) set_speed(speed);
  }
  ~SerialClient() {
    if (is_open()) ::close(fd_);
  }
  SerialClient(const SerialClient&) = delete;
  SerialClient& operator=(const SerialClient&) = delete;

  bool is_open() const { return fd_ >= 0; }

  void set_speed(speed_t speed) {
    termios settings{};
    tcgetattr(fd_, &settings);
    cfmakeraw(&settings);
    cfsetspeed(&settings, speed);
    tcsetattr(fd_, TCSANOW, &settings);
  }

  bool write(ByteView bytes) {
    return ::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  }

  // Up to `most` bytes; fewer when the time is over or the line hangs up.
  Bytes read(std::size_t most, std::chrono::milliseconds within = std::chrono::seconds(2)) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    Bytes got;
    while (got.size() < most && wait(deadline)) {
      Bytes part(most - got.size());
      const ssize_t count = ::read(fd_, part.data(), part.size());
      if (count <= 0) {
        hung_up_ = true;
        break;
      }
      got.insert(got.end(), part.begin(), part.begin() + count);
    }
    return got;
  }

  // `most` bytes, and then whatever else comes before the line has been silent for a while.
  Bytes read_out(std::size_t most = 0) {
    Bytes got = read(most);
    for (Bytes part = read(1, kSilence); !part.empty(); part = read(1, kSilence)) {
      got.push_back(part[0]);
    }
    return got;
  }

  bool hung_up() const { return hung_up_; }

 private:
  static constexpr std::chrono::milliseconds kSilence{40};

  bool wait(std::chrono::steady_clock::time_point deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waits{fd_, POLLIN, 0};
    if (poll(&waits, 1, static_cast<int>(left.count())) <= 0) return false;
    if ((waits.revents & POLLIN) != 0) return true;
    hung_up_ = true;
    return false;
  }

  int fd_;
  bool hung_up_ = false;
};

}  // namespace sandbox
