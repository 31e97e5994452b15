// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/pn53x.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

constexpr int kExchangeMs = 200;

// libnfc/chips/pn53x.h, libnfc 1.8.0.
using Transceive = int(nfc_device*, const std::uint8_t* sent, std::size_t sent_size,
                       std::uint8_t* received, std::size_t room, int timeout_ms);
using WriteRegister = int(nfc_device*, std::uint16_t address, std::uint8_t mask,
                          std::uint8_t value);

template <class Function>
Function* exported(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

constexpr std::uint8_t kInCommunicateThru = 0x42;
constexpr std::uint8_t kStatusTimeout = 0x01;

AirAnswer judge(int result, std::uint8_t status) {
  if (result > 0) return {Air::answered, static_cast<std::size_t>(result)};
  if (result == NFC_ERFTRANS) return {status == kStatusTimeout ? Air::nothing : Air::garbled, 0};
  return {Air::line, 0};
}

}  // namespace

AirAnswer exchange(nfc_device* device, std::span<const std::uint8_t> frame,
                   std::span<std::uint8_t> answer) {
  static auto* const transceive = exported<Transceive>("pn53x_transceive");
  if (transceive == nullptr) {
    // Every radio error looks the same here: no card is by far the most frequent.
    return judge(nfc_initiator_transceive_bytes(device, frame.data(), frame.size(), answer.data(),
                                                answer.size(), kExchangeMs),
                 kStatusTimeout);
  }
  std::array<std::uint8_t, 32> sent{kInCommunicateThru};
  // As large as libnfc's own buffer: it copies what the chip sends, up to this size.
  std::array<std::uint8_t, 264> received{};
  if (frame.size() >= sent.size()) return {Air::line, 0};
  std::copy(frame.begin(), frame.end(), sent.begin() + 1);
  const int result = transceive(device, sent.data(), frame.size() + 1, received.data(),
                                received.size(), kExchangeMs);
  auto judged = judge(result == 1 ? NFC_ERFTRANS : result - (result > 0 ? 1 : 0), received[0]);
  if (judged.air == Air::answered) {
    judged.size = std::min(judged.size, answer.size());
    std::copy_n(received.begin() + 1, judged.size, answer.begin());
  }
  visit::wipe(received.data(), received.size());
  return judged;
}

bool set_type_b_registers(nfc_device* device) {
  static auto* const write_register = exported<WriteRegister>("pn53x_write_register");
  if (write_register == nullptr) return false;
  struct Setting {
    std::uint16_t address;
    std::uint8_t mask;
    std::uint8_t value;
  };
  // TxMode and RxMode (6302, 6303) are libnfc's own business: framing B, 106 kbit/s, CRC on.
  constexpr std::array<Setting, 9> kSettings{{
      {0x6305, 0x40, 0x00},  // TxAuto: 10 % modulation instead of Force100ASK
      {0x6308, 0xFF, 0x4D},  // RxThreshold
      {0x6309, 0xFF, 0x4D},  // Demod
      {0x630D, 0xFF, 0x10},  // ManualRCV
      {0x630E, 0xFF, 0x03},  // TypeB
      {0x6314, 0xFF, 0x68},  // ModWidth
      {0x6317, 0xFF, 0xFF},  // GsNOn
      {0x6318, 0xFF, 0x3F},  // CWGsP
      {0x6319, 0xFF, 0x18},  // ModGsP: the modulation depth
  }};
  return std::all_of(kSettings.begin(), kSettings.end(), [&](const Setting& setting) {
    return write_register(device, setting.address, setting.mask, setting.value) >= 0;
  });
}

}  // namespace devices::reader
