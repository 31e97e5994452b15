// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/setting.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace text {
namespace {

constexpr char32_t kLineSeparator = 0x2028;
constexpr std::string_view kLineSeparatorUtf8 = "\xE2\x80\xA8";

bool is_selector(char32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

double in_ems(int pango_units) { return pango_units / kEmInPangoUnits; }

char32_t character_at(std::string_view text, std::size_t offset) {
  return g_utf8_get_char(text.data() + offset);
}

std::size_t next_character(std::string_view text, std::size_t offset) {
  return offset + static_cast<unsigned char>(g_utf8_skip[static_cast<unsigned char>(text[offset])]);
}

bool is_latin(char32_t c) { return g_unichar_get_script(c) == G_UNICODE_SCRIPT_LATIN; }

struct UnrefAttributes {
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
};
using AttributesPtr = std::unique_ptr<PangoAttrList, UnrefAttributes>;

// The face draws ’ “ ” an em wide, as Chinese wants them. A text without ideographs gets the narrow
// ones, and so does an apostrophe between Latin letters (O’Brien) anywhere. Null if there is
// nothing to change.
AttributesPtr quotes_of(std::string_view words) {
  AttributesPtr list;
  const auto narrow = [&list](std::size_t begin, std::size_t end) {
    if (!list) list.reset(pango_attr_list_new());
    PangoAttribute* const attribute = pango_attr_font_features_new("pwid");
    attribute->start_index = static_cast<guint>(begin);
    attribute->end_index = static_cast<guint>(end);
    pango_attr_list_insert(list.get(), attribute);
  };
  // All of these begin with 0xE2 0x80 in UTF-8; most texts hold none.
  if (words.find("\xE2\x80") == words.npos) return list;
  bool ideographs = false;
  char32_t before = 0;
  for (std::size_t at = 0; at < words.size(); at = next_character(words, at)) {
    const char32_t c = character_at(words, at);
    const std::size_t next = next_character(words, at);
    ideographs = ideographs || g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN;
    if (c == 0x2019 && is_latin(before) && next < words.size() &&
        is_latin(character_at(words, next))) {
      narrow(at, next);
    }
    before = c;
  }
  if (!ideographs) narrow(0, words.size());
  return list;
}

// The pieces of one script and face, in reading order per line.
template <typename Visit>
void for_each_run(PangoLayout* layout, Visit visit) {
  std::size_t number = 0;
  for (GSList* l = pango_layout_get_lines_readonly(layout); l != nullptr; l = l->next, ++number) {
    const auto* line = static_cast<PangoLayoutLine*>(l->data);
    for (GSList* r = line->runs; r != nullptr; r = r->next) {
      visit(static_cast<PangoGlyphItem*>(r->data), number);
    }
  }
}

}  // namespace

Setting::Setting(Faces::Opened& faces, const Style& style, double width)
    : faces_(faces),
      style_(style),
      width_(width / style.em),
      layout_(faces.new_layout(style.weight)) {
  assert(style.em > 0 && style.line_height > 0);
  out_.em_ = style.em;
}

tl::expected<Paragraph, Refusal> Setting::run(std::string_view utf8) {
  if (auto passed = check(utf8); !passed) return tl::unexpected(std::move(passed).error());
  Marked marked;
  if (style_.breaks == Breaks::author) marked = read_marks(utf8);
  const std::string_view words = style_.breaks == Breaks::author ? marked.words : utf8;
  if (words.empty()) return std::move(out_);

  faces_.longest = std::max(faces_.longest, words.size());
  shape(words);
  if (auto passed = check_faces(words); !passed) return tl::unexpected(std::move(passed).error());
  const bool must_break = std::any_of(marked.marks.begin(), marked.marks.end(),
                                      [](const Marked::Mark& m) { return m.must; });
  if (style_.breaks != Breaks::never && (must_break || natural_width() > width_)) {
    break_lines(words, marked.marks);
  } else {
    out_.lines_.push_back({0, words.size(), 0, 0, 0});
  }
  place_lines();
  align();
  return std::move(out_);
}

void Setting::shape(std::string_view words) {
  const AttributesPtr attributes = quotes_of(words);
  pango_layout_set_attributes(layout_.get(), attributes.get());
  pango_layout_set_text(layout_.get(), words.data(), static_cast<int>(words.size()));
  // Pango repairs what it does not like; after the gate there is nothing to repair.
  assert(words == pango_layout_get_text(layout_.get()));
}

tl::expected<void, Refusal> Setting::check_faces(std::string_view words) {
  Refusal refusal{Refusal::Kind::no_face, words.size(), {}};
  const auto refuse = [&](std::size_t offset) {
    const char32_t c = character_at(words, offset);
    refusal.offset = std::min(refusal.offset, offset);
    auto& list = refusal.code_points;
    if (std::find(list.begin(), list.end(), c) == list.end()) list.push_back(c);
  };
  for_each_run(layout_.get(), [&](const PangoGlyphItem* run, std::size_t) {
    const auto begin = static_cast<std::size_t>(run->item->offset);
    const std::size_t end = begin + static_cast<std::size_t>(run->item->length);
    const PangoGlyphString& glyphs = *run->glyphs;
    for (int i = 0; i < glyphs.num_glyphs; ++i) {
      const PangoGlyph glyph = glyphs.glyphs[i].glyph;
      if (glyph != 0 && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0) continue;
      if (glyph == PANGO_GLYPH_EMPTY) continue;
      refuse(begin + static_cast<std::size_t>(glyphs.log_clusters[i]));
    }
    const Face* const face = faces_.face_of(run->item->analysis.font);
    for (std::size_t at = begin; at < end; at = next_character(words, at)) {
      const char32_t c = character_at(words, at);
      if (face == nullptr || !face->is_meant_for(c)) refuse(at);
      const std::size_t next = next_character(words, at);
      if (next >= words.size() || face == nullptr) continue;
      const char32_t selector = character_at(words, next);
      if (is_selector(selector) && !face->has_form(c, selector)) ++out_.uncertain_forms_;
    }
  });
  if (!refusal.code_points.empty()) return tl::unexpected(std::move(refusal));
  return {};
}

double Setting::natural_width() const {
  double width = 0;
  for_each_run(layout_.get(), [&](const PangoGlyphItem* run, std::size_t) {
    for (int i = 0; i < run->glyphs->num_glyphs; ++i)
      width += in_ems(run->glyphs->glyphs[i].geometry.width);
  });
  return width;
}

void Setting::break_lines(std::string_view words, const std::vector<Marked::Mark>& marks) {
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout_.get(), &count);
  std::vector<Character> characters;
  std::vector<std::size_t> offsets;
  std::vector<std::size_t> character_of(words.size() + 1);
  characters.reserve(static_cast<std::size_t>(count));
  offsets.reserve(static_cast<std::size_t>(count));
  auto mark = marks.begin();
  for (std::size_t at = 0; at < words.size(); at = next_character(words, at)) {
    const std::size_t i = characters.size();
    Character one{character_at(words, at), 0, attributes[i].is_line_break != 0, Mark::none};
    for (; mark != marks.end() && mark->offset == at; ++mark) {
      one.mark = mark->must ? Mark::must : std::max(one.mark, Mark::may);
    }
    character_of[at] = i;
    characters.push_back(one);
    offsets.push_back(at);
  }
  offsets.push_back(words.size());
  for_each_run(layout_.get(), [&](const PangoGlyphItem* run, std::size_t) {
    for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
      const std::size_t at = static_cast<std::size_t>(run->item->offset) +
                             static_cast<std::size_t>(run->glyphs->log_clusters[i]);
      characters[character_of[at]].advance += in_ems(run->glyphs->glyphs[i].geometry.width);
    }
  });

  const ChosenBreaks chosen = choose_breaks(characters, width_, 1, style_.breaks, style_.fill);
  out_.kept_marks_ = chosen.kept_marks;

  // The line ends go into the text, so that Pango reorders each line by itself but sees one
  // paragraph.
  std::string broken;
  broken.reserve(words.size() + chosen.starts.size() * kLineSeparatorUtf8.size());
  std::size_t begin = 0;
  for (std::size_t k = 0; k <= chosen.starts.size(); ++k) {
    const std::size_t next = k < chosen.starts.size() ? chosen.starts[k] : characters.size();
    std::size_t end = next;
    while (end > begin && (characters[end - 1].code_point == U' ' ||
                           characters[end - 1].code_point == U'\u3000')) {
      --end;
    }
    if (k != 0) broken += kLineSeparatorUtf8;
    broken += words.substr(offsets[begin], offsets[end] - offsets[begin]);
    out_.lines_.push_back({offsets[begin], offsets[end], 0, 0, 0});
    begin = next;
  }
  if (out_.lines_.size() > 1) shape(broken);
}

void Setting::place_lines() {
  const auto* first = pango_layout_get_line_readonly(layout_.get(), 0);
  out_.right_to_left_ = pango_layout_line_get_resolved_direction(
                            const_cast<PangoLayoutLine*>(first)) == PANGO_DIRECTION_RTL;
  // Lines stand by their baselines at one pitch, whatever height a script's font claims.
  for (std::size_t k = 0; k < out_.lines_.size(); ++k) {
    out_.lines_[k].baseline =
        style_.em * (style_.line_height * (static_cast<double>(k) + 0.5) + kIdeographCentre);
  }
  out_.height_ = style_.em * style_.line_height * static_cast<double>(out_.lines_.size());

  const char* text = pango_layout_get_text(layout_.get());
  std::size_t current = 0;
  double x = 0;
  for_each_run(layout_.get(), [&](PangoGlyphItem* run, std::size_t line) {
    if (line != current) x = 0;
    current = line;
    assert(line < out_.lines_.size());
    if (g_utf8_get_char(text + run->item->offset) == kLineSeparator) return;
    place_run(run, line, x);
    out_.lines_[line].width = x;
  });
  for (const Line& line : out_.lines_) {
    out_.width_ = std::max(out_.width_, line.width);
    if (line.width > width_ * style_.em * (1 + 1e-6)) out_.fits_ = false;
  }
}

// Only the glyphs' own offsets count. Pango's run->y_offset would lift Uyghur by 0.39 em and
// Tibetan by a whole line beside Chinese, because it aligns baselines that HarfBuzz has made up for
// fonts without a BASE table.
void Setting::place_run(PangoGlyphItem* run, std::size_t line, double& x) {
  const Face* const face = faces_.face_of(run->item->analysis.font);
  const double baseline = out_.lines_[line].baseline;
  auto& stretches = out_.stretches_;
  if (stretches.empty() || stretches.back().face != face || stretches.back().line != line) {
    stretches.push_back({face, line, out_.glyphs_.size(), 0});
  }
  for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
    const PangoGlyphInfo& glyph = run->glyphs->glyphs[i];
    if (glyph.glyph != PANGO_GLYPH_EMPTY) {
      out_.glyphs_.push_back({glyph.glyph, x + style_.em * in_ems(glyph.geometry.x_offset),
                              baseline + style_.em * in_ems(glyph.geometry.y_offset)});
      ++stretches.back().count;
    }
    x += style_.em * in_ems(glyph.geometry.width);
  }
}

void Setting::align() {
  const double edge = std::isinf(width_) ? out_.width_ : width_ * style_.em;
  for (Line& line : out_.lines_) {
    switch (style_.align) {
      case Align::start:
        line.x = out_.right_to_left_ ? edge - line.width : 0;
        break;
      case Align::centre:
        line.x = (edge - line.width) / 2;
        break;
      case Align::end:
        line.x = out_.right_to_left_ ? 0 : edge - line.width;
        break;
    }
  }
  for (const auto& stretch : out_.stretches_) {
    for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
      out_.glyphs_[i].x += out_.lines_[stretch.line].x;
    }
  }
}

}  // namespace text
