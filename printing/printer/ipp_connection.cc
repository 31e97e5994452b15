// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/ipp_connection.h"

#include <cups/cups.h>

#include <algorithm>
#include <array>
#include <utility>

#include "printing/printer/state_reasons.h"

namespace printing {

using std::chrono::milliseconds;
using visit::HoldReason;

namespace {

constexpr milliseconds kSilence{250};  // after which libcups asks whether to go on
// A printer that sleeps wakes before it makes a job, and may take a document slowly.
constexpr milliseconds kJobWithin{10'000};
constexpr milliseconds kDocumentWithin{20'000};

constexpr const char* kUser = "kiosk";

std::vector<std::string> texts(ipp_t* message, const char* name) {
  std::vector<std::string> found;
  ipp_attribute_t* attribute = ippFindAttribute(message, name, IPP_TAG_ZERO);
  for (int i = 0; attribute != nullptr && i < ippGetCount(attribute); ++i) {
    if (const char* value = ippGetString(attribute, i, nullptr)) found.emplace_back(value);
  }
  return found;
}

std::string text(ipp_t* message, const char* name) {
  std::vector<std::string> found = texts(message, name);
  return found.empty() ? std::string{} : std::move(found.front());
}

std::optional<int> number(ipp_t* message, const char* name, ipp_tag_t tag) {
  ipp_attribute_t* attribute = ippFindAttribute(message, name, tag);
  if (attribute == nullptr) return std::nullopt;
  return ippGetInteger(attribute, 0);
}

// In dots per inch, as far as they are the same both ways.
std::vector<int> resolutions(ipp_t* message) {
  std::vector<int> found;
  ipp_attribute_t* attribute =
      ippFindAttribute(message, "pwg-raster-document-resolution-supported", IPP_TAG_RESOLUTION);
  for (int i = 0; attribute != nullptr && i < ippGetCount(attribute); ++i) {
    int down = 0;
    ipp_res_t units = IPP_RES_PER_INCH;
    const int across = ippGetResolution(attribute, i, &down, &units);
    if (across == down && units == IPP_RES_PER_INCH) found.push_back(across);
  }
  return found;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::optional<JobState> job_state(std::optional<int> value) {
  constexpr int kFirst = static_cast<int>(JobState::pending);
  constexpr int kLast = static_cast<int>(JobState::completed);
  if (!value || *value < kFirst || *value > kLast) return std::nullopt;
  return static_cast<JobState>(*value);
}

void ask_for(ipp_t* request, std::initializer_list<const char*> attributes) {
  ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                static_cast<int>(attributes.size()), nullptr, attributes.begin());
}

std::optional<PrinterTrouble> trouble(ipp_status_t status) {
  if (status >= IPP_STATUS_OK && status < 0x0100) return std::nullopt;
  if (status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE) {
    return PrinterTrouble::not_found;
  }
  const bool busy = status == IPP_STATUS_ERROR_BUSY || status == IPP_STATUS_ERROR_TEMPORARY ||
                    status == IPP_STATUS_ERROR_DEVICE ||
                    status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS ||
                    status == IPP_STATUS_ERROR_TOO_MANY_JOBS;
  return busy ? PrinterTrouble::busy : PrinterTrouble::refused;
}

}  // namespace

std::optional<IppUri> IppUri::parse(std::string_view text) {
  std::array<char, 32> scheme{};
  std::array<char, 256> user{};
  std::array<char, 256> host{};
  std::array<char, 256> resource{};
  IppUri uri;
  uri.text = text;
  const http_uri_status_t status = httpSeparateURI(
      HTTP_URI_CODING_ALL, uri.text.c_str(), scheme.data(), scheme.size(), user.data(), user.size(),
      host.data(), host.size(), &uri.port, resource.data(), resource.size());
  uri.host = host.data();
  uri.resource = resource.data();
  const bool ipp = std::string_view{scheme.data()} == "ipp";
  if (status != HTTP_URI_STATUS_OK || !ipp || uri.host.empty()) return std::nullopt;
  return uri;
}

void IppConnection::Close::operator()(_http_s* http) const { httpClose(http); }
void IppConnection::Delete::operator()(_ipp_s* message) const { ippDelete(message); }

IppConnection::IppConnection(IppUri printer, std::string media, const std::atomic<int>& interrupt)
    : printer_(std::move(printer)), media_(std::move(media)), interrupt_(interrupt) {}
IppConnection::~IppConnection() = default;

IppConnection::Answer<IppPrinterState> IppConnection::state(milliseconds within) {
  const Message question = request(IPP_OP_GET_PRINTER_ATTRIBUTES, std::nullopt);
  ask_for(question.get(),
          {"printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
           "document-format-supported", "media-ready", "pwg-raster-document-resolution-supported",
           "pwg-raster-document-type-supported"});
  const Answer<Message> answer = exchange(question, {}, std::min(within, kAnswerWithin));
  if (!answer) return tl::unexpected(answer.error());
  ipp_t* said = answer->get();

  const std::optional<int> printer_state = number(said, "printer-state", IPP_TAG_ENUM);
  if (!printer_state) return tl::unexpected(PrinterTrouble::refused);
  const std::vector<std::string> formats = texts(said, "document-format-supported");
  const std::vector<std::string> reasons = texts(said, "printer-state-reasons");
  IppPrinterState state;
  state.takes_pdf = contains(formats, kPdf);
  if (contains(formats, kPwgRaster)) {
    state.raster =
        raster_form(resolutions(said), texts(said, "pwg-raster-document-type-supported"));
  }
  state.processing = *printer_state == IPP_PSTATE_PROCESSING;
  state.low = supplies_low(reasons);
  state.hold = hold_reason(reasons);
  state.jammed = std::any_of(reasons.begin(), reasons.end(), [](const std::string& reason) {
    return hold_of(without_suffix(reason)) == HoldReason::media_jam;
  });

  // What is not stated does not stop a sheet; another size of paper does. A printer that only needs
  // media, and has some, has the wrong one.
  const std::vector<std::string> media = texts(said, "media-ready");
  const bool wrong = !media.empty() && !contains(media, media_);
  const bool only_needed =
      state.hold == HoldReason::media_empty &&
      std::none_of(reasons.begin(), reasons.end(), [](const std::string& reason) {
        const std::string_view keyword = without_suffix(reason);
        return keyword != "media-needed" && hold_of(keyword) == HoldReason::media_empty;
      });
  if (wrong && (!state.hold || only_needed)) state.hold = HoldReason::media_wrong;
  ipp_attribute_t* accepting = ippFindAttribute(said, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
  const bool closed = accepting != nullptr && ippGetBoolean(accepting, 0) == 0;
  if (!state.hold && (closed || *printer_state == IPP_PSTATE_STOPPED)) {
    state.hold = HoldReason::other;
  }
  return state;
}

IppConnection::Answer<std::vector<WaitingJob>> IppConnection::unfinished_jobs() {
  const Message question = request(IPP_OP_GET_JOBS, std::nullopt);
  ippAddString(question.get(), IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", nullptr,
               "not-completed");
  ask_for(question.get(), {"job-id", "job-name"});
  const Answer<Message> answer = exchange(question, {}, kAnswerWithin);
  if (!answer) return tl::unexpected(answer.error());

  // One group of attributes a job; a separator between two has no name.
  std::vector<WaitingJob> jobs;
  WaitingJob job;
  const auto finish = [&] {
    if (job.id > 0) jobs.push_back(std::move(job));
    job = {};
  };
  for (ipp_attribute_t* attribute = ippFirstAttribute(answer->get()); attribute != nullptr;
       attribute = ippNextAttribute(answer->get())) {
    const char* name = ippGetName(attribute);
    if (name == nullptr || ippGetGroupTag(attribute) != IPP_TAG_JOB) {
      finish();
    } else if (std::string_view{name} == "job-id") {
      job.id = ippGetInteger(attribute, 0);
    } else if (std::string_view{name} == "job-name") {
      if (const char* value = ippGetString(attribute, 0, nullptr)) job.name = value;
    }
  }
  finish();
  return jobs;
}

IppConnection::Answer<int> IppConnection::create_job(const std::string& name) {
  const Message order = request(IPP_OP_CREATE_JOB, std::nullopt);
  ippAddString(order.get(), IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr, name.c_str());
  ippAddInteger(order.get(), IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", 1);
  ippAddString(order.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", nullptr, "one-sided");
  ippAddString(order.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", nullptr, "none");
  ippAddString(order.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", nullptr, media_.c_str());
  const Answer<Message> answer = exchange(order, {}, kJobWithin);
  if (!answer) return tl::unexpected(answer.error());
  const std::optional<int> id = number(answer->get(), "job-id", IPP_TAG_INTEGER);
  if (!id || *id <= 0) return tl::unexpected(PrinterTrouble::refused);
  return *id;
}

IppConnection::Answer<JobReport> IppConnection::job(int id) {
  const Message question = request(IPP_OP_GET_JOB_ATTRIBUTES, id);
  ask_for(question.get(),
          {"job-uuid", "job-name", "job-state", "job-state-reasons", "job-impressions-completed"});
  const Answer<Message> answer = exchange(question, {}, kAnswerWithin);
  if (!answer) return tl::unexpected(answer.error());
  ipp_t* said = answer->get();

  const std::optional<JobState> state = job_state(number(said, "job-state", IPP_TAG_ENUM));
  if (!state) return tl::unexpected(PrinterTrouble::refused);
  JobReport report;
  report.uuid = text(said, "job-uuid");
  report.name = text(said, "job-name");
  report.state = *state;
  report.marking = contains(texts(said, "job-state-reasons"), "job-printing");
  report.impressions = number(said, "job-impressions-completed", IPP_TAG_INTEGER);
  return report;
}

IppConnection::Answer<void> IppConnection::send_document(int job_id, std::string_view document,
                                                         const char* format) {
  const Message order = request(IPP_OP_SEND_DOCUMENT, job_id);
  ippAddString(order.get(), IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", nullptr,
               format);
  ippAddBoolean(order.get(), IPP_TAG_OPERATION, "last-document", 1);
  const Answer<Message> answer = exchange(order, document, kDocumentWithin);
  http_.reset();  // its buffers may hold the end of the document
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

IppConnection::Answer<void> IppConnection::cancel_job(int job_id) {
  const Message order = request(IPP_OP_CANCEL_JOB, job_id);
  const Answer<Message> answer = exchange(order, {}, kJobWithin);
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

// The attributes every request begins with, in the order RFC 8011 §4.1.5 wants them.
IppConnection::Message IppConnection::request(int operation, std::optional<int> job_id) const {
  Message message{ippNew()};
  ipp_t* ipp = message.get();
  ippSetOperation(ipp, static_cast<ipp_op_t>(operation));
  ippSetVersion(ipp, 2, 0);
  ippSetRequestId(ipp, 1);
  ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_CHARSET, "attributes-charset", nullptr, "utf-8");
  ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_LANGUAGE, "attributes-natural-language", nullptr,
               "en");
  ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr, printer_.text.c_str());
  if (job_id) ippAddInteger(ipp, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", *job_id);
  ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nullptr, kUser);
  return message;
}

IppConnection::Answer<IppConnection::Message> IppConnection::exchange(const Message& request,
                                                                      std::string_view document,
                                                                      milliseconds within) {
  patience_ = within;
  if (!connect()) return tl::unexpected(PrinterTrouble::unreachable);
  Answer<Message> response = tl::unexpected(PrinterTrouble::cut);
  if (send(request.get(), document)) response = receive();
  if (!response) {
    http_.reset();
    return response;
  }
  if (const auto no = trouble(ippGetStatusCode(response->get()))) return tl::unexpected(*no);
  return response;
}

bool IppConnection::connect() {
  // An idle connection on which something can be read has been closed by the printer.
  if (http_ && httpWait(http_.get(), 0) != 0) http_.reset();
  if (http_) return true;

  // libcups polls the flag between waits; it is written as a plain int and read as one.
  static_assert(sizeof(std::atomic<int>) == sizeof(int) && std::atomic<int>::is_always_lock_free);
  int* const cancel = reinterpret_cast<int*>(const_cast<std::atomic<int>*>(&interrupt_));
  http_.reset(httpConnect2(printer_.host.c_str(), printer_.port, nullptr, AF_UNSPEC,
                           HTTP_ENCRYPTION_NEVER, /*blocking=*/1,
                           static_cast<int>(kConnectTry.count()), cancel));
  if (!http_) return false;
  const std::chrono::duration<double> silence = kSilence;
  httpSetTimeout(http_.get(), silence.count(), &IppConnection::keep_waiting, this);
  return true;
}

int IppConnection::keep_waiting(_http_s* /*http*/, void* connection) {
  auto& self = *static_cast<IppConnection*>(connection);
  self.patience_ -= kSilence;
  return self.patience_.count() > 0 && self.interrupt_.load() == 0 ? 1 : 0;
}

// Writes one POST with a stated length: a printer can tell a whole document from a cut one.
bool IppConnection::send(_ipp_s* request, std::string_view document) {
  http_t* http = http_.get();
  httpClearFields(http);
  httpSetField(http, HTTP_FIELD_CONTENT_TYPE, "application/ipp");
  httpSetLength(http, ippLength(request) + document.size());
  if (httpPost(http, printer_.resource.c_str()) != 0) return false;

  ippSetState(request, IPP_STATE_IDLE);
  ipp_state_t state = IPP_STATE_IDLE;
  while (state != IPP_STATE_DATA) {
    state = ippWrite(http, request);
    if (state == IPP_STATE_ERROR) return false;
  }
  while (!document.empty()) {
    const ssize_t written = httpWrite2(http, document.data(), document.size());
    if (written <= 0) return false;
    document.remove_prefix(static_cast<std::size_t>(written));
  }
  return httpFlushWrite(http) >= 0;
}

IppConnection::Answer<IppConnection::Message> IppConnection::receive() {
  http_t* http = http_.get();
  http_status_t status = HTTP_STATUS_CONTINUE;
  while (status == HTTP_STATUS_CONTINUE) status = httpUpdate(http);
  if (status == HTTP_STATUS_ERROR) return tl::unexpected(PrinterTrouble::cut);
  if (status != HTTP_STATUS_OK) return tl::unexpected(PrinterTrouble::refused);

  Message response{ippNew()};
  ipp_state_t state = IPP_STATE_IDLE;
  while (state != IPP_STATE_DATA) {
    state = ippRead(http, response.get());
    if (state == IPP_STATE_ERROR) return tl::unexpected(PrinterTrouble::cut);
  }
  httpFlush(http);
  return response;
}

}  // namespace printing
