// SPDX-License-Identifier: GPL-3.0-or-later
// Pages whose lines begin at the right. Each check is also run over a page that was not turned.
#include "ui/mirror.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/ui/pages.h"
#include "tests/ui/rules.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

constexpr double kNear = 1e-6;

struct Both {
  Layout from_left, from_right;
  bool done_is_key = false;
};

// The Uyghur page, and the same words as if they began at the left.
Both both(const NamedState& state, const Panel& panel, int size) {
  visit::Page page = page_of(state, {Language::ug, size, 0, false});
  const PartWords words = part_words(Language::ug);
  Both out;
  for (const visit::Block& block : page.blocks) {
    const auto* keypad = std::get_if<visit::block::Keypad>(&block);
    if (keypad != nullptr) out.done_is_key = !keypad->done.empty();
  }
  out.from_right = lay_out(page, panel, {}, words, typesetter());
  page.look.language = Language::en;
  out.from_left = lay_out(page, panel, {}, words, typesetter());
  return out;
}

// Of a keypad, the one that ends the number included; as a button of the page it turns with it.
bool is_key(const Both& both, const Node& node) {
  return node.id.rfind("key_", 0) == 0 || (both.done_is_key && node.id == "number_done");
}
// The desk is read from the left whatever a resident chose.
bool is_turned(const NamedState& state) {
  return page_of(state, {Language::ug, 0, 0, false}).look.language == Language::ug;
}

Findings not_turned(const Both& both, double axis) {
  Findings out;
  if (both.from_left.nodes.size() != both.from_right.nodes.size()) return {"other nodes"};
  for (std::size_t i = 0; i < both.from_left.nodes.size(); ++i) {
    const Node &left = both.from_left.nodes[i], &right = both.from_right.nodes[i];
    const Rect wanted = mirrored(left.rect, axis);
    if (left.id != right.id) out.push_back(left.id + " is " + right.id);
    if (is_key(both, left)) continue;  // figures stand as on every telephone
    if (std::abs(right.rect.x - wanted.x) > kNear || std::abs(right.rect.y - wanted.y) > kNear) {
      out.push_back(
          fmt::format("{} stands at {:.2f}, not {:.2f}", left.id, right.rect.x, wanted.x));
    }
  }
  return out;
}

const Node* find(const Layout& layout, std::string_view id) {
  for (const Node& node : layout.nodes) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

// What must stand where, against the Chinese page.
Findings not_where_it_belongs(const Layout& ours, const Layout& chinese, const Panel& panel) {
  Findings out;
  const double axis = panel.width() / 2;
  for (const char* id : {"back", "help"}) {
    const Node *a = find(ours, id), *b = find(chinese, id);
    if (a == nullptr || b == nullptr) {
      out.emplace_back(std::string("no ") + id);
      continue;
    }
    if (std::abs(a->rect.x - mirrored(b->rect, axis).x) > kNear) {
      out.push_back(std::string(id) + " is at the wrong side");
    }
  }
  const auto side = [&](const char* id, bool right) {
    const Node* node = find(ours, id);
    if (node != nullptr && (node->rect.centre().x > axis) != right) {
      out.push_back(std::string(id) + " is at the wrong side");
    }
  };
  side("back", true), side("help", false), side("place", true), side("step", true);
  side("step-1", true), side("step-5", false), side("clock", false), side("language", false);
  if (panel.kind != PanelKind::portrait) return out;
  // What fills the page's width, or a share of it, fills the same share from the other side.
  for (const Node& node : ours.nodes) {
    const bool wide = node.role == Role::title || node.role == Role::lead ||
                      node.role == Role::choice || node.role == Role::primary ||
                      node.id.rfind("point-", 0) == 0 || node.id.rfind("fact-", 0) == 0;
    const Node* theirs = find(chinese, node.id);
    if (!wide || theirs == nullptr) continue;
    const Rect zone = mirrored(theirs->rect, axis);
    if (std::abs(node.rect.x - zone.x) > kNear || std::abs(node.rect.w - zone.w) > kNear) {
      out.push_back(node.id + " leaves its zone");
    }
  }
  return out;
}

std::vector<std::vector<Point>> polygons(const Layout& layout, const Rect& within) {
  std::vector<std::vector<Point>> out;
  for (const Mark& mark : layout.marks) {
    const auto* polygon = std::get_if<mark::Polygon>(&mark);
    if (polygon == nullptr || !within.grown(0.1).holds(polygon->points.front())) continue;
    double left = 1e9;
    for (const Point p : polygon->points) left = std::min(left, p.x);
    // From its own left edge: in any order.
    double sum_x = 0, sum_y = 0;
    for (const Point p : polygon->points) sum_x += p.x - within.x, sum_y += p.y - within.y;
    out.push_back({{sum_x, sum_y}, {left - within.x, 0}});
  }
  return out;
}

const mark::Text* text_of(const Layout& layout, std::string_view words) {
  for (const Mark& mark : layout.marks) {
    const auto* text = std::get_if<mark::Text>(&mark);
    if (text != nullptr && text->words.reveal() == words) return text;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a page that begins at the right is the mirror of one that begins at the left") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const NamedState& state : pages()) {
      if (!is_turned(state)) continue;
      for (const int size : {0, 3}) {
        Both pair = both(state, panel, size);
        INFO(state.name << " on " << panel.width_px << " size " << size);
        CHECK(not_turned(pair, panel.width() / 2) == Findings{});
        // The control: turned back, it is not.
        mirror(pair.from_right, panel.width() / 2);
        CHECK_FALSE(not_turned(pair, panel.width() / 2).empty());
      }
    }
  }
}

TEST_CASE("the desk stands as it does in Chinese, whatever a resident chose") {
  std::size_t desks = 0;
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const NamedState& state : pages()) {
      if (is_turned(state)) continue;
      ++desks;
      const Layout ours =
          lay_out(page_of(state, {Language::ug, 0, 0, false}), panel, {}, {}, typesetter());
      const Layout chinese = lay_out(page_of(state), panel, {}, {}, typesetter());
      INFO(state.name << " on " << panel.width_px);
      REQUIRE(ours.nodes.size() == chinese.nodes.size());
      for (std::size_t i = 0; i < ours.nodes.size(); ++i) {
        CHECK(ours.nodes[i].id == chinese.nodes[i].id);
        CHECK(std::abs(ours.nodes[i].rect.x - chinese.nodes[i].rect.x) < kNear);
        CHECK(ours.nodes[i].label.reveal() == chinese.nodes[i].label.reveal());
      }
    }
  }
  CHECK(desks > 3 * 8);
}

TEST_CASE("from the right: back is at the right, help at the left, the place's name at the right") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    for (const char* name : {"consent", "confirm", "lay-card", "verdict-red", "busy", "asking"}) {
      Layout ours =
          lay_out(page_of(name, {Language::ug, 0, 0, false}), panel, {}, {}, typesetter());
      const Layout chinese = lay_out(page_of(name), panel, {}, {}, typesetter());
      INFO(name << " on " << panel.width_px);
      CHECK(not_where_it_belongs(ours, chinese, panel) == Findings{});
      CHECK(ours.order == both(named(name), panel, 0).from_left.order);
      // The control.
      mirror(ours, panel.width() / 2);
      CHECK(not_where_it_belongs(ours, chinese, panel).size() > 4);
    }
  }
}

TEST_CASE("a card, a printer and a sheet keep their own left and right, an arrow onwards turns") {
  for (const char* name : {"lay-card", "reading", "printing", "held", "take"}) {
    Both pair = both(named(name), kPortrait, 0);
    const Node *left = find(pair.from_left, "picture"), *right = find(pair.from_right, "picture");
    INFO(name);
    if (left == nullptr) continue;  // no room for the words of this language
    const auto before = polygons(pair.from_left, left->rect),
               after = polygons(pair.from_right, right->rect);
    REQUIRE(before.size() == after.size());
    CHECK(before.size() > 3);
    const auto same = [](const auto& a, const auto& b) {
      bool all = true;
      for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t k = 0; k < 2; ++k) {
          all = all && std::abs(a[i][k].x - b[i][k].x) < 1e-4;
          all = all && std::abs(a[i][k].y - b[i][k].y) < 1e-4;
        }
      }
      return all;
    };
    CHECK(same(before, after));
    // The control.
    mirror(pair.from_right, right->rect.centre().x);
    CHECK_FALSE(same(before, polygons(pair.from_right, right->rect)));
  }
  const auto tip_is_left = [](const Layout& layout) {
    const Rect card = find(layout, "help_family")->rect;
    for (const Mark& mark : layout.marks) {
      const auto* stroke = std::get_if<mark::Stroke>(&mark);
      if (stroke == nullptr || stroke->points.size() != 3) continue;
      const Point tip = stroke->points[1];
      const bool chevron = card.holds(tip) && stroke->points[0].x == Approx(stroke->points[2].x);
      if (chevron && std::abs(tip.x - card.centre().x) > card.w / 3) {
        return tip.x < stroke->points[0].x;
      }
    }
    FAIL("no arrow on the card");
    return false;
  };
  const Both welcome = both(named("welcome"), kPortrait, 0);
  CHECK(tip_is_left(welcome.from_right));
  CHECK_FALSE(tip_is_left(welcome.from_left));
}

TEST_CASE("a check mark looks the same from either side") {
  const auto check = [](const Layout& layout) {
    std::vector<Point> out;
    double widest = 0;
    for (const Mark& mark : layout.marks) {
      const auto* stroke = std::get_if<mark::Stroke>(&mark);
      if (stroke == nullptr || stroke->points.size() != 3 || stroke->width <= widest) continue;
      widest = stroke->width;
      out = stroke->points;
    }
    REQUIRE(out.size() == 3);
    return std::array<double, 2>{out[1].x - out[0].x, out[2].x - out[0].x};
  };
  const Both pair = both(named("verdict-green"), kPortrait, 0);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(check(pair.from_left)[i] == Approx(check(pair.from_right)[i]));
  }
}

TEST_CASE("figures are pressed and read from the left on every page") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    const Both pair = both(named("type-number"), panel, 0);
    for (const Layout* layout : {&pair.from_left, &pair.from_right}) {
      CHECK(find(*layout, "key_1")->rect.x < find(*layout, "key_3")->rect.x);
    }
  }
}

TEST_CASE("words stand where the page's lines begin, whatever their script") {
  const std::string uyghur = "ئۇيغۇرچە", chinese = "安和医院";
  for (const std::string& words : {uyghur, chinese}) {
    for (const Language language : {Language::zh_hans, Language::ug}) {
      visit::Page page = page_of("consent", {language, 0, 0, false});
      page.title = visit::own_words(visit::Secret(words));
      const Layout layout = lay_out(page, kPortrait, {}, {}, typesetter());
      const mark::Text* title = text_of(layout, words);
      REQUIRE(title != nullptr);
      const auto set = typesetter().set(words, title->style, title->width);
      const double left = title->at.x + set.paragraph->lines()[0].x;
      const double right = left + set.paragraph->lines()[0].width;
      INFO(words << " in " << visit::code(language));
      if (language == Language::ug) {
        CHECK(right == Approx(kPortrait.width() - 14).margin(0.01));
      } else {
        CHECK(left == Approx(14).margin(0.01));
      }
    }
  }
}

TEST_CASE("the first letter decides where words begin; figures and signs do not") {
  CHECK(begins_right("ئۇيغۇرچە"));
  CHECK(begins_right("14 كۈن"));
  CHECK(begins_right("“ئۇيغۇر” 王秀英"));
  CHECK(begins_right("|ئۇ"));
  CHECK_FALSE(begins_right("王秀英 ئۇيغۇر"));
  CHECK_FALSE(begins_right("Uyghur ئۇيغۇرچە"));
  CHECK_FALSE(begins_right("10:42"));
  CHECK_FALSE(begins_right("990***********0055"));
  CHECK_FALSE(begins_right("（，。）"));
  CHECK_FALSE(begins_right("（中）ئۇ"));
  CHECK_FALSE(begins_right("𠅤 ئۇ"));
  CHECK_FALSE(begins_right(""));
}

TEST_CASE("turned twice, a page is what it was") {
  const Layout once = lay_out(page_of("verdict-green"), kPortrait, {}, {}, typesetter());
  Layout twice = lay_out(page_of("verdict-green"), kPortrait, {}, {}, typesetter());
  mirror(twice, kPortrait.width() / 2);
  CHECK(find(twice, "back")->rect.x != Approx(find(once, "back")->rect.x));
  mirror(twice, kPortrait.width() / 2);
  REQUIRE(once.marks.size() == twice.marks.size());
  for (std::size_t i = 0; i < once.marks.size(); ++i) {
    const auto *a = std::get_if<mark::Text>(&once.marks[i]),
               *b = std::get_if<mark::Text>(&twice.marks[i]);
    if (a == nullptr) continue;
    CHECK(a->at.x == Approx(b->at.x));
    CHECK(a->style.align == b->style.align);
  }
}
