// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/nfc_reader.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "devices/reader/pn53x.h"
#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

// How long the chip waits for a card: for REQB, which a card answers within 2 ms, and for the rest,
// where a card may take up to 77 ms by its ATQB. The chip knows powers of two of 100 µs.
constexpr int kWaitForReqbMs = 10;
constexpr int kWaitForCardMs = 50;

constexpr std::array<std::uint8_t, 3> kReqb{0x05, 0x00, 0x00};
constexpr std::array<std::uint8_t, 5> kReadUid{0x00, 0x36, 0x00, 0x00, 0x08};

// "pn532_uart:/dev/ttyUSB0:115200" -> "/dev/ttyUSB0"; empty for a reader without a device file.
std::string device_of(const std::string& connstring) {
  const auto first = connstring.find(':');
  if (first == std::string::npos || connstring.compare(first, 2, ":/") != 0) return {};
  const auto last = connstring.rfind(':');
  return connstring.substr(first + 1, last > first ? last - first - 1 : std::string::npos);
}

bool is_resident_chip(std::span<const std::uint8_t, 4> application_data) {
  // The third byte differs between years of issue.
  return application_data[0] == 0xD1 && application_data[1] == 0x03;
}

tl::unexpected<LineTrouble> broken() { return tl::unexpected(LineTrouble::garbled); }

}  // namespace

void tame_libnfc() {
  // 1: errors only. At 3 it prints every byte, the UID's too.
  ::setenv("LIBNFC_LOG_LEVEL", "1", 1);
  ::setenv("LIBNFC_AUTO_SCAN", "false", 1);
  // An intrusive scan writes wake-up bytes to every serial port, the identity module's too.
  ::setenv("LIBNFC_INTRUSIVE_SCAN", "false", 1);
  ::unsetenv("LIBNFC_DEVICE");
  ::unsetenv("LIBNFC_DEFAULT_DEVICE");
}

tl::expected<NfcReader, LineTrouble> NfcReader::open(const std::string& connstring) {
  NfcReader reader;
  // libnfc's own check for a port in use tests a bit that glibc masks.
  if (const auto device = device_of(connstring); !device.empty()) {
    auto lock = open_alone(device);
    if (!lock) return tl::unexpected(LineTrouble::gone);
    reader.lock_ = std::move(*lock);
  }

  nfc_context* context = nullptr;
  nfc_init(&context);
  if (context == nullptr) return tl::unexpected(LineTrouble::gone);
  reader.context_.reset(context);

  nfc_connstring name{};
  if (connstring.size() >= sizeof name) return tl::unexpected(LineTrouble::gone);
  std::memcpy(name, connstring.c_str(), connstring.size());
  reader.device_.reset(nfc_open(context, name));
  if (!reader.device_) return tl::unexpected(LineTrouble::silent);
  if (nfc_initiator_init(reader.device_.get()) < 0) return broken();
  // Without this a select waits in the chip for ever, and its late answer breaks the next command.
  if (!reader.set(NP_INFINITE_SELECT, false)) return broken();
  // No card is asked for an ATS: nothing here needs one, and a malformed one crashes libnfc.
  if (!reader.set(NP_AUTO_ISO14443_4, false)) return broken();
  if (!reader.rest()) return broken();
  return reader;
}

NfcReader::~NfcReader() { visit::wipe(uid_.data(), uid_.size()); }

bool NfcReader::set(nfc_property property, bool on) {
  return nfc_device_set_property_bool(device_.get(), property, on) >= 0;
}

bool NfcReader::reset_field() {
  return set(NP_ACTIVATE_FIELD, false) && set(NP_ACTIVATE_FIELD, true);
}

void NfcReader::forget_uid() {
  visit::wipe(uid_.data(), uid_.size());
  has_uid_ = false;
}

tl::expected<void, LineTrouble> NfcReader::rest() {
  forget_uid();
  type_b_ = Sight::nothing;
  type_a_ = false;
  if (cut()) return tl::unexpected(LineTrouble::gone);
  if (!set(NP_ACTIVATE_FIELD, false)) return broken();
  return {};
}

tl::expected<std::optional<nfc_target>, LineTrouble> NfcReader::select(nfc_modulation_type type) {
  nfc_target target{};
  const int found =
      nfc_initiator_select_passive_target(device_.get(), {type, NBR_106}, nullptr, 0, &target);
  if (found > 0) return target;
  // Cards that answer wrongly are for the raw frames to judge.
  if (found == 0 || found == NFC_ERFTRANS || found == NFC_ETGRELEASED) return std::nullopt;
  return broken();
}

tl::expected<Sight, LineTrouble> NfcReader::look() {
  if (cut()) return tl::unexpected(LineTrouble::gone);
  if (type_a_next_) {
    const auto seen = look_for_type_a();
    if (!seen) return tl::unexpected(seen.error());
    type_a_ = *seen;
  } else {
    const auto seen = look_for_type_b();
    if (!seen) return tl::unexpected(seen.error());
    type_b_ = *seen;
  }
  if (!set(NP_ACTIVATE_FIELD, false)) return broken();
  if (type_b_ != Sight::resident) forget_uid();
  // Beside a resident ID, which people keep in one wallet with them, other cards do not matter.
  const bool chip = type_b_ == Sight::resident || type_b_ == Sight::unsteady;
  type_a_next_ = !type_a_next_ && !chip;
  if (type_b_ == Sight::nothing && type_a_) return Sight::other;
  return type_b_;
}

tl::expected<bool, LineTrouble> NfcReader::look_for_type_a() {
  if (!set(NP_FORCE_ISO14443_A, true) || !reset_field()) return broken();
  const auto listed = select(NMT_ISO14443A);
  if (!listed) return tl::unexpected(listed.error());
  return listed->has_value();
}

tl::expected<Sight, LineTrouble> NfcReader::look_for_type_b() {
  // A chip that hung while it was powered comes back only after the field was off.
  if (!reset_field()) return broken();
  // The firmware's own search loads its analogue settings for type B.
  const auto listed = select(NMT_ISO14443B);
  if (!listed) return tl::unexpected(listed.error());
  const bool other = *listed && !is_resident_chip((*listed)->nti.nbi.abtApplicationData);

  auto chip = read_chip();
  if (!chip) return tl::unexpected(chip.error());
  if (chip->sight == Sight::nothing) {
    with_registers_ = !with_registers_;
    return other ? Sight::other : Sight::nothing;
  }
  if (chip->sight == Sight::resident && !has_uid_) {
    // PUPI is zero on all of these cards, so two of them look like one: the second UID must be the
    // first.
    auto again = read_chip();
    if (!again) return tl::unexpected(again.error());
    if (again->sight != Sight::resident) chip->sight = Sight::unsteady;
    if (again->uid != chip->uid) chip->sight = Sight::unsteady;
    visit::wipe(again->uid.data(), again->uid.size());
  }
  if (chip->sight == Sight::resident) {
    // Another chip than before, without a gap: it must show itself twice like any other.
    has_uid_ = !has_uid_ || uid_ == chip->uid;
    uid_ = chip->uid;
  }
  visit::wipe(chip->uid.data(), chip->uid.size());
  return chip->sight;
}

// From field off to UID: REQB, ATTRIB and the UID command, as raw frames; these chips are not
// ISO 14443-4 and take no blocks.
tl::expected<NfcReader::Chip, LineTrouble> NfcReader::read_chip() {
  const bool ready =
      reset_field() && set(NP_EASY_FRAMING, false) && set(NP_FORCE_ISO14443_B, true) &&
      set(NP_FORCE_SPEED_106, true) && set(NP_HANDLE_CRC, true) &&
      (!with_registers_ || set_type_b_registers(device_.get())) &&
      nfc_device_set_property_int(device_.get(), NP_TIMEOUT_COM, kWaitForReqbMs) >= 0;
  if (!ready) return broken();

  std::array<std::uint8_t, 16> answer{};
  const auto atqb = exchange(device_.get(), kReqb, answer);
  if (nfc_device_set_property_int(device_.get(), NP_TIMEOUT_COM, kWaitForCardMs) < 0) {
    return broken();
  }
  switch (atqb.air) {
    case Air::answered:
      break;
    case Air::nothing:
      return Chip{};
    case Air::garbled:
      return Chip{Sight::unsteady, {}};
    case Air::line:
      return broken();
  }
  if (atqb.size != 12 || answer[0] != 0x50) return Chip{Sight::unsteady, {}};
  if (!is_resident_chip(std::span(answer).subspan<5, 4>())) return Chip{Sight::other, {}};

  // ATTRIB with the PUPI from the answer. The chip says 08 where the standard wants its CID.
  const std::array<std::uint8_t, 9> attrib{0x1D, answer[1], answer[2], answer[3], answer[4],
                                           0x00, 0x08,      0x01,      0x08};
  const auto attributed = exchange(device_.get(), attrib, answer);
  if (attributed.air == Air::line) return broken();
  if (attributed.air != Air::answered || attributed.size != 1 || answer[0] != 0x08) {
    return Chip{Sight::unsteady, {}};
  }
  const auto uid = exchange(device_.get(), kReadUid, answer);
  if (uid.air == Air::line) return broken();
  if (uid.air != Air::answered || uid.size != 10 || answer[8] != 0x90 || answer[9] != 0x00) {
    visit::wipe(answer.data(), answer.size());
    return Chip{Sight::unsteady, {}};
  }
  Chip chip{Sight::resident, {}};
  std::copy_n(answer.begin(), chip.uid.size(), chip.uid.begin());
  visit::wipe(answer.data(), answer.size());
  return chip;
}

}  // namespace devices::reader
