// SPDX-License-Identifier: GPL-3.0-or-later
// The life of `kiosk-reader`: four device threads, one channel to the kiosk, one beat a second. It
// ends with the channel, and with the parent whatever happens.
#pragma once

#include <string>

namespace devices::reader {

struct ReaderOptions {
  int channel = -1;          // a SOCK_SEQPACKET socket whose other end the kiosk holds
  std::string pn532;         // libnfc's connstring; empty: no antenna
  std::string sam_v;         // a serial device; empty: no identity module
  std::string scanner;       // a serial device
  std::string scanner_keys;  // an evdev keyboard, if no serial scanner is named; both empty: none
  std::string thermometer;   // a serial device; empty: none
  std::string staff_ca;      // a PEM file: who vouches for staff badges; empty: no badge counts
};

// Whether a descriptor can be a channel.
[[nodiscard]] bool is_channel(int descriptor);

// No core dump may hold an identity, nothing may attach, and no child outlives its kiosk. Call it
// first, before any thread. False when the parent is already gone.
[[nodiscard]] bool become_reader();

// Serves until the kiosk closes the channel, then ends the process: 0, or 1 when the kiosk said
// what no kiosk says.
[[noreturn]] void serve(const ReaderOptions& options);

}  // namespace devices::reader
