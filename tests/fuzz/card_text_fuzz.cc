// SPDX-License-Identifier: GPL-3.0-or-later
// A card's text against arbitrary bytes: what is accepted is judged again here, in other words.
#include <optional>
#include <string_view>

#include "devices/reader/card_record.h"
#include "devices/reader/sam_v_frame.h"
#include "tests/fuzz/input.h"

namespace {

using namespace devices::reader;
using fuzz::Octets;
using fuzz::promise;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ISO 7064 MOD 11-2: the weighted sum over all eighteen is 1, where X counts ten.
bool adds_up(std::string_view number) {
  int rest = 0;
  for (const char c : number.substr(0, 17)) rest = (rest + (c - '0')) * 2 % 11;
  return (rest + (number[17] == 'X' ? 10 : number[17] - '0')) % 11 == 1;
}

// Shortest-form UTF-8 without control characters or halves of surrogate pairs.
bool is_clean_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t tails = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || i + tails >= text.size()) return false;
    char32_t point = tails == 0 ? lead : lead & (0x3Fu >> tails);
    for (std::size_t k = 1; k <= tails; ++k) {
      const auto tail = static_cast<unsigned char>(text[i + k]);
      if ((tail & 0xC0u) != 0x80) return false;
      point = point << 6 | (tail & 0x3Fu);
    }
    constexpr char32_t kFirst[] = {0, 0x80, 0x800, 0x10000};
    if (point < kFirst[tails] || point < 0x20 || (point >= 0x7F && point < 0xA0)) return false;
    if ((point >= 0xD800 && point < 0xE000) || point > 0x10FFFF) return false;
    i += tails + 1;
  }
  return true;
}

void judge(const CardRecord& record, Octets text) {
  const std::string_view number = record.number.reveal();
  for (const visit::Secret* field :
       {&record.name, &record.latin_name, &record.number, &record.ethnic_code, &record.ethnic_group,
        &record.address, &record.issuer, &record.pass_number, &record.nationality,
        &record.issue_count, &record.version, &record.former_number}) {
    promise(is_clean_text(field->reveal()));
  }
  promise(!record.name.empty() || !record.latin_name.empty());
  promise(record.birth.ok() && record.valid_from.ok());
  if (record.valid_until)
    promise(record.valid_until->ok() && *record.valid_until >= record.valid_from);

  const std::uint8_t flag = text[248];
  if (record.layout == CardLayout::foreigner_2017) {
    promise(flag == 'I' && number.size() == 15);
    for (const char c : number.substr(0, 3)) promise(c >= 'A' && c <= 'Z');
    for (const char c : number.substr(3)) promise(is_digit(c));
    return;
  }
  promise(flag == ' ' || flag == 'J' || flag == 'Y');
  promise(number.size() == 18 && (is_digit(number[17]) || number[17] == 'X'));
  for (const char c : number.substr(0, 17)) promise(is_digit(c));
  promise(adds_up(number));
  const auto part = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : number.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  promise(part(6, 4) == static_cast<int>(record.birth.year()));
  promise(part(10, 2) == static_cast<int>(static_cast<unsigned>(record.birth.month())));
  promise(part(12, 2) == static_cast<int>(static_cast<unsigned>(record.birth.day())));
  // The number itself and the birth stand where the layout says, digit for digit.
  for (std::size_t i = 0; i < 18; ++i)
    promise(text[122 + 2 * i] == static_cast<std::uint8_t>(number[i]));
  for (std::size_t i = 0; i < 8; ++i)
    promise(text[36 + 2 * i] == static_cast<std::uint8_t>(number[6 + i]));
  const std::uint8_t sex = text[30];
  if (sex == '1' || sex == '2') promise(((number[16] - '0') % 2 == 1) == (sex == '1'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::optional<std::span<const std::uint8_t, 256>> text;
  const Octets all(data, size);
  if (size == 256) {
    text = std::span<const std::uint8_t, 256>(data, 256);
  } else {
    text = text_block(all);
    promise(!text || size == 4 + 256 + 1024);
  }
  if (!text) return 0;
  auto record = decode_card_text(*text);
  if (!record) return 0;
  judge(*record, *text);
  const auto birth = record->birth;
  const auto number = record->number.clone();
  const auto identity = identity_of(std::move(*record));
  promise(identity.birth == birth && identity.number == number && !identity.name.empty());
  return 0;
}
