// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/spooler.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace printing {

namespace event = visit::event;
using std::chrono::milliseconds;
using visit::HoldReason;
using visit::PrintRecord;
using visit::PrintTrouble;
using visit::SheetState;

namespace {

constexpr milliseconds kHoldsStill{500};
// A job still without its document so long after it was sent has lost it.
constexpr milliseconds kWithoutData{5000};

// What a failed question may have cost in waiting.
milliseconds cost(PrinterTrouble trouble) {
  switch (trouble) {
    case PrinterTrouble::unreachable:
      return kConnectTry;
    case PrinterTrouble::cut:
      return kConnectTry + kAnswerWithin;
    case PrinterTrouble::busy:
    case PrinterTrouble::not_found:
    case PrinterTrouble::refused:
      break;
  }
  return milliseconds{0};
}

bool is_silence(PrinterTrouble trouble) {
  return trouble == PrinterTrouble::unreachable || trouble == PrinterTrouble::cut;
}

// How much of the sheet is out, as far as a printer tells: taken, at work, marking, counted.
int quarter(const PrintRecord& record, const JobReport& report) {
  if (report.impressions.value_or(0) >= 1 || report.state == JobState::completed) return 4;
  if (report.state == JobState::processing) return report.marking ? 3 : 2;
  return record.delivered ? 1 : 0;
}

}  // namespace

bool Spooler::Settling::look(const JobReport& report, bool printer_processing,
                             milliseconds since_last) {
  const bool still = last_ == report && !printer_processing;
  unchanged_ = still ? unchanged_ + since_last : milliseconds{0};
  last_ = report;
  return unchanged_ >= kHoldsStill;
}

Spooler::Spooler(std::string machine, PrinterPatience patience, PrinterDriver& printer,
                 visit::PrintStore& store, TrayDoubt& doubt, Clock clock, Prepare prepare,
                 visit::Post post, Pause& pause)
    : machine_(std::move(machine)),
      patience_(patience),
      printer_(printer),
      store_(store),
      doubt_(doubt),
      clock_(std::move(clock)),
      prepare_(std::move(prepare)),
      post_(std::move(post)),
      pause_(pause),
      reprints_(store) {
  assert(visit::is_machine_code(machine_));
}

std::optional<visit::Event> Spooler::print(visit::Ticket ticket, visit::PrintOrder order) {
  Watch watch{.ticket = ticket};
  if (!recovered_ && !recover()) return event::SheetFailed{ticket, PrintTrouble::not_printed};
  // What lies in the tray might be taken for this one.
  if (doubt_.any()) return event::SheetFailed{ticket, PrintTrouble::unknown};
  auto reserved = give_serial(order);
  if (!reserved) return event::SheetFailed{ticket, reserved.error()};
  PrintRecord record = std::move(*reserved);

  auto pdf = prepare_(order, record.serial);
  { const visit::PrintOrder forgotten = std::move(order); }
  const std::optional<PrintTrouble> trouble =
      pdf ? hand_over(watch, record, std::move(*pdf)) : pdf.error();
  if (trouble) {
    close(record, evidence::GaveUp{});
    reprints_.settle(clock_());
    if (pause_.ended()) return std::nullopt;
    return event::SheetFailed{ticket, *trouble};
  }
  see_through(watch, record);
  reprints_.settle(clock_());  // whoever hears of it finds the older sheet replaced
  if (visit::is_open(record.state)) return std::nullopt;
  return answer(watch, record);
}

tl::expected<PrintRecord, PrintTrouble> Spooler::give_serial(visit::PrintOrder& order) {
  if (order.reprint) {
    reprints_.settle(clock_());
    auto worked_out = reprints_.worked_out(order.reprint->replaces);
    if (!worked_out) return tl::unexpected(worked_out.error());
    order.reprint = std::move(*worked_out);
  }
  auto reserved = store_.reserve(machine_, visit::slip_of(order.document), clock_());
  if (!reserved) return tl::unexpected(PrintTrouble::not_printed);
  PrintRecord record = std::move(*reserved);
  if (order.reprint && !reprints_.announce(order.reprint->replaces, record.serial, clock_())) {
    close(record, evidence::GaveUp{});
    return tl::unexpected(PrintTrouble::not_printed);
  }
  return record;
}

std::optional<PrintTrouble> Spooler::hand_over(Watch& watch, PrintRecord& record,
                                               visit::Secret pdf) {
  const auto job = make_job(watch, record.serial);
  if (!job) return job.error();
  auto document = printer_.encode(std::move(pdf));

  // Each step is on disk before it is taken. Up to Sending, to stop is proof that no sheet exists.
  const bool go_on = document && note_down(record, evidence::JobMade{*job}) &&
                     !pause_.called_off() && !pause_.ended() &&
                     note_down(record, evidence::Sending{});
  if (!go_on) {
    (void)printer_.cancel(*job);
    return PrintTrouble::not_printed;
  }
  const auto sent = printer_.send(*job, std::move(*document));
  if (sent == Delivery::whole) note_down(record, evidence::Sent{});
  if (!sent && !is_silence(sent.error())) (void)printer_.cancel(*job);
  return std::nullopt;
}

// Waits, with nothing sent, until the printer would print, and has it make an empty job.
tl::expected<visit::PrinterJob, PrintTrouble> Spooler::make_job(Watch& watch,
                                                                const std::string& serial) {
  milliseconds silent{0};
  milliseconds silence_allowed = patience_.reach_within;
  for (;;) {
    if (pause_.called_off() || pause_.ended()) return tl::unexpected(PrintTrouble::not_printed);
    const auto status = ask(silence_allowed - silent);
    if (!status) {
      if (!is_silence(status.error())) return tl::unexpected(PrintTrouble::not_printed);
      silent += cost(status.error()) + patience_.poll;
      if (silent >= silence_allowed) return tl::unexpected(PrintTrouble::unreachable);
      pause_.rest(patience_.poll);
      continue;
    }
    silent = milliseconds{0};
    silence_allowed = patience_.lost_after;

    // An older sheet in the printer would come out first, into the wrong hands.
    if (!status->takes_sheets || !clear_jobs(*status)) {
      return tl::unexpected(PrintTrouble::not_printed);
    }
    if (doubt_.any()) return tl::unexpected(PrintTrouble::unknown);
    std::optional<HoldReason> hold = status->hold;
    if (!hold) {
      auto job = printer_.create_job(serial);
      if (job) {
        tell_hold(watch, std::nullopt);
        return std::move(*job);
      }
      if (is_silence(job.error())) return tl::unexpected(PrintTrouble::unreachable);
      if (job.error() != PrinterTrouble::busy) return tl::unexpected(PrintTrouble::not_printed);
      hold = HoldReason::other;
    }
    tell_hold(watch, hold);
    pause_.rest(patience_.poll);
  }
}

void Spooler::see_through(Watch& watch, PrintRecord& record) {
  for (;;) {
    look(watch, record);
    if (!visit::is_open(record.state) || !pause_.rest(patience_.poll)) break;
  }
  if (record.state != SheetState::unknown) return;
  followed_.push_back({.record = record});
  doubt_.look();  // whoever hears of the failure can ask which sheet it was
}

void Spooler::look(Watch& watch, PrintRecord& record) {
  const auto status = ask(kAnswerWithin);
  const PrinterAnswer<JobReport> report =
      status ? printer_.look(record.job) : tl::unexpected(status.error());
  if (pause_.ended()) return;
  if (!report) {
    watch.lost += cost(report.error()) + patience_.poll;
    const bool gone = report.error() == PrinterTrouble::not_found;
    if (gone || watch.lost >= patience_.lost_after) close(record, evidence::GaveUp{});
    return;
  }
  watch.lost = milliseconds{0};

  const bool ended = has_ended(report->state);
  if (status->jammed && !ended && !note_down(record, evidence::Jammed{})) record.jammed = true;
  if (report->whole && record.state == SheetState::sending) note_down(record, evidence::Sent{});
  const bool settled = watch.settling.look(*report, status->processing, patience_.poll);
  close(record, evidence::Seen{*report, settled});
  if (!visit::is_open(record.state)) return;

  if (!ended && !pause_.called_off()) tell_hold(watch, status->hold);
  tell_progress(watch, record, *report);
  if (is_over(watch, record, *report)) close(record, evidence::GaveUp{});
}

// Whether the time is over for a job that does not end; cancels one that should.
bool Spooler::is_over(Watch& watch, const PrintRecord& record, const JobReport& report) {
  if (report.state == JobState::pending_held) watch.without_data += patience_.poll;
  watch.stalled = watch.hold ? milliseconds{0} : watch.stalled + patience_.poll;
  const bool stalled = watch.stalled >= patience_.stalled_after;
  const bool unwanted = pause_.called_off() || watch.without_data >= kWithoutData || stalled;
  if (unwanted && !watch.cancelled) {
    watch.cancelled = printer_.cancel(record.job).has_value();
  }
  if (unwanted) watch.since_cancel += patience_.poll;
  return watch.since_cancel >= patience_.cancel_within;
}

void Spooler::tell_hold(Watch& watch, std::optional<HoldReason> hold) {
  if (hold == watch.hold) return;
  watch.hold = hold;
  if (hold) return post_(event::SheetHeld{watch.ticket, *hold});
  post_(event::SheetResumed{watch.ticket});
  if (watch.quarter > 0) post_(event::SheetMoved{watch.ticket, watch.quarter});
}

void Spooler::tell_progress(Watch& watch, const PrintRecord& record, const JobReport& report) {
  const int now = quarter(record, report);
  if (now <= watch.quarter || watch.hold) return;
  watch.quarter = now;
  post_(event::SheetMoved{watch.ticket, now});
}

visit::Event Spooler::answer(Watch& watch, const PrintRecord& record) {
  if (record.state == SheetState::printed) {
    tell_hold(watch, std::nullopt);
    if (watch.quarter < 4) post_(event::SheetMoved{watch.ticket, 4});
    return event::SheetPrinted{watch.ticket, record.serial};
  }
  const bool none = record.state == SheetState::not_printed;
  return event::SheetFailed{watch.ticket, none ? PrintTrouble::not_printed : PrintTrouble::unknown};
}

bool Spooler::recover() {
  const auto records = store_.all_in({SheetState::reserved, SheetState::created,
                                      SheetState::sending, SheetState::sent, SheetState::unknown});
  recovered_ = records.has_value() && reprints_.recover();
  if (!recovered_) return false;
  followed_.clear();
  for (PrintRecord record : *records) {
    if (record.state < SheetState::sending) {
      close(record, evidence::GaveUp{});
    } else {
      followed_.push_back({.record = std::move(record)});
    }
  }
  reprints_.settle(clock_());
  return true;
}

bool Spooler::follows() const {
  return std::any_of(followed_.begin(), followed_.end(), [this](const Followed& followed) {
    return followed.lost < patience_.lost_after;
  });
}

PrinterAnswer<PrinterStatus> Spooler::ask(milliseconds within) {
  auto status = printer_.status(within);
  if (!status) return status;
  for (const visit::Supply supply : status->low) {
    if (!low_.contains(supply)) post_(event::SupplyLow{supply});
  }
  low_ = status->low;
  return status;
}

bool Spooler::look_after() {
  const bool known = recovered_ || recover();
  doubt_.look();
  reprints_.settle(clock_());  // a person may have ended a sheet, also while the printer is off
  if (!known) return false;
  const auto status = ask(kAnswerWithin);
  if (pause_.interrupt() != 0) return false;
  if (!status) {
    for (Followed& followed : followed_) {
      followed.lost += cost(status.error()) + patience_.poll;
      if (followed.lost < patience_.lost_after) continue;
      close(followed.record, evidence::GaveUp{});
    }
    doubt_.look();
    return false;
  }
  const bool clear = clear_jobs(*status);
  reprints_.settle(clock_());
  return !doubt_.any() && clear && recovered_ && status->takes_sheets && !status->hold;
}

bool Spooler::follow(Followed& followed, const PrinterStatus& status) {
  PrintRecord& record = followed.record;
  const auto report = printer_.look(record.job);
  if (!report) {
    if (is_silence(report.error())) return false;
    close(record, evidence::GaveUp{});
    return true;
  }
  followed.lost = milliseconds{0};
  const bool ended = has_ended(report->state);
  const bool settled = followed.settling.look(*report, status.processing, patience_.poll);
  if (!note_down(record, evidence::Seen{*report, settled})) return true;
  if (!is_job_of(record, *report)) return true;
  if (ended) {
    return settled || record.state == SheetState::printed ||
           record.state == SheetState::not_printed;
  }
  // Nobody waits for this sheet: it must not come out when somebody loads paper for the next one.
  const bool waits = status.hold.has_value() || report->state == JobState::pending_held;
  if (waits && !followed.cancelled) {
    followed.cancelled = printer_.cancel(record.job).has_value();
  }
  return false;
}

bool Spooler::clear_jobs(const PrinterStatus& status) {
  std::erase_if(followed_, [&](Followed& followed) { return follow(followed, status); });
  std::vector<std::string> serials;
  for (const Followed& followed : followed_) serials.push_back(followed.record.serial);
  return printer_.drop_others(machine_, serials) && followed_.empty();
}

bool Spooler::note_down(PrintRecord& record, const Evidence& evidence) {
  auto noted = note(store_, record, evidence, clock_());
  if (!noted) {
    // What is on disk is now behind the truth: it is read and followed anew.
    recovered_ = false;
    return false;
  }
  record = std::move(*noted);
  return true;
}

void Spooler::close(PrintRecord& record, const Evidence& evidence) {
  if (!note_down(record, evidence)) record = conclude(std::move(record), evidence, clock_());
}

}  // namespace printing
