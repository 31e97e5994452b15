// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/gate.h"

#include <glib.h>

#include <optional>

namespace text {
namespace {

using Kind = Refusal::Kind;

bool is_selector(char32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

// Free variation selectors and the vowel separator: without them a Mongolian name is misspelt.
bool is_mongolian_selector(char32_t c) { return (c >= 0x180B && c <= 0x180F); }

bool is_bidi_control(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }

// Letters and marks by category that leave no ink: combining grapheme joiner, Hangul fillers, Khmer
// inherent vowels, the blank Braille pattern.
bool is_blank(char32_t c) {
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x2800 ||
         c == 0x3164 || c == 0xFFA0;
}

bool is_noncharacter(char32_t c) { return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE; }

GUnicodeScript script_of(char32_t c) { return g_unichar_get_script(c); }

bool is_joining(char32_t c) {
  const GUnicodeScript script = script_of(c);
  return g_unichar_isalpha(c) &&
         (script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_MONGOLIAN);
}

// What is wrong with `c` itself, or with it between these neighbours (0 at the ends).
std::optional<Kind> refused(char32_t before, char32_t c, char32_t after) {
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return Kind::control;
  if (c < 0x7F) return {};
  if (c == 0x2028 || c == 0x2029) return Kind::line_separator;
  if (is_bidi_control(c)) return Kind::bidi_control;
  if (c == 0xFFFD) return Kind::replacement;
  if (is_noncharacter(c)) return Kind::noncharacter;
  bool belongs = true;
  if (is_joiner(c)) {
    belongs = is_joining(before) && is_joining(after);
  } else if (is_selector(c)) {
    belongs = script_of(before) == G_UNICODE_SCRIPT_HAN;
  } else if (is_mongolian_selector(c)) {
    belongs = script_of(before) == G_UNICODE_SCRIPT_MONGOLIAN && g_unichar_isalpha(before);
  } else {
    const GUnicodeType type = g_unichar_type(c);
    if (type == G_UNICODE_PRIVATE_USE) return Kind::private_use;
    belongs = type != G_UNICODE_FORMAT && !is_blank(c);
  }
  if (!belongs) return Kind::invisible;
  return {};
}

constexpr char32_t kInvalid = 0xFFFFFFFF;

// The character at `p` (0 at the end); NUL counts as a character here and is refused as a control.
char32_t decode(const char* p, const char* end) {
  if (p == end) return 0;
  if (*p == '\0') return 0;
  const gunichar c = g_utf8_get_char_validated(p, end - p);
  return c >= 0x110000 ? kInvalid : c;
}

std::size_t length_of(char32_t c) {
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  return c < 0x10000 ? 3 : 4;
}

}  // namespace

tl::expected<void, Refusal> check(std::string_view utf8) {
  if (utf8.size() > kLongestText) {
    return tl::unexpected(Refusal{Kind::too_long, kLongestText, {}});
  }
  const char* const begin = utf8.data();
  const char* const end = begin + utf8.size();
  char32_t before = 0;
  char32_t c = decode(begin, end);
  for (const char* p = begin; p != end;) {
    const auto offset = static_cast<std::size_t>(p - begin);
    if (c == kInvalid) return tl::unexpected(Refusal{Kind::invalid_utf8, offset, {}});
    p += length_of(c);
    const char32_t after = decode(p, end);
    if (const auto kind = refused(before, c, after == kInvalid ? 0 : after)) {
      return tl::unexpected(Refusal{*kind, offset, {c}});
    }
    before = c;
    c = after;
  }
  return {};
}

}  // namespace text
