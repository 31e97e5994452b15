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
  // relatives
  person_here,
  add_person,
  who_acts_for_me,
  written_consent,
  end_binding,
  all_done,
  // the history survey
  survey,
  measure,
  skip,
  answered_by_self,
  answered_by_relative,
  answered_by_staff,
  hand_in,
  // the nth thing of a page that lists some: a person, an answer, a row, a task of the desk
  item_1,
  item_2,
  item_3,
  item_4,
  item_5,
  item_6,
  item_7,
  item_8,
  item_9,
  item_10,
  item_11,
  item_12,
  more_items,
  yes,
  no,
  // staff
  sign_out,
  try_all,
  print_report,
  practice,
  journal,
  export_journal,
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

// 0-11 of item_1 to item_12.
[[nodiscard]] constexpr std::optional<std::size_t> item_of(Button button) {
  if (button < Button::item_1 || button > Button::item_12) return std::nullopt;
  return static_cast<std::size_t>(button) - static_cast<std::size_t>(Button::item_1);
}
inline constexpr std::size_t kItems = 12;
// item_1 of 0.
[[nodiscard]] constexpr Button item(std::size_t index) {
  return static_cast<Button>(static_cast<std::size_t>(Button::item_1) + index);
}

// "check_code": the id of the node in the semantic tree, as scripts press it.
[[nodiscard]] std::string_view name(Button button);
[[nodiscard]] std::optional<Button> button_named(std::string_view name);

}  // namespace visit
