// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the staff: nobody's name stands on them but their own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kiosk/visit/journal.h"
#include "kiosk/visit/page_writer.h"

namespace visit {

namespace {

constexpr std::array<std::string_view, kRoles> kRoleWords{"staff.helper", "staff.supervisor",
                                                          "staff.maintainer"};
constexpr std::array<std::string_view, 9> kTaskKeys{"F1", "F2", "F3", "F4", "F5",
                                                    "F6", "F7", "F8", "F9"};
struct Task {
  std::string_view words;
  Icon icon;
};
// In the order of kTasks.
constexpr std::array<Task, kTasks.size()> kTaskLooks{{
    {"staff.query", Icon::card},
    {"staff.survey", Icon::pen},
    {"staff.reprint", Icon::printer},
    {"staff.void", Icon::cross},
    {"staff.register", Icon::person},
    {"staff.appeal", Icon::refresh},
    {"staff.shift", Icon::clock},
    {"staff.devices", Icon::net},
}};

Words figure(int number) {
  Words words = own_words(Secret(std::to_string(number)));
  words.personal = false;
  return words;
}

// The part of a serial by which people tell sheets of one day apart: 0042-7.
std::string_view short_serial(std::string_view serial) {
  constexpr std::size_t kTail = 6;
  return serial.size() <= kTail ? serial : serial.substr(serial.size() - kTail);
}

}  // namespace

void Writer::at_the_desk(PageId id, std::string_view title, std::string_view lead) {
  open(id, title, lead);
  page_.place = say("staff.staff");
  page_.channel = {};
  page_.help.reset();
  if (!visit_.duty) return;
  const StaffMember& member = visit_.duty->member;
  page_.staff =
      say("staff.who",
          {{"name", is_chinese(page_.look.language) ? member.name.zh : member.name.en},
           {"role", catalogue_.at(kRoleWords[static_cast<std::size_t>(member.role)]).text}});
}

void Writer::write(const state::EnterPin& pin) {
  at_the_desk(PageId::enter_pin, "staff.pin");
  page_.staff = Words{};
  add(block::Holder{given(pin.member.name),
                    say(kRoleWords[static_cast<std::size_t>(pin.member.role)]),
                    say("staff.badge_read")});
  const bool locked = pin.pin.locked_until && *pin.pin.locked_until > visit_.now;
  Words words = locked ? say("staff.locked", {{"time", clock_digits(*pin.pin.locked_until)}})
                : pin.checking
                    ? say("staff.checking_pin")
                    // After a lock has passed one more try is open.
                    : say("staff.tries", {{"count", std::to_string(std::max(1, pin.pin.left))}});
  add(block::PinDots{static_cast<int>(pin.typed.reveal().size()), kPinDigits, std::move(words)});
  using enum Button;
  add(block::Keypad{{key_1, key_2, key_3, key_4, key_5, key_6, key_7, key_8, key_9, key_erase,
                     key_0, number_done},
                    say("number.erase"),
                    say("staff.ok")});
}

void Writer::write(const state::StaffDesk& desk) {
  at_the_desk(PageId::desk, "");
  page_.left = Button::sign_out;
  page_.back = say("staff.sign_out");
  const Figures figures = desk.figures.value_or(Figures{});
  block::Counters counters;
  const auto count = [&](int number, std::string_view of) {
    counters.counters.push_back({desk.figures ? figure(number) : given({"–", "–"}), say(of)});
  };
  count(figures.queries, "staff.queries");
  count(figures.printed, "staff.printed");
  count(figures.help_calls, "staff.help_calls");
  count(figures.surveys_waiting, "staff.surveys_waiting");
  add(std::move(counters));
  add(block::Sentence{say("staff.to_do"), block::Sentence::Role::head});
  std::size_t to_do = 0;
  const auto row = [&](Icon icon, Words text, std::optional<Button> button, std::string_view key,
                       bool urgent) {
    block::Row one;
    one.icon = icon;
    one.text = std::move(text);
    one.button = button;
    if (button) one.button_words = say(key);
    one.urgent = urgent;
    add(std::move(one));
    ++to_do;
  };
  if (!visit_.sheets_in_doubt.empty()) {
    row(Icon::paper,
        say("staff.sheet_open",
            {{"serial", std::string(short_serial(visit_.sheets_in_doubt.front()))}}),
        item(kTrayItem), "staff.look", true);
    shortcut(kTaskKeys[kTrayItem], item(kTrayItem));
  } else if (!visit_.readiness.printer) {
    row(Icon::warn, say("staff.printer_out"), item(kTasks.size() - 1), "staff.see", true);
  }
  if (!visit_.readiness.card_reader) {
    row(Icon::warn, say("staff.reader_out"), item(kTasks.size() - 1), "staff.see", false);
  }
  if (!visit_.readiness.health_codes) {
    row(Icon::warn, say("staff.service_out"), item(kTasks.size() - 1), "staff.see", false);
  }
  if (figures.surveys_too_old) {
    row(Icon::warn, say("staff.surveys_too_old"), std::nullopt, "", false);
  }
  if (to_do == 0) row(Icon::check, say("staff.nothing_to_do"), std::nullopt, "", false);
  add(block::Sentence{say("staff.tasks"), block::Sentence::Role::head});
  block::Tasks tasks;
  for (std::size_t i = 0; i < kTasks.size(); ++i) {
    if (!visit_.duty || !visit_.duty->member.may.has(kTasks[i])) continue;
    Words key = own_words(Secret(kTaskKeys[i]));
    key.personal = false;
    tasks.tasks.push_back({item(i), kTaskLooks[i].icon, say(kTaskLooks[i].words), std::move(key)});
    shortcut(kTaskKeys[i], item(i));
  }
  add(std::move(tasks));
  add(block::Sentence{say("staff.ends"), block::Sentence::Role::body});
}

void Writer::write(const state::PickSheet& picking) {
  const bool again = picking.errand == Errand::reprint;
  at_the_desk(PageId::pick_sheet, again ? "staff.pick_reprint" : "staff.pick_void");
  if (!picking.sheets) {
    page_.lead = say("staff.looking_up");
    return;
  }
  if (picking.sheets->empty()) {
    page_.lead = say("staff.no_sheets");
    return;
  }
  page_.lead = say("staff.pick_lead");
  const std::size_t end = std::min(picking.first + kSheetsAPart, picking.sheets->size());
  for (std::size_t i = picking.first; i < end; ++i) {
    const SheetNote& sheet = (*picking.sheets)[i];
    block::Row row;
    row.lead = given({clock_digits(sheet.at), clock_digits(sheet.at)});
    row.text = given({sheet.serial, sheet.serial});
    row.button = item(i - picking.first);
    row.button_words = say("staff.this_one");
    add(std::move(row));
  }
  number_keys(end - picking.first);
  pager(picking.first, kSheetsAPart, picking.sheets->size());
}

void Writer::write(const state::GiveReason& giving) {
  static constexpr std::array<std::string_view, 4> kReasons{"staff.lost", "staff.misprint",
                                                            "staff.withdrawn", "staff.reprint"};
  at_the_desk(PageId::sheet_reason, "staff.why");
  page_.lead = say("tray.serial", {{"serial", giving.serial}});
  const auto reasons = reasons_for(giving.errand);
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    add(block::Choice{item(i),
                      Icon::none,
                      say(kReasons[static_cast<std::size_t>(reasons[i])]),
                      {},
                      false,
                      false});
  }
  number_keys(reasons.size());
}

void Writer::write(const state::Voiding& voiding) {
  at_the_desk(PageId::sheet_reason, "staff.voiding");
  page_.lead = say("tray.serial", {{"serial", voiding.serial}});
  page_.back.reset();
}

void Writer::write(const state::ChooseAppeal& appeal) {
  static constexpr std::array<std::string_view, 3> kKinds{
      "staff.appeal_miscode", "staff.appeal_not_converted", "staff.appeal_identity"};
  at_the_desk(PageId::choose_appeal, appeal.under_way ? "staff.appealing" : "staff.appeal_title");
  page_.lead = own_words(number_for_screen(appeal.identity.number));
  if (appeal.under_way) {
    page_.back.reset();
    return;
  }
  // A number that was typed bears no name to be wrong.
  const std::size_t kinds = kKinds.size() - (appeal.identity.name.empty() ? 1 : 0);
  for (std::size_t i = 0; i < kinds; ++i) choice(item(i), Icon::none, kKinds[i]);
  number_keys(kinds);
}

void Writer::write(const state::AppealDone& done) {
  static constexpr std::array<std::string_view, 4> kTroubles{
      "staff.appeal_too_early", "staff.appeal_no_record", "staff.appeal_name",
      "staff.appeal_no_answer"};
  if (const auto* id = std::get_if<std::string>(&done.outcome)) {
    constexpr std::size_t kShown = 8;
    at_the_desk(PageId::appeal_taken, "staff.appeal_taken", "staff.appeal_taken_lead");
    add(block::Fact{say("staff.appeal_number"),
                    given({id->substr(0, kShown), id->substr(0, kShown)}), true});
  } else {
    at_the_desk(PageId::appeal_taken, "staff.appeal_refused", "");
    page_.lead = say(kTroubles[static_cast<std::size_t>(std::get<AppealTrouble>(done.outcome))]);
  }
  act(Button::all_done, "staff.to_desk", Icon::check, true);
}

void Writer::write(const state::ShowShift& shown) {
  at_the_desk(PageId::shift, "staff.shift_title");
  if (!shown.report) {
    page_.lead = say("staff.looking_up");
    return;
  }
  const ShiftReport& report = *shown.report;
  const auto fact = [this](std::string_view key, std::string value) {
    add(block::Fact{say(key), given({value, value}), false});
  };
  fact("staff.since", clock_digits(report.from));
  fact("staff.visits", std::to_string(report.visits));
  fact("staff.colours", fmt::format("{} / {} / {}", report.green, report.yellow, report.red));
  fact("staff.sheets", std::to_string(report.printed));
  fact("staff.still_open", std::to_string(report.unknown));
  fact("staff.not_sent", std::to_string(report.not_sent));
  if (visit_.readiness.printer) act(Button::print_report, "staff.print_shift", Icon::printer, true);
}

namespace {

struct CheckLook {
  std::string_view name;
  std::string_view passed;
};
constexpr std::array<CheckLook, kChecks> kCheckLooks{{
    {"check.card_reader", "check.card_read"},
    {"check.identity_module", "check.card_read"},
    {"check.printer", "check.printer_ready"},
    {"check.health_codes", "check.answers"},
    {"check.scanner", "check.sheet_read"},
    {"check.speaker", "check.heard"},
    {"check.keys", "check.key_seen"},
    {"check.touch", "check.touch_exact"},
    {"check.storage", "check.free"},
}};

}  // namespace

std::string_view Writer::check_name(Check check) {
  return kCheckLooks[static_cast<std::size_t>(check)].name;
}

// "08:02 试读通过".
namespace {
bool troubled_since(const CheckNote& note) {
  return note.trouble && (note.outcome == CheckOutcome::not_tried || *note.trouble > note.at);
}
}  // namespace

Words Writer::check_words(const CheckNote& note) const {
  const CheckLook& look = kCheckLooks[static_cast<std::size_t>(note.check)];
  std::string figure = std::to_string(note.figure);
  if (note.check == Check::health_codes) {
    constexpr int kTenth = 100;
    figure = fmt::format("{}.{}", note.figure / 1000, note.figure % 1000 / kTenth);
  }
  const std::string time = clock_digits(note.at);
  if (troubled_since(note)) return say("check.troubled", {{"time", clock_digits(*note.trouble)}});
  if (note.outcome == CheckOutcome::not_tried) return say("check.not_tried");
  if (note.outcome == CheckOutcome::failed) return say("check.failed", {{"time", time}});
  return say(look.passed, {{"time", time}, {"figure", figure}});
}

void Writer::check_row(std::size_t index, const CheckNote* note) {
  static constexpr std::array<std::string_view, 4> kWords{"check.untried", "check.fine",
                                                          "check.watch", "check.out"};
  using Health = block::Row::Health;
  static constexpr std::array<Health, 4> kHealth{Health::untried, Health::fine, Health::watch,
                                                 Health::out};
  const CheckNote nothing{static_cast<Check>(index), CheckOutcome::not_tried, {}, 0};
  const CheckNote& it = note == nullptr ? nothing : *note;
  block::Row row;
  row.text = say(kCheckLooks[index].name);
  // What went wrong after the last check is worth a look, whatever the check said.
  const auto outcome = static_cast<std::size_t>(
      troubled_since(it) && it.outcome != CheckOutcome::failed ? CheckOutcome::watch : it.outcome);
  row.health = kHealth[outcome];
  row.health_word = say(kWords[outcome]);
  row.value = check_words(it);
  row.button = item(index);
  row.button_words = say("check.try");
  add(std::move(row));
}

void Writer::write(const state::Devices& devices) {
  at_the_desk(PageId::devices, "check.title");
  // Until it is known, nothing is said of any of them.
  if (devices.checks.empty() && !devices.running) {
    page_.lead = say("staff.looking_up");
    return;
  }
  for (std::size_t i = 0; i < kChecks; ++i) {
    const auto note = std::find_if(
        devices.checks.begin(), devices.checks.end(),
        [i](const CheckNote& one) { return static_cast<std::size_t>(one.check) == i; });
    check_row(i, note == devices.checks.end() ? nullptr : &*note);
  }
  if (devices.running) {
    add(block::Sentence{
        say("check.running", {{"what", catalogue_.at(check_name(*devices.running)).text}}),
        block::Sentence::Role::body});
    page_.back.reset();
    return;
  }
  const Policy& policy = devices.report.policy;
  const auto words = [this](const char* key) { return catalogue_.at(key).text; };
  page_.lead =
      say("check.rules", {{"rules", policy.id.empty() ? words("check.rules_unknown")
                                                      : policy.id + " " + policy.version},
                          {"day", settings_.configuration.empty() ? words("check.unsigned")
                                                                  : settings_.configuration}});
  number_keys(kChecks);
  act(Button::try_all, "check.try_all", Icon::refresh, true);
  if (visit_.readiness.printer) act(Button::print_report, "check.print", Icon::printer);
  if (visit_.duty && visit_.duty->member.may.has(Duty::journal)) {
    act(Button::journal, "check.journal", Icon::paper);
  }
  if (visit_.duty && visit_.duty->member.may.has(Duty::practice) && visit_.rules.practice_switch) {
    page_.right = Button::practice;
    page_.help = say(settings_.practice ? "check.practice_on" : "check.practice_off");
  }
}

void Writer::write(const state::Checking& checking) {
  static constexpr std::array<std::string_view, kChecks> kAsks{
      "check.lay_badge", "check.lay_card",  "check.test_sheet", "", "check.lay_sheet",
      "check.listen",    "check.press_key", "check.touch_all",  ""};
  const auto which = static_cast<std::size_t>(checking.check);
  at_the_desk(PageId::checking, kAsks[which].empty() ? "check.title" : kAsks[which]);
  if (checking.check == Check::touch) {
    block::TouchPoints points{};
    for (std::size_t i = 0; i < points.points.size(); ++i) {
      points.points[i] = {item(i), checking.touched[i]};
    }
    points.words = say("check.touch_here");
    add(std::move(points));
    act(Button::no, "check.does_not_work", Icon::cross);
    return;
  }
  const bool card =
      checking.check == Check::card_reader || checking.check == Check::identity_module;
  if (card) add(block::Picture{PictureKind::lay_card, 0, {}, {}});
  if (checking.check == Check::scanner) add(block::Picture{PictureKind::scan_paper, 0, {}, {}});
  if (checking.check == Check::printer) {
    add(block::Picture{PictureKind::printer, 4, {}, {}});
    act(Button::yes, "check.sheet_clean", Icon::check, true);
  }
  if (checking.check == Check::speaker || checking.check == Check::keys) {
    act(Button::yes, checking.check == Check::speaker ? "check.heard_it" : "check.key_works",
        Icon::check, true);
  }
  act(Button::no, "check.does_not_work", Icon::cross);
}

void Writer::write(const state::AskPractice&) {
  at_the_desk(PageId::practice, settings_.practice ? "practice.end" : "practice.begin");
  page_.lead = say(settings_.practice ? "practice.end_lead" : "practice.begin_lead");
  act(Button::yes, "practice.yes", Icon::check, true);
  act(Button::no, "practice.no");
}

}  // namespace visit
