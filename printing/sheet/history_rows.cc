// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/history_rows.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/a4_form.h"
#include "printing/sheet/languages.h"

namespace printing {

namespace {

constexpr double kHairline = .3;
constexpr double kCellX = 155;
constexpr double kTextWidth = kCellX - 3 - a4::kLeft;
constexpr double kAfterLarge = 4;
constexpr Type kSmall = regular(12);
constexpr std::string_view kZhComma = "、";
constexpr std::string_view kEnComma = ", ";

// Rows as high as they can be.
struct Level {
  double pitch, points, shorter;  // points: of a row, and of one whose words are many
};
constexpr Level kLevels[] = {{10.4, 18, 16}, {9.1, 16, 14}, {8.0, 14, 14}};

std::vector<std::string_view> split(std::string_view list, std::string_view comma) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    const auto at = list.find(comma);
    items.push_back(list.substr(0, at));
    list.remove_prefix(at == list.npos ? list.size() : at + comma.size());
  }
  return items;
}

// The first items of a list, and how many it has if not all are named.
std::string shortened(std::string_view list, std::string_view comma, std::size_t items,
                      std::string_view more) {
  const auto all = split(list, comma);
  if (items >= all.size()) return std::string(list);
  std::string named;
  for (std::size_t i = 0; i < items; ++i) {
    if (i > 0) named += comma;
    named += all[i];
  }
  return visit::fill(more, {{"list", named}, {"count", std::to_string(all.size())}});
}

struct SetWords {
  visit::Secret large, small;
  Type type;
  double small_x;
};

// As much as fits: all in both languages; smaller; the small language shorter; both.
std::optional<SetWords> words_of(Compositor& sheet, const visit::HistoryRow& row,
                                 const PaperWords& words, First first, const Level& level) {
  const auto weight = matters(row.answer) ? text::Weight::bold : text::Weight::regular;
  const std::size_t all = items_of(row);
  const auto tried = [&](double points, std::size_t many,
                         std::size_t few) -> std::optional<SetWords> {
    const Type type{{points}, weight};
    const bool zh = first == First::chinese;
    visit::Secret large_words = zh ? said_zh(row, words, many) : said_en(row, words, many);
    visit::Secret small_words = zh ? said_en(row, words, few) : said_zh(row, words, few);
    const double x = sheet.measure(large_words.reveal(), type).w + kAfterLarge;
    const double w = sheet.measure(small_words.reveal(), kSmall).w;
    if (x + w > kTextWidth) return {};
    return SetWords{std::move(large_words), std::move(small_words), type, a4::kLeft + x};
  };
  if (auto set = tried(level.points, all, all)) return set;
  for (std::size_t many = all;; --many) {
    for (std::size_t few = std::min(many, all);; --few) {
      if (auto set = tried(level.shorter, many, few)) return set;
      if (few == 0) break;
    }
    if (many <= 1) return {};
  }
}

void answer(Compositor& sheet, const visit::HistoryRow& row, const PaperWords& words, First first,
            const Box& cell, const Level& level) {
  constexpr double kFrame = .6;
  const bool bar = matters(row.answer);
  const bool framed = row.answer == visit::HistoryAnswer::unsure;
  if (bar) sheet.add(FilledRect{cell, Ink::black});
  if (framed) sheet.add(Frame{cell, kFrame});
  const auto weight = bar || framed ? text::Weight::bold : text::Weight::regular;
  const std::string words_of_answer = both(words.at(key_of(row.answer)), first);
  double points = std::min(level.points, 16.);
  const auto fits = [&](Type type) {
    return sheet.measure(words_of_answer, type).w <= cell.w - 2 &&
           type.size.mm() <= cell.h - 2 * (kFrame + .1);
  };
  while (points > 12 && !fits({{points}, weight})) {
    --points;
  }
  const Type type{{points}, weight};
  sheet.set(
      words_of_answer, type,
      {.at = {cell.x + cell.w / 2, cell.y + cell.h / 2 + (kAscent - kDescent) / 2 * type.size.mm()},
       .anchor = Anchor::centre,
       .ink = bar ? Ink::white : Ink::black,
       .widest = cell.w - 2});
}

}  // namespace

std::string_view key_of(visit::HistoryAnswer answer) {
  switch (answer) {
    case visit::HistoryAnswer::no:
      return "answer.no";
    case visit::HistoryAnswer::yes:
      return "answer.yes";
    case visit::HistoryAnswer::unsure:
      return "answer.unsure";
    case visit::HistoryAnswer::normal:
      return "answer.normal";
    case visit::HistoryAnswer::high:
      return "answer.high";
  }
  return {};
}

std::string_view key_of(visit::Answerer answerer) {
  switch (answerer) {
    case visit::Answerer::self:
      return "by.self";
    case visit::Answerer::relative:
      return "by.relative";
    case visit::Answerer::staff:
      return "by.staff";
  }
  return {};
}

bool matters(visit::HistoryAnswer answer) {
  return answer == visit::HistoryAnswer::yes || answer == visit::HistoryAnswer::high;
}

std::size_t items_of(const visit::HistoryRow& row) {
  return split(row.zh.reveal(), kZhComma).size();
}

visit::Secret said_zh(const visit::HistoryRow& row, const PaperWords& words, std::size_t items) {
  if (row.zh.empty() || items == 0) return visit::Secret(row.question.zh);
  const std::string list = shortened(row.zh.reveal(), kZhComma, items, words.at("history.more").zh);
  return visit::Secret(
      visit::fill(words.at("history.said").zh, {{"question", row.question.zh}, {"detail", list}}));
}

visit::Secret said_en(const visit::HistoryRow& row, const PaperWords& words, std::size_t items) {
  if (row.en.empty() || items == 0) return visit::Secret(row.question.en);
  // The Chinese list counts: a comma may stand within an English item.
  const bool all = items >= items_of(row);
  const std::string list =
      all ? std::string(row.en.reveal())
          : shortened(row.en.reveal(), kEnComma, items, words.at("history.more").en);
  return visit::Secret(
      visit::fill(words.at("history.said").en, {{"question", row.question.en}, {"detail", list}}));
}

void history_rows(Compositor& sheet, std::span<const visit::HistoryRow> rows,
                  const PaperWords& words, First first, double top, double bottom) {
  const auto count = static_cast<double>(rows.size());
  const Level* level = std::find_if(std::begin(kLevels), std::end(kLevels), [&](const Level& each) {
    return top + count * each.pitch <= bottom + .01;
  });
  if (level == std::end(kLevels)) return sheet.refuse(SheetTrouble::sentences_too_long);
  const auto hairline = [&](double y) {
    sheet.add(Line{{a4::kLeft, y}, {a4::kRight, y}, kHairline});
  };
  for (const visit::HistoryRow& row : rows) {
    hairline(top);
    const auto set = words_of(sheet, row, words, first, *level);
    if (!set) return sheet.refuse(SheetTrouble::words_do_not_fit);
    const double baseline =
        top + level->pitch / 2 + (kAscent - kDescent) / 2 * level->points * 25.4 / 72;
    sheet.set(set->large.reveal(), set->type, {.at = {a4::kLeft, baseline}});
    sheet.set(set->small.reveal(), kSmall, {.at = {set->small_x, baseline}});
    constexpr double kAir = 1;
    answer(sheet, row, words, first,
           {kCellX, top + kAir, a4::kRight - kCellX, level->pitch - 2 * kAir}, *level);
    top += level->pitch;
  }
  hairline(top);
}

}  // namespace printing
