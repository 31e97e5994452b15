// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_answer.h"

#include <array>

namespace devices::reader {

std::optional<std::uint16_t> ask_card(const Transmit& transmit,
                                      std::span<const std::uint8_t> command, WipedBytes& data) {
  constexpr std::uint8_t kMoreToCome = 0x61;
  data.clear();
  std::array<std::uint8_t, 5> get_response{0x00, 0xc0, 0x00, 0x00, 0x00};
  for (int part = 0; part < kMostParts; ++part) {
    auto answer = transmit(part == 0 ? command : get_response);
    if (!answer || answer->size() < 2) return std::nullopt;
    const std::span<const std::uint8_t> bytes = *answer;
    const auto word = bytes.last<2>();
    const auto status = static_cast<std::uint16_t>(word[0] << 8 | word[1]);
    const bool fits = data.append(bytes.first(bytes.size() - 2));
    visit::wipe(answer->data(), answer->size());
    if (!fits) return kTooMuch;
    if (status >> 8 != kMoreToCome) return status;
    get_response[4] = static_cast<std::uint8_t>(status & 0xff);
  }
  return kTooMuch;
}

}  // namespace devices::reader
