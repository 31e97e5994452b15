// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_record.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "devices/reader/card_text.h"
#include "devices/reader/ethnic_group.h"

namespace devices::reader {

namespace {

using visit::Date;
using visit::Secret;

class Block {
 public:
  explicit Block(std::span<const std::uint8_t, 256> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::span<const std::uint8_t> field(std::size_t at, std::size_t size) const {
    return bytes_.subspan(at, size);
  }
  // False when the field is no text.
  [[nodiscard]] bool read(CardText& text, std::size_t at, std::size_t size) const {
    const bool good = text.append(field(at, size));
    text.trim();
    return good;
  }
  // Of a field that nobody is known by.
  [[nodiscard]] Secret remark(std::size_t at, std::size_t size) const {
    CardText text;
    text.append_mended(field(at, size));
    text.trim();
    return text.secret();
  }

  [[nodiscard]] char32_t unit(std::size_t at) const {
    return static_cast<char32_t>(bytes_[at] | bytes_[at + 1] << 8);
  }

  // Eight digits yyyymmdd that name a day.
  [[nodiscard]] std::optional<Date> date(std::size_t at) const {
    std::array<int, 8> digits{};
    for (std::size_t i = 0; i < digits.size(); ++i) {
      const char32_t digit = unit(at + 2 * i);
      if (digit < U'0' || digit > U'9') return std::nullopt;
      digits[i] = static_cast<int>(digit - U'0');
    }
    const int year = ((digits[0] * 10 + digits[1]) * 10 + digits[2]) * 10 + digits[3];
    const auto month = static_cast<unsigned>(digits[4] * 10 + digits[5]);
    const auto day = static_cast<unsigned>(digits[6] * 10 + digits[7]);
    const Date date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok() || year < 1850 || year > 2200) return std::nullopt;
    return date;
  }

 private:
  std::span<const std::uint8_t, 256> bytes_;
};

// Where each layout keeps the fields that all of them have, in bytes.
struct Offsets {
  std::size_t sex;
  std::size_t number;
  std::size_t number_size;
  std::size_t birth;
  std::size_t valid_from;
  std::size_t valid_until;
};

Offsets offsets_of(CardLayout layout) {
  switch (layout) {
    case CardLayout::resident:
    case CardLayout::hmt_permit:
    case CardLayout::foreigner_2023:
      break;
    case CardLayout::foreigner_2017:
      return {120, 122, 30, 220, 188, 204};
  }
  // The card of 2023 keeps its sex where its name field of 15 characters ends, as the others do.
  return {30, 122, 36, 36, 188, 204};
}

std::optional<Sex> sex_of(char32_t unit) {
  switch (unit) {
    case U'0':
      return Sex::unknown;
    case U'1':
      return Sex::male;
    case U'2':
      return Sex::female;
    case U'9':
      return Sex::unspecified;
    default:
      return std::nullopt;
  }
}

std::optional<CardLayout> layout_of(char32_t flag) {
  switch (flag) {
    case U' ':
      return CardLayout::resident;
    case U'J':
      return CardLayout::hmt_permit;
    case U'I':
      return CardLayout::foreigner_2017;
    case U'Y':
      return CardLayout::foreigner_2023;
    default:
      return std::nullopt;
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Three letters of nationality and twelve digits.
bool is_number_of_2017(std::string_view number) {
  return number.size() == 15 &&
         std::all_of(number.begin(), number.begin() + 3,
                     [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         std::all_of(number.begin() + 3, number.end(), is_digit);
}

bool has_shape_of_18(std::string_view number) {
  return number.size() == 18 && std::all_of(number.begin(), number.begin() + 17, is_digit) &&
         (is_digit(number[17]) || number[17] == 'X');
}

int number_in(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// Digits 7-14 are the day of birth, digit 17 is odd for men.
std::optional<RecordTrouble> contradiction(std::string_view number, Date birth, Sex sex) {
  if (!visit::has_valid_check_digit(number)) return RecordTrouble::check;
  const int day = (static_cast<int>(birth.year()) * 100 +
                   static_cast<int>(static_cast<unsigned>(birth.month()))) *
                      100 +
                  static_cast<int>(static_cast<unsigned>(birth.day()));
  if (number_in(number.substr(6, 8)) != day) return RecordTrouble::birth;
  const bool man = (number[16] - '0') % 2 == 1;
  if ((sex == Sex::male && !man) || (sex == Sex::female && man)) return RecordTrouble::sex;
  return std::nullopt;
}

bool read_names(const Block& block, CardLayout layout, CardText& name, CardText& latin) {
  switch (layout) {
    case CardLayout::resident:
    case CardLayout::hmt_permit:
      return block.read(name, 0, 30);
    case CardLayout::foreigner_2017:
      return block.read(latin, 0, 120) && block.read(name, 158, 30);
    case CardLayout::foreigner_2023:
      // The long names of 2023 go on in a second field.
      return block.read(name, 0, 30) && latin.append(block.field(52, 70)) &&
             block.read(latin, 220, 22);
  }
  return false;
}

void read_remarks(const Block& block, CardRecord& record) {
  switch (record.layout) {
    case CardLayout::resident:
      record.ethnic_code = block.remark(32, 4);
      record.ethnic_group = Secret(ethnic_group_name(record.ethnic_code.reveal()));
      record.address = block.remark(52, 70);
      record.issuer = block.remark(158, 30);
      break;
    case CardLayout::hmt_permit:
      record.address = block.remark(52, 70);
      record.issuer = block.remark(158, 30);
      record.pass_number = block.remark(220, 18);
      record.issue_count = block.remark(238, 4);
      break;
    case CardLayout::foreigner_2017:
      record.nationality = block.remark(152, 6);
      record.version = block.remark(236, 4);
      record.issuer = block.remark(240, 8);
      break;
    case CardLayout::foreigner_2023:
      record.issue_count = block.remark(32, 4);
      record.nationality = block.remark(242, 6);
      record.former_number = block.remark(250, 6);
      break;
  }
}

}  // namespace

tl::expected<CardRecord, RecordTrouble> decode_card_text(std::span<const std::uint8_t, 256> text) {
  const auto fail = [](RecordTrouble trouble) { return tl::unexpected(trouble); };
  const Block block(text);
  const auto layout = layout_of(block.unit(248));
  if (!layout) return fail(RecordTrouble::layout);
  const Offsets at = offsets_of(*layout);

  CardText name;
  CardText latin;
  CardText number;
  if (!read_names(block, *layout, name, latin)) return fail(RecordTrouble::text);
  if (!block.read(number, at.number, at.number_size)) return fail(RecordTrouble::text);
  if (name.view().empty() && latin.view().empty()) return fail(RecordTrouble::name);

  const auto birth = block.date(at.birth);
  if (!birth) return fail(RecordTrouble::birth);
  const auto sex = sex_of(block.unit(at.sex));
  if (!sex) return fail(RecordTrouble::sex);

  if (*layout == CardLayout::foreigner_2017) {
    if (!is_number_of_2017(number.view())) return fail(RecordTrouble::number);
  } else {
    if (!has_shape_of_18(number.view())) return fail(RecordTrouble::number);
    if (const auto trouble = contradiction(number.view(), *birth, *sex)) return fail(*trouble);
  }

  const auto from = block.date(at.valid_from);
  if (!from) return fail(RecordTrouble::validity);
  std::optional<Date> until;
  CardText end;
  if (!block.read(end, at.valid_until, 16)) return fail(RecordTrouble::text);
  if (end.view() != "长期") {
    until = block.date(at.valid_until);
    if (!until || *until < *from) return fail(RecordTrouble::validity);
  }

  CardRecord record;
  record.layout = *layout;
  record.name = name.secret();
  record.latin_name = latin.secret();
  record.number = number.secret();
  record.sex = *sex;
  record.birth = *birth;
  record.valid_from = *from;
  record.valid_until = until;
  read_remarks(block, record);
  return record;
}

visit::Identity identity_of(CardRecord record) {
  auto kind = visit::DocumentKind::resident_id;
  switch (record.layout) {
    case CardLayout::resident:
      break;
    case CardLayout::hmt_permit:
      kind = visit::DocumentKind::hmt_permit;
      break;
    case CardLayout::foreigner_2017:
    case CardLayout::foreigner_2023:
      kind = visit::DocumentKind::foreign_permit;
      break;
  }
  auto& name = record.latin_name.empty() ? record.name : record.latin_name;
  return {kind, std::move(name), std::move(record.number), record.birth, record.valid_until};
}

}  // namespace devices::reader
