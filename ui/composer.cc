// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer.h"

#include <algorithm>

#include "ui/mirror.h"
#include "ui/text/marks.h"

namespace ui {

namespace {

// A tenth of a pixel on the finest panel; what is measured is not exact beyond that.
constexpr double kHair = 0.02;

void append(visit::Secret& to, std::string_view more) {
  if (more.empty()) return;
  if (to.empty()) {
    to = visit::Secret(more);
    return;
  }
  std::string joined;
  joined.reserve(to.reveal().size() + 1 + more.size());
  joined.append(to.reveal()).append(" ").append(more);
  to = visit::Secret(joined);
  visit::wipe(joined.data(), joined.size());
}

}  // namespace

std::string_view Composer::shown(const visit::Words& words) const {
  const bool brief = panel_.kind == PanelKind::small && !words.brief.empty();
  return brief ? words.brief.reveal() : words.text.reveal();
}

text::Style Composer::style(const Voice& voice, text::Breaks breaks) const {
  const TypeSize size = type(voice.type);
  return {size.em,          voice.bold ? text::Weight::bold : text::Weight::regular,
          size.line_height, voice.align,
          breaks,           text::Fill::balanced};
}

Composer::Set Composer::styled(const visit::Words& words, const Voice& voice) const {
  return {shown(words), style(voice, words.plain ? text::Breaks::name : text::Breaks::author)};
}

Measured Composer::measure(const visit::Words& words, const Voice& voice, double width) const {
  if (words.empty()) return {};
  const Set set = styled(words, voice);
  return measurer_.measure(set.words, set.style, width);
}

double Composer::width(const visit::Words& words, const Voice& voice) const {
  Voice start = voice;
  start.align = text::Align::start;
  return measure(words, start, text::kUnbounded).width;
}

void Composer::begin(std::string id, Role role, Rect rect, Colour background) {
  Node node;
  node.id = std::move(id);
  node.role = role;
  node.rect = rect;
  node.fg = colours().ink;
  node.bg = background;
  ground_ = background;
  out_.nodes.push_back(std::move(node));
}

void Composer::begin_target(std::string id, Role role, Rect rect, Colour background) {
  const bool focus = handling_.focus == id;
  if (focus) focused_ = rect;
  begin(std::move(id), role, rect, background);
  out_.nodes.back().pressable = true;
  out_.nodes.back().focus = focus;
}

void Composer::note(const visit::Words& words) {
  if (out_.nodes.empty()) return;
  Node& node = out_.nodes.back();
  if (words.plain) {
    append(node.label, shown(words));
  } else {
    std::string clean = text::words(shown(words));
    append(node.label, clean);
    visit::wipe(clean.data(), clean.size());
  }
  append(node.spoken, words.spoken.reveal());
  node.personal = node.personal || words.personal;
}

void Composer::put(std::string_view words, const text::Style& style, Point at, double width,
                   Colour colour, Colour ground, const Measured& size) {
  if (!out_.nodes.empty()) {
    Node& node = out_.nodes.back();
    // The node answers for its faintest words.
    if (node.em == 0 || contrast_ratio(colour, ground) < contrast_ratio(node.fg, node.bg)) {
      node.fg = colour;
      node.bg = ground;
    }
    node.em = node.em == 0 ? style.em : std::min(node.em, style.em);
    const bool centred = style.align == text::Align::centre;
    const bool end = style.align == text::Align::end;
    const double left = centred ? at.x + (width - size.width) / 2
                        : end   ? at.x + width - size.width
                                : at.x;
    const Rect& r = node.rect;
    if (!size.fits || left < r.x - kHair || left + size.width > r.right() + kHair ||
        at.y < r.y - kHair || at.y + size.height > r.bottom() + kHair) {
      node.fits = false;
    }
  }
  // A page's lines begin where the page does, whatever their script.
  text::Style set = style;
  if (begins_right(words)) set.align = mirrored(set.align);
  out_.marks.emplace_back(mark::Text{visit::Secret(words), set, width, at, colour});
}

double Composer::text(const visit::Words& words, const Voice& voice, double x, double y,
                      double width) {
  if (words.empty()) return 0;
  const Set set = styled(words, voice);
  const Measured size = measurer_.measure(set.words, set.style, width);
  note(words);
  put(set.words, set.style, {x, y}, width, voice.colour, ground_, size);
  return size.height;
}

void Composer::text_in(const visit::Words& words, const Voice& voice, Rect box,
                       std::optional<Colour> ground) {
  if (words.empty()) return;
  const Set set = styled(words, voice);
  const Measured size = measurer_.measure(set.words, set.style, box.w);
  note(words);
  put(set.words, set.style, {box.x, box.y + (box.h - size.height) / 2}, box.w, voice.colour,
      ground.value_or(ground_), size);
}

void Composer::plain_in(std::string_view words, const Voice& voice, Rect box, Colour ground) {
  const text::Style set = style(voice, text::Breaks::never);
  const Measured size = measurer_.measure(words, set, box.w);
  put(words, set, {box.x, box.y + (box.h - size.height) / 2}, box.w, voice.colour, ground, size);
}

void Composer::box(Rect rect, double radius, std::optional<Colour> fill,
                   std::optional<Colour> outline, double width) {
  out_.marks.emplace_back(mark::Box{rect, radius, fill, outline, outline ? width : 0});
}

void Composer::hairline(double x, double y, double width) {
  box({x, y - kHairline / 2, width, kHairline}, 0, colours().hair);
}

void Composer::disc(Point centre, double radius, Colour colour) {
  out_.marks.emplace_back(mark::Disc{centre, radius, colour});
}

void Composer::ring(Point centre, double radius, double width, Colour colour) {
  arc(centre, radius - width / 2, 0, 360, width, colour);
}

void Composer::arc(Point centre, double radius, double from, double to, double width,
                   Colour colour) {
  out_.marks.emplace_back(mark::Arc{centre, radius, from, to, width, colour});
}

void Composer::icon(visit::Icon which, Point centre, double side, Colour colour) {
  const Rect box{centre.x - side / 2, centre.y - side / 2, side, side};
  const auto draw = [&] { drawing(ui::icon(which), {box.x, box.y}, side / 100, nullptr, &colour); };
  if (points_along_the_line(which)) {
    draw();
  } else {
    as_it_is(box, draw);
  }
}

void Composer::drawing(const Drawing& drawing, Point at, double scale,
                       const VerdictColours* verdict, const Colour* tint) {
  place(drawing, at, scale, {&colours(), tint != nullptr ? *tint : colours().ink, verdict},
        out_.marks);
}

void Composer::turn_back(std::size_t from, Rect box) {
  if (will_turn()) mirror(std::span(out_.marks).subspan(from), box.centre().x);
}

void Composer::clip(std::optional<Rect> rect) { out_.marks.emplace_back(mark::Clip{rect}); }

Composer::Draft Composer::draft() const {
  return {out_.marks.size(), out_.nodes.size(), out_.overflow, out_.parts};
}

void Composer::take_back(const Draft& to) {
  out_.marks.erase(out_.marks.begin() + static_cast<long>(to.marks), out_.marks.end());
  out_.nodes.erase(out_.nodes.begin() + static_cast<long>(to.nodes), out_.nodes.end());
  out_.overflow = to.overflow;
  out_.parts = to.parts;
  focused_.reset();
}

void Composer::focus_ring() {
  if (!focused_) return;
  const double radius = kButtonRadius + kFocusRadius;
  const Rect outer = focused_->grown(kFocusOutset);
  box(outer, radius, {}, colours().focus_outer, kFocusOuter);
  box(outer.grown(-kFocusOuter), radius - kFocusOuter, {}, colours().focus_inner, kFocusInner);
}

}  // namespace ui
