// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pieces.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "ui/cards.h"
#include "ui/desk.h"
#include "ui/gauges.h"
#include "ui/keypad.h"
#include "ui/person_card.h"
#include "ui/pictures.h"
#include "ui/pin.h"
#include "ui/rows.h"
#include "ui/stepper.h"
#include "ui/toggles.h"

namespace ui {

namespace {

using text::Align;
using visit::Icon;

// Turns the page's blocks into pieces, one after the other.
class Builder {
 public:
  Builder(Composer& c, const visit::Page& page, const GiveWay& given, const Column& column)
      : c_(c), page_(page), given_(given), column_(column), rows_(c, page, column.width) {
    for (const visit::Block& block : page.blocks) {
      if (const auto* point = std::get_if<visit::block::Point>(&block)) {
        ++points_;
        subs_ = subs_ || !point->sub.empty();
      }
      if (const auto* fact = std::get_if<visit::block::Fact>(&block)) {
        facts_.push_back(fact);
        key_width_ = std::max(key_width_, c.width(fact->key, key_voice()) + 0.2);
      }
      if (const auto* stepper = std::get_if<visit::block::Stepper>(&block)) {
        step_width_ = std::max(step_width_, step_button_width(c, *stepper));
      }
      const auto* picture = std::get_if<visit::block::Picture>(&block);
      route_ = route_ || (picture != nullptr && picture->kind == visit::PictureKind::route);
    }
    stacked_ = !facts_.empty() && stands_stacked();
  }

  std::vector<Piece> build() && {
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const std::size_t before = out_.size();
      std::visit(*this, page_.blocks[i]);
      for (std::size_t made = before; made < out_.size(); ++made) out_[made].block = i;
      last_ = page_.blocks[i].index();
      any_ = true;
    }
    return std::move(out_);
  }

  void operator()(const visit::block::Choice&) {}  // placed by the page itself
  void operator()(const visit::block::Point& block);
  void operator()(const visit::block::Fact& block);
  void operator()(const visit::block::Calm& block);
  void operator()(const visit::block::Person& block) {
    // Whose paper it is; to be compared is only who stands here.
    const bool whose = !facts_.empty() || page_.actions.size() > 2;
    out_.push_back(whose ? person_row_piece(c_, block, column_.width)
                         : person_card_piece(c_, block, column_.width, any_));
  }
  void operator()(const visit::block::Sentence& block);
  void operator()(const visit::block::Picture& block) {
    if (given_.picture && block.kind != visit::PictureKind::route) return;
    if (auto piece = picture_piece(c_, block, column_.width)) out_.push_back(std::move(*piece));
  }
  void operator()(const visit::block::Progress& block) {
    out_.push_back(progress_piece(c_, block, column_.width));
  }
  void operator()(const visit::block::Parts& block) {
    out_.push_back(parts_piece(c_, block, column_.width));
  }
  void operator()(const visit::block::Ladder& block) {
    out_.push_back(ladder_piece(c_, block, column_.width, given_.subs));
  }
  void operator()(const visit::block::Countdown& block) {
    out_.push_back(countdown_piece(c_, block));
  }
  void operator()(const visit::block::Entry& block) {
    out_.push_back(entry_piece(c_, block, column_.width, true, types_identity(page_)));
  }
  void operator()(const visit::block::Stepper& block) {
    out_.push_back(stepper_piece(c_, block, column_.width, step_width_, id("stepper")));
  }
  void operator()(const visit::block::Keypad& block) {
    out_.push_back(keypad_piece(c_, block, after<visit::block::PinDots>()));
  }
  void operator()(const visit::block::PersonChoice& block) {
    out_.push_back(person_choice_piece(c_, block, column_.width, !given_.subs));
  }
  void operator()(const visit::block::Toggles& block) {
    add(toggle_pieces(c_, block, column_.width));
  }
  void operator()(const visit::block::Segments& block) {
    out_.push_back(segments_piece(c_, block, column_.width, id("segments")));
  }
  void operator()(const visit::block::Row& block) {
    if (is_hearing(block)) {
      if (given_.reasons) return;  // the voice has its own place on every page
      out_.push_back(hearing_piece(c_, block, column_.width, id("hearing")));
      return;
    }
    out_.push_back(rows_.piece(c_, block, id("row")));
    out_.back().joins = after<visit::block::Row>();
  }
  void operator()(const visit::block::Counters& block) {
    // A small panel has no room for a number over its words.
    out_.push_back(c_.panel().kind == PanelKind::small
                       ? counters_list_piece(c_, block, column_.width)
                       : counters_piece(c_, block, column_.width));
  }
  void operator()(const visit::block::Tasks& block) { add(task_pieces(c_, block, column_.width)); }
  void operator()(const visit::block::Holder& block) {
    out_.push_back(holder_piece(c_, block, column_.width));
  }
  void operator()(const visit::block::PinDots& block) {
    out_.push_back(pin_piece(c_, block, column_.width));
  }
  void operator()(const visit::block::TouchPoints&) {}  // placed by the page itself

 private:
  void add(std::vector<Piece> more) {
    out_.insert(out_.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
  }
  [[nodiscard]] Voice key_voice() const { return {Type::body, false, c_.colours().ink2}; }
  [[nodiscard]] Voice value_voice(const visit::block::Fact& fact) const {
    return {Type::lead, fact.strong, c_.colours().ink};
  }
  [[nodiscard]] double key_column() const {
    const bool small = c_.panel().kind == PanelKind::small;
    return std::max(length(c_, 44, small ? 34 : 38), key_width_);
  }
  [[nodiscard]] bool stands_stacked() const;
  template <typename B>
  [[nodiscard]] bool after() const {
    return any_ && last_ == visit::Block(B{}).index();
  }
  [[nodiscard]] std::string id(std::string_view kind) {
    return std::string(kind) + "-" + std::to_string(++counts_[std::string(kind)]);
  }

  Composer& c_;
  const visit::Page& page_;
  const GiveWay& given_;
  const Column& column_;
  RowTable rows_;
  std::vector<Piece> out_;
  std::map<std::string, int> counts_;
  std::vector<const visit::block::Fact*> facts_;
  std::size_t facts_seen_ = 0;
  int points_ = 0;
  bool subs_ = false, route_ = false, any_ = false, stacked_ = false;
  std::size_t last_ = 0;
  double key_width_ = 0, step_width_ = 0;
};

// Once a way is drawn, the points before it are directions: close together, as dark as words.
void Builder::operator()(const visit::block::Point& block) {
  const Colours& k = c_.colours();
  const bool close = route_ && block.sub.empty();
  const bool first = !after<visit::block::Point>();
  const bool listed = subs_ && points_ >= 3;
  const bool sub = !block.sub.empty() && !given_.subs && c_.panel().kind != PanelKind::small;
  // The group's own hairline, and one between its points unless they stand close.
  const bool under_person = column_.follows_field && !upright(c_);  // which has a hairline
  const bool rule = first ? !after<visit::block::Calm>() && !under_person : !close;
  const double side = close ? length(c_, 14, 11) : length(c_, listed ? 20 : 18, 12);
  const double x = side + (close ? 7 : length(c_, 8, 5)), width = column_.width - x;
  // A little closer where the page is full.
  const double pad = close ? 0.5 : length(c_, 5.4, 1.6), roomy = !close && upright(c_) ? 6.5 : pad;
  const double top = close && rule ? 4 : pad;
  const Voice head{block.sub.empty() || listed ? Type::lead : Type::secondary, block.strong, k.ink};
  const Voice second{Type::body, false, k.ink2};
  const double head_h = c_.measure(block.head, head, width).height;
  const double sub_h = sub ? c_.measure(block.sub, second, width).height : 0;
  const Colour ink = close ? k.ink : k.act;

  Piece piece;
  piece.least = piece.most = top + std::max(head_h + sub_h, side * 0.9) + pad;
  piece.most += 2 * (roomy - pad);
  piece.grows = roomy > pad;
  piece.joins = !first;
  piece.rule = rule;
  piece.before = close ? 3 : length(c_, rule ? 8 : 3.5, 2);
  piece.after = close ? 3 : length(c_, 6, 2);
  piece.rank = 2 + static_cast<int>(out_.size());
  piece.draw = [&c = c_, &block, head, second, x, width, head_h, sub_h, side, top, pad, ink,
                name = id("point")](Rect r) {
    c.begin(name, Role::text, r, c.colours().paper);
    const double middle = r.y + top + (r.h - top - pad) / 2;
    c.icon(block.icon, {r.x + side / 2, middle}, side, ink);
    const double y = middle - (head_h + sub_h) / 2;
    c.text(block.head, head, r.x + x, y, width);
    if (sub_h > 0) c.text(block.sub, second, r.x + x, y + head_h, width);
  };
  out_.push_back(std::move(piece));
}

constexpr double kKeyGap = 6;

// Whether the keys stand over their values: where the keys leave too little for a line of them, and
// as a way to save room if it does.
bool Builder::stands_stacked() const {
  const double rest = column_.width - key_column() - kKeyGap;
  if (rest <= 0) return true;
  const bool half = key_column() > 0.45 * column_.width;
  double beside = 0, stacked = 0;
  for (const auto* fact : facts_) {
    const Measured narrow = c_.measure(fact->value, value_voice(*fact), rest);
    if (!narrow.fits || (half && narrow.lines > 1)) return true;
    beside += std::max(c_.line(Type::body), narrow.height);
    stacked +=
        c_.line(Type::body) + c_.measure(fact->value, value_voice(*fact), column_.width).height;
  }
  return given_.keys_stacked && stacked < beside;
}

void Builder::operator()(const visit::block::Fact& block) {
  const bool small = c_.panel().kind == PanelKind::small;
  const double column = key_column();
  const Voice key = key_voice(), value = value_voice(block);
  const bool stacked = stacked_;
  const double pad = length(c_, stacked ? 2.8 : 4.5, small ? 0.1 : 3);
  const double width = stacked ? column_.width : column_.width - column - kKeyGap;
  const double value_h = c_.measure(block.value, value, width).height;
  const double key_h = c_.line(Type::body);

  Piece piece;
  const double words_h = stacked ? key_h + value_h : std::max(key_h, value_h);
  piece.least = words_h + 2 * pad;
  piece.most = piece.least + (small ? 1.8 : 0);
  piece.grows = small;
  piece.before = any_ || column_.follows_field ? 0 : length(c_, 4, 2);
  piece.after = length(c_, 3, 2);
  piece.joins = piece.rule = after<visit::block::Fact>();
  // Until when, and what next, before why.
  ++facts_seen_;
  piece.rank = facts_seen_ == 1               ? 0
               : facts_seen_ == facts_.size() ? 1
                                              : 1 + static_cast<int>(facts_seen_);
  piece.draw = [&c = c_, &block, key, value, stacked, column, width, key_h, words_h,
                name = id("fact")](Rect r) {
    c.begin(name, Role::text, r, c.colours().paper);
    const double y = r.y + (r.h - words_h) / 2;
    if (stacked) {
      c.text(block.key, key, r.x, y, width);
      c.text(block.value, value, r.x, y + key_h, width);
      return;
    }
    // Key and first line of the value stand on one middle.
    const double drop = (c.line(Type::lead) - key_h) / 2;
    c.text(block.key, key, r.x, y + drop, column);
    c.text(block.value, value, r.x + column + kKeyGap, y, width);
  };
  out_.push_back(std::move(piece));
}

void Builder::operator()(const visit::block::Calm& block) {
  const Colours& k = c_.colours();
  const bool small = c_.panel().kind == PanelKind::small;
  const double pad_x = length(c_, 9, 4), pad_y = length(c_, 8, small ? 2.5 : 4),
               side = length(c_, 18, 13);
  const Voice head{Type::panel, true, k.ink}, second{Type::body, false, k.ink};
  // Its icon says nothing that the words do not: they have the room first.
  const double beside = pad_x + side + length(c_, 8, 5);
  const double narrow = column_.width - beside - pad_x;
  const bool icon = c_.width(block.head, head) <= narrow && c_.width(block.sub, second) <= narrow;
  const double x = icon ? beside : pad_x, width = column_.width - x - pad_x;
  const double head_h = c_.measure(block.head, head, width).height;
  const bool sub = !block.sub.empty() && !given_.subs;
  const double sub_h = sub ? c_.measure(block.sub, second, width).height : 0;
  Piece piece;
  piece.rank = column_.follows_field ? 0 : 4;
  piece.least = piece.most = head_h + sub_h + 2 * pad_y;
  piece.before = column_.follows_field && !any_ ? length(c_, 5, 2.5) : any_ ? 6 : length(c_, 14, 4);
  piece.after = length(c_, 9, 3);
  piece.draw = [&c = c_, &k, &block, head, second, x, width, head_h, sub_h, sub, icon, side, pad_x,
                name = id("calm")](Rect r) {
    c.begin(name, Role::text, r, k.act_tint);
    c.box(r, kButtonRadius, k.act_tint, k.outlined ? std::optional(k.line) : std::nullopt);
    if (icon) c.icon(block.icon, {r.x + pad_x + side / 2, r.centre().y}, side, k.act);
    double y = r.centre().y - (head_h + sub_h) / 2;
    y += c.text(block.head, head, r.x + x, y, width);
    if (sub) c.text(block.sub, second, r.x + x, y, width);
  };
  out_.push_back(std::move(piece));
}

void Builder::operator()(const visit::block::Sentence& block) {
  const Colours& k = c_.colours();
  using Role = visit::block::Sentence::Role;
  const bool head = block.role == Role::head, lead = block.role == Role::lead;
  const Voice voice{head   ? Type::panel
                    : lead ? Type::lead
                           : Type::body,
                    head, head || lead ? k.ink : k.ink2};
  const Measured size = c_.measure(block.words, voice, column_.width);
  Piece piece;
  piece.least = piece.most = size.height;
  piece.before = column_.follows_field && !any_ ? length(c_, head ? 9 : 4, 2)
                 : any_                         ? length(c_, 8, 3)
                                                : length(c_, 14, 3);
  piece.after = length(c_, head ? 8 : 9, 3);
  if (lead && route_) piece.before = 3.6, piece.after = 3;
  piece.rank = head ? 20 : lead ? 1 : 10;
  piece.heads = head;
  piece.draw = [&c = c_, &block, voice, name = id("sentence")](Rect r) {
    c.begin(name, ui::Role::text, r, c.colours().paper);
    c.text(block.words, voice, r.x, r.y, r.w);
  };
  const bool goes = given_.reasons && !head && !lead;
  if (!block.words.empty() && !goes) out_.push_back(std::move(piece));
}

}  // namespace

std::vector<Piece> pieces(Composer& c, const visit::Page& page, const GiveWay& given,
                          const Column& column) {
  return Builder(c, page, given, column).build();
}

namespace {

// A line that must end on the narrow panel need not on a wide one.
visit::Words title_words(const Composer& c, const visit::Words& words) {
  visit::Words out = words.clone();
  if (upright(c) || words.plain) return out;
  std::string text(c.shown(words));
  for (std::size_t at = text.find("//"); at != std::string::npos; at = text.find("//")) {
    const auto spaced = [&text](std::size_t i) {
      return i < text.size() && static_cast<unsigned char>(text[i]) < 0x80;
    };
    text.replace(at, 2, at > 0 && spaced(at - 1) && spaced(at + 2) ? " |" : "|");
  }
  out.text = visit::Secret(text);
  out.brief = out.text.clone();
  return out;
}

}  // namespace

Piece title_piece(Composer& c, const visit::Words& words, Type type, double width) {
  const Voice voice{type, true, c.colours().ink};
  const auto said = std::make_shared<const visit::Words>(title_words(c, words));
  Piece piece;
  piece.least = piece.most = c.measure(*said, voice, width).height;
  piece.after = length(c, 8, 3);
  piece.draw = [&c, said, voice](Rect r) {
    c.begin("title", Role::title, r, c.colours().paper);
    c.text(*said, voice, r.x, r.y, r.w);
  };
  return piece;
}

Piece lead_piece(Composer& c, const visit::Words& words, double width) {
  const Voice voice{Type::lead, false, c.colours().ink2};
  Piece piece;
  piece.least = piece.most = c.measure(words, voice, width).height;
  piece.after = length(c, 9, 3);
  piece.draw = [&c, &words, voice](Rect r) {
    c.begin("lead", Role::lead, r, c.colours().paper);
    c.text(words, voice, r.x, r.y, r.w);
  };
  return piece;
}

Piece choice_piece(Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
                   double height) {
  Piece piece;
  piece.least = piece.most = height;
  piece.after = 6;
  piece.draw = [&c, &choice, look](Rect r) { choice_card(c, choice, look, r); };
  return piece;
}

}  // namespace ui
