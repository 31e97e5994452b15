// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kiosk/visit/people.h"

#include <array>
#include <memory>

#include "kiosk/visit/journal.h"

namespace visit::test {

using namespace std::chrono_literals;

Identity wang() {
  return {DocumentKind::resident_id, Secret("王秀英"), Secret("990101195202290055"),
          Date{1952y / 2 / 29}, std::nullopt};
}

Identity sun() {
  return {DocumentKind::resident_id, Secret("孙𠅤"), Secret("990101193804120011"),
          Date{1938y / 4 / 12}, std::nullopt};
}

HealthCode code(CodeState state, std::vector<Reason> reasons) {
  HealthCode code;
  code.state = state;
  code.reasons = std::move(reasons);
  code.as_of = kNow;
  code.expires_at = kNow + 30min;
  code.valid_until = kNow + 8h;
  code.issuer = "示例省健康码服务";
  code.policy = {"REF-CN-2021", "1", "参考规则"};
  return code;
}

Verdict verdict(Colour colour) {
  switch (colour) {
    case Colour::green:
      return {colour, Advice::pass, code(CodeState::green, {{"G_NO_ABNORMAL", {}, "", 14, {}}})};
    case Colour::yellow:
      return {
          colour, Advice::fever_clinic,
          code(CodeState::yellow, {{"Y_MEDIUM_RISK_AREA", Date{2021y / 1 / 16}, "某区", 14, {}}})};
    case Colour::red:
      break;
  }
  return {colour, Advice::isolate,
          code(CodeState::red, {{"R_CLOSE_CONTACT", Date{2021y / 1 / 21}, "", 14, {}}})};
}

SignedSlip slip() { return {Secret("HC1:TEST"), kNow + 8h, "slip-1", Colour::green}; }

namespace {

Wording wording(std::string zh, std::string en) {
  Wording words;
  words.texts[static_cast<std::size_t>(Language::zh_hans)] = std::move(zh);
  words.texts[static_cast<std::size_t>(Language::en)] = std::move(en);
  return words;
}

SurveyOption option(std::string code, std::string zh, Route route = Route::pass,
                    bool exclusive = false) {
  return {"https://example.org/codes", code, wording(std::move(zh), code), exclusive, route};
}

Question question(std::string link_id, QuestionKind kind, std::string zh,
                  std::vector<SurveyOption> options) {
  Question one;
  one.link_id = std::move(link_id);
  one.kind = kind;
  one.text = wording(zh, "Ask " + one.link_id);
  one.brief = wording(zh, "Brief " + one.link_id);
  one.options = std::move(options);
  return one;
}

}  // namespace

SurveyForm form() {
  SurveyForm form;
  form.id = "epi-survey";
  form.url = "https://example.org/fhir/Questionnaire/epi-survey";
  form.version = "1";
  form.questions.push_back(
      question("by", QuestionKind::answerer, "谁回答",
               {option("self", "本人"), option("relative", "家人"), option("staff", "工作人员")}));
  form.questions.push_back(
      question("relation", QuestionKind::relation, "什么关系",
               {option("SPOUSE", "爱人"), option("CHILD", "子女"), option("OTHER", "别的")}));
  form.questions.back().asked_if = Question::Condition{0, 1};
  for (const char* link_id : {"q1", "q2", "q3", "q4", "q5"}) {
    form.questions.push_back(question(link_id, QuestionKind::history, "去过吗",
                                      {option("yes", "是", Route::fever_clinic), option("no", "否"),
                                       option("unknown", "不清楚", Route::buffer)}));
    form.questions.back().window_days = 14;
  }
  std::vector<SurveyOption> symptoms;
  for (const char* code :
       {"FEVER", "DRY_COUGH", "FATIGUE", "LOSS_OF_SMELL", "LOSS_OF_TASTE", "STUFFY_NOSE",
        "RUNNY_NOSE", "SORE_THROAT", "CONJUNCTIVITIS", "MUSCLE_PAIN", "DIARRHOEA"}) {
    symptoms.push_back(option(code, "不适", Route::fever_clinic));
  }
  symptoms.push_back(option("none", "都没有", Route::pass, true));
  form.questions.push_back(question("q6", QuestionKind::symptoms, "不舒服吗", std::move(symptoms)));
  form.questions.push_back(question("q7", QuestionKind::temperature, "体温", {}));
  form.questions.back().required = false;
  form.questions.back().least_tenths = 340;
  form.questions.back().most_tenths = 430;
  form.questions.back().fever_tenths = 373;
  form.questions.back().fever_route = Route::fever_clinic;
  form.questions.push_back(question("declared", QuestionKind::declaration, "都是真的吗", {}));
  form.at_least = {Route::pass, Route::buffer, Route::isolate};
  return form;
}

SurveyAnswers all_no(const SurveyForm& form) {
  SurveyAnswers answers(form);
  static_cast<void>(answer_as(form, answers, Answerer::self));
  for (std::size_t i = 0; i < form.questions.size(); ++i) {
    if (form.questions[i].kind == QuestionKind::history)
      static_cast<void>(choose(form, answers, i, 1));
    if (form.questions[i].kind == QuestionKind::symptoms)
      static_cast<void>(choose(form, answers, i, form.questions[i].options.size() - 1));
    if (form.questions[i].kind == QuestionKind::temperature)
      static_cast<void>(set_temperature(form, answers, i, 365));
  }
  return answers;
}

Ways ways() {
  Ways all;
  all.name = "WH1-R 2.0";
  for (Destination& one : all.by_route) {
    one.word = {"去发热门诊", "Fever clinic"};
    one.where = {"3号楼 1层", "Building 3"};
    one.minutes = 3;
    one.metres = 150;
    one.map.way = {{27, 33}, {27, 43}, {99, 43}, {99, 33}};
    one.map.buildings = {{82, 5, 34, 28, "发热门诊", "3号楼", true}};
    one.steps = {{{"出门左转", "Left"}, "跟着箭头"}};
  }
  return all;
}

Delegation delegation(const char* id, Relation relation, Identity person) {
  Delegation one;
  one.id = id;
  one.relation = relation;
  one.valid_to = kNow + 24h * 90;
  one.masked_person = masked_name(person.name);
  one.masked_agent = Secret("王*英");
  one.person = std::move(person);
  return one;
}

Household household() {
  Household household;
  household.people.push_back(delegation("a1", Relation::child, sun()));
  Delegation agent = delegation("b1", Relation::child, wang());
  agent.masked_agent = Secret("李*");
  agent.person.reset();
  household.agents.push_back(std::move(agent));
  return household;
}

StaffMember member(Role role) {
  StaffMember one{{"李护士", "Nurse Li"}, role, "A017", {}};
  for (std::size_t i = 0; i < kDuties; ++i) one.may.add(static_cast<Duty>(i));
  return one;
}

ShiftReport shift() {
  ShiftReport report;
  report.shift = {"白班", "Day shift"};
  report.from = kNow - 4h;
  report.until = kNow;
  report.visits = 86;
  report.green = 70;
  report.yellow = 9;
  report.red = 1;
  report.printed = 71;
  return report;
}

Rules rules() {
  Rules rules;
  rules.practice_switch = true;
  rules.form = "epi-survey 1";
  rules.survey = std::make_shared<const SurveyForm>(form());
  rules.ways = std::make_shared<const Ways>(ways());
  return rules;
}

PaperCheck paper(PaperFinding finding) {
  PaperCheck check;
  check.finding = finding;
  if (finding == PaperFinding::damaged || finding == PaperFinding::not_genuine) return check;
  check.name = Secret("王*英");
  check.number = Secret("990101********0047");
  check.colour = Colour::green;
  check.as_of = kNow - 30h;
  check.valid_until = finding == PaperFinding::expired ? kNow - 1h : kNow + 18h;
  return check;
}

namespace {
std::optional<RouteSlip> way_to_sample() {
  RouteSlip slip;
  slip.name = wang().name.clone();
  slip.number = number_for_paper(wang().number);
  slip.destination = ways().by_route[2];
  slip.form = "epi-survey 1";
  slip.routing = "WH1-R 2.0";
  return slip;
}
}  // namespace

Visit visit_at(State state) {
  Visit visit = first_visit(rules());
  visit.now = kNow;
  visit.touched = kNow;
  visit.ticket.number = 7;
  visit.readiness = {true, true, true, true};
  const std::size_t at = state.index();
  visit.state = std::move(state);
  if (at >= index_of<state::AskFamily>() && at <= index_of<state::EndBinding>()) {
    visit.sitting.emplace(Sitting{wang(), {Actor::agent, kNow}, household(), {}});
  }
  if (at >= index_of<state::StaffDesk>() || at == index_of<state::TypeNumber>() ||
      at == index_of<state::LookInTray>()) {
    visit.duty.emplace(OnDuty{kBadge, member(), {}});
  }
  return visit;
}

Turn sign_in(Visit visit, Role role) {
  visit = step(std::move(visit), event::BadgeShown{visit.ticket, kBadge}).next;
  visit = step(std::move(visit), event::StaffKnown{visit.ticket, kBadge, member(role), {}}).next;
  for (int i = 0; i < kPinDigits; ++i)
    visit = step(std::move(visit), event::Pressed{Button::key_4}).next;
  visit = step(std::move(visit), event::Pressed{Button::number_done}).next;
  return step(std::move(visit), event::PinAccepted{visit.ticket});
}

std::vector<State> every_state() {
  const Consent consent{Actor::self, kNow};
  std::vector<State> states;
  states.emplace_back(state::Welcome{});
  states.emplace_back(state::AskConsent{});
  states.emplace_back(state::LayCard{consent, {}, 0, {}});
  states.emplace_back(state::Reading{consent, 0, kNow, {}});
  states.emplace_back(state::ConfirmIdentity{consent, wang(), {}});
  states.emplace_back(state::Querying{consent, wang(), Source::province, false, kNow, {}});
  states.emplace_back(state::ShowVerdict{consent, wang(), verdict(Colour::green)});
  states.emplace_back(state::NoResult{consent, wang(), QueryTrouble::busy, {}});
  states.emplace_back(state::Certifying{consent, wang(), verdict(Colour::green), kNow, {}, {}});
  states.emplace_back(state::Printing{});
  states.emplace_back(
      state::PrintHeld{PaperKind::slip, HoldReason::media_empty, kNow, false, 1, 1, {}});
  states.emplace_back(state::TakePaper{"GC07-210126-0042-7", kNow});
  states.emplace_back(state::TakeCard{kNow});
  states.emplace_back(state::CallStaff{Call::asked});
  states.emplace_back(state::StillThere{state::Waiting{state::AskConsent{}}, kNow + 30s});
  states.emplace_back(state::ScanPaper{});
  states.emplace_back(state::CheckingPaper{kNow});
  states.emplace_back(state::ShowPaper{paper(PaperFinding::genuine)});
  states.emplace_back(state::TypeNumber{kBadge, Secret("99010119520229004"), {}});
  states.emplace_back(state::LookInTray{kBadge, "GC07-210126-0041-9"});
  states.emplace_back(state::AskFamily{kNow});
  states.emplace_back(state::ChoosePerson{});
  states.emplace_back(state::ChooseRelation{sun(), Errand::person_here, false});
  states.emplace_back(state::Binding{sun(), Relation::child, Errand::add_person, kNow});
  states.emplace_back(state::NotAllowed{BindTrouble::age_not_eligible, 45});
  states.emplace_back(state::ShowAgents{});
  states.emplace_back(state::EndBinding{true, 0, false, kNow});
  const SurveyForm asked = form();
  states.emplace_back(state::TakeSurvey{
      consent, wang(), verdict(Colour::green), all_no(asked), 2, 0, false, {}, false});
  states.emplace_back(state::HandingIn{consent, wang(), verdict(Colour::green), *way_to_sample(),
                                       Route::pass, kNow});
  states.emplace_back(state::Routed{consent, wang(), verdict(Colour::green), *way_to_sample(),
                                    Route::fever_clinic, true});
  states.emplace_back(state::EnterPin{kBadge, member(), {}, Secret("1234"), false, {}, {}});
  states.emplace_back(state::StaffDesk{Figures{86, 71, 3, 2, false}});
  states.emplace_back(state::PickSheet{
      Errand::reprint,
      std::vector<SheetNote>{{"GC07-210126-0042-7", SheetState::printed, kNow - 1h}}, 0});
  states.emplace_back(state::GiveReason{Errand::voiding, "GC07-210126-0042-7"});
  states.emplace_back(state::Voiding{"GC07-210126-0042-7", kNow});
  states.emplace_back(state::ChooseAppeal{{Actor::staff, kNow, kBadge}, wang(), false, kNow});
  states.emplace_back(state::AppealDone{std::string("0123456789abcdef0123456789abcdef")});
  states.emplace_back(state::ShowShift{shift()});
  states.emplace_back(
      state::Devices{{{Check::card_reader, CheckOutcome::passed, kNow - 1h, 0},
                      {Check::printer, CheckOutcome::failed, kNow - 10min, 0},
                      {Check::health_codes, CheckOutcome::watch, kNow - 5min, 2800}},
                     {},
                     {},
                     false});
  states.emplace_back(state::Checking{Check::touch, {}, {}, false, kNow});
  states.emplace_back(state::ReadJournal{
      std::vector<JournalLine>{
          {kNow - 1h, static_cast<int>(Entry::What::held), static_cast<int>(HoldReason::media_jam),
           0},
          {kNow - 26h, static_cast<int>(Entry::What::check), static_cast<int>(Check::speaker), 0},
          {kNow - 49h, static_cast<int>(Entry::What::query_trouble),
           static_cast<int>(QueryTrouble::silent), 0}},
      0,
      {}});
  states.emplace_back(state::AskPractice{});
  return states;
}

std::vector<Event> every_event(Ticket ticket) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < kButtons; ++i)
    events.emplace_back(event::Pressed{static_cast<Button>(i)});
  events.emplace_back(event::Ticked{kNow + 10min});
  events.emplace_back(event::CardLaid{ticket});
  events.emplace_back(event::CardRead{ticket, sun()});
  for (const auto trouble :
       {CardTrouble::lay_again, CardTrouble::not_genuine, CardTrouble::misread,
        CardTrouble::other_card, CardTrouble::hospital_card, CardTrouble::passport,
        CardTrouble::reader_gone, CardTrouble::same_card}) {
    events.emplace_back(event::CardFailed{ticket, trouble});
  }
  events.emplace_back(event::AskingNext{ticket, Source::national});
  events.emplace_back(event::AskedToWait{ticket});
  for (const auto state : {CodeState::green, CodeState::yellow, CodeState::red, CodeState::unknown,
                           CodeState::expired, CodeState::not_found}) {
    events.emplace_back(event::Answered{ticket, code(state)});
  }
  for (int i = 0; i <= static_cast<int>(QueryTrouble::delegation_over); ++i) {
    events.emplace_back(event::NotAnswered{ticket, static_cast<QueryTrouble>(i)});
  }
  events.emplace_back(event::SlipSigned{ticket, slip()});
  events.emplace_back(event::SlipRefused{ticket, QueryTrouble::busy});
  events.emplace_back(event::SheetMoved{ticket, 2});
  events.emplace_back(event::SheetHeld{ticket, HoldReason::media_jam});
  events.emplace_back(event::SheetResumed{ticket});
  events.emplace_back(event::SheetPrinted{ticket, "GC07-210126-0043-5"});
  for (int i = 0; i <= static_cast<int>(PrintTrouble::not_verifiable); ++i) {
    events.emplace_back(event::SheetFailed{ticket, static_cast<PrintTrouble>(i)});
  }
  events.emplace_back(event::CardHinted{ticket, sun()});
  events.emplace_back(event::BadgeShown{ticket, kBadge});
  for (const char* text :
       {"HC1:6BF", "HC2:6BF", "https://example.org", "GC1:42:AAAAAAAAAAAAAAAAAAAAAA"}) {
    events.emplace_back(event::Scanned{ticket, Secret(text)});
  }
  events.emplace_back(event::ScanFailed{ticket, ScanTrouble::broken_off});
  events.emplace_back(event::PaperChecked{ticket, paper(PaperFinding::expired)});
  events.emplace_back(event::DeviceChanged{Device::scanner, false});
  events.emplace_back(event::SheetsInDoubt{{"GC07-210126-0041-9"}});
  events.emplace_back(event::SheetClosed{ticket, "GC07-210126-0041-9"});
  events.emplace_back(event::SheetNotKnown{ticket});
  events.emplace_back(event::SupplyLow{Supply::toner});
  events.emplace_back(event::FamilyKnown{ticket, household()});
  events.emplace_back(event::FamilyNotKnown{ticket, QueryTrouble::silent});
  events.emplace_back(event::Bound{ticket, delegation("c1", Relation::child, sun())});
  for (int i = 0; i <= static_cast<int>(BindTrouble::no_answer); ++i) {
    events.emplace_back(event::NotBound{ticket, static_cast<BindTrouble>(i)});
  }
  events.emplace_back(event::DelegationEnded{ticket, "b1"});
  events.emplace_back(event::DelegationKept{ticket});
  events.emplace_back(event::TemperatureTaken{ticket, 366});
  events.emplace_back(event::SurveyKept{ticket});
  events.emplace_back(event::SurveyNotKept{ticket, SurveyTrouble::not_kept});
  events.emplace_back(event::StaffKnown{ticket, kBadge, member(), {}});
  events.emplace_back(event::StaffUnknown{ticket});
  events.emplace_back(event::PinAccepted{ticket});
  events.emplace_back(event::PinRejected{ticket, {4, {}}});
  events.emplace_back(event::BadgeLifted{ticket});
  events.emplace_back(event::FiguresKnown{ticket, {}});
  events.emplace_back(event::ShiftKnown{ticket, shift()});
  events.emplace_back(event::SheetsKnown{ticket, {}});
  events.emplace_back(event::AppealTaken{ticket, "0123456789abcdef"});
  events.emplace_back(event::AppealRefused{ticket, AppealTrouble::too_early});
  events.emplace_back(event::ChecksKnown{ticket, {}, {}});
  events.emplace_back(event::Checked{ticket, {Check::printer, CheckOutcome::passed, kNow, 0}});
  events.emplace_back(event::JournalRead{ticket, {}});
  events.emplace_back(event::JournalExported{ticket, "journal.jsonl"});
  events.emplace_back(event::JournalNotExported{ticket, ExportTrouble::full});
  events.emplace_back(event::SurveysTooOld{});
  return events;
}

namespace {

std::string detail(const event::Pressed& e) { return " " + std::string(name(e.button)); }
std::string detail(const event::CardFailed& e) {
  static constexpr std::array<const char*, 8> kNames{" lay_again",   " not_genuine",   " misread",
                                                     " other_card",  " hospital_card", " passport",
                                                     " reader_gone", " same_card"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
std::string detail(const event::Answered& e) {
  static constexpr std::array<const char*, 6> kNames{" green",   " yellow",  " red",
                                                     " unknown", " expired", " not_found"};
  return kNames[static_cast<std::size_t>(e.code.state)];
}
std::string detail(const event::NotAnswered& e) {
  static constexpr std::array<const char*, 14> kNames{
      " busy",         " silent",          " unreachable",   " untrusted",      " redirected",
      " refused",      " clock_differs",   " truncated",     " malformed",      " oversized",
      " unknown_word", " number_rejected", " name_mismatch", " delegation_over"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
std::string detail(const event::Scanned& e) {
  const auto text = e.text.reveal();
  return " " + std::string(text.substr(0, text.find(':') + 1));
}
std::string detail(const event::SheetFailed& e) {
  static constexpr std::array<const char*, 5> kNames{" unreachable", " not_printed", " unknown",
                                                     " not_printable", " not_verifiable"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
std::string detail(const event::NotBound& e) {
  static constexpr std::array<const char*, 7> kNames{
      " age_not_eligible", " binding_limit", " already_bound", " no_record",
      " name_mismatch",    " no_answer",     " out_of_scope"};
  return kNames[static_cast<std::size_t>(e.trouble)];
}
template <typename E>
std::string detail(const E&) {
  return "";
}

}  // namespace

std::string name(const Event& event) {
  static constexpr std::array<const char*, std::variant_size_v<Event>> kNames{"Pressed",
                                                                              "Ticked",
                                                                              "DeviceChanged",
                                                                              "CardLaid",
                                                                              "CardRead",
                                                                              "CardFailed",
                                                                              "AskingNext",
                                                                              "AskedToWait",
                                                                              "Answered",
                                                                              "NotAnswered",
                                                                              "SlipSigned",
                                                                              "SlipRefused",
                                                                              "SheetMoved",
                                                                              "SheetHeld",
                                                                              "SheetResumed",
                                                                              "SheetPrinted",
                                                                              "SheetFailed",
                                                                              "CardHinted",
                                                                              "BadgeShown",
                                                                              "Scanned",
                                                                              "ScanFailed",
                                                                              "PaperChecked",
                                                                              "SheetsInDoubt",
                                                                              "SheetClosed",
                                                                              "SheetNotKnown",
                                                                              "SupplyLow",
                                                                              "KeyUsed",
                                                                              "HeadsetPlugged",
                                                                              "FamilyKnown",
                                                                              "FamilyNotKnown",
                                                                              "Bound",
                                                                              "NotBound",
                                                                              "DelegationEnded",
                                                                              "DelegationKept",
                                                                              "TemperatureTaken",
                                                                              "SurveyKept",
                                                                              "SurveyNotKept",
                                                                              "StaffKnown",
                                                                              "StaffUnknown",
                                                                              "PinAccepted",
                                                                              "PinRejected",
                                                                              "BadgeLifted",
                                                                              "FiguresKnown",
                                                                              "ShiftKnown",
                                                                              "SheetsKnown",
                                                                              "AppealTaken",
                                                                              "AppealRefused",
                                                                              "ChecksKnown",
                                                                              "Checked",
                                                                              "JournalRead",
                                                                              "JournalExported",
                                                                              "JournalNotExported",
                                                                              "SurveysTooOld"};
  return kNames[event.index()] + std::visit([](const auto& e) { return detail(e); }, event);
}

std::string name(const Effect& effect) {
  static constexpr std::array<const char*, std::variant_size_v<Effect>> kNames{
      "StartReading",  "StopReading",   "AskHealthCode", "CancelAsking",   "SignSlip",
      "Print",         "CancelPrint",   "CallStaff",     "Forget",         "CheckPaper",
      "AskByCode",     "CloseSheet",    "CloseScanned",  "StaffCame",      "AskFamily",
      "Bind",          "EndDelegation", "HandInSurvey",  "RecogniseBadge", "CheckPin",
      "AskFigures",    "AskShift",      "EndShift",      "AskSheets",      "VoidSheet",
      "Appeal",        "AskChecks",     "RunCheck",      "NoteCheck",      "AskJournal",
      "ExportJournal", "SwitchPractice"};
  return kNames[effect.index()];
}

}  // namespace visit::test
