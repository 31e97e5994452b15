// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/target.h"

#include <algorithm>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

constexpr std::uint8_t kSak14443_4 = 0x20;
constexpr std::uint8_t kProtocol14443_4 = 0x01;
constexpr std::uint8_t kAtqbMark = 0x50;
constexpr std::size_t kAtqbSize = 12;

// number of targets, Tg, ATQA (2), SAK, length of the UID, UID, and with 14443-4 the ATS, whose
// first byte counts itself.
std::optional<Target> type_a_in(std::span<const std::uint8_t> answer) {
  constexpr std::size_t kUidAt = 6;
  if (answer.size() < kUidAt) return std::nullopt;
  Target target;
  target.type = RadioType::a;
  target.number = answer[1];
  target.sak = answer[4];
  const std::size_t uid_size = answer[5];
  if (uid_size == 0 || uid_size > Uid::kLongest || answer.size() - kUidAt < uid_size) {
    return std::nullopt;
  }
  target.uid = Uid(answer.subspan(kUidAt, uid_size));
  const auto ats = answer.subspan(kUidAt + uid_size);
  // A card that gave no proper ATS agreed to nothing.
  target.takes_commands =
      (target.sak & kSak14443_4) != 0 && !ats.empty() && ats[0] >= 1 && ats[0] <= ats.size();
  return target;
}

// number of targets, Tg, ATQB (12), length of ATTRIB's answer, the answer.
std::optional<Target> type_b_in(std::span<const std::uint8_t> answer) {
  constexpr std::size_t kAtqbAt = 2;
  if (answer.size() < kAtqbAt + kAtqbSize) return std::nullopt;
  const auto atqb = answer.subspan(kAtqbAt, kAtqbSize);
  if (atqb[0] != kAtqbMark) return std::nullopt;
  Target target;
  target.type = RadioType::b;
  target.number = answer[1];
  target.uid = Uid(atqb.subspan(1, 4));
  std::copy_n(atqb.begin() + 5, target.application_data.size(), target.application_data.begin());
  target.takes_commands =
      (atqb[10] & kProtocol14443_4) != 0 && !is_resident_chip(target.application_data);
  return target;
}

// ISO 14443-3: four bytes that begin with 08 are random; type B says nothing of its PUPI.
bool may_be_random(const Target& target) {
  const auto uid = target.uid.bytes();
  return target.type == RadioType::b || (uid.size() == 4 && uid[0] == 0x08);
}

}  // namespace

Uid::Uid(std::span<const std::uint8_t> bytes) : size_(std::min(bytes.size(), kLongest)) {
  std::copy_n(bytes.begin(), size_, bytes_.begin());
}

Uid::~Uid() { visit::wipe(bytes_.data(), bytes_.size()); }

std::optional<Target> target_in(RadioType type, std::span<const std::uint8_t> answer) {
  if (answer.empty() || answer[0] == 0) return std::nullopt;
  return type == RadioType::a ? type_a_in(answer) : type_b_in(answer);
}

bool is_same_card(const Target& before, const Target& now) {
  if (before.type != now.type || before.sak != now.sak) return false;
  if (before.application_data != now.application_data) return false;
  return before.uid == now.uid || (may_be_random(before) && may_be_random(now));
}

bool is_resident_chip(std::span<const std::uint8_t, 4> application_data) {
  // The third byte differs between years of issue.
  return application_data[0] == 0xD1 && application_data[1] == 0x03;
}

}  // namespace devices::reader
