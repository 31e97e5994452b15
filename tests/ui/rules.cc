// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/ui/pages.h"
#include "ui/chrome.h"

namespace ui::test {

namespace {

// What two roundings to whole pixels may add up to.
constexpr double kPixels = 1.01;

std::string placed(const Node& node) {
  return fmt::format("{} {} [{:.0f} {:.0f} {:.0f} {:.0f}]", name(node.role), node.id, node.rect.x,
                     node.rect.y, node.rect.w, node.rect.h);
}

bool contains(const Rect& a, const Rect& b) {
  return b.x >= a.x - kPixels && b.right() <= a.right() + kPixels && b.y >= a.y - kPixels &&
         b.bottom() <= a.bottom() + kPixels;
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.right() - kPixels && b.x < a.right() - kPixels && a.y < b.bottom() - kPixels &&
         b.y < a.bottom() - kPixels;
}

// The frame around every page: it grows with the first step only. What stands in the places of back
// and help is a part of it, whatever it is called.
bool is_frame(const Node& node, const Tree& tree, PanelKind kind) {
  const Panel& panel = kind == PanelKind::portrait ? kPortrait
                       : kind == PanelKind::small  ? kSmall
                                                   : kWide;
  const double row = anatomy(panel).foot_top * tree.px_per_mm;
  if (node.pressable && std::abs(node.rect.y - row) < 1) return true;
  static constexpr std::string_view kFrame[] = {"text_size", "contrast", "listen", "language",
                                                "adjust",    "back",     "help"};
  return node.role == Role::header || node.role == Role::step || node.role == Role::status ||
         std::find(std::begin(kFrame), std::end(kFrame), node.id) != std::end(kFrame);
}

}  // namespace

Tree tree_of(const visit::Page& page, const Panel& panel, const Handling& handling,
             double* overflow, int* parts) {
  Layout layout = lay_out(page, panel, handling, part_words(page.look.language), typesetter());
  if (overflow != nullptr) *overflow = layout.overflow;
  if (parts != nullptr) *parts = layout.parts;
  Tree tree;
  tree.width = panel.width_px;
  tree.height = panel.height_px;
  tree.px_per_mm = panel.px_per_mm;
  tree.nodes = std::move(layout.nodes);
  tree.order = std::move(layout.order);
  for (Node& node : tree.nodes) {
    Rect& r = node.rect;
    const double s = panel.px_per_mm;
    r = {r.x * s, r.y * s, r.w * s, r.h * s};
  }
  return tree;
}

Findings outside_the_glass(const Tree& tree) {
  Findings out;
  const Rect glass{0, 0, static_cast<double>(tree.width), static_cast<double>(tree.height)};
  for (const Node& node : tree.nodes) {
    if (!contains(glass, node.rect)) out.push_back(placed(node) + " leaves the glass");
  }
  return out;
}

Findings hard_to_hit(const Tree& tree) {
  Findings out;
  const double mm = tree.px_per_mm;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& a = tree.nodes[i];
    if (!a.pressable) continue;
    if (a.rect.w < kTarget * mm - kPixels || a.rect.h < kTarget * mm - kPixels) {
      out.push_back(placed(a) + " is smaller than a fingertip");
    }
    for (std::size_t j = i + 1; j < tree.nodes.size(); ++j) {
      const Node& b = tree.nodes[j];
      if (!b.pressable) continue;
      const double dx = std::max(a.rect.x - b.rect.right(), b.rect.x - a.rect.right());
      const double dy = std::max(a.rect.y - b.rect.bottom(), b.rect.y - a.rect.bottom());
      if (std::max(dx, dy) < kTargetGap * mm - kPixels) {
        out.push_back(placed(a) + " is too close to " + placed(b));
      }
    }
  }
  return out;
}

Findings faint(const Tree& tree) {
  Findings out;
  for (const Node& node : tree.nodes) {
    const double ratio = contrast_ratio(node.fg, node.bg);
    if (node.em > 0 && ratio < 7)
      out.push_back(fmt::format("{} has {:.1f}:1", placed(node), ratio));
  }
  return out;
}

Findings small_print(const Tree& tree, PanelKind panel, int size) {
  Findings out;
  for (const Node& node : tree.nodes) {
    const double floor = body_em(is_frame(node, tree, panel) ? 0 : size, panel);
    if (node.em > 0 && node.em < floor - 1e-6) {
      out.push_back(fmt::format("{} is set in {} mm", placed(node), node.em));
    }
  }
  return out;
}

Findings crowded(const Tree& tree) {
  Findings out;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& a = tree.nodes[i];
    if (!a.fits) out.push_back(placed(a) + " has words outside its box");
    for (std::size_t j = i + 1; j < tree.nodes.size(); ++j) {
      const Node& b = tree.nodes[j];
      // A name stands on its verdict's field.
      const bool on_it = !b.pressable && !a.pressable && contains(a.rect, b.rect);
      if (overlap(a.rect, b.rect) && !on_it) {
        out.push_back(placed(a) + " and " + placed(b) + " overlap");
      }
    }
  }
  return out;
}

Findings mute(const Tree& tree) {
  Findings out;
  for (const Node& node : tree.nodes) {
    if (node.role == Role::header) continue;  // the clock and the house's name are not read out
    if (node.pressable && node.label.empty()) out.push_back(placed(node) + " has no words");
    if (!node.label.empty() && node.spoken.empty()) out.push_back(placed(node) + " is never said");
  }
  return out;
}

Findings too_many_choices(const Tree& tree) {
  const auto choices = std::count_if(tree.nodes.begin(), tree.nodes.end(), [](const Node& node) {
    return node.role == Role::choice || node.role == Role::primary;
  });
  if (choices <= 4) return {};
  return {fmt::format("{} choices", choices)};
}

Findings against_the_rules(const Tree& tree, PanelKind panel, int size) {
  Findings all;
  for (Findings each :
       {outside_the_glass(tree), hard_to_hit(tree), faint(tree), small_print(tree, panel, size),
        crowded(tree), mute(tree), too_many_choices(tree)}) {
    all.insert(all.end(), each.begin(), each.end());
  }
  return all;
}

}  // namespace ui::test
