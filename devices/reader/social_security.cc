// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/social_security.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "devices/reader/card_answer.h"
#include "devices/reader/card_text.h"

namespace devices::reader {

namespace {

using visit::Date;
using visit::Secret;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kNumberSize = 18;
constexpr std::size_t kBirthSize = 4;     // BCD, yyyymmdd
constexpr std::size_t kLongestName = 60;  // in GBK; the record has 30
constexpr std::size_t kLongestAnswer = 256;

// "sx1.sh.社会保障" in GBK, then the file EF06 in it.
constexpr std::array<std::uint8_t, 20> kSelectApplication{0x00, 0xA4, 0x04, 0x00, 0x0F, 0x73, 0x78,
                                                          0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7,
                                                          0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
constexpr std::array<std::uint8_t, 7> kSelectHolder{0x00, 0xA4, 0x02, 0x00, 0x02, 0xEF, 0x06};

struct Record {
  std::uint8_t number;    // which is also its tag
  std::uint8_t expected;  // bytes, with tag and length
};
constexpr Record kNumber{0x08, 0x14};
constexpr Record kName{0x09, 0x20};
constexpr Record kBirth{0x0D, 0x06};

bool select(const Transmit& transmit, Bytes command, WipedBytes& data) {
  return ask_card(transmit, command, data) == kGood;
}

// The record's value, a view into `data`. None when there is none, or it is not whole.
std::optional<Bytes> read(const Transmit& transmit, Record record, WipedBytes& data) {
  constexpr std::uint16_t kWrongLength = 0x6C;
  std::array<std::uint8_t, 5> command{0x00, 0xB2, record.number, 0x00, record.expected};
  auto status = ask_card(transmit, command, data);
  if (status && *status >> 8 == kWrongLength) {
    command[4] = static_cast<std::uint8_t>(*status & 0xFF);
    status = ask_card(transmit, command, data);
  }
  const Bytes bytes = data.view();
  if (status != kGood || bytes.size() < 2 || bytes[0] != record.number) return std::nullopt;
  const std::size_t size = bytes[1];
  if (bytes.size() - 2 < size) return std::nullopt;
  return bytes.subspan(2, size);
}

// Empty when the bytes are no number of today's form.
Secret number_in(Bytes value) {
  std::array<char, kNumberSize> digits{};
  if (value.size() != digits.size()) return {};
  std::transform(value.begin(), value.end(), digits.begin(),
                 [](std::uint8_t byte) { return byte == 'x' ? 'X' : static_cast<char>(byte); });
  const std::string_view number(digits.data(), digits.size());
  Secret result;
  if (visit::has_valid_check_digit(number)) result = Secret(number);
  visit::wipe(digits.data(), digits.size());
  return result;
}

// GB18030 is GBK with the rare characters of younger cards. Empty when the bytes are no text.
Secret name_in(Bytes value) {
  const auto is_padding = [](std::uint8_t byte) {
    return byte == 0x00 || byte == 0x20 || byte == 0xFF;
  };
  while (!value.empty() && is_padding(value.back())) value = value.first(value.size() - 1);
  if (value.empty() || value.size() > kLongestName) return {};

  const iconv_t converter = ::iconv_open("UTF-16LE", "GB18030");
  // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv_open's own way to say no.
  if (converter == reinterpret_cast<iconv_t>(-1)) return {};
  std::array<char, kLongestName> in{};
  std::copy(value.begin(), value.end(), in.begin());
  // A byte becomes one unit of two bytes at most.
  std::array<std::uint8_t, 2 * kLongestName> out{};
  char* from = in.data();
  char* to = reinterpret_cast<char*>(out.data());
  std::size_t from_left = value.size();
  std::size_t to_left = out.size();
  const bool whole =
      ::iconv(converter, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1);
  ::iconv_close(converter);
  CardText text;
  const bool good = whole && text.append(Bytes(out).first(out.size() - to_left));
  visit::wipe(in.data(), in.size());
  visit::wipe(out.data(), out.size());
  if (!good) return {};
  text.trim();
  return text.secret();
}

std::optional<Date> birth_in(Bytes value) {
  if (value.size() != kBirthSize) return std::nullopt;
  unsigned number = 0;
  for (const std::uint8_t byte : value) {
    const unsigned high = byte >> 4;
    const unsigned low = byte & 0x0FU;
    if (high > 9 || low > 9) return std::nullopt;
    number = (number * 10 + high) * 10 + low;
  }
  const Date date{std::chrono::year{static_cast<int>(number / 10000)},
                  std::chrono::month{number / 100 % 100}, std::chrono::day{number % 100}};
  if (!date.ok()) return std::nullopt;
  return date;
}

// Digits 7-14 of the number are the day of birth.
bool holds(const Secret& number, Date birth) {
  unsigned day = 0;
  for (const char digit : number.reveal().substr(6, 8)) {
    day = day * 10 + static_cast<unsigned>(digit - '0');
  }
  const auto year = static_cast<unsigned>(static_cast<int>(birth.year()));
  return day == (year * 100 + static_cast<unsigned>(birth.month())) * 100 +
                    static_cast<unsigned>(birth.day());
}

}  // namespace

std::optional<visit::Identity> read_social_security(const Transmit& transmit) {
  WipedBytes data(kLongestAnswer);
  if (!select(transmit, kSelectApplication, data)) return std::nullopt;
  if (!select(transmit, kSelectHolder, data)) return std::nullopt;

  visit::Identity identity;
  const auto number = read(transmit, kNumber, data);
  if (!number) return std::nullopt;
  identity.number = number_in(*number);
  if (identity.number.empty()) return std::nullopt;

  const auto name = read(transmit, kName, data);
  if (!name) return std::nullopt;
  identity.name = name_in(*name);
  if (identity.name.empty()) return std::nullopt;

  const auto birth = read(transmit, kBirth, data);
  if (!birth) return std::nullopt;
  identity.birth = birth_in(*birth);
  if (!identity.birth || !holds(identity.number, *identity.birth)) return std::nullopt;
  return identity;
}

}  // namespace devices::reader
