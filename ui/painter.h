// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a layout's marks on a canvas: Dear ImGui's draw list turns shapes into triangles with
// smooth edges, words are coverage from ui/text, kept from page to page. Holds pictures of personal
// text until forget(). One thread.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <variant>
#include <vector>

#include "ui/canvas.h"
#include "ui/mark.h"
#include "ui/typesetter.h"

namespace ui {

class Painter {
 public:
  Painter(Canvas& canvas, Typesetter& typesetter, double px_per_mm);
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // Turns marks into commands; nothing is drawn yet. The return value differs whenever the picture
  // would.
  std::uint64_t prepare(const std::vector<Mark>& marks);
  // Draws what was prepared: only where it differs from what was painted last.
  void paint();

  void forget();
  [[nodiscard]] std::size_t pictures() const { return pictures_.size(); }

 private:
  // A paragraph's coverage, kept.
  struct Kept {
    text::Bitmap bitmap;
    std::uint64_t used = 0;
  };
  struct Fill {
    PixelRect rect;
    Colour colour;
  };
  struct Words {
    std::uint64_t number;
    PixelRect rect;
    Colour colour;
  };
  struct Triangles {
    unsigned first, count;  // indices
    unsigned first_vertex, vertices;
  };
  struct Window {
    bool everywhere;
    PixelRect rect;
  };
  using Command = std::variant<Fill, Words, Triangles, Window>;
  // What a command leaves on the canvas: the same print within the same bounds is the same pixels.
  struct Print {
    std::uint64_t hash;
    PixelRect bounds;
    friend bool operator==(const Print&, const Print&) = default;
  };

  void add(const mark::Box& box);
  void add(const mark::Stroke& stroke);
  void add(const mark::Polygon& polygon);
  void add(const mark::Disc& disc);
  void add(const mark::Arc& arc);
  void add(const mark::Text& text);
  void add(const mark::Clip& clip);

  void rounded_fill(PixelRect rect, double radius, Colour colour);
  void fill_rect(int x, int y, int w, int h, Colour colour);
  void convex(const std::vector<ImVec2>& points, Colour colour);
  void circle(ImVec2 centre, float radius, Colour colour);
  void band(const std::vector<ImVec2>& points, bool closed, float width, Colour colour);
  // Notes the triangles added to the list since `first` as a command.
  void note_triangles(unsigned first, unsigned first_vertex);
  [[nodiscard]] ImVec2 px(Point p) const;
  const text::Bitmap& kept(const Typesetter::Set& set);
  void evict();
  [[nodiscard]] Print print_of(const Command& command) const;
  [[nodiscard]] PixelRect whole() const { return {0, 0, canvas_.width(), canvas_.height()}; }
  // Where what was prepared differs from what was painted.
  [[nodiscard]] PixelRect damage() const;

  Canvas& canvas_;
  Typesetter& typesetter_;
  double px_per_mm_;
  ImGuiContext* context_;
  std::unique_ptr<ImDrawList> list_;
  std::vector<Command> commands_;
  std::vector<Print> prints_;   // of the commands
  std::vector<Print> painted_;  // of those whose picture the canvas holds
  std::unordered_map<std::uint64_t, Kept> pictures_;
  std::size_t bytes_ = 0;
  std::uint64_t turn_ = 0;
};

}  // namespace ui
