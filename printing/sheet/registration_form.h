// SPDX-License-Identifier: GPL-3.0-or-later
// Registration by hand: boxes to fill in with a pen where no service can answer. Nothing of a
// person is printed. Pure, as status_slip.h. One Faces a thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/document.h"
#include "printing/sheet/paper_words.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace text {
class Faces;
}

namespace printing {

// config/paper/registration_form.toml.
extern const WordsForm kRegistrationFormWords;

// Nobody can write on 80 mm of thermal paper: a roll is not_on_this_paper.
[[nodiscard]] tl::expected<Sheet, SheetTrouble> registration_form(
    const visit::RegistrationForm& form, const SheetDetails& details, const PaperWords& words,
    text::Faces& faces);

}  // namespace printing
