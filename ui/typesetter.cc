// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/typesetter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <string>
#include <utility>

#include "ui/text/marks.h"

namespace ui {

namespace {

// A page in all its tries needs some 200 paragraphs of about 2 KB.
constexpr std::size_t kKept = 1024;

bool same(const text::Style& a, const text::Style& b) {
  return a.em == b.em && a.weight == b.weight && a.line_height == b.line_height &&
         a.align == b.align && a.breaks == b.breaks && a.fill == b.fill;
}

std::size_t hash_of(std::string_view words, const text::Style& style, double width) {
  std::size_t h = std::hash<std::string_view>{}(words);
  for (const double v : {style.em, style.line_height, width}) {
    h = h * 31 + std::hash<double>{}(v);
  }
  return h * 31 +
         (static_cast<std::size_t>(style.weight) * 8 + static_cast<std::size_t>(style.align) * 4 +
          static_cast<std::size_t>(style.breaks));
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](unsigned value) { out += static_cast<char>(value); };
  const auto u = static_cast<unsigned>(c);
  if (u < 0x80) {
    byte(u);
  } else if (u < 0x800) {
    byte(0xC0 | u >> 6), byte(0x80 | (u & 0x3F));
  } else if (u < 0x10000) {
    byte(0xE0 | u >> 12), byte(0x80 | (u >> 6 & 0x3F)), byte(0x80 | (u & 0x3F));
  } else {
    byte(0xF0 | u >> 18), byte(0x80 | (u >> 12 & 0x3F)), byte(0x80 | (u >> 6 & 0x3F)),
        byte(0x80 | (u & 0x3F));
  }
}

// The words with every refused character written as its code point.
std::string spelled_out(std::string_view words, const std::vector<char32_t>& refused) {
  std::string out(words);
  for (const char32_t c : refused) {
    std::string from;
    append_utf8(from, c);
    const std::string to = fmt::format("[U+{:04X}]", static_cast<unsigned>(c));
    for (std::size_t at = out.find(from); at != std::string::npos;
         at = out.find(from, at + to.size())) {
      out.replace(at, from.size(), to);
    }
  }
  return out;
}

}  // namespace

text::Paragraph Typesetter::lay_out(std::string_view words, const text::Style& style,
                                    double width) {
  auto paragraph = faces_.lay_out(words, style, width);
  if (!paragraph && !paragraph.error().code_points.empty()) {
    std::string spelled = spelled_out(words, paragraph.error().code_points);
    paragraph = faces_.lay_out(spelled, style, width);
    visit::wipe(spelled.data(), spelled.size());
  }
  // Not text at all. The geta mark is what a typesetter puts where a character is missing.
  if (!paragraph) paragraph = faces_.lay_out("〓", style, width);
  assert(paragraph.has_value());
  return std::move(*paragraph);
}

Typesetter::Entry& Typesetter::entry(std::string_view words, const text::Style& style,
                                     double width) {
  const std::size_t hash = hash_of(words, style, width);
  const auto [from, to] = by_hash_.equal_range(hash);
  for (auto it = from; it != to; ++it) {
    Entry& known = *it->second;
    if (known.width == width && same(known.style, style) && known.words.reveal() == words) {
      entries_.splice(entries_.begin(), entries_, it->second);
      return known;
    }
  }
  static std::uint64_t last_number = 0;
  entries_.push_front(
      {visit::Secret(words), style, width, lay_out(words, style, width), ++last_number, hash});
  by_hash_.emplace(hash, entries_.begin());
  if (entries_.size() > kKept) {
    const auto [first, last] = by_hash_.equal_range(entries_.back().hash);
    const auto oldest = std::prev(entries_.end());
    by_hash_.erase(
        std::find_if(first, last, [oldest](const auto& pair) { return pair.second == oldest; }));
    entries_.pop_back();
  }
  return entries_.front();
}

Measured Typesetter::measure(std::string_view words, const text::Style& style, double width) {
  const text::Paragraph& p = entry(words, style, width).paragraph;
  return {p.width(), p.height(), p.lines().size(), p.fits(), p.kept_marks()};
}

Typesetter::Set Typesetter::set(std::string_view words, const text::Style& style, double width) {
  const Entry& found = entry(words, style, width);
  return {&found.paragraph, found.number};
}

void Typesetter::forget() {
  by_hash_.clear();
  entries_.clear();
  faces_.forget();
}

}  // namespace ui
