// SPDX-License-Identifier: GPL-3.0-or-later
// A serial device that is not there: a pseudo-terminal in raw mode behind a symbolic link whose
// path never changes, as /dev/serial/by-id gives. Promises that a client of an unplugged terminal
// sees a hang-up, and finds a new one behind the same link after replug(). Not thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

class Terminal {
 public:
  // `link` names a file in a directory that exists and may be written; a link left behind by an
  // earlier run is replaced. Aborts when the machine has no pseudo-terminal to give.
  explicit Terminal(std::filesystem::path link);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::filesystem::path& path() const { return link_; }

  void unplug();  // removes the link and closes the master: the client sees a hang-up
  void replug();  // a new pseudo-terminal behind the same link
  bool plugged() const { return master_ >= 0; }

  // The master's descriptor, to wait on; -1 while unplugged.
  int descriptor() const { return master_; }

  // What the client wrote, at most `room` bytes; empty when it wrote nothing.
  Bytes read(std::size_t room);
  // Writes what fits and returns how much that was: a full line loses bytes, as a UART does.
  std::size_t write(ByteView bytes);
  // The speed the client has set, in baud; nullopt for a speed serial readers do not use.
  std::optional<int> client_baud() const;

 private:
  std::filesystem::path link_;
  int master_ = -1;
  // Held open so that the line discipline's settings outlive each client, and so that the master
  // never reports a hang-up of its own between two clients.
  int slave_ = -1;
};

}  // namespace sandbox
