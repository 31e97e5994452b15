// SPDX-License-Identifier: GPL-3.0-or-later
// Where sound goes: mono, 16 bit. A loudspeaker, a headset, a test that counts. Called by the
// voice's thread only.
#pragma once

#include <cstdint>
#include <span>

namespace devices {

class Sink {
 public:
  virtual ~Sink() = default;
  // Samples of `rate` a second follow. Between two sentences the rate may change: the pause that
  // ends the first may be cut short, no word may. False: there is nothing to hear with.
  virtual bool begin(unsigned rate) = 0;
  // Takes at most 20 ms of sound; waits while a device has enough to play. False: the device went
  // away, the rest of the utterance is not written.
  virtual bool write(std::span<const std::int16_t> samples) = 0;
  // Silence now; what was written and not yet heard is dropped. Also without a begin().
  virtual void stop() = 0;
};

}  // namespace devices
