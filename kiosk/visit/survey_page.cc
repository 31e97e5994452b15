// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the history survey: a question each, the review, and where the answers lead.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kiosk/visit/page_writer.h"

namespace visit {

namespace {

constexpr std::array<std::string_view, 9> kNumberKeys{"1", "2", "3", "4", "5", "6", "7", "8", "9"};

std::string degrees(int tenths) { return fmt::format("{}.{} ℃", tenths / 10, tenths % 10); }

}  // namespace

void Writer::number_keys(std::size_t count) {
  for (std::size_t i = 0; i < std::min(count, kNumberKeys.size()); ++i)
    shortcut(kNumberKeys[i], item(i));
}

// The form's own words, as the catalogue sets and speaks them where it knows them.
Words Writer::asked(const Wording& wording, std::string_view key) const {
  if (catalogue_.has(key)) return say(key);
  Words words = own_words(Secret(wording.in(page_.look.language)));
  words.personal = false;
  return words;
}

block::Toggles::Toggle Writer::toggle(Button button, Words words, bool on) const {
  return {button, std::move(words), on, say(on ? "survey.is_chosen" : "survey.not_chosen")};
}

// Whoever does not read hears the question, as often as they like.
void Writer::read_it_to_me() {
  block::Row row;
  row.icon = Icon::sound;
  row.text = say(visit_.look.aloud ? "survey.being_read" : "survey.can_be_read");
  row.button = Button::hear_again;
  row.button_words = say(visit_.look.aloud ? "sound.again" : "survey.read_it");
  add(std::move(row));
}

void Writer::where_among(const state::TakeSurvey& survey) {
  const auto list = reviewed(*visit_.rules.survey, survey.answers);
  Questions questions;
  questions.of = static_cast<int>(list.size());
  const std::string count = std::to_string(list.size());
  if (survey.question) {
    const auto at = std::find(list.begin(), list.end(), *survey.question);
    questions.now = static_cast<int>(at - list.begin());
    questions.in_words =
        say("survey.progress", {{"number", std::to_string(questions.now + 1)}, {"count", count}});
  } else {
    questions.now = questions.of;
    questions.in_words = say("survey.all_answered", {{"count", count}});
  }
  page_.questions = std::move(questions);
  page_.back = say("survey.previous");
}

void Writer::question(const state::TakeSurvey& survey) {
  const Question& question = visit_.rules.survey->questions[*survey.question];
  if (question.kind == QuestionKind::symptoms) return symptoms(survey, question);
  if (question.kind == QuestionKind::temperature) return temperature(survey, question);
  page_.id = PageId::survey_question;
  page_.title = asked(question.text, "question." + question.link_id);
  if (question.window_days > 0) {
    const DayWindow window = day_window(question, visit_.now);
    const auto moment = [](Date day) {
      return Moment{std::chrono::sys_days{day}} - std::chrono::hours{8};
    };
    page_.lead = say("survey.window", {{"day", day_words(catalogue_, moment(window.first))}});
  }
  read_it_to_me();
  static constexpr std::array<std::string_view, 3> kCodes{"yes", "no", "unknown"};
  static constexpr std::array<Icon, 3> kIcons{Icon::check, Icon::cross, Icon::question};
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    const SurveyOption& option = question.options[i];
    const auto known = std::find(kCodes.begin(), kCodes.end(), option.code);
    const bool history = question.kind == QuestionKind::history && known != kCodes.end();
    const Icon icon =
        history ? kIcons[static_cast<std::size_t>(known - kCodes.begin())] : Icon::none;
    add(block::Choice{item(i), icon, asked(option.words, "option." + option.code),
                      history && option.code == "unknown" ? say("survey.unsure_sub") : Words{},
                      false, question.kind == QuestionKind::history});
  }
  number_keys(question.options.size());
}

void Writer::symptoms(const state::TakeSurvey& survey, const Question& question) {
  page_.id = PageId::survey_symptoms;
  if (survey.part == 0) {
    page_.id = PageId::survey_question;
    page_.title = say("survey.unwell");
    read_it_to_me();
    add(block::Choice{Button::item_1, Icon::check, say("survey.unwell_yes"), {}, false, true});
    add(block::Choice{Button::item_2, Icon::cross, say("survey.unwell_no"), {}, false, true});
    number_keys(2);
    return;
  }
  page_.title = say("survey.which");
  page_.lead = say("survey.which_lead");
  const auto& given = survey.answers[*survey.question];
  const std::size_t first = static_cast<std::size_t>(survey.part - 1) * kSymptomsAPart;
  block::Toggles toggles;
  std::size_t real = 0;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    const SurveyOption& option = question.options[i];
    if (option.exclusive) continue;
    if (real >= first && real < first + kSymptomsAPart) {
      const bool on = given.state == SurveyAnswers::State::given &&
                      (given.options & (std::uint32_t{1} << i)) != 0;
      toggles.toggles.push_back(
          toggle(item(real - first), asked(option.words, "option." + option.code), on));
    }
    ++real;
  }
  number_keys(toggles.toggles.size());
  add(std::move(toggles));
  shortcut("0", Button::yes);
  act(Button::yes, first + kSymptomsAPart < real ? "survey.more_symptoms" : "survey.chosen",
      Icon::check, true);
}

void Writer::temperature(const state::TakeSurvey& survey, const Question& question) {
  page_.id = PageId::survey_temperature;
  page_.title = asked(question.text, "question." + question.link_id);
  page_.lead = say(survey.not_believed            ? "survey.not_believed"
                   : visit_.readiness.thermometer ? "survey.measure"
                                                  : "survey.three_digits");
  const std::string_view typed = survey.typed.reveal();
  std::string shown = typed.size() > 2 ? fmt::format("{}.{}", typed.substr(0, 2), typed.substr(2))
                                       : std::string(typed);
  add(block::Entry{say("survey.degrees"), own_words(Secret(shown))});
  wipe(shown.data(), shown.size());
  using enum Button;
  add(block::Keypad{{key_1, key_2, key_3, key_4, key_5, key_6, key_7, key_8, key_9, key_erase,
                     key_0, number_done},
                    say("number.erase"),
                    say("number.done")});
  if (!question.required) act(Button::skip, "survey.skip");
}

Words Writer::answer_words(const Question& question, const SurveyAnswers::Given& given) const {
  if (given.state != SurveyAnswers::State::given) return say("survey.not_said");
  if (question.kind == QuestionKind::temperature) {
    Words words = own_words(Secret(degrees(given.tenths)));
    return words;
  }
  std::string all;
  std::string spoken;
  int count = 0;
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    if ((given.options & (std::uint32_t{1} << i)) == 0) continue;
    const SurveyOption& option = question.options[i];
    Words one = asked(option.words, "option." + option.code);
    if (++count > 1) {
      all += say("survey.and").text.reveal();
      spoken += ", ";
    }
    all += (one.brief.empty() ? one.text : one.brief).reveal();
    spoken += one.spoken.reveal();
  }
  Words words;
  words.text = Secret(all);
  words.brief = Secret(all);
  words.spoken = Secret(spoken);
  words.personal = true;
  wipe(all.data(), all.size());
  wipe(spoken.data(), spoken.size());
  // More than a row holds: how many, and the answer's own page has them all.
  if (count > 2) {
    words = say("survey.so_many", {{"count", std::to_string(count)}});
    words.personal = true;
  }
  return words;
}

namespace {

// What whoever reads the list must not miss: a yes or a doubt, a symptom, a fever.
bool stands_out(const Question& question, const SurveyAnswers::Given& given) {
  if (question.kind == QuestionKind::relation) return false;
  if (question.kind == QuestionKind::temperature) {
    return given.state == SurveyAnswers::State::given && given.tenths >= question.fever_tenths;
  }
  const bool symptoms = question.kind == QuestionKind::symptoms;
  std::uint32_t bit = 1;
  for (const SurveyOption& option : question.options) {
    const bool calm = symptoms ? option.exclusive : option.code == "no";
    if (!calm && (given.options & bit) != 0) return true;
    bit <<= 1;
  }
  return false;
}

}  // namespace

void Writer::review(const state::TakeSurvey& survey) {
  open(PageId::survey_review, "survey.review", "survey.true");
  const SurveyForm& form = *visit_.rules.survey;
  const auto list = reviewed(form, survey.answers);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Question& question = form.questions[list[i]];
    const auto& given = survey.answers[list[i]];
    block::Row row;
    row.lead = own_words(Secret(std::to_string(i + 1)));
    row.lead.personal = false;
    row.text = asked(question.brief, "brief." + question.link_id);
    row.value = answer_words(question, given);
    row.strong = stands_out(question, given);
    row.button = item(i);
    row.button_words = say("survey.change");
    add(std::move(row));
  }
  const auto who = answered_by(form, survey.answers);
  block::Segments segments{say("survey.who"), {}};
  segments.segments.push_back(
      toggle(Button::answered_by_self, say("survey.by_self"), who == Answerer::self));
  segments.segments.push_back(
      toggle(Button::answered_by_relative, say("survey.by_relative"), who == Answerer::relative));
  // Staff are named by their badge.
  if (!survey.consent.badge.empty()) {
    segments.segments.push_back(
        toggle(Button::answered_by_staff, say("survey.by_staff"), who == Answerer::staff));
  }
  add(std::move(segments));
  number_keys(list.size());
  shortcut("0", Button::hand_in);
  act(Button::hand_in, "survey.hand_in", Icon::check, true);
  page_.actions.back().after_list = true;  // nobody signs what they have not seen
}

void Writer::write(const state::TakeSurvey& survey) {
  where_among(survey);
  if (survey.question) return question(survey);
  review(survey);
}

void Writer::write(const state::HandingIn& handing) {
  waiting_page(PageId::handing_in, "survey.handing_in", handing.since);
  page_.back.reset();
}

// Drawn from here to there, as the house's own plan has it.
void Writer::way(Route route) {
  if (!visit_.rules.ways) return;
  const Destination& to = visit_.rules.ways->by_route[static_cast<std::size_t>(route)];
  if (to.map.way.size() < 2) return;
  block::Picture picture{PictureKind::route, 0, {}, {}};
  picture.labels.push_back(say("way.here"));
  picture.labels.push_back(say("way.minutes", {{"minutes", std::to_string(to.minutes)}}));
  picture.labels.push_back(given(to.word));
  // The plan is 118 by 60, the picture 240 by 64.
  constexpr double kAcross = 240.0 / 118, kDown = 64.0 / 60;
  for (const auto& [x, y] : to.map.way) picture.line.emplace_back(x * kAcross, y * kDown);
  add(std::move(picture));
}

void Writer::write(const state::Routed& routed) {
  static constexpr std::array<std::string_view, 4> kTitles{"routed.pass", "routed.buffer",
                                                           "routed.fever_clinic", "routed.isolate"};
  static constexpr std::array<std::string_view, 4> kNext{
      "routed.pass_next", "routed.buffer_next", "routed.fever_clinic_next", "routed.isolate_next"};
  static constexpr std::array<std::string_view, 3> kColours{"green.word", "yellow.word",
                                                            "red.word"};
  const auto where = static_cast<std::size_t>(routed.route);
  open(PageId::routed, kTitles[where], kNext[where]);
  at(Step::result);
  page_.back.reset();
  if (routed.verdict) {
    add(block::Fact{say("routed.code"),
                    say(kColours[static_cast<std::size_t>(routed.verdict->colour)]), true});
  }
  add(block::Fact{say("routed.answers"), say("routed.no_change"), false});
  way(routed.route);
  if (!routed.kept) {
    add(block::Calm{Icon::paper, say("routed.on_paper"), say("routed.on_paper_sub")});
  }
  const bool names = routed.identity && !routed.identity->name.empty();
  if (visit_.readiness.printer && visit_.rules.ways) {
    act(Button::print, routed.verdict && names ? "routed.print" : "routed.print_way", Icon::printer,
        true);
  }
  if (routed.route != Route::pass) act(Button::lead_me, "yellow.lead_me", Icon::person);
  act(Button::no_print, "verdict.no_print");
}

}  // namespace visit
