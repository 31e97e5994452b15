// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/spooler.h"

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
milliseconds cost(IppTrouble trouble) {
  switch (trouble) {
    case IppTrouble::unreachable:
      return IppConnection::kConnectTry;
    case IppTrouble::cut:
      return IppConnection::kConnectTry + IppConnection::kAnswerWithin;
    case IppTrouble::busy:
    case IppTrouble::not_found:
    case IppTrouble::refused:
      break;
  }
  return milliseconds{0};
}

bool is_silence(IppTrouble trouble) {
  return trouble == IppTrouble::unreachable || trouble == IppTrouble::cut;
}

// How much of the sheet is out, as far as a printer tells: taken, at work, marking, counted.
int quarter(const PrintRecord& record, const JobReport& report) {
  if (report.impressions.value_or(0) >= 1 || report.state == JobState::completed) return 4;
  if (report.state == JobState::processing) return report.marking ? 3 : 2;
  return record.delivered ? 1 : 0;
}

}  // namespace

bool Pause::rest(milliseconds time) {
  std::unique_lock lock{mutex_};
  change_.wait_for(lock, time, [this] { return interrupt_ != 0; });
  return !ended_;
}

void Pause::wake() {
  const std::lock_guard lock{mutex_};
  interrupt_ = 1;
  change_.notify_all();
}

void Pause::begin() {
  const std::lock_guard lock{mutex_};
  if (!ended_) interrupt_ = 0;
}

void Pause::end() {
  const std::lock_guard lock{mutex_};
  ended_ = true;
  interrupt_ = 1;
  change_.notify_all();
}

bool Spooler::Settling::look(const JobReport& report, bool printer_processing,
                             milliseconds since_last) {
  const bool still = last_ == report && !printer_processing;
  unchanged_ = still ? unchanged_ + since_last : milliseconds{0};
  last_ = report;
  return unchanged_ >= kHoldsStill;
}

Spooler::Spooler(PrinterSettings settings, visit::PrintStore& store, Clock clock, Prepare prepare,
                 visit::Post post, Pause& pause)
    : settings_(std::move(settings)),
      store_(store),
      clock_(std::move(clock)),
      prepare_(std::move(prepare)),
      post_(std::move(post)),
      pause_(pause),
      printer_(settings_.uri, settings_.media, pause.interrupt()) {
  assert(visit::is_machine_code(settings_.machine));
}

std::optional<visit::Event> Spooler::print(visit::Ticket ticket, visit::Certificate certificate) {
  Watch watch{.ticket = ticket};
  if (!recovered_ && !recover()) return event::SheetFailed{ticket, PrintTrouble::not_printed};
  auto reserved = store_.reserve(settings_.machine, clock_());
  if (!reserved) return event::SheetFailed{ticket, PrintTrouble::not_printed};
  PrintRecord record = std::move(*reserved);

  auto pdf = prepare_(certificate, record.serial);
  { const visit::Certificate forgotten = std::move(certificate); }
  const std::optional<PrintTrouble> trouble =
      pdf ? hand_over(watch, record, std::move(*pdf)) : pdf.error();
  if (trouble) {
    close(record, evidence::GaveUp{});
    if (pause_.ended()) return std::nullopt;
    return event::SheetFailed{ticket, *trouble};
  }
  see_through(watch, record);
  if (visit::is_open(record.state)) return std::nullopt;
  return answer(watch, record);
}

std::optional<PrintTrouble> Spooler::hand_over(Watch& watch, PrintRecord& record,
                                               visit::Secret pdf) {
  const auto job = make_job(watch, record.serial);
  if (!job) return job.error();

  // Each step is on disk before it is taken. Up to Sending, to stop is proof that no sheet exists.
  const bool go_on = note_down(record, evidence::JobMade{*job}) && !pause_.called_off() &&
                     !pause_.ended() && note_down(record, evidence::Sending{});
  if (!go_on) {
    (void)printer_.cancel_job(job->id);
    return PrintTrouble::not_printed;
  }
  const auto sent = printer_.send_document(job->id, pdf.reveal());
  if (sent) {
    note_down(record, evidence::Sent{});
  } else if (!is_silence(sent.error())) {
    (void)printer_.cancel_job(job->id);
  }
  return std::nullopt;
}

// Waits, with nothing sent, until the printer would print, and has it make an empty job.
tl::expected<visit::PrinterJob, PrintTrouble> Spooler::make_job(Watch& watch,
                                                                const std::string& serial) {
  milliseconds silent{0};
  milliseconds silence_allowed = settings_.patience.reach_within;
  for (;;) {
    if (pause_.called_off() || pause_.ended()) return tl::unexpected(PrintTrouble::not_printed);
    const auto status = printer_.status(silence_allowed - silent);
    if (!status) {
      if (!is_silence(status.error())) return tl::unexpected(PrintTrouble::not_printed);
      silent += cost(status.error()) + settings_.patience.poll;
      if (silent >= silence_allowed) return tl::unexpected(PrintTrouble::unreachable);
      pause_.rest(settings_.patience.poll);
      continue;
    }
    silent = milliseconds{0};
    silence_allowed = settings_.patience.lost_after;

    // An older sheet in the printer would come out first, into the wrong hands.
    if (!status->takes_pdf || !clear_jobs(*status)) {
      return tl::unexpected(PrintTrouble::not_printed);
    }
    std::optional<HoldReason> hold = status->hold;
    if (!hold) {
      auto job = try_job(serial);
      if (job) {
        tell_hold(watch, std::nullopt);
        return std::move(*job);
      }
      if (is_silence(job.error())) return tl::unexpected(PrintTrouble::unreachable);
      if (job.error() != IppTrouble::busy) return tl::unexpected(PrintTrouble::not_printed);
      hold = HoldReason::other;
    }
    tell_hold(watch, hold);
    pause_.rest(settings_.patience.poll);
  }
}

IppConnection::Answer<visit::PrinterJob> Spooler::try_job(const std::string& serial) {
  const auto id = printer_.create_job(serial);
  if (!id) return tl::unexpected(id.error());
  const auto report = printer_.job(*id);
  // Without a uuid the job could not be told from a later one with the same id.
  if (report && report->name == serial && !report->uuid.empty()) {
    return visit::PrinterJob{*id, report->uuid};
  }
  (void)printer_.cancel_job(*id);
  return tl::unexpected(report ? IppTrouble::refused : report.error());
}

void Spooler::see_through(Watch& watch, PrintRecord& record) {
  for (;;) {
    look(watch, record);
    if (!visit::is_open(record.state) || !pause_.rest(settings_.patience.poll)) break;
  }
  if (record.state == SheetState::unknown) followed_.push_back({.record = record});
}

void Spooler::look(Watch& watch, PrintRecord& record) {
  const auto status = printer_.status(IppConnection::kAnswerWithin);
  const IppConnection::Answer<JobReport> report =
      status ? printer_.job(record.job.id) : tl::unexpected(status.error());
  if (pause_.ended()) return;
  if (!report) {
    watch.lost += cost(report.error()) + settings_.patience.poll;
    const bool gone = report.error() == IppTrouble::not_found;
    if (gone || watch.lost >= settings_.patience.lost_after) close(record, evidence::GaveUp{});
    return;
  }
  watch.lost = milliseconds{0};

  const bool ended = has_ended(report->state);
  if (status->hold == HoldReason::media_jam && !ended && !note_down(record, evidence::Jammed{})) {
    record.jammed = true;
  }
  const bool settled = watch.settling.look(*report, status->processing, settings_.patience.poll);
  close(record, evidence::Seen{*report, settled});
  if (!visit::is_open(record.state)) return;

  if (!ended && !pause_.called_off()) tell_hold(watch, status->hold);
  tell_progress(watch, record, *report);
  if (is_over(watch, record, *report)) close(record, evidence::GaveUp{});
}

// Whether the time is over for a job that does not end; cancels one that should.
bool Spooler::is_over(Watch& watch, const PrintRecord& record, const JobReport& report) {
  const PrinterPatience& patience = settings_.patience;
  if (report.state == JobState::pending_held) watch.without_data += patience.poll;
  watch.stalled = watch.hold ? milliseconds{0} : watch.stalled + patience.poll;
  const bool stalled = watch.stalled >= patience.stalled_after;
  const bool unwanted = pause_.called_off() || watch.without_data >= kWithoutData || stalled;
  if (unwanted && !watch.cancelled) {
    watch.cancelled = printer_.cancel_job(record.job.id).has_value();
  }
  if (unwanted) watch.since_cancel += patience.poll;
  return watch.since_cancel >= patience.cancel_within;
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
  recovered_ = records.has_value();
  if (!records) return false;
  followed_.clear();
  for (PrintRecord record : *records) {
    if (record.state < SheetState::sending) {
      close(record, evidence::GaveUp{});
    } else {
      followed_.push_back({.record = std::move(record)});
    }
  }
  return true;
}

bool Spooler::follows() const {
  return std::any_of(followed_.begin(), followed_.end(), [this](const Followed& followed) {
    return followed.lost < settings_.patience.lost_after;
  });
}

bool Spooler::look_after() {
  if (!recovered_ && !recover()) return false;
  const auto status = printer_.status(IppConnection::kAnswerWithin);
  if (pause_.interrupt() != 0) return false;
  if (!status) {
    for (Followed& followed : followed_) {
      followed.lost += cost(status.error()) + settings_.patience.poll;
      if (followed.lost < settings_.patience.lost_after) continue;
      close(followed.record, evidence::GaveUp{});
    }
    return false;
  }
  return clear_jobs(*status) && recovered_ && status->takes_pdf && !status->hold;
}

bool Spooler::follow(Followed& followed, const PrinterStatus& status) {
  PrintRecord& record = followed.record;
  const auto report = printer_.job(record.job.id);
  if (!report) {
    if (is_silence(report.error())) return false;
    close(record, evidence::GaveUp{});
    return true;
  }
  followed.lost = milliseconds{0};
  const bool ended = has_ended(report->state);
  const bool settled = followed.settling.look(*report, status.processing, settings_.patience.poll);
  if (!note_down(record, evidence::Seen{*report, settled})) return true;
  if (!is_job_of(record, *report)) return true;
  if (ended) {
    return settled || record.state == SheetState::printed ||
           record.state == SheetState::not_printed;
  }
  // Nobody waits for this sheet: it must not come out when somebody loads paper for the next one.
  const bool waits = status.hold.has_value() || report->state == JobState::pending_held;
  if (waits && !followed.cancelled) {
    followed.cancelled = printer_.cancel_job(record.job.id).has_value();
  }
  return false;
}

bool Spooler::clear_jobs(const PrinterStatus& status) {
  std::erase_if(followed_, [&](Followed& followed) { return follow(followed, status); });
  const auto jobs = printer_.unfinished_jobs();
  if (!jobs) return !is_silence(jobs.error());
  bool clear = followed_.empty();
  for (const WaitingJob& job : *jobs) {
    if (visit::machine_of(job.name) != settings_.machine) continue;
    const bool followed = std::any_of(followed_.begin(), followed_.end(), [&](const Followed& one) {
      return one.record.serial == job.name;
    });
    if (followed) continue;
    (void)printer_.cancel_job(job.id);
    const auto report = printer_.job(job.id);
    clear = clear && report && has_ended(report->state);
  }
  return clear;
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
