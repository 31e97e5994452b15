// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace ui;

namespace {

struct Pair {
  std::string what;
  Colour on, ground;
};

// Everything words are set in, on everything they are set on.
std::vector<Pair> words(const Colours& k) {
  std::vector<Pair> out{{"ink on paper", k.ink, k.paper},
                        {"ink on surface", k.ink, k.surface},
                        {"ink on sunk", k.ink, k.sunk},
                        {"ink on a calm panel", k.ink, k.act_tint},
                        {"second ink on paper", k.ink2, k.paper},
                        {"second ink on surface", k.ink2, k.surface},
                        {"on act", k.on_act, k.act},
                        {"act on paper", k.act, k.paper},
                        {"act on surface", k.act, k.surface},
                        {"act on sunk", k.act, k.sunk},
                        {"head", k.on_head, k.head},
                        {"head, second voice", k.on_head2, k.head},
                        {"head of staff", k.on_head, k.staff_head},
                        {"head of staff, second voice", k.on_head2, k.staff_head},
                        {"print", k.print_ink, k.print}};
  for (const auto* v : {&k.green, &k.yellow, &k.red, &k.no_result}) {
    out.push_back({"verdict's word", v->word, v->field});
    out.push_back({"ink on the field", k.ink, v->field});
  }
  return out;
}

// Everything that means something by its shape.
std::vector<Pair> shapes(const Colours& k) {
  std::vector<Pair> out{{"outline on surface", k.line, k.surface},
                        {"outline on paper", k.line, k.paper},
                        {"outline on sunk", k.line, k.sunk},
                        {"focus on paper", k.focus_outer, k.paper},
                        {"focus, inner on outer", k.focus_inner, k.focus_outer}};
  for (const auto* v : {&k.green, &k.yellow, &k.red, &k.no_result}) {
    out.push_back({"shape's outline on field", v->outline, v->field});
  }
  for (const auto* v : {&k.green, &k.yellow, &k.red}) {
    out.push_back({"mark on shape", v->mark, v->shape});
  }
  return out;
}

}  // namespace

TEST_CASE(
    "contrast is WCAG's: 21 for black on white, 1 for nothing, the designer's figures between") {
  CHECK(contrast_ratio(rgb(0x000000), rgb(0xFFFFFF)) == Approx(21.0));
  CHECK(contrast_ratio(rgb(0x12406B), rgb(0x12406B)) == Approx(1.0));
  CHECK(contrast_ratio(rgb(0x1C2126), rgb(0xFAF7F1)) == Approx(15.2).margin(0.05));
  CHECK(contrast_ratio(rgb(0xFFFFFF), rgb(0x12406B)) == Approx(10.7).margin(0.05));
  CHECK(contrast_ratio(rgb(0xFFE800), rgb(0x000000)) == Approx(16.8).margin(0.05));
}

TEST_CASE("words have 7:1 and shapes 3:1 in every contrast") {
  for (int contrast = 0; contrast < 4; ++contrast) {
    for (const Pair& pair : words(colours(contrast))) {
      INFO("contrast " << contrast << ": " << pair.what);
      CHECK(contrast_ratio(pair.on, pair.ground) >= 7.0);
    }
    for (const Pair& pair : shapes(colours(contrast))) {
      INFO("contrast " << contrast << ": " << pair.what);
      // The inner ring of yellow on black is white beside yellow: the outer one carries it.
      if (contrast >= 2 && pair.what == "focus, inner on outer") continue;
      CHECK(contrast_ratio(pair.on, pair.ground) >= 3.0);
    }
  }
}

TEST_CASE(
    "a larger size is never smaller, and body never falls below what is read at arm's length") {
  // EN 301 549 5.1.4: capitals of 0.7 degrees. 600 mm away that is 7.33 mm, on the flat panels,
  // which stand at 550 mm or less, 6.72 mm; a capital is 0.733 of the em.
  for (const PanelKind panel : {PanelKind::portrait, PanelKind::small, PanelKind::wide}) {
    const double cap = text::kCapHeight * body_em(0, panel);
    CHECK(cap >= (panel == PanelKind::portrait ? 7.33 : 6.72));
    for (int role = 0; role <= static_cast<int>(Type::countdown); ++role) {
      for (int size = 0; size < 4; ++size) {
        const double em = type(static_cast<Type>(role), size, panel).em;
        CHECK(em >= body_em(0, panel));
        if (size > 0) CHECK(em >= type(static_cast<Type>(role), size - 1, panel).em);
      }
    }
  }
}
