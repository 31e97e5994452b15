// SPDX-License-Identifier: GPL-3.0-or-later
// The history survey: its questions, what was answered, and where that leads.
#include <array>
#include <utility>

#include "tests/kiosk/visit/people.h"
#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

// As config/survey asks it; what stands on the review is as long as there.
const std::shared_ptr<const SurveyForm>& form() {
  static const auto kForm = [] {
    SurveyForm form = visit::test::form();
    struct Brief {
      const char *zh, *en;
    };
    static constexpr std::array<Brief, 9> kBriefs{{{"谁回答的", "Who answered"},
                                                   {"是什么关系", "Related how"},
                                                   {"去过有风险的地方", "Risk area"},
                                                   {"接触过新冠病人", "COVID contact"},
                                                   {"接触过发热的人", "Fever contact"},
                                                   {"身边有两人以上发热", "Two or more ill nearby"},
                                                   {"去过国外", "Abroad"},
                                                   {"有不舒服", "Unwell"},
                                                   {"体温", "Temperature"}}};
    for (std::size_t i = 0; i < kBriefs.size(); ++i) {
      auto& texts = form.questions[i].brief.texts;
      texts[static_cast<std::size_t>(Language::zh_hans)] = kBriefs[i].zh;
      texts[static_cast<std::size_t>(Language::en)] = kBriefs[i].en;
    }
    return std::make_shared<const SurveyForm>(std::move(form));
  }();
  return kForm;
}

std::size_t index_of(std::string_view link_id) {
  for (std::size_t i = 0; i < form()->questions.size(); ++i) {
    if (form()->questions[i].link_id == link_id) return i;
  }
  return 0;
}

void asks(Visit& visit) {
  visit.rules.survey = form();
  visit.rules.ways = std::make_shared<const Ways>(visit::test::ways());
}
void measures(Visit& visit) {
  asks(visit);
  visit.readiness.thermometer = true;
}
void reads_aloud(Visit& visit) {
  asks(visit);
  visit.look.aloud = true;
}

state::TakeSurvey survey(std::optional<std::string_view> link_id, int part = 0) {
  SurveyAnswers answers = visit::test::all_no(*form());
  (void)choose(*form(), answers, index_of("q3"), 2);
  if (part > 0) {
    (void)choose(*form(), answers, index_of("q6"), 1);
    (void)choose(*form(), answers, index_of("q6"), 3);
  }
  state::TakeSurvey taking{consent(), person("王秀英"), std::nullopt, std::move(answers),
                           link_id ? std::optional(index_of(*link_id)) : std::nullopt};
  taking.part = part;
  return taking;
}

State temperature(std::string_view typed, bool not_believed) {
  auto taking = survey("q7");
  taking.typed = Secret(typed);
  taking.not_believed = not_believed;
  return taking;
}

State many_answers() {
  auto taking = survey(std::nullopt);
  (void)answer_as(*form(), taking.answers, Answerer::relative);
  (void)choose(*form(), taking.answers, index_of("relation"), 1);
  (void)choose(*form(), taking.answers, index_of("q6"), 1);
  (void)choose(*form(), taking.answers, index_of("q6"), 7);
  return taking;
}

State routed(visit::Route route, std::optional<visit::Colour> colour, bool kept = true) {
  state::Routed led;
  led.consent = consent();
  led.identity = person("王秀英");
  if (colour) led.verdict = Verdict{*colour, Advice::pass, code(CodeState::green, {})};
  led.route = route;
  led.kept = kept;
  return led;
}

}  // namespace

std::vector<NamedState> survey_pages() {
  return {
      {"survey-question", [] { return State{survey("q2")}; }, asks},
      {"survey-symptoms", [] { return State{survey("q6", 1)}; }, asks},
      {"survey-temperature", [] { return temperature("365", false); }, asks},
      {"survey-review", [] { return State{survey(std::nullopt)}; }, asks},
      {"handing-in",
       [] {
         state::HandingIn handing;
         handing.consent = consent();
         handing.since = kNow - 2s;
         return State{std::move(handing)};
       },
       asks},
      {"routed", [] { return routed(visit::Route::fever_clinic, visit::Colour::yellow); }, asks},
  };
}

std::vector<NamedState> survey_variants() {
  std::vector<NamedState> all{
      {"survey-unwell", [] { return State{survey("q6")}; }, asks},
      {"survey-symptoms-2", [] { return State{survey("q6", 2)}; }, asks},
      {"survey-temperature-empty", [] { return temperature("", false); }, measures},
      {"survey-temperature-wrong", [] { return temperature("656", true); }, measures},
      {"survey-review-relative", many_answers, asks},
      {"survey-relation",
       [] {
         auto taking = survey("relation");
         (void)answer_as(*form(), taking.answers, Answerer::relative);
         return State{std::move(taking)};
       },
       asks},
      {"survey-aloud", [] { return State{survey("q2")}; }, reads_aloud},
      {"routed-paper-only", [] { return routed(visit::Route::isolate, visit::Colour::red, false); },
       asks},
  };
  for (const char* question : {"q1", "q3", "q4", "q5"}) {
    all.push_back(
        {std::string("survey-") + question, [question] { return State{survey(question)}; }, asks});
  }
  for (int i = 0; i < 4; ++i) {
    all.push_back({"routed-" + std::to_string(i),
                   [i] { return routed(static_cast<visit::Route>(i), std::nullopt); }, asks});
  }
  return all;
}

}  // namespace ui::test
