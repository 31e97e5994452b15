// SPDX-License-Identifier: GPL-3.0-or-later
// The rules by which a sheet's record moves on (docs/wire.md §6.4): what was seen decides, what was
// hoped does not, and whatever does not prove the one or the other is unknown. Pure, but for
// note().
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>

#include "kiosk/visit/print_record.h"

namespace printing {

// job-state by its number (RFC 8011 §5.3.7).
enum class JobState {
  pending = 3,
  pending_held = 4,
  processing = 5,
  processing_stopped = 6,
  canceled = 7,
  aborted = 8,
  completed = 9,
};
[[nodiscard]] bool has_ended(JobState state);

// What the printer says of the job under an id.
struct JobReport {
  std::string uuid;
  std::string name;
  JobState state = JobState::pending;
  bool marking = false;            // job-state-reasons: job-printing
  std::optional<int> impressions;  // that came out; none: the printer does not say
  bool whole = false;              // a document that was handed over in parts has arrived
  friend bool operator==(const JobReport&, const JobReport&) = default;
};
// The job of that record, and no later job that bears its id.
[[nodiscard]] bool is_job_of(const visit::PrintRecord& record, const JobReport& report);

namespace evidence {
// The printer has made an empty job for the sheet.
struct JobMade {
  visit::PrinterJob job;
};
// The first byte is about to leave.
struct Sending {};
// The last byte is out, and the printer has said yes.
struct Sent {};
// The paper is stuck while the printer has this job.
struct Jammed {};
// A look at the job. Settled: a second look, 500 ms later at least, found it unchanged and the
// printer not processing.
struct Seen {
  JobReport report;
  bool settled = false;
};
// Nothing more will be heard: the job is not found, the printer is silent, the time is over, or
// the sheet was called off before it was sent.
struct GaveUp {};
// A person holds the sheet in hand, or its code was scanned.
struct InHand {};
// A person has looked, and the serial counts no more.
struct Voided {};
struct Replaced {
  std::string serial;  // of the sheet that takes its place
};
}  // namespace evidence

using Evidence = std::variant<evidence::JobMade, evidence::Sending, evidence::Sent,
                              evidence::Jammed, evidence::Seen, evidence::GaveUp, evidence::InHand,
                              evidence::Voided, evidence::Replaced>;

// The record after that evidence; the same record if it proves nothing. What is closed forgets the
// service's name of its slip. Steps that the kiosk itself takes out of order are a broken promise
// and abort.
[[nodiscard]] visit::PrintRecord conclude(visit::PrintRecord record, const Evidence& evidence,
                                          visit::Moment now);

// Concludes, and has it on disk before it returns the record as it now is.
[[nodiscard]] tl::expected<visit::PrintRecord, visit::StoreTrouble> note(
    visit::PrintStore& store, const visit::PrintRecord& record, const Evidence& evidence,
    visit::Moment now);

}  // namespace printing
