// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody answered, as the lower half of the route slip: one line a question, its answer in a
// cell at the right. One thread, that of the compositor.
#pragma once

#include <span>
#include <string_view>

#include "kiosk/visit/route_slip.h"
#include "printing/sheet/compositor.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

// Sets the rows between two heights, closer and smaller the more there are. Trouble
// (sentences_too_long) if they are more than fit at 14 points, (words_do_not_fit) if one question
// is too long. A list of symptoms that is too long for its line says how many there are.
void history_rows(Compositor& sheet, std::span<const visit::HistoryRow> rows,
                  const PaperWords& words, First first, double top, double bottom);

// As the words' file spells them: "answer.yes", "by.relative".
[[nodiscard]] std::string_view key_of(visit::HistoryAnswer answer);
[[nodiscard]] std::string_view key_of(visit::Answerer answerer);
// Whether an answer is one that the reader must not miss.
[[nodiscard]] bool matters(visit::HistoryAnswer answer);

// What a row says before its answer when only `items` of its list are named; all of them if it has
// fewer. The small language alone may be left at its question.
[[nodiscard]] std::size_t items_of(const visit::HistoryRow& row);
[[nodiscard]] visit::Secret said_zh(const visit::HistoryRow& row, const PaperWords& words,
                                    std::size_t items);
[[nodiscard]] visit::Secret said_en(const visit::HistoryRow& row, const PaperWords& words,
                                    std::size_t items);

}  // namespace printing
