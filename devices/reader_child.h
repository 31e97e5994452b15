// SPDX-License-Identifier: GPL-3.0-or-later
// One `kiosk-reader`, from spawn to burial, and the parent's end of its channel. It is killed and
// reaped when this object dies. One thread owns it, and outlives it: the child dies with the thread
// that began it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/reader_messages.h"

namespace devices {

// What a child is begun with. Every device may be left out.
struct ReaderCommand {
  std::string program;            // the path of kiosk-reader
  std::string pn532 = {};         // libnfc's connstring
  std::string sam_v = {};         // the identity module's serial device
  std::string scanner = {};       // the scanner's serial device
  std::string scanner_keys = {};  // or the input device of one that types
  std::string staff_ca = {};      // whose badges count: a PEM file
  std::string thermometer = {};   // the forehead thermometer's serial device
};

class ReaderChild {
 public:
  enum class Nothing {
    yet,   // no message waits
    lost,  // dead, or it broke its promises
  };

  // None when the program cannot be run.
  [[nodiscard]] static std::optional<ReaderChild> begin(const ReaderCommand& command);
  ReaderChild(ReaderChild&& other) noexcept;
  ReaderChild& operator=(ReaderChild&& other) noexcept;
  // Closes the channel, which ends a healthy child, and kills one that has not ended within 0.5 s.
  ~ReaderChild();

  // To wait on. Readable: a message, or the end.
  [[nodiscard]] int channel() const { return channel_; }
  // False when the child does not take its messages.
  [[nodiscard]] bool send(const reader::Order& order);
  [[nodiscard]] tl::expected<reader::Report, Nothing> receive();
  // It will be given no time to end by itself.
  void condemn() { broken_ = true; }

 private:
  ReaderChild(int channel, pid_t pid) : channel_(channel), pid_(pid) {}
  void end();

  int channel_ = -1;
  pid_t pid_ = -1;
  bool broken_ = false;  // its promises
};

}  // namespace devices
