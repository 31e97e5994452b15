// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/answers.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "ui/controls.h"

namespace ui {

namespace {

visit::Action whole(const visit::Action& action) {
  return {action.button, action.icon, action.words.clone(), action.primary, action.after_list};
}
visit::Action brief(const visit::Action& action) {
  visit::Action out = whole(action);
  if (!out.words.brief.empty()) out.words.text = out.words.brief.clone();
  return out;
}

// What its words and icon would like.
double wish(const Composer& c, const visit::Action& action, bool with_icon) {
  const Voice voice{action.primary ? Type::title : Type::secondary, true, {}};
  const bool icon = with_icon && action.icon != visit::Icon::none;
  return c.width(action.words, voice) + (icon ? 27 : 12);
}

// The least that its words stand in on one line.
double need(const Composer& c, const visit::Action& action) {
  return c.width(action.words, {Type::body, true, {}}) + 8.3;
}

}  // namespace

Actions actions_of(const visit::Page& page) {
  Actions all;
  for (const visit::Action& action : page.actions) all.push_back(&action);
  return all;
}

AnswerSizes answer_sizes(const Panel& panel) {
  return panel.kind == PanelKind::small ? AnswerSizes{30, 22, 4, 6} : AnswerSizes{34, 26, 6, 10};
}

double stacked_actions(Composer& c, const visit::Page& page, Rect column, bool place) {
  const AnswerSizes s = answer_sizes(c.panel());
  const double two_lines = 2 * c.line(Type::secondary) + 1;
  std::vector<double> heights;
  double taken = 0;
  for (const visit::Action& action : page.actions) {
    const bool fits = action.primary || one_line(c, action, column.w);
    // The longest words of a next step stand in two lines.
    const double step = need(c, action) > column.w
                            ? std::max(s.primary, 2 * c.line(Type::body) + kEdge + 1)
                            : s.primary;
    heights.push_back(action.primary ? step : std::max(s.secondary, fits ? 0 : two_lines));
    taken += heights.back() + (heights.size() > 1 ? s.action_gap : 0);
  }
  if (!place) return taken;
  double y = column.bottom() - taken;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    action_button(c, page.actions[i], {column.x, y, column.w, heights[i]});
    y += heights[i] + s.action_gap;
  }
  return taken;
}

double paired_actions(Composer& c, const visit::Page& page, Rect column, bool place) {
  const double h = small(c) ? 28 : 32;
  if (page.actions.empty()) return 0;
  if (!place) return h;
  const Rect row{column.x, column.bottom() - h, column.w, h};
  if (page.actions.size() == 1) {
    action_button(c, page.actions[0], row);
    return h;
  }
  const double gap = answer_sizes(c.panel()).action_gap;
  // The wider its words, the wider the button; the icons are the first to have no room.
  const auto together = [&](const visit::Action& a, const visit::Action& b, bool with_icon) {
    return wish(c, a, with_icon) + gap + wish(c, b, with_icon) <= row.w;
  };
  const bool short_words = !together(page.actions[0], page.actions[1], true);
  const visit::Action first = short_words ? brief(page.actions[0]) : whole(page.actions[0]);
  const visit::Action second = short_words ? brief(page.actions[1]) : whole(page.actions[1]);
  const bool icons = together(first, second, true);
  const double a = wish(c, first, icons), b = wish(c, second, icons), room = row.w - gap;
  const double wished = a + b <= room ? b : room * b / (a + b);
  const double second_w = std::clamp(wished, row.w * 0.34, row.w * 0.55);
  const double first_w = row.w - gap - second_w;
  action_button(c, first, {row.x, row.y, first_w, h});
  action_button(c, second, {row.x + first_w + gap, row.y, second_w, h});
  return h;
}

double answers_in_row(Composer& c, const Actions& asks, Rect row) {
  const bool one = asks.size() == 1;
  const double gap = one ? 0 : small(c) ? 3.2 : answer_sizes(c.panel()).action_gap;
  const double room = row.w - gap * static_cast<double>(asks.size() - 1);
  std::vector<visit::Action> said;
  std::vector<double> widths;
  double total = 0;
  // In full with icons, then without, then in brief, last in smaller letters.
  struct Way {
    bool shortened, icons, small;
  };
  for (const Way& way : {Way{false, true, false},
                         {false, false, false},
                         {true, false, false},
                         {true, false, true}}) {
    said.clear();
    widths.clear();
    for (const visit::Action* action : asks) {
      said.push_back(way.shortened ? brief(*action) : whole(*action));
      if (!way.icons) said.back().icon = visit::Icon::none;
      const double wished = way.small ? need(c, said.back()) : wish(c, said.back(), way.icons);
      widths.push_back(std::max(kTarget, wished));
    }
    total = std::accumulate(widths.begin(), widths.end(), 0.0);
    if (total <= room) break;
  }
  // What is left over goes to all alike; what is wanting, to the cost of the widest.
  const double over = std::max(0.0, room - total) / static_cast<double>(widths.size());
  double x = row.x;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const double w = std::min(1.0, room / total) * widths[i] + over;
    action_button(c, said[i], {x, row.y, w, row.h});
    x += w + gap;
  }
  return std::max(0.0, total - room);
}

}  // namespace ui
