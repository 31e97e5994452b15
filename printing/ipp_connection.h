// SPDX-License-Identifier: GPL-3.0-or-later
// One line to one printer, in IPP (docs/wire.md §6.1, 6.2). Every request is made once: nothing is
// sent again behind the caller's back, nothing asks for a password. One thread, the caller's;
// raising `interrupt` from another ends what is under way within 250 ms.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/event.h"
#include "printing/print_journal.h"

struct _http_s;  // libcups' http_t
struct _ipp_s;   // libcups' ipp_t

namespace printing {

// "ipp://192.0.2.7:631/ipp/print" in its parts. Not ipps: libcups gives a silent printer 10 s for
// its TLS handshake, and nothing can end that wait.
struct PrinterUri {
  std::string text;
  std::string host;
  std::string resource;
  int port = 631;

  [[nodiscard]] static std::optional<PrinterUri> parse(std::string_view text);
};

enum class IppTrouble {
  unreachable,  // no connection: nothing was sent
  cut,          // silent or gone in the middle: what the printer made of it is not known
  busy,         // takes no job now
  not_found,    // knows no such job
  refused,      // another no, or an answer without what was asked for
};

// The printer as it is now.
struct PrinterStatus {
  bool takes_pdf = false;
  bool processing = false;
  std::optional<visit::HoldReason> hold;  // why no sheet would come now
};

// The first reason that stops a sheet, by keyword without its suffix.
[[nodiscard]] std::optional<visit::HoldReason> hold_reason(const std::vector<std::string>& reasons);

struct WaitingJob {
  int id = 0;
  std::string name;
};

class IppConnection {
 public:
  // The media is a PWG 5101.1 name, "iso_a4_210x297mm". `interrupt` outlives the connection.
  IppConnection(PrinterUri printer, std::string media, const std::atomic<int>& interrupt);
  ~IppConnection();
  IppConnection(const IppConnection&) = delete;
  IppConnection& operator=(const IppConnection&) = delete;

  // How long a try to connect lasts, and how long an answer to a question may take. Both are
  // counted in waits of 250 ms, not by a clock.
  static constexpr std::chrono::milliseconds kConnectTry{250};
  static constexpr std::chrono::milliseconds kAnswerWithin{2000};

  template <typename T>
  using Answer = tl::expected<T, IppTrouble>;

  [[nodiscard]] Answer<PrinterStatus> status(std::chrono::milliseconds within = kAnswerWithin);
  [[nodiscard]] Answer<std::vector<WaitingJob>> unfinished_jobs();
  // The new job's id.
  [[nodiscard]] Answer<int> create_job(const std::string& name);
  [[nodiscard]] Answer<JobReport> job(int id);
  [[nodiscard]] Answer<void> send_document(int job_id, std::string_view pdf);
  [[nodiscard]] Answer<void> cancel_job(int job_id);

 private:
  struct Close {
    void operator()(_http_s* http) const;
  };
  struct Delete {
    void operator()(_ipp_s* message) const;
  };
  using Message = std::unique_ptr<_ipp_s, Delete>;

  [[nodiscard]] Message request(int operation, std::optional<int> job_id) const;
  [[nodiscard]] Answer<Message> exchange(const Message& request, std::string_view document,
                                         std::chrono::milliseconds within);
  [[nodiscard]] bool connect();
  [[nodiscard]] bool send(_ipp_s* request, std::string_view document);
  [[nodiscard]] Answer<Message> receive();

  // libcups calls this after each 250 ms of silence: not 0 to go on waiting.
  static int keep_waiting(_http_s* http, void* connection);

  const PrinterUri printer_;
  const std::string media_;
  const std::atomic<int>& interrupt_;
  std::chrono::milliseconds patience_{0};
  std::unique_ptr<_http_s, Close> http_;
};

}  // namespace printing
