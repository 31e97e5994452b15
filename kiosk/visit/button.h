// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a person can press, on any page, by finger, key or script. Closed; each has one name.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace visit {

enum class Button {
  // welcome
  check_code,
  help_family,
  check_paper,
  ask_staff,
  // consent, card, identity
  agree,
  decline,
  no_card,
  stop,
  its_me,
  not_me,
  // results
  print,
  no_print,
  print_card,
  lead_me,
  show_paper,
  by_hand,
  ask_again,
  other_card,
  // a paper under the scanner
  another_paper,
  // staff type a number
  key_0,
  key_1,
  key_2,
  key_3,
  key_4,
  key_5,
  key_6,
  key_7,
  key_8,
  key_9,
  key_x,
  key_erase,
  number_done,
  // paper
  do_not_wait,
  have_all,
  in_tray,
  not_in_tray,
  // idle
  more_time,
  erase_now,
  // on every page
  back,
  help,
  text_size,
  contrast,
  listen,
  language,
  adjust,  // lying panels: size, contrast and sound
  // languages
  simplified_chinese,
  english,
  traditional_chinese,
  uyghur,
  // sound
  hear_again,
  slower,
  faster,
  softer,
  louder,
  names_aloud,
  silence,
};

inline constexpr std::size_t kButtons = static_cast<std::size_t>(Button::silence) + 1;

// "check_code": the id of the node in the semantic tree, as scripts press it.
[[nodiscard]] std::string_view name(Button button);
[[nodiscard]] std::optional<Button> button_named(std::string_view name);

}  // namespace visit
