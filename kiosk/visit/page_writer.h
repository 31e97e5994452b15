// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of page(): one page while it is being written, in the words of its language. For
// page.cc and the *_page files only.
#pragma once

#include <array>
#include <utility>

#include "kiosk/visit/clock_words.h"
#include "kiosk/visit/household_arrows.h"
#include "kiosk/visit/page.h"
#include "kiosk/visit/staff_arrows.h"
#include "kiosk/visit/survey_arrows.h"

namespace visit {

enum class Step { consent, card, identity, result, paper };

// Writes one page: the visit's facts in the words of its language.
class Writer {
 public:
  Writer(const Visit& visit, const Settings& settings)
      : visit_(visit), settings_(settings), catalogue_(settings.catalogues.at(read_in(visit))) {
    page_.look = visit.look;
    page_.look.language = read_in(visit);
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

  // household_page.cc
  void write(const state::AskFamily&);
  void write(const state::ChoosePerson&);
  void write(const state::ChooseRelation&);
  void write(const state::Binding&);
  void write(const state::NotAllowed&);
  void write(const state::ShowAgents&);
  void write(const state::EndBinding&);
  // survey_page.cc
  void write(const state::TakeSurvey&);
  void write(const state::HandingIn&);
  void write(const state::Routed&);
  // staff_page.cc
  void write(const state::EnterPin&);
  void write(const state::StaffDesk&);
  void write(const state::PickSheet&);
  void write(const state::GiveReason&);
  void write(const state::Voiding&);
  void write(const state::ChooseAppeal&);
  void write(const state::AppealDone&);
  void write(const state::ShowShift&);
  void write(const state::Devices&);
  void write(const state::Checking&);
  void write(const state::ReadJournal&);
  void write(const state::AskPractice&);

  Page done() && { return std::move(page_); }

  // The desk's pages are written in two languages: simplified Chinese, and English.
  [[nodiscard]] static Language read_in(const Visit& visit) {
    const bool staff = visit.duty || std::holds_alternative<state::EnterPin>(visit.state);
    return staff && visit.look.language != Language::en ? Language::zh_hans : visit.look.language;
  }

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
    Words words = own_words(Secret(is_chinese(page_.look.language) ? both.zh : both.en));
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
    // A relative chooses a person where others look at their own name.
    const auto key_of = [this](std::size_t i) {
      const bool person = visit_.sitting && i == static_cast<std::size_t>(Step::identity);
      return person ? std::string_view("step.person") : kNames[i];
    };
    Steps steps;
    for (std::size_t i = 0; i < kNames.size(); ++i) steps.names.push_back(say(key_of(i)));
    steps.now = static_cast<int>(step);
    steps.in_words =
        say("chrome.step", {{"number", std::to_string(steps.now + 1)},
                            {"name", catalogue_.at(key_of(static_cast<std::size_t>(step))).text}});
    page_.steps = std::move(steps);
  }
  // A page of the staff: a dark header, and whose session it is.
  void at_the_desk(PageId id, std::string_view title, std::string_view lead = "");
  void shortcut(std::string_view key, Button button) { page_.shortcuts.push_back({key, button}); }
  // 1 presses item_1, and so on.
  void number_keys(std::size_t count);
  void pager(std::size_t first, std::size_t part, std::size_t count);
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
  void offer_survey(const state::ShowVerdict& shown);
  void known_agents(const HealthCode&);
  void paper(const PaperCheck&);
  void code(const Judgement&);
  void green(const state::ShowVerdict&);
  void yellow(const state::ShowVerdict&);
  void red(const state::ShowVerdict&);
  void printer_page(std::string_view how_long, int quarter, int sheet, int sheets);
  void how_to_find_it(const state::CallStaff&);
  void evidence(const Evidence&);
  [[nodiscard]] Words until_words(const Delegation&) const;
  [[nodiscard]] const Delegation* acting_by(const Consent&) const;
  void waiting_page(PageId id, std::string_view title, Moment since);
  void question(const state::TakeSurvey&);
  void symptoms(const state::TakeSurvey&, const Question&);
  void temperature(const state::TakeSurvey&, const Question&);
  void review(const state::TakeSurvey&);
  void where_among(const state::TakeSurvey&);
  [[nodiscard]] Words asked(const Wording&, std::string_view key) const;
  [[nodiscard]] block::Toggles::Toggle toggle(Button, Words, bool on) const;
  void read_it_to_me();
  [[nodiscard]] Words answer_words(const Question&, const SurveyAnswers::Given&) const;
  void way(Route);
  [[nodiscard]] static std::string_view check_name(Check);
  [[nodiscard]] Words check_words(const CheckNote&) const;
  [[nodiscard]] Words journal_words(const JournalLine&) const;
  void check_row(std::size_t index, const CheckNote*);
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
