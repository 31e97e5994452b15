// SPDX-License-Identifier: GPL-3.0-or-later
// What `kioskctl card` has to tell, as a line: JSON or a sentence for a technician's eye. Masked,
// unless somebody asked for all of it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "devices/reader/card_record.h"
#include "devices/reader/mrz.h"
#include "devices/reader/reader_messages.h"
#include "kiosk/visit/secret.h"

namespace kiosk {

struct LineStyle {
  bool json = false;
  bool unmasked = false;
};

// Each line ends with its line feed. `uid` may be empty: the identity module names none.
[[nodiscard]] visit::Secret card_line(std::string_view kind, std::span<const std::uint8_t> uid,
                                      LineStyle style);
// An address written onto the card after its issue, if any, stands for the one printed on it.
[[nodiscard]] visit::Secret identity_line(const devices::reader::CardRecord& record,
                                          const visit::Secret* new_address, LineStyle style);
[[nodiscard]] visit::Secret identity_line(const devices::reader::TravelDocument& document,
                                          LineStyle style);
// A name and a number that nobody vouches for, as a social security card gives them.
[[nodiscard]] visit::Secret hint_line(const visit::Secret& name, const visit::Secret& number,
                                      LineStyle style);
// A staff badge that proved itself.
[[nodiscard]] visit::Secret badge_line(const devices::reader::BadgeId& id, LineStyle style);
[[nodiscard]] visit::Secret removed_line(LineStyle style);
[[nodiscard]] visit::Secret fault_line(std::string_view code, LineStyle style);

}  // namespace kiosk
