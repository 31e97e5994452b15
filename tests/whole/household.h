// SPDX-License-Identifier: GPL-3.0-or-later
// A relative's sitting as scripts play it: whom they may act for, chosen by name as a person does.
// One thread.
#pragma once

#include <string>

#include "tests/whole/stage.h"

namespace whole {

// One of the cast comes to help their family: from welcome to the page that says whom.
void sit_down(Stage& stage, const std::string& agent);
// "办完了", and the cards are taken.
void get_up(Stage& stage);
// Whether somebody of that name stands on it, on whichever part of the list.
[[nodiscard]] bool lists(Stage& stage, const std::string& name);
// Touches the name there; then, to the page that asks whether they agree.
void touch(Stage& stage, const std::string& name);
void choose(Stage& stage, const std::string& name);
// The line on which a word stands on this page; "" if there is none.
[[nodiscard]] std::string line_with(Stage& stage, const std::string& word);
// Whether a word stands on this page.
[[nodiscard]] bool shows(Stage& stage, const std::string& word);
// Whether that button stands on this page.
[[nodiscard]] bool offers(Stage& stage, const std::string& button);
// How often the own province was asked there; a "POST /v1/status/query".
[[nodiscard]] int asked(Stage& stage, const std::string& what);

// From the page that says whom, the other card in the place of their own: bound as their child if
// the rules allow it.
inline std::string bind_by_card(const std::string& how, const std::string& person) {
  return "card lift\npress " + how + "\nexpect lay-card\ncard lay " + person +
         "\nwait choose-relation\npress item_2\n";
}

}  // namespace whole
