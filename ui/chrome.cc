// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chrome.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "ui/controls.h"

namespace ui {

namespace {

using visit::Aside;
using visit::Button;
using visit::Icon;

constexpr double kBandTop = 448.4;

std::string id_of(Button button) { return std::string(visit::name(button)); }

// What works, said by word and icon. What is out is darker; where words are long the icons leave.
void status(Composer& c, const visit::Page& page, Rect zone) {
  const Colours& k = c.colours();
  constexpr double kIcon = 9.5, kGap = 2.5, kBetween = 4;
  std::vector<double> widths;
  double lead = 0, total = 0;
  for (const double taken : {kIcon + kGap, 0.0}) {
    widths.clear();
    lead = taken;
    for (const auto& device : page.devices) {
      widths.push_back(lead + c.width(device.words, {Type::chrome}) + 0.2);
    }
    total = std::accumulate(widths.begin(), widths.end(), 0.0) +
            kBetween * static_cast<double>(widths.size() - 1);
    if (total <= zone.w) break;
  }
  c.overflow(total - zone.w);
  const double gap =
      kBetween + (zone.w - total) / std::max(1.0, static_cast<double>(widths.size() - 1));
  double x = zone.x;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto& device = page.devices[i];
    const Voice voice{Type::chrome, false, device.works ? k.ink2 : k.ink};
    c.begin("device-" + std::to_string(i + 1), Role::status, {x, zone.y, widths[i], zone.h},
            k.paper);
    if (lead > 0) {
      c.icon(device.works ? Icon::check : Icon::cross, {x + kIcon / 2, zone.centre().y}, kIcon,
             device.works ? k.act : k.ink);
    }
    c.text_in(device.words, voice, {x + lead, zone.y, widths[i] - lead, zone.h});
    x += widths[i] + gap;
  }
}

constexpr double kDisc = 13.5;

void step_disc(Composer& c, int number, int now, Point centre) {
  const Colours& k = c.colours();
  if (number < now) {
    c.ring(centre, kDisc / 2, kOutline, k.act);
    c.icon(Icon::check, centre, 8, k.act);
    return;
  }
  const bool current = number == now;
  if (current) {
    c.disc(centre, kDisc / 2, k.act);
  } else {
    c.ring(centre, kDisc / 2, kOutline, k.line);
  }
  // A lone digit is centred on its own height, not on the ideograph's.
  const TypeSize size = c.type(Type::chrome);
  const double lift = (text::kIdeographCentre - text::kCapHeight / 2) * size.em;
  c.plain_in(std::to_string(number + 1),
             {Type::chrome, current, current ? k.on_act : k.ink2, text::Align::centre},
             {centre.x - kDisc / 2, centre.y - kDisc / 2 - lift, kDisc, kDisc},
             current ? k.act : k.paper);
}

void steps(Composer& c, const visit::Steps& steps, Rect zone) {
  const Colours& k = c.colours();
  constexpr double kGap = 2.6;
  const auto voice = [&](int i) {
    return Voice{Type::chrome, i == steps.now, i == steps.now ? k.ink : k.ink2, text::Align::start};
  };
  const int count = static_cast<int>(steps.names.size());
  const auto widths = [&](bool all) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i) {
      const bool worded = all || i == steps.now;
      out.push_back(
          kDisc +
          (worded ? kGap + c.width(steps.names[static_cast<std::size_t>(i)], voice(i)) + 0.2 : 0));
    }
    return out;
  };
  bool all = true;
  std::vector<double> w = widths(true);
  const auto connector = [&] {
    return (zone.w - std::accumulate(w.begin(), w.end(), 0.0)) / (count - 1);
  };
  // A connector shorter than its own gaps is no line any more.
  constexpr double kShortest = 7;
  if (connector() < kShortest) all = false, w = widths(false);
  const double between = connector();
  const double y = zone.centre().y;
  double x = zone.x;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    c.begin("step-" + std::to_string(i + 1), Role::step, {x, zone.y, w[at], zone.h}, k.paper);
    step_disc(c, i, steps.now, {x + kDisc / 2, y});
    if (all || i == steps.now) {
      c.text_in(steps.names[at], voice(i),
                {x + kDisc + kGap, zone.y, w[at] - kDisc - kGap, zone.h});
    }
    x += w[at];
    if (i + 1 < count) {
      const double air = std::min(2.6, between / 4);
      c.bar({x + air, y - kOutline / 2, between - 2 * air, kOutline},
            i < steps.now ? k.act : k.hair);
    }
    x += between;
  }
}

Quiet right(const visit::Page& page) {
  const bool help = page.right == Button::help;
  const Icon icon = !help ? Icon::none : page.help_called ? Icon::check : Icon::bell;
  return {id_of(page.right), icon, *page.help, help && page.help_called};
}
Quiet left(const visit::Page& page) {
  return {id_of(page.left), page.left == Button::sign_out ? Icon::exit : Icon::back, *page.back};
}

constexpr double kLeft = 72, kRight = 92;  // of nav

// Words that are not those of every page may need more room than theirs.
double right_width(const Composer& c, const visit::Page& page, double usual, double most) {
  if (!page.help || page.right == Button::help) return usual;
  return std::clamp(c.width(*page.help, {Type::nav}) + 14, usual, std::max(usual, most));
}

double left_width(const Composer& c, const visit::Page& page, double usual, double most) {
  if (!page.back || page.left == Button::back) return usual;
  constexpr double kIconAndEdges = 20;
  return std::clamp(c.width(*page.back, {Type::nav}) + kIconAndEdges, usual, most);
}

void questions(Composer& c, const visit::Questions& questions, Rect zone) {
  const Colours& k = c.colours();
  const Voice voice{Type::chrome, true, k.ink};
  const double words = c.width(questions.in_words, voice) + 0.2;
  c.begin("questions", Role::step, zone, k.paper);
  c.text_in(questions.in_words, voice, {zone.x, zone.y, words, zone.h});
  const double x = zone.x + words + 8;
  question_bars(c, questions, {6, 2.4, 7, 1e9, k.act, k.line},
                {x, zone.y, zone.right() - x, zone.h});
}

}  // namespace

bool is_for_staff(const visit::Page& page) {
  return page.staff || page.id == visit::PageId::type_number || page.id == visit::PageId::enter_pin;
}

double upright_top(const visit::Page& page) {
  constexpr double kStaffTop = 38;
  const bool zone = page.steps || page.questions || !page.devices.empty();
  return is_for_staff(page) && !zone ? kStaffTop : anatomy(kPortrait).main_top;
}

void question_bars(Composer& c, const visit::Questions& questions, const BarLook& look, Rect room) {
  const int n = questions.of;
  const double each = std::min(look.most, (room.w - look.gap * (n - 1)) / std::max(1, n));
  if (each < look.least) return;
  for (int i = 0; i < n; ++i) {
    const Rect bar{room.x + i * (each + look.gap), room.centre().y - look.height / 2, each,
                   look.height};
    if (i <= questions.now) {
      c.box(bar, 1.5, look.filled);
    } else {
      c.box(bar, 1.5, {}, look.outline, kOutline);
    }
  }
}

Anatomy anatomy(const Panel& panel) {
  switch (panel.kind) {
    case PanelKind::portrait:
      return {14, 24, 60, 400, 414.4, 24, 6};
    case PanelKind::small:
      return {5, 14.5, 18, 107.6, panel.height() - 4 - 20.5, 20.5, 3.2};
    case PanelKind::wide:
      return {10, 18, 24, panel.height() - 6 - 24 - 5, panel.height() - 6 - 24, 24, 5};
  }
  return {};
}

void steps_or_status(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  const Rect zone{a.margin, a.header, c.panel().width() - 2 * a.margin, 28};
  if (page.steps) steps(c, *page.steps, zone);
  if (page.questions) questions(c, *page.questions, zone);
  if (!page.devices.empty()) status(c, page, zone);
}

namespace {

Rect between_nav(const Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  const double room = c.panel().width() - 2 * a.margin - kRight - a.gap;
  const double x = a.margin + left_width(c, page, kLeft, room) + 9;
  return {x, a.foot_top, c.panel().width() - a.margin - x, a.foot_height};
}
Voice nav_voice(const Composer& c) {
  return {Type::body, false, c.colours().ink2, text::Align::end};
}

}  // namespace

std::optional<std::size_t> block_in_nav(const Composer& c, const visit::Page& page) {
  if (page.id != visit::PageId::desk || page.help || page.blocks.empty()) return std::nullopt;
  const auto* words = std::get_if<visit::block::Sentence>(&page.blocks.back());
  if (words == nullptr || words->role != visit::block::Sentence::Role::body) return std::nullopt;
  const Rect room = between_nav(c, page);
  const Measured size = c.measure(words->words, nav_voice(c), room.w);
  if (!size.fits || size.height > room.h + 10) return std::nullopt;
  return page.blocks.size() - 1;
}

void nav(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  const double width = c.panel().width() - 2 * a.margin;
  if (page.back) {
    const double w = left_width(c, page, kLeft, width - kRight - a.gap);
    quiet_button(c, left(page), {a.margin, a.foot_top, w, a.foot_height}, Type::nav, 9);
  }
  if (const auto block = block_in_nav(c, page)) {
    const Rect room = between_nav(c, page).grown(5);
    c.begin("sentence-nav", Role::text, room, c.colours().paper);
    c.text_in(std::get<visit::block::Sentence>(page.blocks[*block]).words, nav_voice(c),
              between_nav(c, page));
  }
  if (page.help) {
    const double w = right_width(c, page, kRight, width - kLeft - a.gap);
    quiet_button(c, right(page), {a.margin + width - w, a.foot_top, w, a.foot_height}, Type::nav,
                 10.5);
  }
}

void band(Composer& c, const visit::Page& page) {
  const Colours& k = c.colours();
  const double width = c.panel().width(), height = c.panel().height() - kBandTop;
  c.bar({0, kBandTop, width, height}, k.sunk);
  c.bar({0, kBandTop, width, k.outlined ? kOutline : kHairline}, k.outlined ? k.line : k.hair);
  const Quiet cells[] = {
      {id_of(Button::text_size), Icon::text_size, page.band.text_size},
      {id_of(Button::contrast), Icon::contrast, page.band.contrast},
      {id_of(Button::listen), Icon::sound, page.band.listen, page.look.aloud,
       page.band.open == Aside::sound},
      {id_of(Button::language), Icon::globe, page.band.language, false,
       page.band.open == Aside::language},
  };
  const double cell = width / 4;
  for (int i = 0; i < 4; ++i) {
    const double x = cell * i;
    band_cell(c, cells[i], {x + 3, kBandTop, cell - 6, height}, {x, kBandTop, cell, height});
    if (i > 0) c.bar({x - kHairline / 2, kBandTop + 6.4, kHairline, height - 12.8}, k.line);
  }
}

void foot(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  const bool small = c.panel().kind == PanelKind::small;
  const double full = c.panel().width() - 2 * a.margin;
  const double icon = small ? 8.5 : 9.5;
  const auto cell = [&](const Quiet& quiet, double x, double w) {
    quiet_button(c, quiet, {x, a.foot_top, w, a.foot_height}, Type::nav, icon);
  };
  if (page.id == visit::PageId::welcome) {
    const double w = (full - 3 * a.gap) / 4;
    cell({id_of(Button::text_size), Icon::text_size, page.band.text_size}, a.margin, w);
    cell({id_of(Button::contrast), Icon::contrast, page.band.contrast}, a.margin + w + a.gap, w);
    cell({id_of(Button::listen), Icon::sound, page.band.listen, page.look.aloud},
         a.margin + 2 * (w + a.gap), w);
    cell({id_of(Button::language), Icon::globe, page.band.language}, a.margin + 3 * (w + a.gap), w);
    return;
  }
  const double back_w = small ? 38 : 60, help_w = small ? 64 : 92;
  if (page.back) cell(left(page), a.margin, back_w);
  // The two between share what is left; the one with the longer words has the larger part if need
  // be. The words are the same on every page of a language, and so are the places.
  constexpr double kEdges = 7;
  const double room = full - back_w - help_w - 3 * a.gap;
  const double adjust = c.width(page.band.adjust, {Type::nav}) + kEdges;
  const double language = c.width(page.band.language, {Type::nav}) + kEdges;
  const double adjust_w = std::max(std::min(std::max(room / 2, adjust), room - language), kTarget);
  const double x = a.margin + back_w + a.gap;
  cell({id_of(Button::adjust), Icon::text_size, page.band.adjust, false,
        page.band.open == Aside::adjust || page.band.open == Aside::sound},
       x, adjust_w);
  cell({id_of(Button::language), Icon::globe, page.band.language, false,
        page.band.open == Aside::language},
       x + adjust_w + a.gap, room - adjust_w);
  if (page.help) cell(right(page), c.panel().width() - a.margin - help_w, help_w);
}

}  // namespace ui
