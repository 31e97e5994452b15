// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/marks.h"

namespace text {
namespace {

// From U+2E80 on scripts are written without spaces; their first UTF-8 byte is 0xE2 0xBA or
// greater.
bool takes_spaces(std::string_view utf8) {
  if (utf8.empty() || utf8[0] == ' ') return false;
  const auto first = static_cast<unsigned char>(utf8[0]);
  if (first != 0xE2) return first < 0xE2;
  return utf8.size() > 1 && static_cast<unsigned char>(utf8[1]) < 0xBA;
}

std::string_view last_character(std::string_view utf8) {
  std::size_t at = utf8.size();
  while (at > 0) {
    --at;
    if ((static_cast<unsigned char>(utf8[at]) & 0xC0) != 0x80) break;
  }
  return utf8.substr(at);
}

}  // namespace

std::string literal(std::string_view data) {
  std::string out;
  out.reserve(data.size() + 8);
  for (const char c : data) {
    if (c == '|' || c == '/' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

Marked read_marks(std::string_view marked) {
  Marked out;
  out.words.reserve(marked.size() + 8);
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const char c = marked[i];
    if (c == '\\' && i + 1 < marked.size()) {
      out.words += marked[++i];
    } else if (c == '|') {
      out.marks.push_back({out.words.size(), false});
    } else if (c == '/' && i + 1 < marked.size() && marked[i + 1] == '/') {
      ++i;
      if (takes_spaces(last_character(out.words)) && takes_spaces(marked.substr(i + 1))) {
        out.words += ' ';
      }
      out.marks.push_back({out.words.size(), true});
    } else {
      out.words += c;
    }
  }
  return out;
}

std::string words(std::string_view marked) { return read_marks(marked).words; }

}  // namespace text
