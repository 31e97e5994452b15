// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/print_journal.h"

#include <cassert>
#include <utility>

namespace printing {

using visit::PrintRecord;
using visit::SheetState;

namespace {

// The state of a sheet whose document was sent, after a look at its job.
SheetState judged(const PrintRecord& record, const evidence::Seen& seen) {
  const JobReport& report = seen.report;
  if (!is_job_of(record, report)) return SheetState::unknown;
  if (!has_ended(report.state)) return record.state;

  const bool completed = report.state == JobState::completed;
  // A printer may print the half of a document that was cut off, and call it completed.
  const bool came_out = report.impressions && *report.impressions >= 1;
  if (completed && came_out && record.delivered) return SheetState::printed;
  // Printers have taken a job up again after they had called it canceled, and have counted late.
  const bool says_none = report.impressions && *report.impressions == 0;
  if (says_none && !seen.settled) return record.state;
  if (says_none && !completed && !record.jammed) return SheetState::not_printed;
  return SheetState::unknown;
}

// What another sheet may take the place of.
bool can_be_replaced(SheetState state) {
  return state == SheetState::printed || state == SheetState::voided;
}

SheetState next(const PrintRecord& record, const evidence::JobMade&) {
  assert(record.state == SheetState::reserved);
  return SheetState::created;
}
SheetState next(const PrintRecord& record, const evidence::Sending&) {
  assert(record.state == SheetState::created);
  return SheetState::sending;
}
SheetState next(const PrintRecord& record, const evidence::Sent&) {
  assert(record.state == SheetState::sending);
  return SheetState::sent;
}
SheetState next(const PrintRecord& record, const evidence::Jammed&) { return record.state; }
SheetState next(const PrintRecord& record, const evidence::Seen& seen) {
  switch (record.state) {
    case SheetState::sending:
    case SheetState::sent:
    case SheetState::unknown:
      return judged(record, seen);
    case SheetState::reserved:
    case SheetState::created:
    case SheetState::printed:
    case SheetState::not_printed:
    case SheetState::voided:
    case SheetState::replaced:
      break;
  }
  return record.state;
}
SheetState next(const PrintRecord& record, const evidence::GaveUp&) {
  switch (record.state) {
    case SheetState::reserved:
    case SheetState::created:
      return SheetState::not_printed;
    case SheetState::sending:
    case SheetState::sent:
      return SheetState::unknown;
    case SheetState::printed:
    case SheetState::not_printed:
    case SheetState::unknown:
    case SheetState::voided:
    case SheetState::replaced:
      break;
  }
  return record.state;
}
SheetState next(const PrintRecord& record, const evidence::InHand&) {
  return record.state == SheetState::unknown ? SheetState::printed : record.state;
}
SheetState next(const PrintRecord& record, const evidence::Voided&) {
  const bool closed = !visit::is_open(record.state) && record.state != SheetState::replaced;
  return closed ? SheetState::voided : record.state;
}
SheetState next(const PrintRecord& record, const evidence::Reprinting&) { return record.state; }
SheetState next(const PrintRecord& record, const evidence::NotReprinted&) { return record.state; }
SheetState next(const PrintRecord& record, const evidence::Replaced&) {
  return can_be_replaced(record.state) ? SheetState::replaced : record.state;
}

// By which sheet it was or will be replaced.
std::string successor(const PrintRecord& before, const Evidence& evidence) {
  if (!can_be_replaced(before.state)) return before.replaced_by;
  if (const auto* coming = std::get_if<evidence::Reprinting>(&evidence)) return coming->serial;
  if (const auto* out = std::get_if<evidence::Replaced>(&evidence)) return out->serial;
  if (std::holds_alternative<evidence::NotReprinted>(evidence)) return {};
  return before.replaced_by;
}

}  // namespace

bool has_ended(JobState state) {
  switch (state) {
    case JobState::canceled:
    case JobState::aborted:
    case JobState::completed:
      return true;
    case JobState::pending:
    case JobState::pending_held:
    case JobState::processing:
    case JobState::processing_stopped:
      break;
  }
  return false;
}

bool is_job_of(const PrintRecord& record, const JobReport& report) {
  return !report.uuid.empty() && report.uuid == record.job.uuid && report.name == record.serial;
}

PrintRecord conclude(PrintRecord record, const Evidence& evidence, visit::Moment now) {
  const SheetState before = record.state;
  record.replaced_by = successor(record, evidence);
  record.state = std::visit([&](const auto& seen) { return next(record, seen); }, evidence);
  if (const auto* made = std::get_if<evidence::JobMade>(&evidence)) record.job = made->job;
  if (std::holds_alternative<evidence::Sent>(evidence)) record.delivered = true;
  if (std::holds_alternative<evidence::Jammed>(evidence)) record.jammed = true;
  if (record.state != before) record.since = now;
  if (record.state == SheetState::not_printed) record.slip.clear();
  return record;
}

tl::expected<PrintRecord, visit::StoreTrouble> note(visit::PrintStore& store,
                                                    const PrintRecord& record,
                                                    const Evidence& evidence, visit::Moment now) {
  PrintRecord after = conclude(record, evidence, now);
  if (after == record) return after;
  if (const auto written = store.write(after, record.state); !written) {
    return tl::unexpected(written.error());
  }
  return after;
}

bool void_sheet(visit::PrintStore& store, std::string_view serial, visit::Moment now) {
  // The printer's thread may write at the same time: then its word is read before ours is given.
  for (;;) {
    const auto found = store.find(serial);
    if (!found || !*found) return false;
    const SheetState state = (*found)->state;
    if (state != SheetState::printed && state != SheetState::unknown) return false;
    const auto noted = note(store, **found, evidence::Voided{}, now);
    if (noted) return true;
    if (noted.error() != visit::StoreTrouble::moved) return false;
  }
}

}  // namespace printing
