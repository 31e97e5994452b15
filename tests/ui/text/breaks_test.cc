// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/breaks.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <tuple>

using text::Breaks;
using text::Character;
using text::Fill;
using text::Mark;

namespace {

bool is_ascii_word(char32_t c) { return c < 0x80 && c != U' '; }

// One em an ideograph, half an em a Latin letter; Unicode's rules reduced to: not inside a word,
// not before a space.
// `|` and `/` are the author's marks.
std::vector<Character> characters_of(std::u32string_view words) {
  std::vector<Character> out;
  Mark mark = Mark::none;
  for (const char32_t c : words) {
    if (c == U'|' || c == U'/') {
      mark = c == U'|' ? Mark::may : Mark::must;
      continue;
    }
    const char32_t last = out.empty() ? 0 : out.back().code_point;
    const bool inside = c == U' ' || (is_ascii_word(c) && is_ascii_word(last));
    out.push_back({c, c < 0x80 ? 0.5 : 1.0, !out.empty() && !inside, mark});
    mark = Mark::none;
  }
  return out;
}

std::vector<std::u32string> lines_of(std::u32string_view words, double width,
                                     Breaks breaks = Breaks::plain, Fill fill = Fill::balanced,
                                     bool* kept = nullptr) {
  const std::vector<Character> characters = characters_of(words);
  const text::ChosenBreaks chosen = text::choose_breaks(characters, width, 1, breaks, fill);
  if (kept != nullptr) *kept = chosen.kept_marks;
  std::vector<std::u32string> lines(1);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (std::find(chosen.starts.begin(), chosen.starts.end(), i) != chosen.starts.end())
      lines.emplace_back();
    lines.back() += characters[i].code_point;
  }
  for (std::u32string& line : lines) {
    while (!line.empty() && line.back() == U' ') line.pop_back();
  }
  return lines;
}

using Lines = std::vector<std::u32string>;

// The kept pieces of a text in brackets.
std::u32string kept(std::u32string_view words) {
  const std::vector<Character> characters = characters_of(words);
  const std::vector<text::Hold> holds = text::holds(characters);
  const auto held = [&](std::size_t i) {
    return i < holds.size() && holds[i] != text::Hold::loose;
  };
  std::u32string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool opens = !held(i) && held(i + 1);
    const bool closes = held(i) && !held(i + 1);
    if (opens) out += U'[';
    out += characters[i].code_point;
    if (closes) out += U']';
  }
  return out;
}

}  // namespace

TEST_CASE("numbers stay with their units, dates and times stay whole") {
  CHECK(kept(U"最近 14 天里") == U"最近 [14 天]里");
  CHECK(kept(U"于2020年12月10日到") == U"于[2020年12月10日]到");
  CHECK(kept(U"从 11 月 8 日到") == U"从 [11 月 8 日]到");
  CHECK(kept(U"到 今天下午 6 点 30 分") == U"到 今天[下午 6 点 30 分]");
  CHECK(kept(U"第 3 题，共 7 题") == U"[第 3 题]，[共 7 题]");
  CHECK(kept(U"在09:30采样") == U"在[09:30采]样");
  CHECK(kept(U"体温 37.6 ℃") == U"体温 [37.6 ℃]");
  CHECK(kept(U"走5 分钟到") == U"走[5 分钟]到");
  CHECK(kept(U"等14个月吧") == U"等[14个月]吧");
  CHECK(kept(U"about 8 seconds left") == U"about [8 s]econds left");
  CHECK(kept(U"没有数字") == U"没有数字");
}

TEST_CASE("a number that alone is wider than the line may break at last") {
  // Between its parts first, and only if even a part is too wide inside it.
  CHECK(lines_of(U"2020年12月10日下午6点30分", 5) ==
        Lines{U"2020年", U"12月10日", U"下午6点", U"30分"});
  CHECK(lines_of(U"于2020年", 2).size() > 1);
}

TEST_CASE("no line begins or ends with the wrong punctuation") {
  CHECK(lines_of(U"一二三四，五六七八", 4) == Lines{U"一二", U"三四，", U"五六七八"});
  CHECK(lines_of(U"一二三（四五六", 4) == Lines{U"一二三", U"（四五六"});
  CHECK_FALSE(text::may_begin_line(U'·'));
  CHECK_FALSE(text::may_begin_line(U'％'));
  CHECK_FALSE(text::may_end_line(U'《'));
  CHECK(text::may_begin_line(U'《'));
}

TEST_CASE("lines are equal and their letters are not left alone") {
  CHECK(lines_of(U"一二三四五六七八九", 8) == Lines{U"一二三四五", U"六七八九"});
  // Control: filling each line would leave 九 alone.
  CHECK(lines_of(U"一二三四五六七八九", 9).size() == 1);
}

TEST_CASE("a clause is ended rather than split off by one letter") {
  CHECK(lines_of(U"一二三四五，六七八九十", 8) == Lines{U"一二三四五，", U"六七八九十"});
}

TEST_CASE("with the author's marks a line ends nowhere else than there and after a clause") {
  bool kept_marks = false;
  CHECK(lines_of(U"一二三四|五六七八九，一二三四五", 10, Breaks::author, Fill::balanced,
                 &kept_marks) == Lines{U"一二三四五六七八九，", U"一二三四五"});
  CHECK(kept_marks);
  CHECK(lines_of(U"一二/三四五", 10, Breaks::author) == Lines{U"一二", U"三四五"});
}

TEST_CASE("an author's piece that is too wide breaks by the plain rules and says so") {
  bool kept_marks = true;
  const Lines lines =
      lines_of(U"一二三|四五六七八九十一二三", 6, Breaks::author, Fill::balanced, &kept_marks);
  CHECK(lines == Lines{U"一二三", U"四五六七八", U"九十一二三"});
  CHECK_FALSE(kept_marks);
}

TEST_CASE("without a mark the author's text is plain") {
  bool kept_marks = false;
  CHECK(lines_of(U"一二三四五六", 4, Breaks::author, Fill::balanced, &kept_marks) ==
        Lines{U"一二三", U"四五六"});
  CHECK(kept_marks);
}

TEST_CASE(
    "a name breaks after its dot first, at spaces and its own hyphens, else between ideographs") {
  CHECK(lines_of(U"阿卜杜热伊木·托合提", 8, Breaks::name) == Lines{U"阿卜杜热伊木·", U"托合提"});
  CHECK(lines_of(U"阿卜杜热伊木", 4, Breaks::name) == Lines{U"阿卜杜", U"热伊木"});
  CHECK(lines_of(U"Maximiliane van Hoeven", 8, Breaks::name) ==
        Lines{U"Maximiliane", U"van Hoeven"});
  // Thirty letters without a space stay one line.
  CHECK(lines_of(U"Abcdefghijklmnopqrstuvwxyzabcd", 8, Breaks::name).size() == 1);
}

TEST_CASE("on paper a line ends at the clause that stands at 40 % or later") {
  CHECK(lines_of(U"一二三四五，六七八九十一二三四五六", 10, Breaks::plain, Fill::clauses) ==
        Lines{U"一二三四五，", U"六七八九十一二三", U"四五六"});
  CHECK(lines_of(U"一二，三四五六七八九十一二三四", 10, Breaks::plain, Fill::clauses).front() ==
        U"一二，三四五六七八九");
}

TEST_CASE(
    "no other way of breaking has fewer lines, and none as few is more equal by more than 4 em") {
  std::mt19937 random(20200101);
  const std::u32string letters = U"天地玄黄宇宙洪荒日月盈昃，。；（）";
  for (int round = 0; round < 300; ++round) {
    std::u32string words;
    const std::size_t n = 8 + random() % 9;
    while (words.size() < n) words += letters[random() % letters.size()];
    const auto width = static_cast<double>(4 + random() % 5);
    const std::vector<Character> characters = characters_of(words);
    // What the rules weigh, worst first: lines, letters left alone, spread.
    using Weight = std::tuple<std::size_t, std::size_t, std::size_t>;
    const auto weigh = [&](const std::vector<std::size_t>& starts, bool& allowed) {
      std::size_t begin = 0, least = n, most = 0, lonely = 0;
      allowed = true;
      for (std::size_t k = 0; k <= starts.size(); ++k) {
        const std::size_t end = k < starts.size() ? starts[k] : n;
        least = std::min(least, end - begin);
        most = std::max(most, end - begin);
        const auto own = std::count_if(words.begin() + static_cast<std::ptrdiff_t>(begin),
                                       words.begin() + static_cast<std::ptrdiff_t>(end),
                                       [](char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; });
        if (!starts.empty()) lonely += own < 2 ? 100U : own < 3 && k == starts.size() ? 1U : 0U;
        if (k < starts.size()) {
          allowed =
              allowed && text::may_begin_line(words[end]) && text::may_end_line(words[end - 1]);
        }
        begin = end;
      }
      allowed = allowed && static_cast<double>(most) <= width;
      return Weight{starts.size(), lonely, most - least};
    };
    Weight best{n + 1, 0, 0};
    for (unsigned set = 0; set < 1U << (n - 1); ++set) {
      std::vector<std::size_t> starts;
      for (std::size_t i = 1; i < n; ++i) {
        if ((set >> (i - 1) & 1U) != 0) starts.push_back(i);
      }
      bool allowed = false;
      const Weight weight = weigh(starts, allowed);
      if (allowed) best = std::min(best, weight);
    }
    if (std::get<0>(best) > n) continue;  // some bracketed piece is wider than the line
    const auto chosen = text::choose_breaks(characters, width, 1, Breaks::plain, Fill::balanced);
    bool allowed = false;
    const auto [lines, lonely, spread] = weigh(chosen.starts, allowed);
    CAPTURE(round, width);
    CHECK(allowed);
    CHECK(lines == std::get<0>(best));
    CHECK(lonely == std::get<1>(best));
    CHECK(spread <= std::max<std::size_t>(std::get<2>(best), 4));
  }
}
