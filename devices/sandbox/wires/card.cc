// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/card.h"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>

namespace sandbox {
namespace {

constexpr char16_t kPad = u' ';

bool opens_pair(char16_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool closes_pair(char16_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// As many units as fit, less a pair that would be cut in two.
std::u16string_view fit(std::u16string_view text, std::size_t units) {
  if (text.size() <= units) return text;
  if (opens_pair(text[units - 1]) && closes_pair(text[units])) --units;
  return text.substr(0, units);
}

class Block {
 public:
  Block& put(std::u16string_view text, std::size_t units) {
    const std::u16string_view shown = fit(text, units);
    for (std::size_t i = 0; i < units; ++i) {
      const char16_t unit = i < shown.size() ? shown[i] : kPad;
      bytes_.push_back(static_cast<std::uint8_t>(unit & 0xff));
      bytes_.push_back(static_cast<std::uint8_t>(unit >> 8));
    }
    return *this;
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Widths are in units of two bytes; each function's sum is 128.

Bytes layout(const ResidentText& text) {
  return Block()
      .put(text.name, 15)
      .put(text.sex, 1)
      .put(text.nation, 2)
      .put(text.birth, 8)
      .put(text.address, 35)
      .put(text.number, 18)
      .put(text.organ, 15)
      .put(text.valid_from, 8)
      .put(text.valid_to, 8)
      .put(u"", 14)
      .put(u" ", 1)
      .put(u"", 3)
      .take();
}

Bytes layout(const PermitText& text) {
  return Block()
      .put(text.name, 15)
      .put(text.sex, 1)
      .put(u"", 2)
      .put(text.birth, 8)
      .put(text.address, 35)
      .put(text.number, 18)
      .put(text.organ, 15)
      .put(text.valid_from, 8)
      .put(text.valid_to, 8)
      .put(text.pass_number, 9)
      .put(text.issue_count, 2)
      .put(u"", 3)
      .put(u"J", 1)
      .put(u"", 3)
      .take();
}

Bytes layout(const Foreigner2017Text& text) {
  return Block()
      .put(text.english_name, 60)
      .put(text.sex, 1)
      .put(text.number, 15)
      .put(text.nationality, 3)
      .put(text.chinese_name, 15)
      .put(text.valid_from, 8)
      .put(text.valid_to, 8)
      .put(text.birth, 8)
      .put(text.version, 2)
      .put(text.organ_code, 4)
      .put(u"I", 1)
      .put(u"", 3)
      .take();
}

Bytes layout(const Foreigner2023Text& text) {
  constexpr std::size_t kFirst = 35;
  const std::u16string_view name = text.english_name;
  const std::u16string_view head = fit(name, kFirst);
  return Block()
      .put(text.chinese_name, 15)
      .put(text.sex, 1)
      .put(text.renewals, 2)
      .put(text.birth, 8)
      .put(head, kFirst)
      .put(text.number, 18)
      .put(u"", 15)
      .put(text.valid_from, 8)
      .put(text.valid_to, 8)
      .put(name.substr(head.size()), 11)
      .put(text.nationality, 3)
      .put(u"Y", 1)
      .put(text.former_number, 3)
      .take();
}

// Bytes that look like compressed data and are none.
Bytes filler(std::size_t count, std::uint8_t seed) {
  Bytes bytes(count);
  std::uint8_t value = seed;
  for (std::uint8_t& byte : bytes) {
    value = static_cast<std::uint8_t>(value * 5 + 1);
    byte = value;
  }
  return bytes;
}

}  // namespace

Bytes ResidentCard::record() const {
  Bytes bytes = std::visit([](const auto& fields) { return layout(fields); }, text);
  assert(bytes.size() == kRecordBytes);
  return bytes;
}

Bytes ResidentCard::photo() const {
  Bytes bytes = filler(kPhotoBytes, 0x17);
  constexpr std::string_view kMark = "WLf";
  std::copy(kMark.begin(), kMark.end(), bytes.begin());
  return bytes;
}

Bytes ResidentCard::fingerprints() const { return filler(fingerprint_bytes, 0x2b); }

Bytes ResidentCard::address_record() const {
  if (new_address.empty()) return {};
  return Block().put(new_address, kNewAddressBytes / 2).take();
}

std::array<std::uint8_t, 12> atqb_bytes(Atqb atqb) {
  // 50, a PUPI of zeros on every card, application data, protocol info.
  switch (atqb) {
    case Atqb::d103860c:
      return {0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x86, 0x0c, 0x00, 0x80, 0x80};
    case Atqb::d1038607:
      return {0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x86, 0x07, 0x00, 0x80, 0x90};
    case Atqb::d1038605:
      return {0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x86, 0x05, 0x00, 0x80, 0x80};
    case Atqb::d1030081:
      return {0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x00, 0x81, 0x00, 0x70, 0x90};
  }
  assert(false);
  return {};
}

}  // namespace sandbox
