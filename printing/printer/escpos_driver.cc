// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/escpos_driver.h"

#include <algorithm>
#include <random>
#include <utility>

namespace printing {

using std::chrono::milliseconds;
using visit::HoldReason;

namespace {

// Bands in the printer at a time.
constexpr int kWindow = 2;
constexpr milliseconds kListen{100};
// Of listening; a hot head rests.
constexpr milliseconds kBandWithin{3000};
// A printer that was without power starts for longer than this.
constexpr milliseconds kReplyWithin{1000};
constexpr milliseconds kQuiet{300};
// After which a look at the page ends, so that the printer is asked how it is.
constexpr int kSteps = 64;

// Everything as after switching on; no status unless asked for.
constexpr std::string_view kBegin{"\x1b@\x1d\x61\0", 5};
// To the cutter, and through.
constexpr std::string_view kCut{"\x1dV\x42\0", 4};
constexpr std::string_view kAskSensor{"\x1dr\x01", 3};
constexpr std::string_view kClear{"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 10};
constexpr std::string_view kJobScheme = "escpos:";

bool has(std::uint8_t byte, unsigned bit) { return (byte & 1U << bit) != 0; }

// Bits of DLE EOT 1 to 4, as Epson's command reference numbers them.
PrinterStatus status_of(const EscposStatus& said) {
  PrinterStatus status;
  status.takes_sheets = true;
  const bool no_paper = has(said.offline, 5) || has(said.paper, 5) || has(said.paper, 6);
  const bool cover = has(said.offline, 2);
  status.jammed = has(said.error, 3);  // of the cutter
  if (has(said.paper, 2) || has(said.paper, 3)) status.low.insert(visit::Supply::media);
  if (no_paper) {
    status.hold = HoldReason::media_empty;
  } else if (status.jammed) {
    status.hold = HoldReason::media_jam;
  } else if (cover) {
    status.hold = HoldReason::cover_open;
  } else if (has(said.error, 6)) {
    status.hold = HoldReason::too_hot;
  } else if (has(said.error, 5) || has(said.offline, 6)) {
    status.hold = HoldReason::other;
  } else if (has(said.printer, 3)) {
    status.hold = HoldReason::paused;
  }
  return status;
}

// A band takes a quarter of a second on the wire at most: silence is noticed the sooner.
std::size_t band_rows(int baud) {
  constexpr int kBitsPerByte = 10;
  const int bytes = baud / kBitsPerByte / 4;
  return std::clamp<std::size_t>(static_cast<std::size_t>(bytes) / kRollRowBytes, 1, kBandRows);
}

// Nobody has used it before, in this life or another.
std::string fresh_name() {
  std::random_device chance;
  std::uniform_int_distribution<int> figure{0, 35};
  std::string name;
  for (int i = 0; i < 12; ++i) name += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[figure(chance)];
  return name;
}

}  // namespace

EscposDriver::EscposDriver(const EscposUri& uri, const std::atomic<int>& interrupt)
    : line_(uri, interrupt), interrupt_(interrupt), band_rows_(band_rows(uri.baud)) {}

PrinterAnswer<PrinterStatus> EscposDriver::status(milliseconds within) {
  const bool under_way = page_ && !has_ended(page_->state);
  const auto said = line_.ask_status(std::min(within, under_way ? kReplyWithin : kAnswerWithin));
  if (!said) {
    // Whatever was in the printer may be gone with its power.
    if (under_way) page_->troubled = true;
    settled_ = false;
    return tl::unexpected(said.error());
  }
  PrinterStatus status = status_of(*said);
  note_trouble(status);
  status.processing = under_way;
  return status;
}

bool EscposDriver::drop_others(std::string_view /*machine*/,
                               const std::vector<std::string>& /*serials*/) {
  if (page_ && !has_ended(page_->state)) return false;
  // While something stops the printer nothing is written: its status says so, and what is left of a
  // page is in doubt.
  return settled_ || !is_clean() || clear_up();
}

PrinterAnswer<visit::PrinterJob> EscposDriver::create_job(const std::string& serial) {
  if ((page_ && !has_ended(page_->state)) || !settled_) {
    return tl::unexpected(PrinterTrouble::busy);
  }
  page_.emplace();
  page_->job = {1, std::string(kJobScheme) + fresh_name()};
  page_->serial = serial;
  page_->opening = line_.openings();
  return page_->job;
}

PrinterAnswer<visit::Secret> EscposDriver::encode(visit::Secret pdf) {
  auto dots = roll_dots(pdf.reveal());
  if (!dots || dots->empty()) return tl::unexpected(PrinterTrouble::refused);
  return std::move(*dots);
}

PrinterAnswer<Delivery> EscposDriver::send(const visit::PrinterJob& job, visit::Secret document) {
  if (!page_ || page_->job != job) return tl::unexpected(PrinterTrouble::not_found);
  page_->dots = std::move(document);
  page_->state = JobState::processing;
  return Delivery::begun;
}

PrinterAnswer<JobReport> EscposDriver::look(const visit::PrinterJob& job) {
  if (!page_ || page_->job != job) {
    // An earlier life's page: what it was told died with it, and half of it may be on the paper.
    if (job.uuid.starts_with(kJobScheme)) torn_ = true;
    return tl::unexpected(PrinterTrouble::not_found);
  }
  Page& page = *page_;
  if (page.state == JobState::processing) carry_on(page);
  const bool came_out = page.state == JobState::completed;
  JobReport report{page.job.uuid, page.serial,
                   page.state,    page.row * 2 > page.dots.reveal().size() / kRollRowBytes,
                   std::nullopt,  came_out};
  if (came_out) report.impressions = 1;
  if (!page.dark) report.impressions = 0;
  return report;
}

PrinterAnswer<void> EscposDriver::cancel(const visit::PrinterJob& job) {
  if (!page_ || page_->job != job) return tl::unexpected(PrinterTrouble::not_found);
  if (has_ended(page_->state)) return {};
  if (page_->dark) forget_buffers();
  break_off(*page_, JobState::canceled);
  return {};
}

void EscposDriver::carry_on(Page& page) {
  for (int step = 0; step < kSteps && page.state == JobState::processing; ++step) {
    if (interrupt_ != 0) return;
    // Silence or another opening: what was in the printer may be lost, so nothing more is written.
    if (line_.openings() != page.opening) return break_off(page, JobState::aborted);
    if (write_more(page)) continue;
    if (page.state == JobState::processing && !hear_more(page)) return;
  }
}

bool EscposDriver::write_more(Page& page) {
  if (page.cut || page.asked - page.answered >= kWindow) return false;
  // The kind of proof is known before the first dot.
  if (page.asked > 0 && page.answered == 0) return false;
  if (!is_clean()) return false;
  if (line_.openings() != page.opening) return false;

  const std::string_view dots = page.dots.reveal();
  const std::size_t rows = dots.size() / kRollRowBytes;
  std::string command;
  if (page.asked == 0) {
    command = kBegin;
    proof_ = Proof::not_known;
  } else if (page.row < rows) {
    const std::size_t count = std::min(band_rows_, rows - page.row);
    command = band(dots.substr(page.row * kRollRowBytes, count * kRollRowBytes));
    page.row += count;
    page.dark = true;
  } else {
    command = kCut;
    page.cut = true;
  }
  command += question(page.asked++);
  if (proof_ != Proof::process_id) ++owed_;
  const auto written = line_.write(command);
  visit::wipe(command.data(), command.size());
  if (!written) break_off(page, JobState::aborted);
  return true;
}

bool EscposDriver::hear_more(Page& page) {
  const auto heard = line_.next(kListen);
  if (!heard) {
    break_off(page, JobState::aborted);
    return true;
  }
  if (*heard) {
    page.silent = milliseconds{0};
    take_answer(page, **heard);
    return true;
  }
  // Paper that is waited for is no silence.
  const bool waits = page.asked > page.answered && is_clean();
  page.silent = waits ? page.silent + kListen : milliseconds{0};
  if (page.silent >= kBandWithin) break_off(page, JobState::aborted);
  return false;
}

void EscposDriver::take_answer(Page& page, const Heard& heard) {
  note_answer(heard);
  const bool due = page.answered < page.asked;
  if (const auto* id = std::get_if<heard::ProcessId>(&heard)) {
    // A gap in the chain: a band was lost on its way.
    const bool next = due && id->id == process_id(page.answered);
    if (!next || proof_ == Proof::paper_sensor) return break_off(page, JobState::aborted);
    proof_ = Proof::process_id;
    ++page.answered;
  } else if (std::holds_alternative<heard::PaperSensor>(heard) && proof_ != Proof::process_id) {
    if (!due) return break_off(page, JobState::aborted);
    proof_ = Proof::paper_sensor;
    ++page.answered;
  } else if (!std::holds_alternative<heard::PaperSensor>(heard)) {
    page.troubled = true;
  }
  if (!page.cut || page.answered < page.asked) return;
  // Without process ids the answers only say that no command was lost, if nothing was amiss.
  const bool proved = proof_ == Proof::process_id || (!page.troubled && is_clean());
  if (!proved) return break_off(page, JobState::aborted);
  page.state = JobState::completed;
  page.dots.wipe();
}

void EscposDriver::break_off(Page& page, JobState state) {
  page.state = state;
  page.dots.wipe();
  settled_ = false;
  torn_ = torn_ || page.dark;
}

bool EscposDriver::is_clean() {
  const auto said = line_.ask_status(kReplyWithin);
  if (!said) return false;
  const PrinterStatus status = status_of(*said);
  note_trouble(status);
  return !status.hold;
}

// A page on which something has stopped the printer needs a better proof than silence.
void EscposDriver::note_trouble(const PrinterStatus& status) {
  if (page_ && page_->dark && status.hold) page_->troubled = true;
}

void EscposDriver::forget_buffers() {
  if (!line_.write(kClear)) return;
  for (;;) {
    const auto heard = line_.next(kReplyWithin);
    if (!heard || !*heard || std::holds_alternative<heard::Cleared>(**heard)) return;
    note_answer(**heard);
  }
}

// Ends in white what was half said, cuts off what is on the paper, and hears that this was done.
bool EscposDriver::clear_up() {
  if (torn_) forget_buffers();
  // What is missing of a band; the rest of it is nothing: NUL is no command.
  std::string command(kBandRows * kRollRowBytes, '\0');
  command += kBegin;
  if (torn_) command += kCut;
  command += kAskSensor;
  ++owed_;
  if (!line_.write(command) || !hear_all_owed()) return false;
  settled_ = true;
  torn_ = false;
  return true;
}

// Every answer that is owed comes before the one to the last question: then nothing older can be
// taken for an answer to a page.
bool EscposDriver::hear_all_owed() {
  const bool fresh = line_.openings() != heard_opening_;
  while (owed_ > 0) {
    const auto heard = line_.next(kReplyWithin);
    if (interrupt_ != 0) return false;
    if (!heard || !*heard) {
      owed_ = 0;  // lost, with the power or with the line
      return false;
    }
    note_answer(**heard);
  }
  // An earlier life may have asked too.
  while (fresh) {
    const auto heard = line_.next(kQuiet);
    if (!heard || interrupt_ != 0) return false;
    if (!*heard) break;
  }
  heard_opening_ = line_.openings();
  return true;
}

void EscposDriver::note_answer(const Heard& heard) {
  if (std::holds_alternative<heard::PaperSensor>(heard) && owed_ > 0) --owed_;
}

// Four characters: of the page, and of one of its commands.
std::string EscposDriver::process_id(int number) const {
  const std::string& name = page_->job.uuid;
  constexpr int kPrintable = '~' - ' ' + 1;
  return name.substr(name.size() - 3) + static_cast<char>(' ' + number % kPrintable);
}

// Both kinds while the printer has not shown which it answers.
std::string EscposDriver::question(int number) const {
  std::string text;
  if (proof_ != Proof::paper_sensor) {
    text =
        std::string{
            "\x1d(H\x06\0"
            "00",
            7} +
        process_id(number);
  }
  if (proof_ != Proof::process_id) text += kAskSensor;
  return text;
}

}  // namespace printing
