// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/nfc_reader.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "devices/reader/connstring.h"
#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

// How long the chip waits for a card: for REQB, which a card answers within 2 ms, and for the rest,
// where a card may take up to 77 ms by its ATQB. The chip knows powers of two of 100 µs.
constexpr int kWaitForReqbMs = 10;
constexpr int kWaitForCardMs = 50;
// All that is said to a card in one look, and one answer of it: a badge signs within half a second,
// the rest is its certificate, over air and line.
constexpr Milliseconds kTalk{2000};
constexpr Milliseconds kAnswer{700};

constexpr std::array<std::uint8_t, 3> kReqb{0x05, 0x00, 0x00};
constexpr std::array<std::uint8_t, 5> kReadUid{0x00, 0x36, 0x00, 0x00, 0x08};

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

tl::expected<NfcReader, LineTrouble> NfcReader::open(const std::string& connstring,
                                                     Pn53xExports exports) {
  NfcReader reader;
  // libnfc's own check for a port in use tests a bit that glibc masks.
  if (const auto device = serial_device_of(connstring)) {
    auto lock = open_alone(*device);
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
  reader.chip_ = Pn53x(reader.device_.get(), exports);
  // A card's ATS is asked for only where we take it apart ourselves: a malformed one crashes
  // libnfc.
  if (!reader.set(NP_AUTO_ISO14443_4, reader.chip_.takes_commands())) return broken();
  if (!reader.rest()) return broken();
  return reader;
}

bool NfcReader::set(nfc_property property, bool on) {
  return nfc_device_set_property_bool(device_.get(), property, on) >= 0;
}

bool NfcReader::reset_field() {
  return set(NP_ACTIVATE_FIELD, false) && set(NP_ACTIVATE_FIELD, true);
}

void NfcReader::forget_cards() {
  uid_ = {};
  type_b_ = Sight::nothing;
  other_a_.reset();
  other_b_.reset();
}

tl::expected<void, LineTrouble> NfcReader::rest() {
  forget_cards();
  if (cut()) return tl::unexpected(LineTrouble::gone);
  if (!set(NP_ACTIVATE_FIELD, false)) return broken();
  return {};
}

tl::expected<Look, LineTrouble> NfcReader::look(const Talk& talk, Search search) {
  if (cut()) return tl::unexpected(LineTrouble::gone);
  const auto looked = type_a_next_ ? look_for_type_a(talk) : look_for_type_b(talk, search);
  if (!looked) return tl::unexpected(looked.error());
  if (!set(NP_ACTIVATE_FIELD, false)) return broken();
  // Beside a resident ID, which people keep in one wallet with them, other cards do not matter.
  const bool chip = type_b_ == Sight::resident || type_b_ == Sight::unsteady;
  type_a_next_ = !type_a_next_ && !chip;
  return known();
}

Look NfcReader::known() const {
  switch (type_b_) {
    case Sight::resident:
      return {Sight::resident, CardKind::resident_id, uid_};
    case Sight::unsteady:
      return {Sight::unsteady, std::nullopt, {}};
    case Sight::other:
    case Sight::nothing:
      break;
  }
  // Of two, the one that is known for more than its type.
  const bool b_known = other_b_ && other_b_->kind != CardKind::type_b;
  if (other_a_ && !b_known) return {Sight::other, other_a_->kind, other_a_->target.uid};
  if (other_b_) return {Sight::other, other_b_->kind, other_b_->target.uid};
  if (type_b_ == Sight::other) return {Sight::other, CardKind::type_b, {}};
  return {};
}

tl::expected<void, LineTrouble> NfcReader::look_for_type_a(const Talk& talk) {
  if (!set(NP_FORCE_ISO14443_A, true) || !reset_field()) return broken();
  const auto listed = chip_.list(RadioType::a);
  if (!listed) return tl::unexpected(listed.error());
  return meet(other_a_, *listed, talk);
}

tl::expected<void, LineTrouble> NfcReader::look_for_type_b(const Talk& talk, Search search) {
  // A chip that hung while it was powered comes back only after the field was off.
  if (!reset_field()) return broken();
  // The firmware's own search loads its analogue settings for type B.
  auto listed = chip_.list(RadioType::b);
  if (!listed) return tl::unexpected(listed.error());
  if (*listed && is_resident_chip((*listed)->application_data)) listed->reset();
  const auto met = meet(other_b_, *listed, talk);
  if (!met) return tl::unexpected(met.error());
  if (search == Search::cards) return look_for_chip();
  uid_ = {};
  type_b_ = other_b_ ? Sight::other : Sight::nothing;
  return {};
}

bool NfcReader::note(std::optional<Other>& other, const std::optional<Target>& listed) const {
  if (!listed) {
    other.reset();
    return false;
  }
  if (!other || !is_same_card(other->target, *listed)) {
    const auto kind = listed->type == RadioType::a ? kind_by_sak(listed->sak) : CardKind::type_b;
    other.emplace(Other{*listed, kind});
  }
  other->target = *listed;
  return listed->takes_commands && other->tries_left > 0 && chip_.takes_commands();
}

tl::expected<bool, LineTrouble> NfcReader::speak(const Target& target,
                                                 const std::function<bool(const Transmit&)>& say) {
  const Deadline deadline(kTalk);
  std::optional<Air> trouble;
  const Transmit transmit =
      [&](std::span<const std::uint8_t> apdu) -> std::optional<std::vector<std::uint8_t>> {
    // Whoever broke off is out of step, and comes back only after the field was off.
    if (trouble || deadline.passed()) return std::nullopt;
    auto answer = chip_.command(target, apdu, std::min(deadline.left(), kAnswer));
    if (answer) return std::move(*answer);
    trouble = answer.error();
    return std::nullopt;
  };
  const bool done = say(transmit);
  if (trouble == Air::line) return broken();
  return done;
}

tl::expected<void, LineTrouble> NfcReader::meet(std::optional<Other>& other,
                                                const std::optional<Target>& listed,
                                                const Talk& talk) {
  if (!note(other, listed)) return {};
  --other->tries_left;
  const auto said =
      speak(*listed, [&](const Transmit& transmit) { return get_to_know(*other, transmit, talk); });
  if (!said) return tl::unexpected(said.error());
  if (*said) other->tries_left = 0;
  return {};
}

tl::expected<void, LineTrouble> NfcReader::meet_at_desk(std::optional<Other>& other,
                                                        const std::optional<Target>& listed,
                                                        const Recognise& recognise) {
  if (note(other, listed)) {
    --other->tries_left;
    const auto said = speak(*listed, [&](const Transmit& transmit) {
      other->is_badge = recognise(transmit);
      return other->is_badge.has_value();
    });
    if (!said) return tl::unexpected(said.error());
    if (*said) other->tries_left = 0;
  } else if (other && !other->is_badge) {
    other->is_badge = false;  // it takes no commands, or spoke too often in vain
  }
  return {};
}

tl::expected<Lying, LineTrouble> NfcReader::look_at_desk(const Recognise& recognise) {
  if (cut()) return tl::unexpected(LineTrouble::gone);
  if (!set(NP_FORCE_ISO14443_A, true) || !reset_field()) return broken();
  const auto of_type_a = chip_.list(RadioType::a);
  if (!of_type_a) return tl::unexpected(of_type_a.error());
  if (auto met = meet_at_desk(other_a_, *of_type_a, recognise); !met) {
    return tl::unexpected(met.error());
  }
  if (!reset_field()) return broken();
  auto of_type_b = chip_.list(RadioType::b);
  if (!of_type_b) return tl::unexpected(of_type_b.error());
  const bool resident = *of_type_b && is_resident_chip((*of_type_b)->application_data);
  if (resident) of_type_b->reset();
  if (auto met = meet_at_desk(other_b_, *of_type_b, recognise); !met) {
    return tl::unexpected(met.error());
  }
  Lying lying;
  lying.other = resident;
  if (!resident) {
    const auto chip = sees_chip();
    if (!chip) return tl::unexpected(chip.error());
    lying.other = *chip;
  }
  if (!set(NP_ACTIVATE_FIELD, false)) return broken();
  for (const auto* card : {&other_a_, &other_b_}) {
    if (!*card) continue;
    if (!(*card)->is_badge) {
      if (lying.badge == Lying::Badge::missing) lying.badge = Lying::Badge::unsure;
    } else if (*(*card)->is_badge) {
      lying.badge = Lying::Badge::there;
    } else {
      lying.other = true;
    }
  }
  return lying;
}

// A chip that the firmware does not list, as one that refuses a resident ID's answer to ATTRIB; or
// cards that answer REQB at once.
tl::expected<bool, LineTrouble> NfcReader::sees_chip() {
  std::array<std::uint8_t, 16> answer{};
  const auto atqb = call_type_b(answer);
  if (!atqb) return tl::unexpected(atqb.error());
  switch (atqb->air) {
    case Air::answered:
      break;
    case Air::nothing:
      with_registers_ = !with_registers_ && chip_.takes_registers();
      return false;
    case Air::garbled:
      return true;
    case Air::line:
      return broken();
  }
  // The one that was listed answers again.
  return !other_b_ || atqb->size != 12 || is_resident_chip(std::span(answer).subspan<5, 4>());
}

// Whether nothing is left to say.
bool NfcReader::get_to_know(Other& other, const Transmit& transmit, const Talk& talk) {
  if (!other.kind_settled) {
    const auto kind = kind_by_applications(transmit, other.kind);
    if (!kind) return false;
    other.kind = *kind;
    other.kind_settled = true;
  }
  const bool speaks = other.kind == CardKind::social_security || other.kind == CardKind::passport ||
                      other.kind == CardKind::piv;
  return !speaks || !talk || talk(other.kind, transmit);
}

// The resident IDs' chips, by raw frames.
tl::expected<void, LineTrouble> NfcReader::look_for_chip() {
  auto chip = read_chip();
  if (!chip) return tl::unexpected(chip.error());
  if (chip->sight == Sight::nothing) {
    with_registers_ = !with_registers_ && chip_.takes_registers();
    if (other_b_) chip->sight = Sight::other;
  }
  if (chip->sight == Sight::resident && uid_.empty()) {
    // PUPI is zero on all of these cards, so two of them look like one: the second UID must be the
    // first.
    const auto again = read_chip();
    if (!again) return tl::unexpected(again.error());
    const bool same = again->sight == Sight::resident && again->uid == chip->uid;
    if (!same) chip->sight = Sight::unsteady;
  }
  type_b_ = chip->sight;
  const bool changed = !uid_.empty() && uid_ != chip->uid;
  // Another chip than before, without a gap: it must show itself twice like any other.
  uid_ = type_b_ == Sight::resident && !changed ? chip->uid : Uid{};
  return {};
}

tl::expected<AirAnswer, LineTrouble> NfcReader::call_type_b(std::span<std::uint8_t> answer) {
  const bool ready =
      reset_field() && set(NP_EASY_FRAMING, false) && set(NP_FORCE_ISO14443_B, true) &&
      set(NP_FORCE_SPEED_106, true) && set(NP_HANDLE_CRC, true) &&
      (!with_registers_ || chip_.set_type_b_registers()) &&
      nfc_device_set_property_int(device_.get(), NP_TIMEOUT_COM, kWaitForReqbMs) >= 0;
  if (!ready) return broken();
  return chip_.exchange(kReqb, answer);
}

// From field off to UID: REQB, ATTRIB and the UID command, as raw frames; these chips are not
// ISO 14443-4 and take no blocks.
tl::expected<NfcReader::Chip, LineTrouble> NfcReader::read_chip() {
  std::array<std::uint8_t, 16> answer{};
  const auto called = call_type_b(answer);
  if (!called) return tl::unexpected(called.error());
  const AirAnswer atqb = *called;
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
  const auto attributed = chip_.exchange(attrib, answer);
  if (attributed.air == Air::line) return broken();
  if (attributed.air != Air::answered || attributed.size != 1 || answer[0] != 0x08) {
    return Chip{Sight::unsteady, {}};
  }
  const auto uid = chip_.exchange(kReadUid, answer);
  if (uid.air == Air::line) return broken();
  if (uid.air != Air::answered || uid.size != 10 || answer[8] != 0x90 || answer[9] != 0x00) {
    visit::wipe(answer.data(), answer.size());
    return Chip{Sight::unsteady, {}};
  }
  Chip chip{Sight::resident, Uid(std::span(answer).first<8>())};
  visit::wipe(answer.data(), answer.size());
  return chip;
}

}  // namespace devices::reader
