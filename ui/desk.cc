// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desk.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ui {

namespace {

constexpr double kBar = 1.2;

std::string id_of(std::string_view kind, std::size_t i) {
  return std::string(kind) + "-" + std::to_string(i + 1);
}

}  // namespace

Piece counters_piece(Composer& c, const visit::block::Counters& block, double width) {
  const Colours& k = c.colours();
  const Voice number{Type::question, true, k.ink}, label{Type::body, false, k.ink2};
  const double inner = length(c, 6, 5, 4), gap = length(c, 6, 6, 4);
  const std::size_t count = block.counters.size();
  std::size_t columns = count;
  double each = width, number_h = 0, label_h = 0;
  for (const std::size_t rows : {1U, 2U, 4U}) {
    columns = std::max<std::size_t>(1, (count + rows - 1) / rows);
    each = (width - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    number_h = label_h = 0;
    const bool fits =
        std::all_of(block.counters.begin(), block.counters.end(), [&](const auto& counter) {
          const Measured a = c.measure(counter.number, number, each - kBar - inner);
          const Measured b = c.measure(counter.label, label, each - kBar - inner);
          number_h = std::max(number_h, a.height), label_h = std::max(label_h, b.height);
          return a.fits && b.fits && b.lines <= (rows == 1 ? 1U : 2U);
        });
    if (fits) break;
  }
  const double high = number_h + label_h - 2;
  const auto rows = static_cast<double>((count + columns - 1) / std::max<std::size_t>(1, columns));
  Piece piece;
  piece.least = piece.most = rows * high + (rows - 1) * gap;
  piece.after = length(c, 9, 6, 3);
  piece.draw = [=, &c, &block](Rect r) {
    for (std::size_t i = 0; i < block.counters.size(); ++i) {
      const Rect at{r.x + static_cast<double>(i % columns) * (each + gap),
                    r.y + static_cast<double>(i / columns) * (high + gap), each, high};
      c.begin(id_of("counter", i), Role::text, at.grown(1), c.colours().paper);
      c.bar({at.x, at.y, kBar, at.h}, c.colours().act);
      const double x = at.x + kBar + inner, room = each - kBar - inner;
      c.text(block.counters[i].number, number, x, at.y - 1, room);
      c.text(block.counters[i].label, label, x, at.y - 1 + number_h, room);
    }
  };
  return piece;
}

Piece counters_list_piece(Composer& c, const visit::block::Counters& block, double width) {
  const Colours& k = c.colours();
  const Voice number{Type::title, true, k.ink}, label{Type::body, false, k.ink2};
  const double inner = length(c, 6, 5, 3), gap = 4;
  double column = 0;
  for (const auto& counter : block.counters) {
    column = std::max(column, c.width(counter.number, number) + kRounding);
  }
  const double room = width - kBar - inner - column - gap;
  std::vector<double> heights;
  double all = 0;
  bool fits = room > 0;
  for (const auto& counter : block.counters) {
    const Measured size = c.measure(counter.label, label, std::max(1.0, room));
    fits = fits && size.fits;
    heights.push_back(std::max(c.line(Type::title), size.height));
    all += heights.back();
  }
  Piece piece;
  piece.least = piece.most = fits ? all : 1e6;
  piece.draw = [=, &c, &block](Rect r) {
    double y = r.y;
    for (std::size_t i = 0; i < heights.size(); ++i) {
      c.begin(id_of("counter", i), Role::text, {r.x, y, r.w, heights[i]}, c.colours().paper);
      c.bar({r.x, y + 1, kBar, heights[i] - 2}, c.colours().act);
      const double x = r.x + kBar + inner;
      c.text_in(block.counters[i].number, number, {x, y, column, heights[i]});
      c.text_in(block.counters[i].label, label, {x + column + gap, y, room, heights[i]});
      y += heights[i];
    }
  };
  return piece;
}

namespace {

struct TaskLook {
  Voice words, key;
  double icon = 0, icon_centre = 0, text = 0, pad = 0, key_w = 0;
  double least = 0;
};

bool look_for(const Composer& c, const visit::block::Tasks& block, double width, std::size_t lines,
              bool icons, TaskLook& look) {
  look.pad = length(c, 7, 6, icons ? 4 : 2.5);
  look.icon = icons ? length(c, 14, 12, 10) : 0;
  look.icon_centre = length(c, 14.3, 12, 9);
  look.text = icons ? length(c, 27, 22, 16.5) : look.pad;
  look.key = {Type::body, false, {}, text::Align::end};
  look.key_w = 0;
  for (const auto& task : block.tasks) {
    look.key_w = std::max(look.key_w, c.width(task.key, look.key) + kRounding);
  }
  const double room = width - look.text - look.pad - look.key_w - (look.key_w > 0 ? 2 : 0);
  for (const Type type : {Type::lead, Type::body}) {
    look.words = {type, true, {}};
    look.least = length(c, 29, 24, kTarget);
    const bool all = std::all_of(block.tasks.begin(), block.tasks.end(), [&](const auto& task) {
      const Measured size = c.measure(task.words, look.words, room);
      look.least = std::max(look.least, size.height + 3);
      return size.fits && size.lines <= lines;
    });
    if (all) return true;
  }
  return false;
}

void draw_task(Composer& c, const visit::block::Tasks::Task& task, const TaskLook& look, Rect r) {
  const Colours& k = c.colours();
  const std::string id(visit::name(task.button));
  const bool pressed = c.is_pressed(id);
  const Colour ground = pressed ? k.ink : k.surface;
  c.begin_target(id, Role::button, r, ground);
  c.box(r, kButtonRadius, ground, k.line, kStrongOutline);
  if (look.icon > 0) {
    c.icon(task.icon, {r.x + look.icon_centre, r.centre().y}, look.icon,
           pressed ? k.surface : k.act);
  }
  Voice words = look.words, key = look.key;
  words.colour = pressed ? k.surface : k.ink;
  key.colour = pressed ? k.surface : k.ink2;
  const double key_x = r.right() - look.pad - look.key_w;
  c.text_in(task.words, words, {r.x + look.text, r.y, key_x - 2 - r.x - look.text, r.h});
  c.text_in(task.key, key, {key_x, r.y, look.key_w, r.h});
}

}  // namespace

std::vector<Piece> task_pieces(Composer& c, const visit::block::Tasks& block, double width) {
  const double gap = length(c, 5.5, 5, 3.2);
  const double half = (width - gap) / 2;
  TaskLook look;
  std::size_t columns = 2;
  const bool two =
      look_for(c, block, half, 1, true, look) || look_for(c, block, half, 1, false, look) ||
      look_for(c, block, half, 2, true, look) || look_for(c, block, half, 2, false, look);
  if (!two) {
    columns = 1;
    if (!look_for(c, block, width, 1, true, look)) (void)look_for(c, block, width, 2, false, look);
  }
  const double each = columns == 2 ? half : width;
  std::vector<Piece> out;
  for (std::size_t i = 0; i < block.tasks.size(); i += columns) {
    Piece piece;
    piece.least = look.least;
    piece.most = std::max(look.least, length(c, 33.5, 34, 26));
    piece.grows = true;
    piece.before = piece.after = gap;
    piece.draw = [&c, &block, look, i, columns, each, gap](Rect r) {
      for (std::size_t n = 0; n < columns && i + n < block.tasks.size(); ++n) {
        const double x = r.x + static_cast<double>(n) * (each + gap);
        draw_task(c, block.tasks[i + n], look, {x, r.y, each, r.h});
      }
    };
    out.push_back(std::move(piece));
  }
  return out;
}

}  // namespace ui
