// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/button.h"

#include <array>
#include <utility>

namespace visit {

namespace {

using Named = std::pair<Button, std::string_view>;
constexpr std::array kNames{
    Named{Button::check_code, "check_code"},
    Named{Button::help_family, "help_family"},
    Named{Button::check_paper, "check_paper"},
    Named{Button::ask_staff, "ask_staff"},
    Named{Button::agree, "agree"},
    Named{Button::decline, "decline"},
    Named{Button::no_card, "no_card"},
    Named{Button::stop, "stop"},
    Named{Button::its_me, "its_me"},
    Named{Button::not_me, "not_me"},
    Named{Button::print, "print"},
    Named{Button::no_print, "no_print"},
    Named{Button::print_card, "print_card"},
    Named{Button::lead_me, "lead_me"},
    Named{Button::show_paper, "show_paper"},
    Named{Button::by_hand, "by_hand"},
    Named{Button::ask_again, "ask_again"},
    Named{Button::other_card, "other_card"},
    Named{Button::person_here, "person_here"},
    Named{Button::add_person, "add_person"},
    Named{Button::who_acts_for_me, "who_acts_for_me"},
    Named{Button::written_consent, "written_consent"},
    Named{Button::end_binding, "end_binding"},
    Named{Button::all_done, "all_done"},
    Named{Button::survey, "survey"},
    Named{Button::measure, "measure"},
    Named{Button::skip, "skip"},
    Named{Button::answered_by_self, "answered_by_self"},
    Named{Button::answered_by_relative, "answered_by_relative"},
    Named{Button::answered_by_staff, "answered_by_staff"},
    Named{Button::hand_in, "hand_in"},
    Named{Button::item_1, "item_1"},
    Named{Button::item_2, "item_2"},
    Named{Button::item_3, "item_3"},
    Named{Button::item_4, "item_4"},
    Named{Button::item_5, "item_5"},
    Named{Button::item_6, "item_6"},
    Named{Button::item_7, "item_7"},
    Named{Button::item_8, "item_8"},
    Named{Button::item_9, "item_9"},
    Named{Button::item_10, "item_10"},
    Named{Button::item_11, "item_11"},
    Named{Button::item_12, "item_12"},
    Named{Button::more_items, "more_items"},
    Named{Button::yes, "yes"},
    Named{Button::no, "no"},
    Named{Button::sign_out, "sign_out"},
    Named{Button::try_all, "try_all"},
    Named{Button::print_report, "print_report"},
    Named{Button::practice, "practice"},
    Named{Button::journal, "journal"},
    Named{Button::export_journal, "export_journal"},
    Named{Button::another_paper, "another_paper"},
    Named{Button::key_0, "key_0"},
    Named{Button::key_1, "key_1"},
    Named{Button::key_2, "key_2"},
    Named{Button::key_3, "key_3"},
    Named{Button::key_4, "key_4"},
    Named{Button::key_5, "key_5"},
    Named{Button::key_6, "key_6"},
    Named{Button::key_7, "key_7"},
    Named{Button::key_8, "key_8"},
    Named{Button::key_9, "key_9"},
    Named{Button::key_x, "key_x"},
    Named{Button::key_erase, "key_erase"},
    Named{Button::number_done, "number_done"},
    Named{Button::do_not_wait, "do_not_wait"},
    Named{Button::have_all, "have_all"},
    Named{Button::in_tray, "in_tray"},
    Named{Button::not_in_tray, "not_in_tray"},
    Named{Button::more_time, "more_time"},
    Named{Button::erase_now, "erase_now"},
    Named{Button::back, "back"},
    Named{Button::help, "help"},
    Named{Button::text_size, "text_size"},
    Named{Button::contrast, "contrast"},
    Named{Button::listen, "listen"},
    Named{Button::language, "language"},
    Named{Button::adjust, "adjust"},
    Named{Button::simplified_chinese, "simplified_chinese"},
    Named{Button::english, "english"},
    Named{Button::traditional_chinese, "traditional_chinese"},
    Named{Button::uyghur, "uyghur"},
    Named{Button::hear_again, "hear_again"},
    Named{Button::slower, "slower"},
    Named{Button::faster, "faster"},
    Named{Button::softer, "softer"},
    Named{Button::louder, "louder"},
    Named{Button::names_aloud, "names_aloud"},
    Named{Button::silence, "silence"},
};
static_assert(kNames.size() == kButtons);

}  // namespace

std::string_view name(Button button) { return kNames[static_cast<std::size_t>(button)].second; }

std::optional<Button> button_named(std::string_view name) {
  for (const auto& [button, text] : kNames) {
    if (text == name) return button;
  }
  return std::nullopt;
}

}  // namespace visit
