// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/emrtd.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "devices/reader/basic_access.h"
#include "devices/reader/card_answer.h"
#include "devices/reader/tlv.h"

namespace devices::reader {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::array<std::uint8_t, 12> kSelectEmrtd{0x00, 0xa4, 0x04, 0x0c, 0x07, 0xa0,
                                                    0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
constexpr std::array<std::uint8_t, 2> kDataGroup1{0x01, 0x01};
constexpr std::size_t kHeadSize = 2;  // 61 and a length below 80: the group's size is fixed
constexpr std::size_t kLongestGroup = kHeadSize + 0x7f;
// What fits one frame of the smallest reader, wrapped.
constexpr std::size_t kPiece = 0x60;

EmrtdTrouble trouble_of(AccessTrouble trouble) {
  switch (trouble) {
    case AccessTrouble::wrong_key:
      return EmrtdTrouble::wrong_key;
    case AccessTrouble::not_genuine:
      return EmrtdTrouble::not_genuine;
    case AccessTrouble::gone:
      break;
  }
  return EmrtdTrouble::gone;
}

// The file that is selected, from `file.size()` up to `size`.
std::optional<EmrtdTrouble> read_up_to(std::size_t size, SecureMessaging& chip,
                                       const Transmit& transmit, WipedBytes& file) {
  while (file.size() < size) {
    const auto offset = static_cast<std::uint8_t>(file.size());
    const auto wanted = static_cast<std::uint8_t>(std::min(size - file.size(), kPiece));
    WipedBytes piece(kLongestGroup);
    const auto status = chip.ask(transmit, {0x00, 0xb0, 0x00, offset}, {}, wanted, piece);
    if (!status) return trouble_of(status.error());
    const bool good = *status == kGood && piece.size() == wanted && file.append(piece.view());
    if (!good) return EmrtdTrouble::no_lines;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<TravelDocument, EmrtdTrouble> read_dg1(const Transmit& transmit, const MrzKey& key) {
  const auto text = key_text(key);
  if (!text) return tl::unexpected(EmrtdTrouble::not_a_key);
  WipedBytes data(kLongestGroup);
  const auto selected = ask_card(transmit, kSelectEmrtd, data);
  if (!selected) return tl::unexpected(EmrtdTrouble::gone);
  if (*selected != kGood) return tl::unexpected(EmrtdTrouble::no_application);

  auto chip = open_access(transmit, derive_keys(text->reveal()), AccessLot::draw());
  if (!chip) return tl::unexpected(trouble_of(chip.error()));
  const auto opened = chip->ask(transmit, {0x00, 0xa4, 0x02, 0x0c}, kDataGroup1, 0, data);
  if (!opened) return tl::unexpected(trouble_of(opened.error()));
  if (*opened != kGood) return tl::unexpected(EmrtdTrouble::no_lines);

  WipedBytes file(kLongestGroup);
  if (const auto trouble = read_up_to(kHeadSize, *chip, transmit, file)) {
    return tl::unexpected(*trouble);
  }
  const Bytes head = file.view();
  if (head[0] != 0x61 || head[1] >= 0x80) return tl::unexpected(EmrtdTrouble::no_lines);
  if (const auto trouble = read_up_to(kHeadSize + head[1], *chip, transmit, file)) {
    return tl::unexpected(*trouble);
  }
  const auto lines = find_tlv(file.view(), {0x61, 0x5f1f});
  if (!lines) return tl::unexpected(EmrtdTrouble::no_lines);
  auto document = read_mrz({reinterpret_cast<const char*>(lines->data()), lines->size()});
  if (!document) return tl::unexpected(EmrtdTrouble::no_lines);
  return std::move(*document);
}

}  // namespace devices::reader
