// SPDX-License-Identifier: GPL-3.0-or-later
// Measures words for the layout and keeps the set paragraphs for the painter. What cannot be drawn
// stands as its code points ("[U+2A6D7]"), so that a person compares it with the card; nothing is
// dropped. Holds personal text until forget(). Used on the thread of its Faces.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "kiosk/visit/secret.h"
#include "ui/text/faces.h"

namespace ui {

// Lengths in millimetres.
struct Measured {
  double width = 0, height = 0;
  std::size_t lines = 0;
  bool fits = true;        // no line is wider than asked for
  bool kept_marks = true;  // lines end only where the author allowed it
};

// What the layout asks about words.
class Measurer {
 public:
  virtual ~Measurer() = default;
  virtual Measured measure(std::string_view words, const text::Style& style, double width) = 0;
};

class Typesetter : public Measurer {
 public:
  explicit Typesetter(text::Faces& faces) : faces_(faces) {}

  Measured measure(std::string_view words, const text::Style& style, double width) override;

  // The paragraph itself, and a number that no other paragraph of this process ever has. Valid
  // until the next call.
  struct Set {
    const text::Paragraph* paragraph;
    std::uint64_t number;
  };
  Set set(std::string_view words, const text::Style& style, double width);

  void forget();
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    visit::Secret words;
    text::Style style;
    double width;
    text::Paragraph paragraph;
    std::uint64_t number;
    std::size_t hash;
  };
  using Entries = std::list<Entry>;  // the latest used first

  Entry& entry(std::string_view words, const text::Style& style, double width);
  text::Paragraph lay_out(std::string_view words, const text::Style& style, double width);

  text::Faces& faces_;
  Entries entries_;
  std::unordered_multimap<std::size_t, Entries::iterator> by_hash_;
};

}  // namespace ui
