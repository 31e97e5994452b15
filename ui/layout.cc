// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout.h"

#include <algorithm>
#include <array>

#include "ui/composer.h"
#include "ui/mirror.h"
#include "ui/pages.h"

namespace ui {

namespace {

// Each step keeps what the ones before it gave up.
constexpr std::array<GiveWay, 7> kSteps{{
    {},
    {.subs = true},
    {.subs = true, .keys_stacked = true},
    {.subs = true, .keys_stacked = true, .reasons = true},
    {.subs = true, .keys_stacked = true, .reasons = true, .lead = true},
    {.subs = true, .keys_stacked = true, .reasons = true, .lead = true, .picture = true},
    {.subs = true,
     .keys_stacked = true,
     .reasons = true,
     .lead = true,
     .picture = true,
     .parts = true},
}};

// What cannot be heard is read: on an upright panel the list splits instead.
constexpr std::array<GiveWay, 3> kUnheardSteps{{
    {.keys_stacked = true},
    {.keys_stacked = true, .picture = true},
    {.keys_stacked = true, .picture = true, .parts = true},
}};

// What can be pressed, in the page's own focus order; the screen's own target stands where the list
// ends.
std::vector<std::string> focus_order(const visit::Page& page, const Layout& layout) {
  std::vector<std::string> wanted;
  bool more = false;
  for (const visit::Button button : visit::buttons(page)) {
    const std::string id(visit::name(button));
    const bool block = std::any_of(page.blocks.begin(), page.blocks.end(), [&](const auto& b) {
      const auto* choice = std::get_if<visit::block::Choice>(&b);
      if (choice != nullptr) return choice->button == button;
      const auto* stepper = std::get_if<visit::block::Stepper>(&b);
      if (stepper != nullptr) return stepper->less == button || stepper->more == button;
      const auto* pad = std::get_if<visit::block::Keypad>(&b);
      return pad != nullptr &&
             std::find(pad->keys.begin(), pad->keys.end(), button) != pad->keys.end();
    });
    if (!block && !more) {
      wanted.emplace_back(kMore);
      more = true;
    }
    wanted.push_back(id);
  }
  std::vector<std::string> order;
  for (const std::string& id : wanted) {
    const bool there = std::any_of(layout.nodes.begin(), layout.nodes.end(),
                                   [&](const Node& n) { return n.pressable && n.id == id; });
    if (there) order.push_back(id);
  }
  return order;
}

// Marks and nodes of one try.
Layout composed(const visit::Page& page, const Panel& panel, const Handling& handling,
                const PartWords& labels, const GiveWay& given, Measurer& measurer) {
  Layout out;
  Composer composer(page.look, panel, handling, measurer, out);
  if (panel.kind == PanelKind::portrait) {
    compose_upright(composer, page, given, labels);
  } else {
    compose_lying(composer, page, given);
  }
  composer.focus_ring();
  if (visit::begins_right(page.look.language)) mirror(out, panel.width() / 2);
  return out;
}

}  // namespace

Layout lay_out(const visit::Page& page, const Panel& panel, const Handling& handling,
               const PartWords& labels, Measurer& measurer) {
  std::vector<GiveWay> steps(kSteps.begin(), kSteps.end());
  if (handling.unheard && panel.kind == PanelKind::portrait) {
    steps.insert(steps.begin() + 1, kUnheardSteps.begin(), kUnheardSteps.end());
  }
  Layout best;
  for (const GiveWay& given : steps) {
    best = composed(page, panel, handling, labels, given, measurer);
    if (best.overflow <= 0.01) break;
  }
  best.order = focus_order(page, best);
  return best;
}

}  // namespace ui
