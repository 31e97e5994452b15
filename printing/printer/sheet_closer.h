// SPDX-License-Identifier: GPL-3.0-or-later
// Takes a person's word on a sheet in doubt to the store, on a thread of its own: the desk does not
// wait for the disk, and the printer's thread may be waiting for paper. Any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "kiosk/visit/ports.h"
#include "printing/printer/spooler.h"
#include "printing/printer/tray_doubt.h"

namespace printing {

class SheetCloser {
 public:
  // `closed` is called after each sheet that was closed, from the closer's thread.
  SheetCloser(TrayDoubt& doubt, Clock clock, visit::Post post, std::function<void()> closed);
  ~SheetCloser();
  SheetCloser(const SheetCloser&) = delete;
  SheetCloser& operator=(const SheetCloser&) = delete;

  void close(visit::Ticket ticket, std::string serial, visit::SheetEnd end);
  void close_scanned(visit::Ticket ticket, visit::Secret text);

 private:
  struct Word {
    visit::Ticket ticket;
    std::string serial;
    visit::SheetEnd end = visit::SheetEnd::in_hand;
    std::optional<visit::Secret> scanned = {};
  };
  void enqueue(Word word);
  void run();
  void carry_out(const Word& word);

  TrayDoubt& doubt_;
  const Clock clock_;
  const visit::Post post_;
  const std::function<void()> closed_;
  std::mutex mutex_;
  std::condition_variable change_;
  std::deque<Word> words_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace printing
