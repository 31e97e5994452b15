// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/pages.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

state::ShowVerdict verdict(visit::Colour colour, Advice advice, HealthCode code) {
  state::ShowVerdict shown;
  shown.consent = consent();
  shown.identity = person("王秀英");
  shown.verdict = {colour, advice, std::move(code)};
  return shown;
}

State green(Advice advice) {
  auto shown = verdict(visit::Colour::green, advice,
                       code(CodeState::green, {reason("G_NO_ABNORMAL", std::nullopt)}));
  if (advice == Advice::pass) {
    shown.verdict.code.nat = NatTest{NatResult::negative, kNow - 24h, ""};
  }
  return shown;
}
State yellow(Advice advice) {
  return verdict(visit::Colour::yellow, advice,
                 code(CodeState::yellow, {reason("Y_MEDIUM_RISK_AREA", Date{2026y / 11 / 10})}));
}
State red() {
  return verdict(visit::Colour::red, Advice::isolate,
                 code(CodeState::red, {reason("R_CLOSE_CONTACT", Date{2026y / 11 / 15})}));
}

State no_result(std::variant<QueryTrouble, NoColour> why) {
  state::NoResult none;
  none.consent = consent();
  none.identity = person("王秀英");
  none.why = why;
  return none;
}

State confirm(std::string_view name) {
  state::ConfirmIdentity who;
  who.consent = consent();
  who.identity = person(name);
  return who;
}

State asking(Source source, bool asked_to_wait = false) {
  state::Querying query;
  query.asked_to_wait = asked_to_wait;
  query.consent = consent();
  query.identity = person("王秀英");
  query.asking = source;
  query.since = kNow - 2s;
  return query;
}

State lay_card(std::optional<CardTrouble> trouble) {
  state::LayCard lay;
  lay.consent = consent();
  lay.trouble = trouble;
  lay.tries = trouble ? 1 : 0;
  return lay;
}

State idle() {
  state::StillThere still{state::Waiting{}, kNow + 22s};
  state::ConfirmIdentity who;
  who.consent = consent();
  who.identity = person("王秀英");
  still.paused = std::move(who);
  return still;
}

State kept(State state) {
  std::get<state::ShowVerdict>(state).verdict.code.source = Source::kept;
  return state;
}

State from_elsewhere(State state) {
  std::get<state::ShowVerdict>(state).verdict.code.origin =
      Origin{"44", {"粤康码", "Guangdong Health Code"}, {"绿码", "green code"}};
  return state;
}

// The longest name that a province gives its code.
State from_afar(State state) {
  std::get<state::ShowVerdict>(state).verdict.code.origin =
      Origin{"43",
             {"湖南省居民电子健康卡", "Hunan Resident Electronic Health Card"},
             {"未见异常", "nothing abnormal"}};
  return state;
}

State unknown_because() {
  state::NoResult none;
  none.consent = consent();
  none.identity = person("王秀英");
  none.why = NoColour::unknown;
  Reason reason;
  reason.code = "U_NOT_RECOGNISED";
  reason.text = {"本省还不能认您那里的健康码，已经提前告知。",
                 "This province cannot yet read the code of yours, and has said so before."};
  none.reasons.push_back(std::move(reason));
  return none;
}

void at_venue(Visit& visit) { visit.rules.scene.where = Where::venue; }
void called(Visit& visit) { visit.staff_called = kNow; }
void everything_out(Visit& visit) { visit.readiness = {}; }
void no_scanner(Visit& visit) { visit.readiness.scanner = false; }
void no_printer(Visit& visit) { visit.readiness.printer = false; }

Catalogue catalogue(const std::string& file) {
  std::map<std::string, Phrase, std::less<>> phrases;
  const toml::table read = toml::parse_file(KIOSK_SOURCE_DIR "/config/text/" + file);
  for (const auto& [section, table] : read) {
    for (const auto& [key, value] : *table.as_table()) {
      Phrase phrase;
      if (const auto text = value.value<std::string>()) {
        phrase.text = *text;
      } else {
        const toml::table& forms = *value.as_table();
        phrase.text = forms["text"].value_or(std::string());
        phrase.brief = forms["brief"].value_or(std::string());
        phrase.spoken = forms["spoken"].value_or(std::string());
      }
      phrases[std::string(section.str()) + "." + std::string(key.str())] = std::move(phrase);
    }
  }
  return Catalogue(std::move(phrases));
}

// The yellow page's way; as configuration draws it, in 118 x 60.
const std::shared_ptr<const Ways>& ways() {
  static const auto kWays = [] {
    Ways ways;
    ways.name = "WH1-R 2.0";
    for (Destination& to : ways.by_route) {
      to.word = {"发热门诊", "Fever clinic"};
      to.minutes = 3;
      to.map.way = {{14.5, 42}, {14.5, 20}, {59, 20}, {59, 42}, {80, 42}};
    }
    return std::make_shared<const Ways>(std::move(ways));
  }();
  return kWays;
}

text::FacePaths face_paths() {
  text::FacePaths paths;
  paths.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
  paths.cache = KIOSK_BINARY_DIR "/faces";
  return paths;
}

}  // namespace

const std::vector<NamedState>& pages() {
  static const std::vector<NamedState> kPages = [] {
    std::vector<NamedState> all{
        {"welcome", [] { return State{state::Welcome{}}; }},
        {"consent", [] { return State{state::AskConsent{}}; }},
        {"lay-card", [] { return lay_card(std::nullopt); }},
        {"card-trouble", [] { return lay_card(CardTrouble::lay_again); }},
        {"reading", [] { return State{state::Reading{}}; }},
        {"confirm", [] { return confirm("孙𠅤"); }},
        {"asking", [] { return asking(Source::province); }},
        {"verdict-green", [] { return green(Advice::pass); }},
        {"verdict-yellow", [] { return yellow(Advice::fever_clinic); }},
        {"verdict-red", [] { return red(); }, called},
        {"busy", [] { return no_result(QueryTrouble::busy); }},
        {"not-found", [] { return no_result(NoColour::not_found); }},
        {"take-card", [] { return State{state::TakeCard{}}; }},
        {"call-staff", [] { return State{state::CallStaff{}}; }, called},
        {"idle", [] { return idle(); }},
    };
    for (NamedState& each : print_pages()) all.push_back(std::move(each));
    for (NamedState& each : paper_pages()) all.push_back(std::move(each));
    for (NamedState& each : family_pages()) all.push_back(std::move(each));
    for (NamedState& each : survey_pages()) all.push_back(std::move(each));
    for (NamedState& each : staff_pages()) all.push_back(std::move(each));
    for (NamedState& each : aside_pages()) all.push_back(std::move(each));
    return all;
  }();
  return kPages;
}

const std::vector<NamedState>& variants() {
  static const std::vector<NamedState> kVariants = [] {
    std::vector<NamedState> all{
        {"welcome-out", [] { return State{state::Welcome{}}; }, everything_out},
        {"welcome-no-scanner", [] { return State{state::Welcome{}}; }, no_scanner},
        {"card-hospital", [] { return lay_card(CardTrouble::hospital_card); }},
        {"card-passport", [] { return lay_card(CardTrouble::passport); }},
        {"card-other", [] { return lay_card(CardTrouble::other_card); }},
        {"confirm-long", [] { return confirm("阿卜杜热伊木·托合提"); }},
        {"confirm-longest", [] { return confirm("买买提艾力江·阿卜杜热合曼·阿卜杜克热木"); }},
        {"confirm-latin", [] { return confirm("MUSTERFRAU BERTHA ALEXANDRA"); }},
        {"asking-national", [] { return asking(Source::national); }},
        {"green-nat", [] { return green(Advice::nat_needed); }},
        {"welcome-not-needed", [] { return State{state::Welcome{}}; },
         [](Visit& visit) {
           visit.rules.scene.where = Where::venue;
           visit.rules.scene.code_needed = false;
         }},
        {"consent-venue", [] { return State{state::AskConsent{}}; }, at_venue},
        {"asking-wait", [] { return asking(Source::province, true); }},
        {"asking-national-wait", [] { return asking(Source::national, true); }},
        {"green-venue", [] { return green(Advice::pass); }, at_venue},
        {"green-journey-nat", [] { return green(Advice::nat_needed); },
         [](Visit& visit) { visit.rules.scene.where = Where::journey; }},
        {"green-kept", [] { return kept(green(Advice::pass)); }},
        {"green-origin", [] { return from_elsewhere(green(Advice::pass)); }},
        {"green-national",
         [] {
           State state = green(Advice::pass);
           std::get<state::ShowVerdict>(state).verdict.code.source = Source::national;
           return state;
         }},
        {"yellow-not-today", [] { return yellow(Advice::not_today); },
         [](Visit& visit) { called(visit), at_venue(visit); }},
        {"green-afar", [] { return from_afar(green(Advice::pass)); }},
        {"yellow-origin", [] { return from_afar(yellow(Advice::fever_clinic)); }},
        {"yellow-kept", [] { return kept(yellow(Advice::fever_clinic)); }},
        {"red-origin", [] { return from_afar(red()); }, called},
        {"unknown-recognition", [] { return unknown_because(); }},
        {"green-long-card", [] { return green(Advice::pass); },
         [](Visit& visit) { visit.rules.long_cards = true; }},
        {"green-no-printer", [] { return green(Advice::pass); }, no_printer},
        {"yellow-other", [] { return yellow(Advice::staff_assist); }},
        {"yellow-no-printer", [] { return yellow(Advice::fever_clinic); }, no_printer},
        {"red-no-printer", [] { return red(); },
         [](Visit& visit) { called(visit), no_printer(visit); }},
    };
    for (int i = 0; i <= static_cast<int>(QueryTrouble::delegation_over); ++i) {
      all.push_back({"no-answer-" + std::to_string(i),
                     [i] { return no_result(static_cast<QueryTrouble>(i)); }});
    }
    for (int i = 0; i <= static_cast<int>(NoColour::expired); ++i) {
      all.push_back(
          {"no-colour-" + std::to_string(i), [i] { return no_result(static_cast<NoColour>(i)); }});
    }
    for (NamedState& each : print_variants()) all.push_back(std::move(each));
    for (NamedState& each : paper_variants()) all.push_back(std::move(each));
    for (NamedState& each : family_variants()) all.push_back(std::move(each));
    for (NamedState& each : survey_variants()) all.push_back(std::move(each));
    for (NamedState& each : staff_variants()) all.push_back(std::move(each));
    for (NamedState& each : aside_variants()) all.push_back(std::move(each));
    for (int i = 0; i <= static_cast<int>(Call::supply_low); ++i) {
      all.push_back({"call-" + std::to_string(i),
                     [i] { return State{state::CallStaff{static_cast<Call>(i)}}; }, called});
    }
    for (const char* rule :
         {"Y_COPRESENCE", "Y_HOME_MONITOR", "Y_CONTACT_MONITOR", "Y_INBOUND_MONITOR",
          "Y_WAITING_NEGATIVE_NAT", "Y_SYMPTOM", "Y_NATIONAL_PUSH", "R_CONFIRMED",
          "R_DISCHARGED_ISOLATION", "R_ASYMPTOMATIC", "R_SUSPECTED", "R_SECONDARY_CONTACT",
          "R_INBOUND", "R_HIGH_RISK_AREA", "R_NAT_POSITIVE", "R_NATIONAL_PUSH"}) {
      all.push_back({rule,
                     [rule] {
                       const bool is_red = rule[0] == 'R';
                       return State{verdict(is_red ? visit::Colour::red : visit::Colour::yellow,
                                            is_red ? Advice::isolate : Advice::fever_clinic,
                                            code(is_red ? CodeState::red : CodeState::yellow,
                                                 {reason(rule, Date{2026y / 11 / 10})}))};
                     },
                     rule[0] == 'R' ? called : std::function<void(Visit&)>{}});
    }
    return all;
  }();
  return kVariants;
}

const NamedState& named(std::string_view name) {
  for (const auto* list : {&pages(), &variants()}) {
    const auto it = std::find_if(list->begin(), list->end(),
                                 [name](const NamedState& state) { return state.name == name; });
    if (it != list->end()) return *it;
  }
  FAIL("no page is called " << name);
  return pages().front();
}

visit::Page page_of(const NamedState& state, Look look) {
  Visit visit = first_visit(Rules{});
  visit.now = kNow;
  visit.touched = kNow;
  visit.readiness = {true, true, true, true};
  visit.look = look;
  visit.state = state.state();
  visit.rules.ask_at_most = 6s;
  visit.rules.ways = ways();
  visit.rules.practice_switch = true;
  if (state.and_then) state.and_then(visit);
  return visit::page(visit, settings(state.practice));
}

visit::Page page_of(std::string_view name, Look look) { return page_of(named(name), look); }

bool is_shown_on(const NamedState& state, const Panel& panel) {
  return state.name != "adjust" || panel.kind != PanelKind::portrait;
}

const visit::Settings& settings(bool practice) {
  static const auto kBoth = [] {
    std::array<visit::Settings, 2> both;
    for (visit::Settings& s : both) {
      s.place = {"安和医院", "Anhe Hospital"};
      s.channel = {"绿色通道", "Green Channel"};
      for (const Language language : visit::kLanguages) {
        s.catalogues[language] = catalogue(std::string(visit::code(language)) + ".toml");
      }
    }
    both[1].practice = true;
    return both;
  }();
  return kBoth[practice ? 1 : 0];
}

PartWords part_words(Language language) {
  const Catalogue& catalogue = settings().catalogues.at(language);
  PartWords words;
  if (catalogue.has("chrome.more")) words.more = catalogue.at("chrome.more").text;
  if (catalogue.has("chrome.part")) words.part = catalogue.at("chrome.part").text;
  return words;
}

Typesetter& typesetter() {
  static const std::unique_ptr<text::Faces> kFaces = [] {
    auto opened = text::Faces::open(face_paths());
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }();
  static Typesetter the_typesetter(*kFaces);
  return the_typesetter;
}

Bench::Bench(Panel panel, Surface surface) {
  Screen::Options options;
  options.panel = panel;
  options.surface = surface;
  options.faces = face_paths();
  for (const auto language : visit::kLanguages) {
    options.part_words[language] = part_words(language);
  }
  options.steady = [this] { return now; };
  auto opened = Screen::open(std::move(options));
  REQUIRE(opened.has_value());
  screen = std::move(*opened);
}

void Bench::show(std::string_view name, Look look) {
  screen->show(page_of(name, look));
  now += 600ms;
}

std::optional<visit::Button> Bench::pump() { return screen->pump(0ms); }

}  // namespace ui::test
