// SPDX-License-Identifier: GPL-3.0-or-later
// The chip of a travel document (ICAO Doc 9303-10 and -11): basic access control, secure messaging,
// and behind them EF.COM and data group 1. Without printed lines nobody has its keys. Not
// thread-safe.
#pragma once

#include <optional>
#include <string>

#include "devices/sandbox/wires/apdu.h"
#include "devices/sandbox/wires/applet.h"
#include "devices/sandbox/wires/document_keys.h"

namespace sandbox {

class PassportApplet final : public Applet {
 public:
  explicit PassportApplet(const PassportCard& card);

  Bytes answer(ByteView apdu) override;
  void power_off() override;

 private:
  struct Session {
    DocumentKeys keys;
    Bytes counter;
    std::uint16_t file = 0;
    void count();
  };

  Bytes challenge();
  Bytes authenticate(ByteView token);
  Bytes hear_wrapped(const CommandApdu& command);
  Bytes hear_inside(const CommandApdu& command);
  Bytes wrapped(const Bytes& plain);
  const Bytes* file(std::uint16_t name) const;

  std::optional<DocumentKeys> keys_;
  Bytes contents_;       // EF.COM: which groups there are
  Bytes printed_lines_;  // data group 1
  bool open_ = false;
  Bytes challenge_;
  std::optional<Session> session_;
};

}  // namespace sandbox
