// SPDX-License-Identifier: GPL-3.0-or-later
// What other programs read off a sheet that came out: its code, what was signed in it, its words.
// One thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "tests/whole/sheet_text.h"
#include "tests/whole/stage.h"

namespace whole {

// HC1:… of a certificate, the serial of any other sheet; "" if there is no code.
[[nodiscard]] std::string code_on(Stage& stage, const std::string& serial);
// What `kioskctl verify --json` says of that code.
[[nodiscard]] nlohmann::json signed_on(Stage& stage, const std::string& serial);
// The words on the paper as an optical reader sees them, without blanks: the practice mark across
// them is taken away. It overlooks some: look for what must stand there before what must not.
[[nodiscard]] std::string words_on(Stage& stage, const std::string& serial);

// Reads all that a sheet of ours may say of the cast. Open it before the stage: its threads.
[[nodiscard]] SheetReader sheet_reader();
// The words by their outlines, letter by letter, without blanks.
[[nodiscard]] std::string letters_on(Stage& stage, const SheetReader& reader,
                                     const std::string& serial);

}  // namespace whole
