// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/page.h"

#include <algorithm>

#include "kiosk/visit/page_writer.h"

namespace visit {

void Writer::write(const state::Welcome&) {
  const bool needed = visit_.rules.scene.code_needed;
  open(PageId::welcome, needed ? "welcome.title" : "welcome.title_not_needed",
       needed ? "welcome.lead" : "welcome.lead_not_needed");
  page_.back.reset();
  page_.help.reset();
  const Readiness& ready = visit_.readiness;
  const auto device = [this](Device which, bool works, std::string_view yes, std::string_view no) {
    page_.devices.push_back({which, works, say(works ? yes : no)});
  };
  device(Device::card_reader, ready.card_reader, "device.card_reader", "device.no_card_reader");
  device(Device::printer, ready.printer, "device.printer", "device.no_printer");
  device(Device::health_codes, ready.health_codes, "device.health_codes", "device.no_health_codes");
  choice(Button::check_code, Icon::card, needed ? "welcome.check_code" : "welcome.check_anyway",
         true);
  choice(Button::help_family, Icon::family, "welcome.help_family");
  add(block::Choice{Button::check_paper, Icon::paper, say("welcome.check_paper"),
                    say(ready.scanner ? "welcome.check_paper_sub" : "welcome.check_paper_by_staff"),
                    false});
  choice(Button::ask_staff, Icon::bell, "welcome.ask_staff");
}

void Writer::write(const state::AskConsent& asked) {
  const bool family = asked.errand == Errand::family;
  open(PageId::consent, family ? "consent.family_title" : "consent.title", "consent.lead");
  if (!visit_.readiness.card_reader) page_.lead = {};
  at(Step::consent);
  point(Icon::eye, family ? "consent.family_things" : "consent.three_things", true);
  point(Icon::printer, family ? "consent.family_purpose" : "consent.one_purpose", true);
  point(Icon::bin, "consent.nothing_kept", true);
  add(block::Point{Icon::care, say_here("consent.may_decline"), say_here("consent.may_decline_sub"),
                   true});
  act(Button::agree, "consent.agree", Icon::check, true);
  act(Button::decline, "consent.decline");
}

namespace {

struct TroubleWords {
  std::string_view title;
  std::string_view lead;
};

// What is kindly said of a card that does not do.
TroubleWords card_trouble_words(CardTrouble trouble) {
  switch (trouble) {
    case CardTrouble::other_card:
      return {"card_trouble.other_card", "card_trouble.other_card_lead"};
    case CardTrouble::hospital_card:
      return {"card_trouble.hospital_card", "card_trouble.hospital_card_lead"};
    case CardTrouble::passport:
      return {"card_trouble.passport", "card_trouble.passport_lead"};
    case CardTrouble::same_card:
      return {"card_trouble.same_card", "card_trouble.same_card_lead"};
    case CardTrouble::lay_again:
    case CardTrouble::not_genuine:
    case CardTrouble::misread:
    case CardTrouble::reader_gone:
      break;
  }
  return {"card_trouble.title", "card_trouble.lead"};
}

}  // namespace

void Writer::write(const state::LayCard& lay) {
  at(Step::card);
  const bool persons = lay.consent.actor == Actor::agent && lay.errand != Errand::family;
  if (lay.trouble) {
    const auto key = card_trouble_words(*lay.trouble);
    page_.id = PageId::card_trouble;
    page_.title = say(key.title);
    page_.lead = say(key.lead);
    add(block::Picture{PictureKind::lay_card, 0, {}, {}});
    point(Icon::refresh, "card_trouble.other_side", true);
    point(Icon::bell, "card_trouble.staff", true);
  } else {
    open(PageId::lay_card, persons ? "card.person_title" : "card.title",
         persons ? "card.person_lead" : "card.lead");
    add(block::Picture{PictureKind::lay_card, 0, {}, {}});
    block::Parts parts;
    parts.parts.push_back({say("card.part_lay"), Progressed::now});
    parts.parts.push_back({say("card.part_read"), Progressed::later});
    parts.parts.push_back({say("card.part_take"), Progressed::later});
    add(std::move(parts));
  }
  // Who acts for somebody shows their card, or a paper of theirs that staff look at.
  if (lay.errand == Errand::person_here || lay.errand == Errand::add_person) {
    act(Button::written_consent, "family.written_consent", Icon::paper);
  } else if (!persons) {
    act(Button::no_card, "card.no_card");
  }
}

void Writer::write(const state::Reading&) {
  open(PageId::reading, "reading.title", "reading.lead");
  at(Step::card);
  block::Picture picture{PictureKind::reading_card, 0, {}, {}};
  picture.labels.push_back(say("reading.beep"));
  add(std::move(picture));
  block::Parts parts;
  parts.parts.push_back({say("card.part_laid"), Progressed::done});
  parts.parts.push_back({say("card.part_reading"), Progressed::now});
  parts.parts.push_back({say("card.part_take"), Progressed::later});
  add(std::move(parts));
  act(Button::stop, "reading.stop");
}

void Writer::write(const state::ConfirmIdentity& who) {
  const bool agent = who.consent.actor == Actor::agent;
  open(PageId::confirm, agent ? "confirm.person_title" : "confirm.title",
       agent ? "confirm.person_lead" : "confirm.lead");
  at(Step::identity);
  // A typed number has no name yet: the number itself is what is to be looked at.
  const bool named = !who.identity.name.empty();
  if (!named) page_.lead = say("confirm.number_lead");
  add(block::Person{
      say(named ? "confirm.name" : "confirm.number"),
      own_words(named ? who.identity.name.clone() : number_for_screen(who.identity.number)),
      named ? say("confirm.number") : Words{},
      named ? own_words(number_for_screen(who.identity.number)) : Words{}});
  const bool expired =
      who.identity.valid_until && *who.identity.valid_until < wall_time(visit_.now).date;
  add(block::Sentence{say(expired ? "confirm.expired" : "confirm.hidden"),
                      block::Sentence::Role::body});
  if (agent) {
    act(Button::its_me, "confirm.person_agrees", Icon::check, true);
    act(Button::not_me, "confirm.other_person");
    act(Button::end_binding, "confirm.end_binding");
    return;
  }
  act(Button::its_me,
      who.consent.actor == Actor::staff ? "confirm.agreed_to_staff" : "confirm.its_me", Icon::check,
      true);
  act(Button::not_me, "confirm.not_me");
}

void Writer::write(const state::Querying& query) {
  open(PageId::asking, "asking.title", "asking.lead");
  at(Step::result);
  const bool national = query.asking == Source::national;
  block::Ladder ladder;
  ladder.rungs.push_back(
      {Icon::check, say("asking.card_read"), say("asking.card_read_sub"), Progressed::done});
  ladder.rungs.push_back({Icon::net, say(national ? "asking.province_silent" : "asking.province"),
                          national              ? Words{}
                          : query.asked_to_wait ? say("asking.asked_to_wait")
                                                : say("asking.province_sub"),
                          national ? Progressed::done : Progressed::now});
  ladder.rungs.push_back(
      {Icon::globe, say("asking.national"),
       say(national && query.asked_to_wait ? "asking.asked_to_wait" : "asking.national_sub"),
       national ? Progressed::now : Progressed::later});
  ladder.rungs.push_back(
      {Icon::person, say("asking.staff"), say("asking.staff_sub"), Progressed::later});
  add(std::move(ladder));
  const auto waited = std::chrono::floor<std::chrono::seconds>(visit_.now - query.since);
  const auto at_most = visit_.rules.ask_at_most;
  add(block::Progress{say("asking.waited", {{"seconds", std::to_string(waited.count())}}),
                      say("asking.at_most", {{"seconds", std::to_string(at_most.count())}}),
                      static_cast<double>(waited.count()) / static_cast<double>(at_most.count())});
  act(Button::stop, "asking.stop");
}

void Writer::write(const state::TakeCard&) {
  open(PageId::take_card, "take_card.title", "take_card.lead");
  at(Step::paper);
  page_.back.reset();
  block::Picture picture{PictureKind::take_card, 0, {}, {}};
  picture.labels.push_back(say("take.card"));
  add(std::move(picture));
  add(block::Sentence{say("take.erased"), block::Sentence::Role::body});
  act(Button::have_all, "take_card.have_all", Icon::check, true);
}

void Writer::write(const state::CallStaff& called) {
  static constexpr std::array<std::string_view, 24> kCalls{"call.asked",
                                                           "call.declined",
                                                           "call.no_card",
                                                           "call.card_unreadable",
                                                           "call.card_not_genuine",
                                                           "call.reader_out",
                                                           "call.relatives",
                                                           "call.paper_check",
                                                           "call.social_card",
                                                           "call.by_hand",
                                                           "call.red_code",
                                                           "call.lead_the_way",
                                                           "call.turned_back",
                                                           "call.service_amiss",
                                                           "call.printer_held",
                                                           "call.printer_out",
                                                           "call.sheet_unknown",
                                                           "call.sheet_left",
                                                           "call.name_not_printable",
                                                           "call.supply_low",
                                                           "call.written_consent",
                                                           "call.not_allowed",
                                                           "call.survey_on_paper",
                                                           "call.surveys_waiting"};
  static_assert(kCalls.size() == static_cast<std::size_t>(Call::surveys_waiting) + 1);
  open(PageId::call_staff, "call.title", "");
  page_.lead = say_here(kCalls[static_cast<std::size_t>(called.call)]);
  add(block::Calm{Icon::bell, say("call.called_at", called_slot()), say("call.called_at_sub")});
  if (called.unknown_badge) {
    add(block::Sentence{say("call.unknown_badge"), block::Sentence::Role::body});
  }
  if (called.call == Call::sheet_unknown) {
    page_.back.reset();
    how_to_find_it(called);
    act(Button::have_all, "call.paper_taken", Icon::check);
  } else {
    act(Button::have_all, "call.have_all", Icon::check);
  }
}

namespace {

// Where the paused page stands among the five steps.
std::optional<Step> step_of(const state::Waiting& paused) {
  if (std::holds_alternative<state::AskConsent>(paused)) return Step::consent;
  if (std::holds_alternative<state::LayCard>(paused)) return Step::card;
  if (std::holds_alternative<state::ConfirmIdentity>(paused) ||
      std::holds_alternative<state::ChoosePerson>(paused) ||
      std::holds_alternative<state::ChooseRelation>(paused)) {
    return Step::identity;
  }
  if (std::holds_alternative<state::ShowVerdict>(paused) ||
      std::holds_alternative<state::NoResult>(paused) ||
      std::holds_alternative<state::Routed>(paused)) {
    return Step::result;
  }
  return std::nullopt;
}

}  // namespace

void Writer::write(const state::StillThere& idle) {
  open(PageId::idle, "idle.title", "idle.lead");
  if (const auto step = step_of(idle.paused)) at(*step);
  const auto left = std::chrono::ceil<std::chrono::seconds>(idle.until - visit_.now);
  add(block::Countdown{static_cast<int>(left.count()),
                       static_cast<int>(visit_.rules.erase_after.count()), say("idle.seconds")});
  act(Button::more_time, "idle.more_time", Icon::check, true);
  act(Button::erase_now, "idle.erase_now", Icon::bin);
}

Page page(const Visit& visit, const Settings& settings) {
  Writer writer(visit, settings);
  if (visit.aside) {
    writer.write(*visit.aside);
  } else {
    std::visit([&writer](const auto& state) { writer.write(state); }, visit.state);
  }
  return std::move(writer).done();
}

}  // namespace visit
