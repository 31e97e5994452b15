// SPDX-License-Identifier: GPL-3.0-or-later
// The application of a staff badge (PIV, NIST SP 800-73-4) as far as it goes without a PIN and over
// the air: its certificate for card authentication, and the key that signs for real. Not
// thread-safe.
#pragma once

#include "devices/sandbox/wires/applet.h"

namespace sandbox {

class PivApplet final : public Applet {
 public:
  explicit PivApplet(const StaffBadgeCard& card);

  Bytes answer(ByteView apdu) override;
  void power_off() override;

 private:
  Bytes select(ByteView name);
  Bytes get_data(ByteView tags);
  Bytes sign(ByteView request);
  Bytes hand_out(std::size_t wanted);

  Bytes key_;
  Bytes certificate_object_;
  Bytes replayed_;
  Bytes waiting_;  // the rest of a long answer, for GET RESPONSE
  bool selected_ = false;
};

}  // namespace sandbox
