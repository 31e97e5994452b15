// SPDX-License-Identifier: GPL-3.0-or-later
// The A4 offline identity card: what it is, whose and until when above, a card to cut out and fold
// below. It bears no colour; its code must be scanned live. Pure, as status_slip.h. One Faces a
// thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/certificate.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace text {
class Faces;
}

namespace printing {

// config/paper/health_card.toml.
extern const WordsForm kHealthCardWords;

// A name that takes more than two lines on the card is refused: such a person is given a status
// slip. A roll fades long before a card ends: not_on_this_paper.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> health_card(const visit::HealthCard& card,
                                                            const SheetDetails& details,
                                                            const PaperWords& words,
                                                            text::Faces& faces);

}  // namespace printing
