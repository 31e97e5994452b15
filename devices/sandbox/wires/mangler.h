// SPDX-License-Identifier: GPL-3.0-or-later
// Malforms a share of what a far end says, at random from a seed: the same seed harms the same
// answers in the same way. Frames of the PN532 never become one of the sequences that kill libnfc
// (docs/wire.md, section 1): those are armed by name. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

class Mangler {
 public:
  Mangler() = default;  // leaves everything as it is
  // `share` of the answers, 0 to 1.
  Mangler(std::uint64_t seed, double share) : random_(seed), share_(share) {}

  // Whether the next answer is to be malformed.
  bool strikes();
  // A number below `limit`, which is not 0.
  std::size_t below(std::size_t limit) { return random_() % limit; }

  // What noise does to any bytes: flips, losses, repeats, insertions.
  void harm(Bytes& bytes);

  // A malformed frame in the place of a good one. Counted.
  Bytes of_pn532(Bytes frame);
  Bytes of_sam_v(Bytes frame);

  std::uint32_t count() const { return count_; }

 private:
  std::uint8_t octet() { return static_cast<std::uint8_t>(random_() & 0xff); }
  Bytes noise(std::size_t most);
  void spoil_pn532(Bytes& frame);
  void spoil_sam_v(Bytes& frame);
  void spare_libnfc(Bytes& bytes);

  std::mt19937_64 random_;
  double share_ = 0;
  std::uint32_t count_ = 0;
  Bytes last_;                          // the last good frame
  std::array<std::uint8_t, 2> tail_{};  // the last octets said to libnfc
};

}  // namespace sandbox
