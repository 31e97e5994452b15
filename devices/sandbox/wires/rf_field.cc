// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/rf_field.h"

#include <algorithm>
#include <utility>

namespace sandbox {
namespace {

// 8 data bits, start and stop bit, and no extra guard time; SOF and EOF of both frames.
constexpr double kEtuMicroseconds = 9.44;
constexpr double kEtusPerByte = 10;
constexpr double kEtusAroundFrame = 23;
constexpr double kTurnaroundMicroseconds = 300;
constexpr std::size_t kCrcBytes = 2;

bool is_reqb(ByteView frame) { return frame.size() == 3 && frame[0] == 0x05; }
bool is_attrib(ByteView frame) { return frame.size() == 9 && frame[0] == 0x1d; }
bool is_uid_command(ByteView frame) {
  return frame.size() >= 2 && frame[0] == 0x00 && frame[1] == 0x36;
}

}  // namespace

void RfField::lay(Card card) { cards_.push_back({++last_number_, Picc(std::move(card))}); }

void RfField::lift() { cards_.clear(); }

void RfField::power(bool on) {
  if (powered_ && !on) {
    ++offs_;
    for (Laid& laid : cards_) laid.picc.power_off();
    faults_.take(Pn532Fault::card_hung);
  }
  powered_ = on;
}

// No card hears anything without a field, nor while it hangs.
bool RfField::silent() const { return !powered_ || faults_.left(Pn532Fault::card_hung) > 0; }

RfAnswer RfField::exchange_b(ByteView frame) {
  const bool pulled = (is_reqb(frame) && faults_.take(Pn532Fault::pull_before_reqb)) ||
                      (is_attrib(frame) && faults_.take(Pn532Fault::pull_before_attrib)) ||
                      (is_uid_command(frame) && faults_.take(Pn532Fault::pull_before_uid));
  if (pulled) lift();
  if (silent()) return {};

  RfAnswer answer;
  std::size_t heard = 0;
  for (Laid& laid : cards_) {
    if (auto bytes = laid.picc.hear_b(frame)) {
      answer = {RfStatus::ok, std::move(*bytes)};
      ++heard;
    }
  }
  if (heard > 0 && is_reqb(frame) && faults_.take(Pn532Fault::two_id)) ++heard;
  if (heard > 1) return {RfStatus::collision, {}};
  if (heard == 1 && is_uid_command(frame)) ++uids_read_;
  return answer;
}

std::vector<RfField::TypeA> RfField::select_a(std::size_t most) {
  std::vector<TypeA> found;
  if (silent()) return found;
  for (const Laid& laid : cards_) {
    if (auto face = laid.picc.type_a()) {
      found.push_back({std::move(*face), laid.number, laid.picc.is_mifare()});
    }
  }
  if (faults_.take(Pn532Fault::id_plus_a)) {
    found.push_back({*Picc(MifareCard{}).type_a(), 0, true});
  }
  if (faults_.take(Pn532Fault::ats_tl0)) {
    found.insert(found.begin(), {TypeAFace{{0x00, 0x04}, 0x20, {0x99, 0x01, 0x01, 0x0f}, {0x00}}});
  }
  if (found.size() > most) found.resize(most);
  return found;
}

std::optional<RfField::TypeB> RfField::select_b() {
  constexpr std::array<std::uint8_t, 3> kReqb{0x05, 0x00, 0x00};
  const RfAnswer atqb = exchange_b(kReqb);
  if (atqb.status != RfStatus::ok) return std::nullopt;
  // 1D, the PUPI, no timing options, 256-byte frames at 106 kbit/s, ISO 14443-4, identifier 0.
  Bytes attrib{0x1d};
  attrib.insert(attrib.end(), atqb.bytes.begin() + 1, atqb.bytes.begin() + 5);
  attrib.insert(attrib.end(), {0x00, 0x08, 0x01, 0x00});
  const RfAnswer answer = exchange_b(attrib);
  if (answer.status != RfStatus::ok) return std::nullopt;
  const auto laid = std::find_if(cards_.begin(), cards_.end(),
                                 [](const Laid& card) { return card.picc.is_type_b(); });
  if (laid->picc.is_resident() && faults_.take(Pn532Fault::strict_attrib)) return std::nullopt;
  return TypeB{atqb.bytes, answer.bytes, laid->number};
}

bool RfField::holds(CardNumber card) const {
  return !silent() && std::any_of(cards_.begin(), cards_.end(),
                                  [card](const Laid& laid) { return laid.number == card; });
}

std::optional<Bytes> RfField::exchange_apdu(CardNumber card, ByteView apdu) {
  if (!holds(card)) return std::nullopt;
  const auto laid = std::find_if(cards_.begin(), cards_.end(),
                                 [card](const Laid& other) { return other.number == card; });
  return laid->picc.hear_apdu(apdu);
}

std::chrono::microseconds air_time(std::size_t sent, std::size_t received) {
  const auto bytes = static_cast<double>(sent + received + 2 * kCrcBytes);
  const double etus = kEtusPerByte * bytes + 2 * kEtusAroundFrame;
  return std::chrono::microseconds(
      static_cast<std::int64_t>(etus * kEtuMicroseconds + kTurnaroundMicroseconds));
}

std::array<std::uint8_t, 2> crc_b(ByteView bytes) {
  std::uint32_t crc = 0xffff;
  for (const std::uint8_t byte : bytes) {
    std::uint32_t mixed = (byte ^ crc) & 0xff;
    mixed = (mixed ^ (mixed << 4)) & 0xff;
    crc = (crc >> 8) ^ (mixed << 8) ^ (mixed << 3) ^ (mixed >> 4);
  }
  crc = ~crc;
  return {static_cast<std::uint8_t>(crc & 0xff), static_cast<std::uint8_t>((crc >> 8) & 0xff)};
}

}  // namespace sandbox
