// SPDX-License-Identifier: GPL-3.0-or-later
// The layout's pen: sets words, boxes and icons in a page's type and colours, and notes each as
// part of a node. Knows nothing about pages. One layout each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "ui/layout.h"
#include "ui/shapes.h"

namespace ui {

// How some words are set.
struct Voice {
  Type type = Type::body;
  bool bold = false;
  Colour colour{};
  text::Align align = text::Align::start;
};

class Composer {
 public:
  Composer(const visit::Look& look, const Panel& panel, const Handling& handling,
           const PartWords& labels, Measurer& measurer, Layout& out)
      : look_(look),
        panel_(panel),
        handling_(handling),
        labels_(labels),
        measurer_(measurer),
        out_(out) {}

  [[nodiscard]] const Colours& colours() const { return ui::colours(look_.contrast); }
  [[nodiscard]] const Panel& panel() const { return panel_; }
  [[nodiscard]] const Handling& handling() const { return handling_; }
  [[nodiscard]] const PartWords& labels() const { return labels_; }
  [[nodiscard]] const visit::Look& look() const { return look_; }
  // The page is laid out from the left and turned at the end.
  [[nodiscard]] bool will_turn() const { return visit::begins_right(look_.language); }
  [[nodiscard]] TypeSize type(Type role) const { return ui::type(role, look_.size, panel_.kind); }
  [[nodiscard]] double line(Type role) const { return type(role).em * type(role).line_height; }

  // The catalogue's words for this panel; `spoken` and the rest stay with the page.
  [[nodiscard]] std::string_view shown(const visit::Words& words) const;

  [[nodiscard]] Measured measure(const visit::Words& words, const Voice& voice, double width) const;
  // Its width on one line.
  [[nodiscard]] double width(const visit::Words& words, const Voice& voice) const;

  // Begins a node; what is set from now on belongs to it.
  void begin(std::string id, Role role, Rect rect, Colour background);
  // A node that can be pressed.
  void begin_target(std::string id, Role role, Rect rect, Colour background);
  [[nodiscard]] bool is_pressed(std::string_view id) const { return handling_.pressed == id; }

  // Sets words with their top left corner at (x, y); returns their height.
  double text(const visit::Words& words, const Voice& voice, double x, double y, double width);
  // Sets words around the middle of a box. What does not fit is noted on the node. `ground`: what
  // they stand on, if that is not the node's.
  void text_in(const visit::Words& words, const Voice& voice, Rect box,
               std::optional<Colour> ground = {});
  // Words of the node that are read and said, but not drawn.
  void say(const visit::Words& words) { note(words); }
  // Words without meaning of their own: a digit, a unit the node's label already has.
  void plain_in(std::string_view words, const Voice& voice, Rect box, Colour ground);

  void box(Rect rect, double radius, std::optional<Colour> fill, std::optional<Colour> outline = {},
           double width = kOutline);
  void hairline(double x, double y, double width);
  void disc(Point centre, double radius, Colour colour);
  void ring(Point centre, double radius, double width, Colour colour);
  void arc(Point centre, double radius, double from, double to, double width, Colour colour);
  void bar(Rect rect, Colour colour) { box(rect, 0, colour); }
  void icon(visit::Icon icon, Point centre, double side, Colour colour);
  void drawing(const Drawing& drawing, Point at, double scale,
               const VerdictColours* verdict = nullptr, const Colour* tint = nullptr);
  void clip(std::optional<Rect> rect);
  // What `draw` draws in `box` keeps its left and right on a page that begins at the right: the
  // thing itself has them.
  template <typename Draw>
  void as_it_is(Rect box, Draw&& draw) {
    const std::size_t before = out_.marks.size();
    draw();
    turn_back(before, box);
  }
  // Around what has the focus; drawn last of all.
  void focus_ring();

  // How far the page has come; what was set since then can be taken back.
  struct Draft {
    std::size_t marks, nodes;
    double overflow;
    int parts;
  };
  [[nodiscard]] Draft draft() const;
  void take_back(const Draft& to);

  void overflow(double by) { out_.overflow += std::max(0.0, by); }
  [[nodiscard]] Layout& out() { return out_; }

 private:
  struct Set {
    std::string_view words;
    text::Style style;
  };
  [[nodiscard]] Set styled(const visit::Words& words, const Voice& voice) const;
  [[nodiscard]] text::Style style(const Voice& voice, text::Breaks breaks) const;
  void put(std::string_view words, const text::Style& style, Point at, double width, Colour colour,
           Colour ground, const Measured& size);
  void note(const visit::Words& words);
  void turn_back(std::size_t from, Rect box);

  const visit::Look& look_;
  const Panel& panel_;
  const Handling& handling_;
  const PartWords& labels_;
  Measurer& measurer_;
  Layout& out_;
  Colour ground_{};  // of the node
  std::optional<Rect> focused_;
};

inline bool upright(const Composer& c) { return c.panel().kind == PanelKind::portrait; }
inline bool small(const Composer& c) { return c.panel().kind == PanelKind::small; }
// The one of these lengths that is this panel's.
inline double length(const Composer& c, double portrait, double wide, double of_small) {
  return upright(c) ? portrait : small(c) ? of_small : wide;
}
inline double length(const Composer& c, double portrait, double lying) {
  return length(c, portrait, lying, lying);
}

// Room for words beside what they measure, so that no line breaks.
inline constexpr double kRounding = 0.2;

}  // namespace ui
