// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/breaks.h"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <tuple>

#include "ui/text/kept.h"

namespace text {
namespace {

constexpr std::u32string_view kNeverBegin =
    U"，。、；：！？）》〉」』】〕｝”’·•‧…—～％‰℃℉°％%.,;:!?)]}،؛؟";
constexpr std::u32string_view kNeverEnd = U"（《〈「『【〔｛“‘￥№([{$¥";
constexpr std::u32string_view kClauseEnds = U"，。；？！,.;?!،؛؟";
constexpr std::u32string_view kClosing = U"”’）」』)\"'";
// A name goes on after its own hyphens and the dot between Han-written name parts.
constexpr std::u32string_view kNameJoints = U"-‐·•‧・";

bool contains(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

bool is_space(char32_t c) { return c == U' ' || c == U'\u3000'; }

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (c == 0xB7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3020)) return false;
  return c < 0xFF00 || c > 0xFFEF || (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF5A);
}

// How much a break at a place bends the rules; the sum over a paragraph is kept small before
// anything else.
using Bend = unsigned;
constexpr Bend kGood = 0, kNotTheAuthors = 1, kBetweenParts = 100, kInsideNumber = 10'000,
               kForbidden = ~0U;

Bend bend_of(Hold hold) {
  switch (hold) {
    case Hold::loose:
      return kGood;
    case Hold::linked:
      return kBetweenParts;
    case Hold::whole:
      return kInsideNumber;
  }
  return kForbidden;
}

constexpr std::size_t kLastLineLetters = 3;
constexpr std::size_t kLineLetters = 2;
constexpr double kEvenSpread = 4;    // em between the longest line and the shortest
constexpr double kClauseFrom = 0.4;  // of the width

struct Cost {
  double too_wide = 0;
  Bend bend = 0;
  unsigned lines = 0;
  double shape = 0;
  friend bool operator<(const Cost& a, const Cost& b) {
    return std::tie(a.too_wide, a.bend, a.lines, a.shape) <
           std::tie(b.too_wide, b.bend, b.lines, b.shape);
  }
};

class Breaker {
 public:
  Breaker(std::span<const Character> characters, double width, double em, Breaks breaks)
      : characters_(characters), width_(width * (1 + 1e-9)), em_(em) {
    place();
    classify(breaks);
  }

  ChosenBreaks run(Fill fill) {
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= characters_.size(); ++i) {
      const bool ends = i == characters_.size();
      if (!ends && characters_[i].mark != Mark::must) continue;
      if (!fits(begin, i)) {
        for (const std::size_t start : solve(begin, i, fill)) take(start);
      }
      if (!ends) chosen_.starts.push_back(i);
      begin = i;
    }
    return std::move(chosen_);
  }

 private:
  void place() {
    const std::size_t n = characters_.size();
    places_.resize(n + 1);
    letters_.resize(n + 1);
    trimmed_.resize(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
      places_[i + 1] = places_[i] + characters_[i].advance;
      letters_[i + 1] = letters_[i] + (is_letter(characters_[i].code_point) ? 1 : 0);
      trimmed_[i + 1] = is_space(characters_[i].code_point) ? trimmed_[i] : i + 1;
    }
  }

  // The last character before `i` that is no space and no closing quote says whether a clause ends
  // there.
  bool after_clause(std::size_t i) const {
    i = trimmed_[i];
    while (i > 0 && contains(kClosing, characters_[i - 1].code_point)) --i;
    return i > 0 && contains(kClauseEnds, characters_[i - 1].code_point);
  }

  void classify(Breaks breaks) {
    const std::size_t n = characters_.size();
    bends_.assign(n + 1, kForbidden);
    const bool marked = breaks == Breaks::author &&
                        std::any_of(characters_.begin(), characters_.end(),
                                    [](const Character& c) { return c.mark != Mark::none; });
    const std::vector<Hold> hold = holds(characters_);
    for (std::size_t i = 1; i < n; ++i) {
      const Character& here = characters_[i];
      if (here.mark == Mark::may) {
        bends_[i] = kGood;
        continue;
      }
      if (!here.may_break_here || trimmed_[i] == 0) continue;
      const char32_t last = characters_[trimmed_[i] - 1].code_point;
      if (!may_begin_line(here.code_point) || !may_end_line(last)) continue;
      bends_[i] = bend_of(hold[i]);
      if (marked && !after_clause(i)) bends_[i] += kNotTheAuthors;
      if (breaks == Breaks::name && !is_space(characters_[i - 1].code_point) &&
          !contains(kNameJoints, last)) {
        bends_[i] += kNotTheAuthors;
      }
    }
    counts_against_author_ = marked;
  }

  double width(std::size_t begin, std::size_t end) const {
    return places_[std::max(begin, trimmed_[end])] - places_[begin];
  }
  bool fits(std::size_t begin, std::size_t end) const { return width(begin, end) <= width_; }
  // True if a break here leaves one letter of its clause behind, or takes one along.
  bool splits_off_one(std::size_t i) const {
    const std::size_t n = characters_.size();
    const auto letter = [this](std::size_t k) { return is_letter(characters_[k].code_point); };
    return (i >= 2 && letter(i - 1) && !letter(i - 2)) ||
           (i + 1 < n && letter(i) && !letter(i + 1));
  }

  // The best breaks of the words between two must-breaks.
  std::vector<std::size_t> solve(std::size_t begin, std::size_t end, Fill fill) const {
    if (fill == Fill::clauses) return cheapest(begin, end, &Breaker::unevenness_by_clauses);
    auto kind = cheapest(begin, end, &Breaker::unevenness_with_clauses);
    if (spread(begin, end, kind) <= kEvenSpread) return kind;
    auto plain = cheapest(begin, end, &Breaker::unevenness);
    return spread(begin, end, plain) < spread(begin, end, kind) ? plain : kind;
  }

  struct LineAt {
    std::size_t begin, end;
    bool first, last;  // of its words
  };
  using Measure = double (Breaker::*)(const LineAt&) const;  // em²

  // The cheapest chain of stops: best[k] is the cheapest way to have a line end at stops[k].
  std::vector<std::size_t> cheapest(std::size_t begin, std::size_t end, Measure measure) const {
    std::vector<std::size_t> stops{begin};
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (bends_[i] != kForbidden) stops.push_back(i);
    }
    stops.push_back(end);
    std::vector<Cost> best(stops.size());
    std::vector<std::size_t> from(stops.size());
    for (std::size_t k = 1; k < stops.size(); ++k) {
      for (std::size_t j = k; j-- > 0;) {
        const bool fitting = fits(stops[j], stops[k]);
        // An unbreakable piece may be too wide, a breakable one never.
        if (!fitting && j + 1 != k) break;
        const LineAt line{stops[j], stops[k], j == 0, stops[k] == end};
        Cost cost = best[j];
        if (!fitting) cost.too_wide += width(line.begin, line.end) - width_;
        if (!line.last) cost.bend += bends_[line.end];
        // On paper a line more is welcome where it ends with its clause.
        cost.lines += measure == &Breaker::unevenness_by_clauses ? 0 : 1;
        cost.shape += loneliness(line) + (this->*measure)(line);
        if (j + 1 == k || cost < best[k]) {
          best[k] = cost;
          from[k] = j;
        }
      }
    }
    std::vector<std::size_t> starts;
    for (std::size_t k = from.back(); k != 0; k = from[k]) starts.push_back(stops[k]);
    std::reverse(starts.begin(), starts.end());
    return starts;
  }

  // Letters left alone cost more than any shape.
  double loneliness(const LineAt& line) const {
    if (line.first && line.last) return 0;
    const std::size_t own = letters_[line.end] - letters_[line.begin];
    if (own < kLineLetters) return 1e8;
    return line.last && own < kLastLineLetters ? 1e6 : 0;
  }

  // The sum of squares is least when all lines are equal, since the sum of the widths is given.
  double unevenness(const LineAt& line) const {
    const double ems = width(line.begin, line.end) / em_;
    return ems * ems;
  }

  // A line that ends with its clause may be a little less equal; one letter of a clause should not
  // stand apart.
  double unevenness_with_clauses(const LineAt& line) const {
    double cost = unevenness(line);
    if (!line.last && !after_clause(line.end)) cost += splits_off_one(line.end) ? 5 : 1;
    return cost;
  }

  // What stays empty at the right, unless the line ends with its clause; running past such an end
  // is worst.
  double unevenness_by_clauses(const LineAt& line) const {
    constexpr double kPerLine = 1, kMidClause = 25, kPastClause = 100;
    const bool clause =
        after_clause(line.end) && width(line.begin, line.end) >= kClauseFrom * width_;
    if (line.last || clause) return kPerLine;
    const double rest = (width_ - width(line.begin, line.end)) / em_;
    double cost = kPerLine + kMidClause + rest * rest;
    if (splits_off_one(line.end)) cost += 4;
    return cost + (holds_clause(line) ? kPastClause : 0);
  }

  // True if a clause ends within the line where the line could have ended.
  bool holds_clause(const LineAt& line) const {
    for (std::size_t i = line.begin + 1; i < line.end; ++i) {
      if (bends_[i] == kGood && after_clause(i) && width(line.begin, i) >= kClauseFrom * width_)
        return true;
    }
    return false;
  }

  // Longest line less shortest, in em.
  double spread(std::size_t begin, std::size_t end, const std::vector<std::size_t>& starts) const {
    double least = width_, most = 0;
    for (std::size_t k = 0; k <= starts.size(); ++k) {
      const std::size_t next = k < starts.size() ? starts[k] : end;
      least = std::min(least, width(begin, next));
      most = std::max(most, width(begin, next));
      begin = next;
    }
    return (most - least) / em_;
  }

  void take(std::size_t start) {
    chosen_.starts.push_back(start);
    if (counts_against_author_ && bends_[start] != kGood) chosen_.kept_marks = false;
  }

  std::span<const Character> characters_;
  double width_, em_;
  std::vector<double> places_;        // before each character
  std::vector<std::size_t> letters_;  // before each character
  std::vector<std::size_t>
      trimmed_;              // end of the text before each character, without trailing spaces
  std::vector<Bend> bends_;  // of a line beginning with each character
  bool counts_against_author_ = false;
  ChosenBreaks chosen_;
};

}  // namespace

bool may_begin_line(char32_t c) { return !contains(kNeverBegin, c); }
bool may_end_line(char32_t c) { return !contains(kNeverEnd, c); }

ChosenBreaks choose_breaks(std::span<const Character> characters, double width, double em,
                           Breaks breaks, Fill fill) {
  assert(em > 0);
  if (characters.empty()) return {};
  return Breaker(characters, width, em, breaks).run(fill);
}

}  // namespace text
