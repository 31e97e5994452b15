// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/spooled_printer.h"

#include <utility>

namespace printing {

namespace event = visit::event;

SpooledPrinter::SpooledPrinter(const Driver& driver, const PrinterSettings& settings,
                               visit::PrintStore& store, const Clock& clock, Prepare prepare,
                               SlipOfCode slip_of_code, visit::Post post)
    : patience_(settings.patience),
      post_(std::move(post)),
      doubt_(store, std::move(slip_of_code), post_),
      driver_(driver(pause_.interrupt())),
      spooler_(settings.machine, settings.patience, *driver_, store, doubt_, clock,
               std::move(prepare), post_, pause_),
      closer_(doubt_, clock, post_, [this] { look_soon(); }),
      thread_([this] { run(); }) {}

SpooledPrinter::~SpooledPrinter() {
  pause_.end();
  thread_.join();
}

void SpooledPrinter::print(visit::Ticket ticket, visit::PrintOrder order) {
  {
    const std::lock_guard lock{mutex_};
    if (!printing_ && !order_) {
      order_.emplace(ticket, std::move(order));
      pause_.call_off(false);
      pause_.wake();
      return;
    }
  }
  post_(event::SheetFailed{ticket, visit::PrintTrouble::not_printed});
}

void SpooledPrinter::cancel() {
  const std::lock_guard lock{mutex_};
  if (printing_ || order_) pause_.call_off(true);
}

void SpooledPrinter::close(visit::Ticket ticket, std::string serial, visit::SheetEnd end) {
  closer_.close(ticket, std::move(serial), end);
}

void SpooledPrinter::close_scanned(visit::Ticket ticket, visit::Secret text) {
  closer_.close_scanned(ticket, std::move(text));
}

void SpooledPrinter::run() {
  while (!pause_.ended()) {
    if (std::optional<Order> order = next_order()) {
      std::optional<visit::Event> answer = spooler_.print(order->first, std::move(order->second));
      {
        // Before the answer is out: the next order may be the reply to it.
        const std::lock_guard lock{mutex_};
        printing_ = false;
      }
      if (answer) post_(std::move(*answer));
    } else {
      look_after();
      pause_.rest(spooler_.follows() ? patience_.poll : patience_.look_every);
    }
  }
}

std::optional<SpooledPrinter::Order> SpooledPrinter::next_order() {
  const std::lock_guard lock{mutex_};
  // Under the lock, so that an order's own wake cannot cut its first request short.
  pause_.begin();
  printing_ = order_.has_value();
  return std::exchange(order_, std::nullopt);
}

void SpooledPrinter::look_after() {
  const bool works = spooler_.look_after();
  // An order that cut the look short says nothing about the printer.
  if (pause_.interrupt() != 0 || works == works_) return;
  works_ = works;
  post_(event::DeviceChanged{visit::Device::printer, works});
}

// A sheet was closed: the printer may work again. A sheet on its way is not disturbed.
void SpooledPrinter::look_soon() {
  const std::lock_guard lock{mutex_};
  if (!printing_) pause_.wake();
}

}  // namespace printing
