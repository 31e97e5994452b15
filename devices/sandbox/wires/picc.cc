// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/picc.h"

#include <algorithm>
#include <utility>

namespace sandbox {
namespace {

constexpr std::uint8_t kReqb = 0x05;
constexpr std::uint8_t kAttrib = 0x1d;

template <std::size_t N>
bool begins(ByteView frame, const std::array<std::uint8_t, N>& head) {
  return frame.size() >= N && std::equal(head.begin(), head.end(), frame.begin());
}

std::array<std::uint8_t, 12> atqb_of(const std::array<std::uint8_t, 4>& pupi,
                                     const std::array<std::uint8_t, 4>& application,
                                     const std::array<std::uint8_t, 3>& protocol) {
  std::array<std::uint8_t, 12> out{0x50};
  std::copy(pupi.begin(), pupi.end(), out.begin() + 1);
  std::copy(application.begin(), application.end(), out.begin() + 5);
  std::copy(protocol.begin(), protocol.end(), out.begin() + 9);
  return out;
}

}  // namespace

Picc::Picc(Card card) : card_(std::move(card)), applet_(applet_of(card_)) {}

void Picc::power_off() {
  state_ = State::idle;
  if (applet_) applet_->power_off();
}

bool Picc::is_type_b() const { return atqb().has_value(); }

std::optional<std::array<std::uint8_t, 12>> Picc::atqb() const {
  if (const auto* resident = std::get_if<ResidentCard>(&card_)) return atqb_bytes(resident->atqb);
  if (const auto* plain = std::get_if<TypeBCard>(&card_)) {
    return atqb_of(plain->pupi, plain->application, plain->protocol);
  }
  if (const auto* passport = std::get_if<PassportCard>(&card_)) {
    if (passport->type == PassportCard::Type::b) {
      return atqb_of(passport->uid, {0, 0, 0, 0}, {0x77, 0x81, 0x91});
    }
  }
  return std::nullopt;
}

std::optional<Bytes> Picc::hear_b(ByteView frame) {
  const auto face = atqb();
  if (!face || frame.empty()) return std::nullopt;

  // REQB is answered in every state: HALT does not hold an identity card, and one left on the
  // antenna is found again for ever.
  if (frame[0] == kReqb && frame.size() == 3) {
    state_ = State::ready;
    return Bytes(face->begin(), face->end());
  }
  if (frame[0] == kAttrib && frame.size() == 9) {
    const bool ours = std::equal(face->begin() + 1, face->begin() + 5, frame.begin() + 1);
    if (state_ == State::idle || !ours) return std::nullopt;
    state_ = State::active;
    if (is_resident()) return Bytes{0x08};
    // The standard's answer: the card identifier that was given, if the card supports one.
    const bool takes_identifier = ((*face)[11] & 0x01) != 0;
    return Bytes{takes_identifier ? static_cast<std::uint8_t>(frame[8] & 0x0f) : std::uint8_t{0}};
  }
  if (!is_resident() || state_ != State::active) return std::nullopt;
  return hear_open_command(frame);
}

// What an identity card answers without keys, sent raw: no protocol control byte around it.
std::optional<Bytes> Picc::hear_open_command(ByteView frame) const {
  constexpr std::array<std::uint8_t, 5> kReadUid{0x00, 0x36, 0x00, 0x00, 0x08};
  constexpr std::array<std::uint8_t, 7> kSelectFile{0x00, 0xa4, 0x00, 0x00, 0x02, 0x60, 0x02};
  constexpr std::array<std::uint8_t, 5> kReadDnCode{0x80, 0xb0, 0x00, 0x00, 0x20};
  constexpr std::array<std::uint8_t, 5> kGetChallenge{0x00, 0x84, 0x00, 0x00, 0x08};
  const auto& resident = std::get<ResidentCard>(card_);
  Bytes answer;
  if (begins(frame, kReadUid)) {
    answer.assign(resident.uid.begin(), resident.uid.end());
  } else if (begins(frame, kReadDnCode)) {
    answer.assign(32, 0x99);
  } else if (begins(frame, kGetChallenge)) {
    answer.assign(8, 0x5a);
  } else if (!begins(frame, kSelectFile)) {
    // The rest of the card opens to a SAM_V's keys only.
    return Bytes{0x69, 0x82};
  }
  answer.insert(answer.end(), {0x90, 0x00});
  return answer;
}

std::optional<TypeAFace> Picc::type_a() const {
  const Bytes ats{0x05, 0x78, 0x80, 0x70, 0x02};
  if (const auto* mifare = std::get_if<MifareCard>(&card_)) {
    const bool long_uid = mifare->uid.size() == 7;
    return TypeAFace{
        {0x00, static_cast<std::uint8_t>(long_uid ? 0x44 : 0x04)}, 0x08, mifare->uid, {}};
  }
  if (const auto* social = std::get_if<SocialSecurityCard>(&card_)) {
    return TypeAFace{{0x00, 0x04}, 0x20, {social->uid.begin(), social->uid.end()}, ats};
  }
  if (const auto* badge = std::get_if<StaffBadgeCard>(&card_)) {
    return TypeAFace{{0x00, 0x04}, 0x20, {badge->uid.begin(), badge->uid.end()}, ats};
  }
  if (const auto* passport = std::get_if<PassportCard>(&card_)) {
    if (passport->type == PassportCard::Type::a) {
      return TypeAFace{{0x00, 0x08}, 0x20, {passport->uid.begin(), passport->uid.end()}, ats};
    }
  }
  return std::nullopt;
}

std::optional<Bytes> Picc::hear_apdu(ByteView apdu) {
  if (!applet_) return std::nullopt;
  return applet_->answer(apdu);
}

}  // namespace sandbox
