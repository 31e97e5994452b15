// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/name_parts.h"

#include <cstdint>
#include <utility>

namespace printing {

namespace {

// The code point that begins at `at`, and its length in bytes. The reader's text is valid UTF-8;
// anything else the input gate refuses.
std::pair<std::uint32_t, std::size_t> decoded(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xe0) return {(lead & 0x1f) << 6 | (byte(1) & 0x3f), 2};
  if (lead < 0xf0) return {(lead & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f),
          4};
}

bool is_ideograph(std::uint32_t c) {
  return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3007;
}

// Letters of other scripts; signs, dots and selectors belong to whatever stands around them.
bool is_other_letter(std::uint32_t c) {
  const bool latin = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  const bool sign = c < 0xc0 || (c >= 0x2000 && c <= 0x303f) || c == 0x30fb ||
                    (c >= 0xfe00 && c <= 0xfe4f) || (c >= 0xff00 && c <= 0xffef) || c >= 0xe0000;
  return latin || (!sign && !is_ideograph(c));
}

}  // namespace

NameParts parted(std::string_view name) {
  enum class Script { none, ideographs, other };
  Script last = Script::none;
  Script first = Script::none;
  std::size_t space = name.npos;  // the last one since a letter
  std::size_t parting = name.npos;
  for (std::size_t at = 0; at < name.size();) {
    const auto [c, length] = decoded(name, at);
    if (c == ' ') space = at;
    const Script script = is_ideograph(c)      ? Script::ideographs
                          : is_other_letter(c) ? Script::other
                                               : Script::none;
    if (script != Script::none) {
      if (last != Script::none && script != last) {
        if (space == name.npos || parting != name.npos) return {name, {}};
        parting = space;
      }
      if (first == Script::none) first = script;
      last = script;
      space = name.npos;
    }
    at += length;
  }
  if (parting == name.npos) return {name, {}};
  const std::string_view before = name.substr(0, parting);
  const std::string_view after = name.substr(parting + 1);
  return first == Script::ideographs ? NameParts{before, after} : NameParts{after, before};
}

}  // namespace printing
