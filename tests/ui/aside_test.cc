// SPDX-License-Identifier: GPL-3.0-or-later
// The pages about seeing and hearing, and practice mode, as they are drawn.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/ui/pages.h"
#include "tests/ui/rules.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

constexpr std::array<Panel, 3> kPanels{kPortrait, kSmall, kWide};

Layout laid_out(std::string_view page, const Panel& panel, visit::Look look = {}) {
  return lay_out(page_of(page, look), panel, {}, part_words(look.language), typesetter());
}

const Node* find(const Layout& layout, std::string_view id) {
  for (const Node& node : layout.nodes) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

// Boxes of this fill that lie within a node.
std::size_t filled(const Layout& layout, std::string_view id, Colour colour) {
  const Node* node = find(layout, id);
  REQUIRE(node != nullptr);
  return static_cast<std::size_t>(
      std::count_if(layout.marks.begin(), layout.marks.end(), [&](const Mark& mark) {
        const auto* box = std::get_if<mark::Box>(&mark);
        return box != nullptr && box->fill == colour &&
               node->rect.grown(0.1).holds({box->rect.x, box->rect.y}) &&
               node->rect.grown(0.1).holds({box->rect.right() - 0.2, box->rect.bottom() - 0.2});
      }));
}

// Icons with three corners and round joints: check marks.
std::size_t checks(const Layout& layout, std::string_view id) {
  const Rect card = find(layout, id)->rect;
  return static_cast<std::size_t>(
      std::count_if(layout.marks.begin(), layout.marks.end(), [&](const Mark& mark) {
        const auto* stroke = std::get_if<mark::Stroke>(&mark);
        return stroke != nullptr && stroke->points.size() == 3 && card.holds(stroke->points[1]);
      }));
}

std::size_t stripes(const Layout& layout, double within) {
  return static_cast<std::size_t>(
      std::count_if(layout.marks.begin(), layout.marks.end(), [&](const Mark& mark) {
        const auto* polygon = std::get_if<mark::Polygon>(&mark);
        return polygon != nullptr && polygon->points.size() == 4 &&
               std::all_of(polygon->points.begin(), polygon->points.end(),
                           [&](Point p) { return p.y < within + 2; });
      }));
}

Colour ground_of(const Layout& layout) {
  // The page's ground first, then the header's.
  return *std::get<mark::Box>(layout.marks[1]).fill;
}

}  // namespace

TEST_CASE("a level shows as many marks as it has steps, and says its word") {
  for (const Panel& panel : kPanels) {
    for (int contrast = 0; contrast < 4; ++contrast) {
      const visit::Look look{Language::zh_hans, 0, contrast, false};
      const Colour act = colours(contrast).act;
      for (const auto& [page, marks] : {std::pair{"sound-least", 1U},
                                        {"sound-headset", 2U},
                                        {"sound", 3U},
                                        {"sound-most", 5U}}) {
        INFO(page << " on " << panel.width_px << " contrast " << contrast);
        const Layout layout = laid_out(page, panel, look);
        CHECK(filled(layout, "stepper-1", act) == marks);
        CHECK(filled(layout, "stepper-2", act) == marks);
      }
      const Layout least = laid_out("sound-least", panel, look);
      CHECK(find(least, "stepper-1")->label.reveal().find("最慢") != std::string_view::npos);
    }
  }
}

TEST_CASE("both ways of a level can be pressed at every level, and its ends too") {
  for (const Panel& panel : kPanels) {
    for (const Language language : visit::kLanguages) {
      for (const char* page : {"sound-least", "sound", "sound-most"}) {
        const Layout layout = laid_out(page, panel, {language, 0, 0, false});
        for (const char* id : {"slower", "faster", "softer", "louder"}) {
          INFO(page << " on " << panel.width_px << " in " << visit::code(language) << ": " << id);
          const Node* node = find(layout, id);
          REQUIRE(node != nullptr);
          CHECK(node->pressable);
          CHECK(node->rect.h >= 21 - 1e-6);
          CHECK(std::find(layout.order.begin(), layout.order.end(), id) != layout.order.end());
        }
        const bool right = visit::begins_right(language);
        CHECK((find(layout, "slower")->rect.x < find(layout, "faster")->rect.x) != right);
      }
    }
  }
}

TEST_CASE("the language that is spoken has the mark, and no other") {
  constexpr std::array<const char*, 4> kIds{"simplified_chinese", "english", "traditional_chinese",
                                            "uyghur"};
  for (const Panel& panel : kPanels) {
    for (std::size_t i = 0; i < kIds.size(); ++i) {
      const Layout layout = laid_out("language", panel, {visit::kLanguages[i], 0, 0, false});
      for (std::size_t k = 0; k < kIds.size(); ++k) {
        INFO(kIds[k] << " on " << panel.width_px << " in " << visit::code(visit::kLanguages[i]));
        CHECK(checks(layout, kIds[k]) == (i == k ? 1 : 0));
      }
    }
  }
}

TEST_CASE("what is open is filled in the band, and nothing else") {
  for (const Panel& panel : kPanels) {
    const bool upright = panel.kind == PanelKind::portrait;
    for (const auto& [page, open] :
         {std::pair{"sound", upright ? "listen" : "adjust"}, std::pair{"language", "language"}}) {
      const Layout layout = laid_out(page, panel);
      for (const char* id : {"text_size", "contrast", "listen", "adjust", "language", "help"}) {
        const Node* node = find(layout, id);
        if (node == nullptr) continue;
        INFO(page << " on " << panel.width_px << ": " << id);
        CHECK((node->bg == colours(0).act) == (id == std::string_view(open)));
      }
    }
  }
}

TEST_CASE("practice is said at both ends of the header, on hatched paper without its colour") {
  for (const Panel& panel : kPanels) {
    for (const char* page :
         {"practice-consent", "practice-verdict-green", "practice-type-number"}) {
      const Layout layout = laid_out(page, panel);
      INFO(page << " on " << panel.width_px);
      const Node *first = find(layout, "practice-1"), *last = find(layout, "practice-2");
      REQUIRE(first != nullptr);
      REQUIRE(last != nullptr);
      CHECK(first->rect.x < 15);
      CHECK(last->rect.right() > panel.width() - 15);
      CHECK(first->label.reveal() == "练习");
      CHECK(find(layout, "clock") != nullptr);
      CHECK((find(layout, "place") != nullptr || find(layout, "step") != nullptr));
      CHECK(ground_of(layout) == colours(0).surface);
      CHECK(stripes(layout, 24) > 30);
    }
    // The control: the same pages in earnest.
    for (const char* page : {"consent", "verdict-green"}) {
      const Layout layout = laid_out(page, panel);
      CHECK(find(layout, "practice-1") == nullptr);
      CHECK(ground_of(layout) == colours(0).head);
      CHECK(stripes(layout, 24) == 0);
    }
  }
}

TEST_CASE("in every language and size the header of practice says so, and keeps the time") {
  for (const Panel& panel : kPanels) {
    for (const Language language : visit::kLanguages) {
      for (int size = 0; size < 4; ++size) {
        for (const char* page : {"practice-out", "practice-consent"}) {
          const Layout layout = laid_out(page, panel, {language, size, 0, false});
          INFO(page << " on " << panel.width_px << " in " << visit::code(language) << " " << size);
          for (const char* id : {"practice-1", "clock"}) {
            REQUIRE(find(layout, id) != nullptr);
            CHECK(find(layout, id)->fits);
          }
        }
      }
    }
  }
}
