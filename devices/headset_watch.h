// SPDX-License-Identifier: GPL-3.0-or-later
// Follows the jack of a headset: an evdev device with SW_HEADPHONE_INSERT (linux/input.h). Posts
// HeadsetPlugged whenever that changes; a jack that is lost counts as empty, because what was said
// to one ear would be said to the hall. One thread of its own, ended with this object.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <thread>

#include "kiosk/visit/ports.h"

namespace devices {

// What a jack's events come to. Pure.
class JackDecoder {
 public:
  struct Said {
    std::optional<bool> in;  // the last word of these events; none: nothing about the jack
    bool lost = false;       // the kernel's buffer ran over: the jack must be asked
  };
  // `struct input_event`s as the device gives them, cut anywhere.
  [[nodiscard]] Said take(std::span<const std::uint8_t> bytes);

 private:
  std::array<std::uint8_t, 24> part_{};  // of an event
  std::size_t have_ = 0;
  bool dropping_ = false;  // from SYN_DROPPED to the next SYN_REPORT
};

class HeadsetWatch {
 public:
  // Opened again, in growing waits of at most 5 s, as long as it is not there.
  HeadsetWatch(std::filesystem::path device, visit::Post post);
  ~HeadsetWatch();
  HeadsetWatch(const HeadsetWatch&) = delete;
  HeadsetWatch& operator=(const HeadsetWatch&) = delete;

 private:
  void run();
  bool listen();
  bool follow(int device);
  bool wait(int device, int milliseconds);
  void tell(bool in);

  const std::filesystem::path device_;
  const visit::Post post_;
  const int ending_;  // an eventfd, readable when it is time to end
  bool in_ = false;   // as it was last told; a visit begins without
  std::thread thread_;
};

}  // namespace devices
