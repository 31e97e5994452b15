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
// A search with its repetitions, and setting up a card of ISO 14443-4.
constexpr int kListMs = 300;

constexpr std::uint8_t kInDataExchange = 0x40;
constexpr std::uint8_t kInCommunicateThru = 0x42;
constexpr std::uint8_t kInListPassiveTarget = 0x4A;
constexpr std::uint8_t kStatusTimeout = 0x01;

// As large as libnfc's own buffer: it copies what the chip sends, up to this size.
constexpr std::size_t kLongestFrame = 264;

// What the chip sends; it may hold a card's contents.
struct Received {
  std::array<std::uint8_t, kLongestFrame> bytes{};

  Received() = default;
  Received(const Received&) = delete;
  Received& operator=(const Received&) = delete;
  ~Received() { visit::wipe(bytes.data(), bytes.size()); }
};

// What libnfc makes of a status byte that is not 00.
bool is_of_the_air(int result) {
  return result == NFC_ERFTRANS || result == NFC_ETGRELEASED || result == NFC_ECHIP ||
         result == NFC_EINVARG || result == NFC_EMFCAUTHFAIL;
}

AirAnswer judge(int result, std::uint8_t status) {
  if (result > 0) return {Air::answered, static_cast<std::size_t>(result)};
  if (result == NFC_ERFTRANS) return {status == kStatusTimeout ? Air::nothing : Air::garbled, 0};
  return {Air::line, 0};
}

template <class Function>
Function* exported(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

Target target_of(const nfc_target& found, RadioType type) {
  Target target;
  target.type = type;
  target.number = 1;
  if (type == RadioType::a) {
    const nfc_iso14443a_info& card = found.nti.nai;
    target.sak = card.btSak;
    const std::size_t length = card.szUidLen;  // a copy: libnfc packs its structures
    target.uid = Uid(std::span(card.abtUid).first(std::min(length, sizeof card.abtUid)));
  } else {
    const nfc_iso14443b_info& card = found.nti.nbi;
    std::copy_n(std::begin(card.abtApplicationData), target.application_data.size(),
                target.application_data.begin());
    target.uid = Uid(card.abtPupi);
  }
  return target;
}

}  // namespace

Pn53xExports Pn53xExports::of_libnfc() {
  return {exported<Transceive>("pn53x_transceive"),
          exported<WriteRegister>("pn53x_write_register")};
}

tl::expected<std::optional<Target>, LineTrouble> Pn53x::list(RadioType type) {
  if (exports_.transceive == nullptr) return list_with_libnfc(type);
  // One target; type B takes an AFI besides, 00 for all families.
  const std::array<std::uint8_t, 4> command{kInListPassiveTarget, 0x01,
                                            static_cast<std::uint8_t>(type), 0x00};
  Received received;
  const int result = exports_.transceive(device_, command.data(), type == RadioType::a ? 3 : 4,
                                         received.bytes.data(), received.bytes.size(), kListMs);
  if (result < 0) {
    if (is_of_the_air(result)) return std::nullopt;
    return tl::unexpected(LineTrouble::garbled);
  }
  return target_in(type, std::span(received.bytes).first(static_cast<std::size_t>(result)));
}

tl::expected<std::optional<Target>, LineTrouble> Pn53x::list_with_libnfc(RadioType type) {
  nfc_target target{};
  const auto modulation = type == RadioType::a ? NMT_ISO14443A : NMT_ISO14443B;
  const int found =
      nfc_initiator_select_passive_target(device_, {modulation, NBR_106}, nullptr, 0, &target);
  if (found > 0) return target_of(target, type);
  if (found == 0 || is_of_the_air(found)) return std::nullopt;
  return tl::unexpected(LineTrouble::garbled);
}

AirAnswer Pn53x::exchange(std::span<const std::uint8_t> frame, std::span<std::uint8_t> answer) {
  if (exports_.transceive == nullptr) {
    // Every radio error looks the same here: no card is by far the most frequent.
    return judge(nfc_initiator_transceive_bytes(device_, frame.data(), frame.size(), answer.data(),
                                                answer.size(), kExchangeMs),
                 kStatusTimeout);
  }
  std::array<std::uint8_t, 32> sent{kInCommunicateThru};
  if (frame.size() >= sent.size()) return {Air::line, 0};
  std::copy(frame.begin(), frame.end(), sent.begin() + 1);
  Received received;
  auto& bytes = received.bytes;
  const int result = exports_.transceive(device_, sent.data(), frame.size() + 1, bytes.data(),
                                         bytes.size(), kExchangeMs);
  auto judged = judge(result == 1 ? NFC_ERFTRANS : result - (result > 0 ? 1 : 0), bytes[0]);
  if (judged.air == Air::answered) {
    judged.size = std::min(judged.size, answer.size());
    std::copy_n(bytes.begin() + 1, judged.size, answer.begin());
  }
  return judged;
}

tl::expected<std::vector<std::uint8_t>, Air> Pn53x::command(const Target& target,
                                                            std::span<const std::uint8_t> apdu,
                                                            Milliseconds time) {
  constexpr std::size_t kHead = 2;  // InDataExchange and the target's number
  constexpr int kShortest = 3;      // the chip's status and the card's status word
  if (exports_.transceive == nullptr) return tl::unexpected(Air::line);
  std::array<std::uint8_t, kLongestFrame - 1> sent{kInDataExchange, target.number};
  if (apdu.size() > sent.size() - kHead) return tl::unexpected(Air::garbled);
  std::copy(apdu.begin(), apdu.end(), sent.begin() + kHead);
  Received received;
  // 0 would mean for ever.
  const int timeout_ms = static_cast<int>(std::max(time, Milliseconds{1}).count());
  const int result = exports_.transceive(device_, sent.data(), apdu.size() + kHead,
                                         received.bytes.data(), received.bytes.size(), timeout_ms);
  visit::wipe(sent.data(), sent.size());
  if (result >= kShortest) {
    return std::vector<std::uint8_t>(received.bytes.begin() + 1, received.bytes.begin() + result);
  }
  const bool card = result >= 0 || is_of_the_air(result);
  return tl::unexpected(card ? Air::garbled : Air::line);
}

bool Pn53x::set_type_b_registers() {
  if (exports_.write_register == nullptr) return false;
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
    return exports_.write_register(device_, setting.address, setting.mask, setting.value) >= 0;
  });
}

}  // namespace devices::reader
