// SPDX-License-Identifier: GPL-3.0-or-later
// What answers APDUs inside a card that speaks ISO 14443-4: the open files of a social security
// card, a passport that asks for its keys, a staff badge that signs. Not thread-safe.
#pragma once

#include <memory>

#include "devices/sandbox/wires/card.h"

namespace sandbox {

class Applet {
 public:
  virtual ~Applet() = default;
  // Response data and status word. Never empty.
  virtual Bytes answer(ByteView apdu) = 0;
  virtual void power_off() = 0;
};

// The applet of the card; null for a card that takes no APDU.
std::unique_ptr<Applet> applet_of(const Card& card);

}  // namespace sandbox
