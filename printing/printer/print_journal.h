// SPDX-License-Identifier: GPL-3.0-or-later
// The rules by which a sheet's record moves on (docs/wire.md §6.4): what was seen decides, what was
// hoped does not, and whatever does not prove the one or the other is unknown. Pure, but for
// note().
#pragma once

#include <optional>
#include <string>
#include <string_view>
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
// Another sheet is on its way that will take its place.
struct Reprinting {
  std::string serial;
};
// That one did not come out, or a person has ended it: the older one is what it was.
struct NotReprinted {};
// The other one is out.
struct Replaced {
  std::string serial;  // of the sheet that takes its place
};
}  // namespace evidence

using Evidence =
    std::variant<evidence::JobMade, evidence::Sending, evidence::Sent, evidence::Jammed,
                 evidence::Seen, evidence::GaveUp, evidence::InHand, evidence::Voided,
                 evidence::Reprinting, evidence::NotReprinted, evidence::Replaced>;

// The record after that evidence; the same record if it proves nothing. A sheet that cannot exist
// forgets the service's name of its slip; of one that came out, or counts no more, the store keeps
// it until the service need not be told. Steps that the kiosk itself takes out of order are a
// broken promise and abort.
[[nodiscard]] visit::PrintRecord conclude(visit::PrintRecord record, const Evidence& evidence,
                                          visit::Moment now);

// Concludes, and has it on disk before it returns the record as it now is.
[[nodiscard]] tl::expected<visit::PrintRecord, visit::StoreTrouble> note(
    visit::PrintStore& store, const visit::PrintRecord& record, const Evidence& evidence,
    visit::Moment now);

// A person's word: a sheet that came out, or is in doubt, counts no more. False: there is no such
// sheet, or the store does not answer. Whoever must know why writes through a store that keeps it.
[[nodiscard]] bool void_sheet(visit::PrintStore& store, std::string_view serial, visit::Moment now);

}  // namespace printing
