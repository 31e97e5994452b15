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
         std::to_string(s.look.contrast) + " " + std::string(visit::code(s.look.language));
}

// Every panel, size and language; contrast 0.
std::vector<Setting> settings_of_form() {
  std::vector<Setting> all;
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const Language language : visit::kLanguages) {
      for (int size = 0; size < 4; ++size) all.push_back({panel, {language, size, 0, false}});
    }
  }
  return all;
}

std::vector<const NamedState*> everything() {
  std::vector<const NamedState*> all;
  for (const auto* list : {&pages(), &variants()}) {
    for (const NamedState& state : *list) all.push_back(&state);
  }
  return all;
}

// Every kind of page once, as far as this panel has it.
std::vector<const NamedState*> kinds(const Panel& panel) {
  std::vector<const NamedState*> all;
  for (const NamedState& state : pages()) all.push_back(&state);
  if (is_shown_on(named("adjust"), panel)) all.push_back(&named("adjust"));
  return all;
}

}  // namespace

TEST_CASE("every page keeps every rule on every panel, in every size and language") {
  for (const Setting& setting : settings_of_form()) {
    for (const NamedState* state : everything()) {
      if (!is_shown_on(*state, setting.panel)) continue;
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

TEST_CASE("every page keeps every rule in every contrast, pressed and focused") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (int contrast = 0; contrast < 4; ++contrast) {
      const visit::Look look{Language::zh_hans, 0, contrast, false};
      for (const NamedState* state : kinds(panel)) {
        const visit::Page page = page_of(*state, look);
        const std::vector<std::string> order = tree_of(page, panel, {}).order;
        for (const std::string& id : order) {
          Handling handling;
          handling.pressed = handling.focus = id;
          const Tree tree = tree_of(page, panel, handling);
          INFO(state->name << " on " << written({panel, look}) << ", on " << id);
          CHECK(against_the_rules(tree, panel.kind, 0) == Findings{});
          CHECK(tree.find(id)->focus);
        }
      }
    }
  }
}

TEST_CASE("back and help stand at the same place on every page") {
  for (const Setting& setting : settings_of_form()) {
    std::map<std::string, std::set<std::pair<double, double>>> places;
    for (const NamedState* state : everything()) {
      if (!is_shown_on(*state, setting.panel)) continue;
      const visit::Page page = page_of(*state, setting.look);
      // The desk is read from the left whatever a resident chose.
      if (page.look.language != setting.look.language) continue;
      const Tree tree = tree_of(page, setting.panel, {});
      for (const char* id : {"back", "help", "language"}) {
        const Node* node = tree.find(id);
        const bool first_page = tree.find("check_code") != nullptr;
        if (node != nullptr && !first_page) places[id].insert({node->rect.x, node->rect.y});
      }
    }
    INFO(written(setting));
    for (const auto& [id, where] : places) {
      INFO(id);
      CHECK(where.size() == 1);
    }
    CHECK(places.size() == 3);
  }
}

TEST_CASE(
    "every word of a verdict's advice can be read on the upright panel, in parts if need be") {
  for (const Setting& setting : settings_of_form()) {
    if (setting.panel.kind != PanelKind::portrait) continue;
    for (const char* name : {"verdict-green", "verdict-yellow", "verdict-red", "consent"}) {
      const visit::Page page = page_of(name, setting.look);
      std::set<std::string> read;
      int parts = 1;
      for (int part = 0; part < parts; ++part) {
        Handling handling;
        handling.part = part;
        const Tree tree = tree_of(page, setting.panel, handling, nullptr, &parts);
        for (const Node& node : tree.nodes) {
          for (const char* kind : {"fact-", "point-", "calm-", "sentence-"}) {
            if (node.id.rfind(kind, 0) == 0) read.insert(node.id);
          }
        }
      }
      std::size_t wanted = 0;
      for (const visit::Block& block : page.blocks) {
        if (!std::holds_alternative<visit::block::Picture>(block)) ++wanted;
      }
      INFO(name << " on " << written(setting));
      CHECK(read.size() == wanted);
    }
  }
}

TEST_CASE("no colour of a verdict stands on the page of a paper, nor a verdict's field") {
  const auto colours_on = [](const visit::Page& page, const Panel& panel) {
    const Layout layout = lay_out(page, panel, {}, {}, typesetter());
    std::set<std::string> found;
    const Colours& k = colours(page.look.contrast);
    const auto look_at = [&](Colour colour) {
      for (const auto& [name, of] : {std::pair{"green", &k.green}, std::pair{"yellow", &k.yellow},
                                     std::pair{"red", &k.red}}) {
        for (const Colour each : {of->shape, of->field, of->rule}) {
          const bool ground = each == k.paper || each == k.ink;
          if (colour == each && !ground) found.insert(name);
        }
      }
    };
    for (const Mark& mark : layout.marks) {
      if (const auto* box = std::get_if<mark::Box>(&mark)) {
        if (box->fill) look_at(*box->fill);
        if (box->outline) look_at(*box->outline);
      }
      if (const auto* disc = std::get_if<mark::Disc>(&mark)) look_at(disc->colour);
      if (const auto* polygon = std::get_if<mark::Polygon>(&mark)) look_at(polygon->colour);
      if (const auto* text = std::get_if<mark::Text>(&mark)) look_at(text->colour);
      if (const auto* arc = std::get_if<mark::Arc>(&mark)) look_at(arc->colour);
      if (const auto* stroke = std::get_if<mark::Stroke>(&mark)) look_at(stroke->colour);
    }
    return found;
  };
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (int contrast = 0; contrast < 4; ++contrast) {
      const visit::Look look{Language::zh_hans, 0, contrast, false};
      for (const char* page : {"paper-checked", "paper-yellow", "paper-red", "telephone-0",
                               "telephone-1", "telephone-2", "scan-paper", "checking-paper"}) {
        INFO(page << " on " << written({panel, look}));
        CHECK(colours_on(page_of(page, look), panel).empty());
        CHECK_FALSE(page_of(page, look).field.has_value());
      }
    }
    // The control.
    CHECK(colours_on(page_of("verdict-green"), panel).count("green") == 1);
    CHECK(colours_on(page_of("verdict-red"), panel).count("red") == 1);
  }
}

TEST_CASE("the figures of a number keep their size and the keys their place while it is typed") {
  for (const Setting& setting : settings_of_form()) {
    std::set<double> ems, lefts;
    for (const char* page : {"number-empty", "type-number", "number-whole"}) {
      const visit::Page shown = page_of(page, setting.look);
      const Layout layout = lay_out(shown, setting.panel, {}, {}, typesetter());
      const visit::block::Entry* entry = nullptr;
      for (const visit::Block& block : shown.blocks) {
        if (const auto* found = std::get_if<visit::block::Entry>(&block)) entry = found;
      }
      REQUIRE(entry != nullptr);
      for (const Mark& mark : layout.marks) {
        const auto* text = std::get_if<mark::Text>(&mark);
        if (text != nullptr && text->words.reveal() == entry->typed.text.reveal()) {
          ems.insert(text->style.em);
        }
      }
      for (const Node& node : layout.nodes) {
        if (node.id == "key_5") lefts.insert(node.rect.x);
      }
    }
    INFO(written(setting));
    CHECK(ems.size() == 1);
    CHECK(lefts.size() == 1);
  }
}

// The controls: each rule finds what breaks it, and only that.

namespace {

Tree good() { return tree_of(page_of("consent"), kPortrait, {}); }

Node& node(Tree& tree, std::string_view id) { return const_cast<Node&>(*tree.find(id)); }

}  // namespace

TEST_CASE("control: an untouched page breaks no rule") {
  CHECK(against_the_rules(good(), PanelKind::portrait, 0) == Findings{});
}

TEST_CASE("control: a target below the edge is found") {
  Tree tree = good();
  node(tree, "decline").rect.y = 1900;
  CHECK(outside_the_glass(tree).size() == 1);
}

TEST_CASE("control: a target one row too low, and one too close to its neighbour, are found") {
  Tree low = good();
  node(low, "decline").rect.h = 78;
  CHECK(hard_to_hit(low).size() == 1);
  Tree close = good();
  node(close, "agree").rect.h += 5 * close.px_per_mm;
  CHECK(hard_to_hit(close).size() == 1);
}

TEST_CASE("control: grey on grey is found") {
  Tree tree = good();
  node(tree, "point-2").fg = rgb(0x767B82);
  CHECK(faint(tree).size() == 1);
}

TEST_CASE("control: letters smaller than body are found, in the frame only below the smallest") {
  Tree tree = good();
  node(tree, "point-1").em = 10.9;
  CHECK(small_print(tree, PanelKind::portrait, 0).size() == 1);
  Tree larger = good();  // laid out in the smallest size
  const std::size_t found = small_print(larger, PanelKind::portrait, 3).size();
  CHECK(found > 3);
  for (const std::string& finding : small_print(larger, PanelKind::portrait, 3)) {
    CHECK(finding.find("step") == std::string::npos);
  }
}

TEST_CASE("control: words outside their box, and boxes over one another, are found") {
  Tree outside = good();
  node(outside, "title").fits = false;
  CHECK(crowded(outside).size() == 1);
  Tree over = good();
  node(over, "point-3").rect.y -= 20;
  CHECK(crowded(over).size() == 1);
}

TEST_CASE("control: a target without words and a text that is never said are found") {
  Tree tree = good();
  node(tree, "agree").label = {};
  node(tree, "agree").spoken = {};
  node(tree, "point-4").spoken = {};
  CHECK(mute(tree).size() == 2);
}

TEST_CASE("control: a fifth choice is found") {
  visit::Page page = page_of("welcome");
  visit::block::Choice fifth;
  fifth.button = visit::Button::by_hand;
  fifth.icon = visit::Icon::pen;
  fifth.head = visit::own_words(visit::Secret("第五项"));
  page.blocks.emplace_back(std::move(fifth));
  CHECK(too_many_choices(tree_of(page, kPortrait, {})).size() == 1);
}

TEST_CASE("control: a page made too long is told, on every panel") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    visit::Page page = page_of("call-staff");
    std::string much;
    for (int i = 0; i < 80; ++i) much += "工作人员马上就来，请您再坐一会儿。";
    page.title = visit::own_words(visit::Secret(much));
    double overflow = 0;
    const Tree tree = tree_of(page, panel, {}, &overflow);
    CHECK(overflow > 0);
    CHECK_FALSE(against_the_rules(tree, panel.kind, 0).empty());
  }
}

TEST_CASE("control: a button whose words are too long is told") {
  visit::Page page = page_of("consent");
  page.actions[1].words = visit::own_words(
      visit::Secret("不同意，请工作人员办，而且要快一点，因为我还要赶公共汽车回家给孙子做饭呢"));
  const Findings found = crowded(tree_of(page, kPortrait, {}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("decline") != std::string::npos);
}
