// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/ipp_driver.h"

#include <algorithm>
#include <utility>

#include "kiosk/visit/print_record.h"

namespace printing {

namespace {

bool is_silence(PrinterTrouble trouble) {
  return trouble == PrinterTrouble::unreachable || trouble == PrinterTrouble::cut;
}

}  // namespace

IppDriver::IppDriver(IppUri printer, const std::string& media, const std::atomic<int>& interrupt)
    : media_(media), printer_(std::move(printer), media, interrupt) {}

PrinterAnswer<PrinterStatus> IppDriver::status(std::chrono::milliseconds within) {
  auto state = printer_.state(within);
  if (!state) return tl::unexpected(state.error());
  takes_pdf_ = state->takes_pdf;
  raster_ = state->raster;
  return PrinterStatus{.takes_sheets = takes_pdf_ || raster_,
                       .processing = state->processing,
                       .jammed = state->jammed,
                       .hold = state->hold,
                       .low = std::move(state->low)};
}

bool IppDriver::drop_others(std::string_view machine, const std::vector<std::string>& serials) {
  const auto jobs = printer_.unfinished_jobs();
  if (!jobs) return !is_silence(jobs.error());
  bool clear = true;
  for (const WaitingJob& job : *jobs) {
    // Other kiosks' jobs, and whatever else people print, are theirs.
    if (visit::machine_of(job.name) != machine) continue;
    if (std::find(serials.begin(), serials.end(), job.name) != serials.end()) continue;
    (void)printer_.cancel_job(job.id);
    const auto report = printer_.job(job.id);
    clear = clear && report && has_ended(report->state);
  }
  return clear;
}

PrinterAnswer<visit::PrinterJob> IppDriver::create_job(const std::string& serial) {
  const auto id = printer_.create_job(serial);
  if (!id) return tl::unexpected(id.error());
  const auto report = printer_.job(*id);
  // Without a uuid the job could not be told from a later one with the same id.
  if (report && report->name == serial && !report->uuid.empty()) {
    return visit::PrinterJob{*id, report->uuid};
  }
  (void)printer_.cancel_job(*id);
  return tl::unexpected(report ? PrinterTrouble::refused : report.error());
}

PrinterAnswer<visit::Secret> IppDriver::encode(visit::Secret pdf) {
  if (takes_pdf_) return pdf;
  if (!raster_) return tl::unexpected(PrinterTrouble::refused);
  auto raster = pwg_raster(pdf.reveal(), media_, *raster_);
  if (!raster) return tl::unexpected(PrinterTrouble::refused);
  return std::move(*raster);
}

PrinterAnswer<Delivery> IppDriver::send(const visit::PrinterJob& job, visit::Secret document) {
  const bool is_pdf = document.reveal().starts_with("%PDF-");
  const auto sent = printer_.send_document(job.id, document.reveal(), is_pdf ? kPdf : kPwgRaster);
  if (!sent) return tl::unexpected(sent.error());
  return Delivery::whole;
}

PrinterAnswer<JobReport> IppDriver::look(const visit::PrinterJob& job) {
  return printer_.job(job.id);
}

PrinterAnswer<void> IppDriver::cancel(const visit::PrinterJob& job) {
  return printer_.cancel_job(job.id);
}

}  // namespace printing
