// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/rules.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

struct Setting {
  Panel panel;
  visit::Look look;
};

std::string written(const Setting& s) {
  return std::to_string(s.panel.width_px) + " size " + std::to_string(s.look.size) + " contrast " +
         std::to_string(s.look.contrast) + (s.look.language == Language::en ? " en" : " zh");
}

// Every panel, size and language; contrast 0.
std::vector<Setting> settings_of_form() {
  std::vector<Setting> all;
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const Language language : {Language::zh_hans, Language::en}) {
      for (int size = 0; size < 4; ++size) all.push_back({panel, {language, size, 0, false}});
    }
  }
  return all;
}

Tree tree_of(const visit::Page& page, const Panel& panel, const Handling& handling,
             double* overflow = nullptr, int* parts = nullptr) {
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

std::vector<const NamedState*> everything() {
  std::vector<const NamedState*> all;
  for (const auto* list : {&pages(), &variants()}) {
    for (const NamedState& state : *list) all.push_back(&state);
  }
  return all;
}

}  // namespace

TEST_CASE("every page keeps every rule on every panel, in every size and language") {
  for (const Setting& setting : settings_of_form()) {
    for (const NamedState* state : everything()) {
      const visit::Page page = page_of(*state, setting.look);
      int parts = 1;
      for (int part = 0; part < parts; ++part) {
        Handling handling;
        handling.part = part;
        double overflow = 0;
        const Tree tree = tree_of(page, setting.panel, handling, &overflow, &parts);
        INFO(state->name << " part " << part << " on " << written(setting));
        CHECK(overflow < 0.05);
        CHECK(against_the_rules(tree, setting.panel.kind, setting.look.size) == Findings{});
      }
    }
  }
}
