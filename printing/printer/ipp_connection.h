// SPDX-License-Identifier: GPL-3.0-or-later
// One line to one printer, in IPP (docs/wire.md §6.1, 6.2). Every request is made once: nothing is
// sent again behind the caller's back, nothing asks for a password. One thread, the caller's;
// raising `interrupt` from another ends what is under way within 250 ms.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/event.h"
#include "printing/printer/print_journal.h"
#include "printing/printer/printer_driver.h"
#include "printing/printer/pwg_raster.h"

struct _http_s;  // libcups' http_t
struct _ipp_s;   // libcups' ipp_t

namespace printing {

// "ipp://192.0.2.7:631/ipp/print" in its parts. Not ipps: libcups gives a silent printer 10 s for
// its TLS handshake, and nothing can end that wait.
struct IppUri {
  std::string text;
  std::string host;
  std::string resource;
  int port = 631;

  [[nodiscard]] static std::optional<IppUri> parse(std::string_view text);
};

// What the printer says of itself.
struct IppPrinterState {
  bool processing = false;
  bool jammed = false;
  std::optional<visit::HoldReason> hold;  // why no sheet would come now
  std::set<visit::Supply> low;
  bool takes_pdf = false;
  std::optional<RasterForm> raster;  // how it takes a page of dots; none: not at all
};

struct WaitingJob {
  int id = 0;
  std::string name;
};

class IppConnection {
 public:
  // The media is a PWG 5101.1 name, "iso_a4_210x297mm". `interrupt` outlives the connection.
  IppConnection(IppUri printer, std::string media, const std::atomic<int>& interrupt);
  ~IppConnection();
  IppConnection(const IppConnection&) = delete;
  IppConnection& operator=(const IppConnection&) = delete;

  template <typename T>
  using Answer = PrinterAnswer<T>;

  [[nodiscard]] Answer<IppPrinterState> state(std::chrono::milliseconds within = kAnswerWithin);
  [[nodiscard]] Answer<std::vector<WaitingJob>> unfinished_jobs();
  // The new job's id.
  [[nodiscard]] Answer<int> create_job(const std::string& name);
  [[nodiscard]] Answer<JobReport> job(int id);
  [[nodiscard]] Answer<void> send_document(int job_id, std::string_view document,
                                           const char* format = kPdf);
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

  const IppUri printer_;
  const std::string media_;
  const std::atomic<int>& interrupt_;
  std::chrono::milliseconds patience_{0};
  std::unique_ptr<_http_s, Close> http_;
};

}  // namespace printing
