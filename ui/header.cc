// SPDX-License-Identifier: GPL-3.0-or-later
// The header: whose machine this is, what time it is, on lying panels where one is in the visit;
// and that all of it is only practice.
#include <algorithm>
#include <string>

#include "ui/chrome.h"

namespace ui {

namespace {

constexpr double kAir = 5.5;   // between neighbours
constexpr double kStripe = 3;  // of the hatch, and as much between

bool small(const Panel& panel) { return panel.kind == PanelKind::small; }

// The words' row and, in practice mode, the hatch below it.
struct Rows {
  double words, bottom;
};
Rows rows(const Panel& panel, const visit::Page& page) {
  const double height = anatomy(panel).header;
  if (!page.practice) return {height, height};
  if (panel.kind == PanelKind::portrait) return {height - 6, height};
  // The words need all of the small panel's header.
  return small(panel) ? Rows{height, height + 2.6} : Rows{height - 2, height + 3};
}

// What stands on what. Staff see by its colour that a page is theirs, everybody by its want of
// colour that it is practice.
struct Head {
  Colour ground, first, second;
};
Head head_of(const Composer& c, const visit::Page& page) {
  const Colours& k = c.colours();
  if (page.practice) return {k.surface, k.ink, k.ink};
  return {is_for_staff(page) ? k.staff_head : k.head, k.on_head, k.on_head2};
}

void hatch(Composer& c, Rect strip) {
  const Colours& k = c.colours();
  constexpr double kPitch = 2 * kStripe;
  c.clip(strip);
  for (double x = strip.x - strip.h; x < strip.right(); x += kPitch) {
    // Past the strip's edges, which the clip cuts cleanly.
    constexpr double kBeyond = 1;
    const double top = strip.y - kBeyond, bottom = strip.bottom() + kBeyond;
    const double lean = bottom - top;
    c.out().marks.emplace_back(mark::Polygon{
        {{x + lean, top}, {x + lean + kStripe, top}, {x + kStripe, bottom}, {x, bottom}}, k.ink});
  }
  c.clip({});
}

void ground(Composer& c, const visit::Page& page) {
  const Colours& k = c.colours();
  const double width = c.panel().width();
  const Rows r = rows(c.panel(), page);
  c.bar({0, 0, width, r.bottom}, head_of(c, page).ground);
  if (page.practice) hatch(c, {0, r.words, width, r.bottom - r.words});
  if (k.head_outlined || page.practice) c.bar({0, r.bottom - kOutline, width, kOutline}, k.line);
}

visit::Words clock_words(const visit::Page& page) {
  visit::Words words;
  words.text = visit::Secret(page.clock);
  words.plain = true;
  return words;
}

class Row {
 public:
  Row(Composer& c, const visit::Page& page)
      : c_(c),
        page_(page),
        head_(head_of(c, page)),
        left_(anatomy(c.panel()).margin),
        right_(c.panel().width() - left_),
        height_(rows(c.panel(), page).words) {}

  [[nodiscard]] Voice loud() const { return {Type::chrome, true, head_.first}; }
  [[nodiscard]] Voice quiet() const { return {Type::chrome, false, head_.second}; }
  [[nodiscard]] double width(const visit::Words& words, const Voice& voice) const {
    return c_.width(words, voice) + kRounding;
  }
  [[nodiscard]] double room() const { return right_ - left_; }
  [[nodiscard]] double left() const { return left_; }

  void at_left(std::string id, Role role, const visit::Words& words, const Voice& voice) {
    const double w = std::min(width(words, voice), room());
    put(std::move(id), role, words, voice, left_, w);
    left_ += w + kAir;
  }
  void at_right(std::string id, Role role, const visit::Words& words, Voice voice) {
    voice.align = text::Align::end;
    const double w = std::min(width(words, voice), room());
    put(std::move(id), role, words, voice, right_ - w, w);
    right_ -= w + kAir;
  }
  // The word at both ends, or where what stands between is too wide, at the first.
  void practice(double between) {
    if (!page_.practice) return;
    const visit::Words& word = *page_.practice;
    const bool both = 2 * (width(word, loud()) + kAir) + between <= room();
    at_left("practice-1", Role::header, word, loud());
    if (both) at_right("practice-2", Role::header, word, loud());
  }
  void clock() { at_right("clock", Role::header, clock_words(page_), quiet()); }
  // Place, and channel if it fits.
  void place() {
    const double w = width(page_.place, loud());
    if (page_.practice && w > room()) return;
    at_left("place", Role::header, page_.place, loud());
    if (page_.staff) return whose();
    if (page_.channel.empty() || width(page_.channel, quiet()) > room()) return;
    at_left("channel", Role::header, page_.channel, quiet());
  }
  // Whose desk this is, if it fits.
  void whose() {
    const Voice voice{Type::chrome, false, head_.first};
    if (!page_.staff || page_.staff->empty() || width(*page_.staff, voice) > room()) return;
    at_left("staff", Role::header, *page_.staff, voice);
  }
  [[nodiscard]] double clock_width() const { return width(clock_words(page_), quiet()); }

 private:
  void put(std::string id, Role role, const visit::Words& words, const Voice& voice, double x,
           double w) {
    c_.begin(std::move(id), role, {x, 0, w, height_}, head_.ground);
    c_.text_in(words, voice, {x, 0, w, height_});
  }

  Composer& c_;
  const visit::Page& page_;
  Head head_;
  double left_, right_, height_;
};

// Discs for the steps behind, a pill for this one, rings for those to come.
constexpr double kDot = 4.1, kPill = 8.2, kDotAir = 1.5, kBeforeDots = 4;

double dots_width(const visit::Steps& steps) {
  return kPill + static_cast<double>(steps.names.size() - 1) * (kDot + kDotAir);
}

void dots(Composer& c, const visit::Steps& steps, double x, double y, Colour colour) {
  for (int i = 0; i < static_cast<int>(steps.names.size()); ++i) {
    if (i == steps.now) {
      c.box({x, y - kDot / 2, kPill, kDot}, kDot / 2, colour);
      x += kPill + kDotAir;
      continue;
    }
    if (i < steps.now) {
      c.disc({x + kDot / 2, y}, kDot / 2, colour);
    } else {
      c.ring({x + kDot / 2, y}, kDot / 2, 0.6, colour);
    }
    x += kDot + kDotAir;
  }
}

// On the first page: what is out; if nothing is, that one can print.
const visit::DeviceStatus* status_of(const visit::Page& page) {
  const auto out = std::find_if(page.devices.begin(), page.devices.end(),
                                [](const auto& device) { return !device.works; });
  if (out != page.devices.end()) return &*out;
  return page.devices.size() > 1 ? &page.devices[1] : nullptr;
}

}  // namespace

double header_bottom(const Panel& panel, const visit::Page& page) {
  return rows(panel, page).bottom;
}

void header(Composer& c, const visit::Page& page) {
  ground(c, page);
  Row row(c, page);
  row.practice(row.width(page.place, row.loud()) + kAir + row.clock_width());
  row.clock();
  row.place();
}

void lying_header(Composer& c, const visit::Page& page) {
  ground(c, page);
  Row row(c, page);
  if (page.questions) {
    const visit::Words& words = page.questions->in_words;
    row.practice(row.width(words, row.loud()) + kAir + row.clock_width());
    row.clock();
    row.at_left("questions", Role::step, words, row.loud());
    const Head head = head_of(c, page);
    const double high = small(c.panel()) ? 4.1 : 5;
    question_bars(c, *page.questions, {high, 1.5, 4, 12, head.first, head.first},
                  {row.left() - kAir + kBeforeDots, 0, row.room() + kAir - kBeforeDots,
                   rows(c.panel(), page).words});
    return;
  }
  if (!page.steps) {
    const visit::DeviceStatus* said = status_of(page);
    const double status = said == nullptr ? 0 : row.width(said->words, row.quiet()) + kAir;
    row.practice(row.width(page.place, row.loud()) + kAir + row.clock_width() + status);
    row.clock();
    if (said != nullptr) row.at_right("device-1", Role::status, said->words, row.quiet());
    return row.place();
  }
  const visit::Words& step = page.steps->in_words;
  row.practice(row.width(step, row.loud()) + kAir + row.clock_width());
  row.clock();
  row.at_left("step", Role::step, step, row.loud());
  if (dots_width(*page.steps) <= row.room()) {
    dots(c, *page.steps, row.left() - kAir + kBeforeDots, rows(c.panel(), page).words / 2,
         head_of(c, page).first);
  }
}

}  // namespace ui
