// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chrome.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "ui/controls.h"

namespace ui {

namespace {

using visit::Button;
using visit::Icon;

constexpr double kBandTop = 448.4;

std::string id_of(Button button) { return std::string(visit::name(button)); }

visit::Words clock_words(const visit::Page& page) {
  visit::Words words;
  words.text = visit::Secret(page.clock);
  words.plain = true;
  return words;
}

// Staff see by its colour that a page is theirs.
Colour head_of(const Composer& c, const visit::Page& page) {
  return is_for_staff(page) ? c.colours().staff_head : c.colours().head;
}

void header_ground(Composer& c, const visit::Page& page, double height) {
  const Colours& k = c.colours();
  c.bar({0, 0, c.panel().width(), height}, head_of(c, page));
  if (k.head_outlined) c.bar({0, height - kOutline, c.panel().width(), kOutline}, k.line);
}

// The clock, right; returns its left edge.
double clock(Composer& c, const visit::Page& page, Rect zone) {
  const Colours& k = c.colours();
  const visit::Words words = clock_words(page);
  const Voice voice{Type::chrome, false, k.on_head2, text::Align::end};
  const double width = c.width(words, voice) + 0.2;
  const Rect rect{zone.right() - width, zone.y, width, zone.h};
  c.begin("clock", Role::header, rect, head_of(c, page));
  c.text_in(words, voice, rect);
  return rect.x;
}

// Place, and channel if it fits, left of `right`.
void place_name(Composer& c, const visit::Page& page, Rect zone, double right) {
  const Colours& k = c.colours();
  const Voice bold{Type::chrome, true, k.on_head, text::Align::start};
  const Voice regular{Type::chrome, false, k.on_head2, text::Align::start};
  const double place = std::min(c.width(page.place, bold) + 0.2, right - zone.x - 6);
  c.begin("place", Role::header, {zone.x, zone.y, place, zone.h}, head_of(c, page));
  c.text_in(page.place, bold, {zone.x, zone.y, place, zone.h});
  const double x = zone.x + place + 5.5, channel = c.width(page.channel, regular) + 0.2;
  if (page.channel.empty() || x + channel > right - 6) return;
  c.begin("channel", Role::header, {x, zone.y, channel, zone.h}, head_of(c, page));
  c.text_in(page.channel, regular, {x, zone.y, channel, zone.h});
}

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

Quiet help(const visit::Page& page) {
  return {id_of(Button::help), page.help_called ? Icon::check : Icon::bell, *page.help,
          page.help_called};
}

}  // namespace

bool is_for_staff(const visit::Page& page) { return page.id == visit::PageId::type_number; }

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

void header(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  header_ground(c, page, a.header);
  const Rect zone{a.margin, 0, c.panel().width() - 2 * a.margin, a.header};
  place_name(c, page, zone, clock(c, page, zone));
}

void steps_or_status(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  const Rect zone{a.margin, a.header, c.panel().width() - 2 * a.margin, 28};
  if (page.steps) steps(c, *page.steps, zone);
  if (!page.devices.empty()) status(c, page, zone);
}

void nav(Composer& c, const visit::Page& page) {
  const Anatomy a = anatomy(c.panel());
  if (page.back) {
    quiet_button(c, {id_of(Button::back), Icon::back, *page.back},
                 {a.margin, a.foot_top, 72, a.foot_height}, Type::nav, 9);
  }
  if (page.help) {
    quiet_button(c, help(page), {c.panel().width() - a.margin - 92, a.foot_top, 92, a.foot_height},
                 Type::nav, 10.5);
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
      {id_of(Button::listen), Icon::sound, page.band.listen, page.look.aloud},
      {id_of(Button::language), Icon::globe, page.band.language},
  };
  const double cell = width / 4;
  for (int i = 0; i < 4; ++i) {
    const double x = cell * i;
    band_cell(c, cells[i], {x + 3, kBandTop, cell - 6, height}, {x, kBandTop, cell, height});
    if (i > 0) c.bar({x - kHairline / 2, kBandTop + 6.4, kHairline, height - 12.8}, k.line);
  }
}

void lying_header(Composer& c, const visit::Page& page) {
  const Colours& k = c.colours();
  const Anatomy a = anatomy(c.panel());
  header_ground(c, page, a.header);
  const Rect zone{a.margin, 0, c.panel().width() - 2 * a.margin, a.header};
  double right = clock(c, page, zone);
  if (!page.steps) {
    // On the welcome page: what is out; if nothing is, that one can print.
    const Voice voice{Type::chrome, false, k.on_head2, text::Align::start};
    const auto out = std::find_if(page.devices.begin(), page.devices.end(),
                                  [](const auto& device) { return !device.works; });
    const visit::DeviceStatus* said = out != page.devices.end() ? &*out
                                      : page.devices.size() > 1 ? &page.devices[1]
                                                                : nullptr;
    if (said != nullptr) {
      const double width = c.width(said->words, voice) + 0.2;
      right -= width + 5.5;
      c.begin("device-1", Role::status, {right, 0, width, a.header}, head_of(c, page));
      c.text_in(said->words, voice, {right, 0, width, a.header});
    }
    return place_name(c, page, zone, right);
  }
  const Voice bold{Type::chrome, true, k.on_head, text::Align::start};
  const double words = c.width(page.steps->in_words, bold) + 0.2;
  c.begin("step", Role::step, {zone.x, 0, words, a.header}, head_of(c, page));
  c.text_in(page.steps->in_words, bold, {zone.x, 0, words, a.header});
  // Discs for the steps behind, a pill for this one, rings for those to come.
  constexpr double kDot = 4.1, kPill = 8.2, kAir = 1.5;
  const double y = a.header / 2;
  double x = zone.x + words + 4;
  for (int i = 0; i < static_cast<int>(page.steps->names.size()); ++i) {
    if (i == page.steps->now) {
      c.box({x, y - kDot / 2, kPill, kDot}, kDot / 2, k.on_head);
      x += kPill + kAir;
      continue;
    }
    if (i < page.steps->now) {
      c.disc({x + kDot / 2, y}, kDot / 2, k.on_head);
    } else {
      c.ring({x + kDot / 2, y}, kDot / 2, 0.6, k.on_head);
    }
    x += kDot + kAir;
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
  if (!page.help) {  // the welcome page
    const double w = (full - 3 * a.gap) / 4;
    cell({id_of(Button::text_size), Icon::text_size, page.band.text_size}, a.margin, w);
    cell({id_of(Button::contrast), Icon::contrast, page.band.contrast}, a.margin + w + a.gap, w);
    cell({id_of(Button::listen), Icon::sound, page.band.listen, page.look.aloud},
         a.margin + 2 * (w + a.gap), w);
    cell({id_of(Button::language), Icon::globe, page.band.language}, a.margin + 3 * (w + a.gap), w);
    return;
  }
  // English says "help is coming" in more letters; its place is the same on all its pages.
  const double long_words = page.look.language == visit::Language::zh_hans ? 64 : 77;
  const double back_w = small ? 38 : 60, help_w = small ? long_words : 92;
  const double w = (full - back_w - help_w - 3 * a.gap) / 2;
  if (page.back) {
    cell({id_of(Button::back), Icon::back, *page.back}, a.margin, back_w);
  }
  cell({std::string(kAdjust), Icon::text_size, page.band.adjust, c.handling().adjusting},
       a.margin + back_w + a.gap, w);
  cell({id_of(Button::language), Icon::globe, page.band.language},
       a.margin + back_w + w + 2 * a.gap, w);
  cell(help(page), c.panel().width() - a.margin - help_w, help_w);
}

}  // namespace ui
