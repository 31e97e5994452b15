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
constexpr std::array<GiveWay, 8> kSteps{{
    {},
    {.paired = true},
    {.paired = true, .subs = true},
    {.paired = true, .subs = true, .keys_stacked = true},
    {.paired = true, .subs = true, .keys_stacked = true, .reasons = true},
    {.paired = true, .subs = true, .keys_stacked = true, .reasons = true, .lead = true},
    {.paired = true,
     .subs = true,
     .keys_stacked = true,
     .reasons = true,
     .lead = true,
     .picture = true},
    {.paired = true,
     .subs = true,
     .keys_stacked = true,
     .reasons = true,
     .lead = true,
     .picture = true,
     .parts = true},
}};

// What cannot be heard is read: on an upright panel the list splits instead.
constexpr std::array<GiveWay, 3> kUnheardSteps{{
    {.paired = true, .keys_stacked = true},
    {.paired = true, .keys_stacked = true, .picture = true},
    {.paired = true, .keys_stacked = true, .picture = true, .parts = true},
}};

// True if this block has the button.
class Has {
 public:
  explicit Has(visit::Button button) : button_(button) {}
  bool operator()(const visit::block::Choice& b) const { return b.button == button_; }
  bool operator()(const visit::block::PersonChoice& b) const { return b.button == button_; }
  bool operator()(const visit::block::Row& b) const { return b.button == button_; }
  bool operator()(const visit::block::Stepper& b) const {
    return b.less == button_ || b.more == button_;
  }
  bool operator()(const visit::block::Keypad& b) const {
    return std::find(b.keys.begin(), b.keys.end(), button_) != b.keys.end();
  }
  bool operator()(const visit::block::Toggles& b) const { return any(b.toggles); }
  bool operator()(const visit::block::Segments& b) const { return any(b.segments); }
  bool operator()(const visit::block::Tasks& b) const { return any(b.tasks); }
  bool operator()(const visit::block::TouchPoints& b) const { return any(b.points); }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }

 private:
  template <typename All>
  [[nodiscard]] bool any(const All& all) const {
    return std::any_of(all.begin(), all.end(),
                       [this](const auto& each) { return each.button == button_; });
  }

  visit::Button button_;
};

// What can be pressed, in the page's own focus order; the screen's own target stands where the list
// ends.
std::vector<std::string> focus_order(const visit::Page& page, const Layout& layout) {
  std::vector<std::string> wanted;
  bool more = false;
  for (const visit::Button button : visit::buttons(page)) {
    const bool block =
        std::any_of(page.blocks.begin(), page.blocks.end(),
                    [has = Has(button)](const auto& b) { return std::visit(has, b); });
    if (!block && !more) {
      wanted.emplace_back(kMore);
      more = true;
    }
    wanted.emplace_back(visit::name(button));
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
  Composer composer(page.look, panel, handling, labels, measurer, out);
  if (panel.kind == PanelKind::portrait) {
    compose_upright(composer, page, given);
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
    steps.insert(steps.begin() + 2, kUnheardSteps.begin(), kUnheardSteps.end());
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
