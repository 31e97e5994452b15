// SPDX-License-Identifier: GPL-3.0-or-later
// Cards that are pressed or looked at: an answer to a question, somebody to act for, whose badge
// was read. Pure but for the composer.
#pragma once

#include <vector>

#include "ui/pieces.h"

namespace ui {

// How the answers of one question stand: all alike, whatever their words.
struct AnswerLook {
  Type head = Type::question;
  double icon_centre = 0, icon_size = 0;  // 0: no room for it
  double text = 0;                        // from the card's left edge
  bool subs = true;
  double height = 0;  // the least
};
using Answers = std::vector<const visit::block::Choice*>;
// For cards of this width, each as low as `least` if its words let it.
[[nodiscard]] AnswerLook answer_look(const Composer& c, const Answers& answers, double width,
                                     double least, bool subs);
void answer_card(Composer& c, const visit::block::Choice& answer, const AnswerLook& look,
                 Rect rect);
[[nodiscard]] Piece answer_piece(Composer& c, const visit::block::Choice& answer,
                                 const AnswerLook& look, double most);

[[nodiscard]] Piece person_choice_piece(Composer& c, const visit::block::PersonChoice& person,
                                        double width, bool subs);
[[nodiscard]] Piece holder_piece(Composer& c, const visit::block::Holder& holder, double width);

}  // namespace ui
