// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/sheet_closer.h"

#include <utility>

namespace printing {

namespace event = visit::event;

SheetCloser::SheetCloser(TrayDoubt& doubt, Clock clock, visit::Post post,
                         std::function<void()> closed)
    : doubt_(doubt),
      clock_(std::move(clock)),
      post_(std::move(post)),
      closed_(std::move(closed)),
      thread_([this] { run(); }) {}

SheetCloser::~SheetCloser() {
  {
    const std::lock_guard lock{mutex_};
    ended_ = true;
  }
  change_.notify_all();
  thread_.join();
}

void SheetCloser::close(visit::Ticket ticket, std::string serial, visit::SheetEnd end) {
  enqueue({.ticket = ticket, .serial = std::move(serial), .end = end});
}

void SheetCloser::close_scanned(visit::Ticket ticket, visit::Secret text) {
  enqueue({.ticket = ticket, .serial = {}, .scanned = std::move(text)});
}

void SheetCloser::enqueue(Word word) {
  {
    const std::lock_guard lock{mutex_};
    words_.push_back(std::move(word));
  }
  change_.notify_all();
}

void SheetCloser::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    change_.wait(lock, [this] { return ended_ || !words_.empty(); });
    if (ended_) return;
    const Word word = std::move(words_.front());
    words_.pop_front();
    lock.unlock();
    carry_out(word);
    lock.lock();
  }
}

void SheetCloser::carry_out(const Word& word) {
  std::optional<std::string> serial;
  if (word.scanned) {
    serial = doubt_.close_scanned(word.scanned->reveal(), clock_());
  } else if (doubt_.close(word.serial, word.end, clock_())) {
    serial = word.serial;
  }
  doubt_.look();  // whoever hears that it is closed can ask which others are not
  if (!serial) return post_(event::SheetNotKnown{word.ticket});
  post_(event::SheetClosed{word.ticket, *serial});
  closed_();
}

}  // namespace printing
