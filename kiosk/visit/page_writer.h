// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of page(): one page while it is being written, in the words of its language. For
// page.cc and the *_page files only.
#pragma once

#include <array>
#include <utility>

#include "kiosk/visit/clock_words.h"
#include "kiosk/visit/page.h"

namespace visit {

enum class Step { consent, card, identity, result, paper };

// Writes one page: the visit's facts in the words of its language.
class Writer {
 public:
  Writer(const Visit& visit, const Settings& settings)
      : visit_(visit),
        settings_(settings),
        catalogue_(settings.catalogues.at(visit.look.language)) {
    page_.look = visit.look;
    page_.place = given(settings.place);
    page_.channel = given(settings.channel);
    page_.clock = clock_digits(visit.now);
    page_.back = say("chrome.back");
    page_.help_called = visit.staff_called.has_value();
    page_.help = say(page_.help_called ? "chrome.help_called" : "chrome.help");
    page_.band = {say("chrome.text_size"), say("chrome.contrast"), say("chrome.listen"),
                  say("chrome.language"),  say("chrome.adjust"),   visit.aside};
    say_how_it_stands(page_.band.text_size, size_now());
    say_how_it_stands(page_.band.contrast, contrast_now());
    if (settings.practice) page_.practice = say("chrome.practice");
    page_.reading = visit.readings;
    page_.private_ear = visit.readiness.headset;
  }

  void write(Aside);

  void write(const state::Welcome&);
  void write(const state::AskConsent&);
  void write(const state::LayCard&);
  void write(const state::Reading&);
  void write(const state::ConfirmIdentity&);
  void write(const state::Querying&);
  void write(const state::ShowVerdict&);
  void write(const state::NoResult&);
  void write(const state::Certifying&);
  void write(const state::Printing&);
  void write(const state::PrintHeld&);
  void write(const state::TakePaper&);
  void write(const state::TakeCard&);
  void write(const state::CallStaff&);
  void write(const state::StillThere&);
  void write(const state::ScanPaper&);
  void write(const state::CheckingPaper&);
  void write(const state::ShowPaper&);
  void write(const state::TypeNumber&);
  void write(const state::LookInTray&);

  Page done() && { return std::move(page_); }

 private:
  [[nodiscard]] Words say(std::string_view key, const Slots& slots = {}) const {
    return catalogue_.words(key, slots);
  }
  // The same, in words for where this door leads, if there are any of their own.
  [[nodiscard]] Words say_here(std::string_view key) const {
    const Where where = visit_.rules.scene.where;
    if (where == Where::journey) {
      const std::string own = std::string(key) + "_journey";
      if (catalogue_.has(own)) return say(own);
    }
    if (where != Where::hospital) {
      const std::string own = std::string(key) + "_venue";
      if (catalogue_.has(own)) return say(own);
    }
    return say(key);
  }
  // Words of the place or the service, in both languages.
  [[nodiscard]] Words given(const Bilingual& both) const {
    Words words = own_words(Secret(is_chinese(visit_.look.language) ? both.zh : both.en));
    words.personal = false;
    return words;
  }
  [[nodiscard]] Slots time_slot(Moment moment) const {
    return {{"time", clock_words(catalogue_, moment)}};
  }
  [[nodiscard]] Slots called_slot() const {
    return time_slot(visit_.staff_called.value_or(visit_.now));
  }

  void open(PageId id, std::string_view title, std::string_view lead) {
    page_.id = id;
    if (!title.empty()) page_.title = say(title);
    if (!lead.empty()) page_.lead = say(lead);
  }
  void at(Step step) {
    static constexpr std::array<std::string_view, 5> kNames{
        "step.consent", "step.card", "step.identity", "step.result", "step.paper"};
    Steps steps;
    for (const auto key : kNames) steps.names.push_back(say(key));
    steps.now = static_cast<int>(step);
    steps.in_words =
        say("chrome.step", {{"number", std::to_string(steps.now + 1)},
                            {"name", catalogue_.at(kNames[static_cast<std::size_t>(step)]).text}});
    page_.steps = std::move(steps);
  }
  template <typename B>
  void add(B block) {
    page_.blocks.emplace_back(std::move(block));
  }
  void act(Button button, std::string_view key, Icon icon = Icon::none, bool primary = false) {
    page_.actions.push_back({button, icon, say(key), primary});
  }
  void choice(Button button, Icon icon, std::string_view key, bool first = false) {
    add(block::Choice{button, icon, say(key), say(std::string(key) + "_sub"), first});
  }
  void point(Icon icon, std::string_view key, bool with_sub) {
    add(block::Point{icon, say(key), with_sub ? say(std::string(key) + "_sub") : Words{},
                     with_sub});
  }
  void field(VerdictShape shape, Words word, Words line, const Identity* whose) {
    page_.field = Field{shape, std::move(word), std::move(line), {}, {}};
    if (whose == nullptr) return;
    page_.field->name = own_words(masked_name(whose->name));
    page_.field->number = own_words(number_for_screen(whose->number));
  }

  [[nodiscard]] Words reason(const Reason& reason) const;
  [[nodiscard]] Words why(const std::vector<Reason>& reasons) const;
  [[nodiscard]] Words whence(const HealthCode& code, std::string_view origin_key) const;
  [[nodiscard]] Words marked(Words line, const HealthCode& code) const;
  void say_whence(const HealthCode& code);
  void offer_ways_on(const state::ShowVerdict& shown, std::string_view print_key, bool primary);
  void paper(const PaperCheck&);
  void code(const Judgement&);
  void green(const state::ShowVerdict&);
  void yellow(const state::ShowVerdict&);
  void red(const state::ShowVerdict&);
  void printer_page(std::string_view how_long, int quarter);
  void how_to_find_it(const state::CallStaff&);
  void evidence(const Evidence&);
  // A short name is shown, and said with what it stands at.
  static void say_how_it_stands(Words& name, Words now) {
    name.key = std::move(now.key);
    name.spoken = std::move(now.spoken);
  }
  [[nodiscard]] Words size_now() const;      // 字大小：大
  [[nodiscard]] Words contrast_now() const;  // 对比：黑底白字
  void stepper(std::string_view key, Button less, Button more, int level);

  const Visit& visit_;
  const Settings& settings_;
  const Catalogue& catalogue_;
  Page page_;
};

}  // namespace visit
