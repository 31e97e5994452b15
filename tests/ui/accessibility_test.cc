// SPDX-License-Identifier: GPL-3.0-or-later
// The accessibility rules that can be measured, over every page, panel, size, contrast and
// language: the worst value of each is written to accessibility.tsv in the build folder.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include "tests/ui/pages.h"
#include "tests/ui/rules.h"
#include "ui/painter.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

// Of Noto Sans CJK: a capital's height of its em.
constexpr double kCapital = 0.733;

struct Shown {
  std::string name;
  Panel panel;
  visit::Look look;
  Tree tree;  // pixels
  std::vector<Mark> marks;

  [[nodiscard]] std::string where() const {
    return fmt::format("{} {} size {} contrast {} {}", name, panel.width_px, look.size,
                       look.contrast, code(look.language));
  }
};

Shown shown(const NamedState& state, const Panel& panel, const visit::Look& look, int part,
            int& parts) {
  const visit::Page page = page_of(state, look);
  Handling handling;
  handling.part = part;
  Layout layout = lay_out(page, panel, handling, part_words(look.language), typesetter());
  parts = layout.parts;
  Shown out{state.name, panel, look, {}, std::move(layout.marks)};
  out.tree.width = panel.width_px;
  out.tree.height = panel.height_px;
  out.tree.px_per_mm = panel.px_per_mm;
  out.tree.nodes = std::move(layout.nodes);
  out.tree.order = std::move(layout.order);
  for (Node& node : out.tree.nodes) {
    Rect& r = node.rect;
    const double s = panel.px_per_mm;
    r = {r.x * s, r.y * s, r.w * s, r.h * s};
  }
  return out;
}

template <typename Look>
void each_page(Look look, const std::vector<int>& sizes, const std::vector<int>& contrasts) {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const Language language : visit::kLanguages) {
      for (const int size : sizes) {
        for (const int contrast : contrasts) {
          visit::Look chosen;
          chosen.language = language;
          chosen.size = size;
          chosen.contrast = contrast;
          for (const auto* list : {&pages(), &variants()}) {
            for (const NamedState& state : *list) {
              int parts = 1;
              for (int part = 0; part < parts; ++part) {
                look(shown(state, panel, chosen, part, parts));
              }
            }
          }
        }
      }
    }
  }
}

// The worst of many values, and where it was met.
class Worst {
 public:
  Worst(std::string rule, std::string what, double needed)
      : rule_(std::move(rule)), what_(std::move(what)), needed_(needed) {}

  void met(double value, const Shown& at, const std::string& id) {
    ++checks_;
    if (checks_ > 1 && value >= value_) return;
    value_ = value;
    where_ = at.where() + ": " + id;
  }
  [[nodiscard]] bool kept() const { return checks_ > 0 && value_ >= needed_ - 1e-9; }
  [[nodiscard]] std::string line() const {
    return fmt::format("{}\t{}\t{:.2f}\t{:.2f}\t{}\t{}\n", rule_, what_, needed_, value_, checks_,
                       where_);
  }

 private:
  std::string rule_, what_;
  double needed_, value_ = 0;
  std::size_t checks_ = 0;
  std::string where_;
};

double gap_between(const Rect& a, const Rect& b) {
  const double dx = std::max(a.x - b.right(), b.x - a.right());
  const double dy = std::max(a.y - b.bottom(), b.y - a.bottom());
  return std::max(dx, dy);
}

}  // namespace

TEST_CASE("the worst contrast, letter, target and gap of every page keep what was promised") {
  // A rectangle's two edges are each rounded to a pixel: what a finger meets is in between.
  const auto rounded = [](const Panel& panel) { return 1.01 / panel.px_per_mm; };
  Worst contrast("A1", "contrast of words", 7);
  Worst capital("A3", "capitals at the default size, mm", 7.33);
  Worst letter("A4", "capitals at any size, mm", 4.8);
  Worst target("A7", "targets, mm", 20 - rounded(kPortrait));
  Worst gap("A8", "gaps between targets, mm", 3 - rounded(kPortrait));
  Worst inside("A9", "distance to the edge of the glass, px", -1.01);
  Worst spoken("A18", "nodes with words that can be said (1 = all)", 1);
  each_page(
      [&](const Shown& page) {
        const double mm = page.panel.px_per_mm;
        for (std::size_t i = 0; i < page.tree.nodes.size(); ++i) {
          const Node& node = page.tree.nodes[i];
          const Rect& r = node.rect;
          inside.met(
              std::min({r.x, r.y, page.tree.width - r.right(), page.tree.height - r.bottom()}),
              page, node.id);
          if (node.em > 0) {
            contrast.met(contrast_ratio(node.fg, node.bg), page, node.id);
            letter.met(node.em * kCapital, page, node.id);
            if (page.look.size == 0) capital.met(node.em * kCapital, page, node.id);
          }
          const bool read = node.role != Role::header && !node.label.empty();
          if (read) spoken.met(node.spoken.empty() ? 0 : 1, page, node.id);
          if (!node.pressable) continue;
          target.met(std::min(r.w, r.h) / mm, page, node.id);
          for (std::size_t j = i + 1; j < page.tree.nodes.size(); ++j) {
            const Node& other = page.tree.nodes[j];
            if (other.pressable) gap.met(gap_between(r, other.rect) / mm, page, node.id);
          }
        }
      },
      {0, 1, 2, 3}, {0, 1, 2, 3});
  std::ofstream table(std::filesystem::path(KIOSK_BINARY_DIR) / "accessibility.tsv");
  table << "rule\twhat\tneeded\tworst\tchecks\twhere\n";
  for (const Worst& worst : {contrast, capital, letter, target, gap, inside, spoken}) {
    table << worst.line();
    INFO(worst.line());
    CHECK(worst.kept());
  }
}

TEST_CASE("control: a fainter, smaller or nearer thing is met, and is the worst") {
  const Shown page{"a page", kPortrait, {}, {}, {}};
  Worst worst("A7", "targets, mm", 20);
  CHECK_FALSE(worst.kept());  // nothing was looked at
  worst.met(24, page, "large");
  CHECK(worst.kept());
  worst.met(19.5, page, "small");
  worst.met(30, page, "larger");
  CHECK_FALSE(worst.kept());
  CHECK(worst.line().find("small") != std::string::npos);
}

TEST_CASE("what the tree says of colours is what stands on the glass") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    Canvas canvas(panel.width_px, panel.height_px);
    Painter painter(canvas, typesetter(), panel.px_per_mm);
    for (int contrast = 0; contrast < visit::kContrasts; ++contrast) {
      visit::Look look;
      look.contrast = contrast;
      for (const NamedState& state : pages()) {
        int parts = 1;
        const Shown page = shown(state, panel, look, 0, parts);
        (void)painter.prepare(page.marks);
        painter.paint();
        for (const Node& node : page.tree.nodes) {
          if (node.em <= 0) continue;
          std::map<std::uint32_t, int> colours;
          const int right = std::min(panel.width_px, static_cast<int>(node.rect.right()));
          const int bottom = std::min(panel.height_px, static_cast<int>(node.rect.bottom()));
          for (int y = std::max(0, static_cast<int>(node.rect.y)); y < bottom; ++y) {
            for (int x = std::max(0, static_cast<int>(node.rect.x)); x < right; ++x) {
              const auto at = static_cast<std::size_t>(y * panel.width_px + x);
              ++colours[canvas.pixels()[at] & 0xFFFFFFU];
            }
          }
          const auto many = [&colours](Colour c) {
            return colours[static_cast<std::uint32_t>(c.r << 16 | c.g << 8 | c.b)];
          };
          INFO(page.where() << ": " << node.id);
          CHECK(many(node.bg) > 0);
          CHECK(many(node.fg) > 0);
          // A step's connector may be long and of the colour of its words.
          if (node.role != Role::step) CHECK(many(node.bg) >= many(node.fg));
        }
      }
    }
    painter.forget();
  }
}

TEST_CASE("lines of words stand 1.3 of their size apart") {
  // Those of one line in their place: a verdict's word, the first choice, the seconds that are
  // left.
  const std::set<Type> single{Type::verdict_word, Type::first_choice, Type::countdown};
  for (const PanelKind kind : {PanelKind::portrait, PanelKind::small, PanelKind::wide}) {
    for (int size = 0; size < visit::kSizes; ++size) {
      for (int role = 0; role <= static_cast<int>(Type::countdown); ++role) {
        if (single.contains(static_cast<Type>(role))) continue;
        INFO(role);
        CHECK(type(static_cast<Type>(role), size, kind).line_height >= 1.3);
      }
    }
  }
}

TEST_CASE("a state is never told by its colour alone: a shape and a word say the same") {
  for (const char* name : {"verdict-green", "verdict-yellow", "verdict-red", "busy"}) {
    const visit::Page page = page_of(name);
    REQUIRE(page.field);
    CHECK_FALSE(page.field->word.empty());
    std::set<std::size_t> shapes;
    for (const Panel& panel : {kPortrait, kSmall, kWide}) {
      // In black and white the four shapes still differ: each has marks of its own.
      const Layout layout = lay_out(page, panel, {}, {}, typesetter());
      std::size_t drawn = 0;
      for (const Mark& mark : layout.marks) {
        drawn += std::holds_alternative<mark::Text>(mark) ? 0U : 1U;
      }
      CHECK(drawn > 0);
    }
  }
  for (const visit::DeviceStatus& device : page_of("welcome").devices) {
    CHECK_FALSE(device.words.empty());
  }
}

TEST_CASE("hands stay below the middle of an upright panel, where a wheelchair reaches") {
  // The glass hangs with its lower edge 780 mm above the floor; 1220 mm is as high as one reaches.
  constexpr double kLowerEdge = 780, kReach = 1220;
  each_page(
      [&](const Shown& page) {
        if (page.panel.kind != PanelKind::portrait) return;
        for (const Node& node : page.tree.nodes) {
          if (!node.pressable) continue;
          const double above = page.panel.height() - node.rect.y / page.panel.px_per_mm;
          INFO(page.where() << ": " << node.id);
          CHECK(kLowerEdge + above - 20 <= kReach);  // a fingertip of it
        }
      },
      {0, 3}, {0});
}
