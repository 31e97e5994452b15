// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/ipp_printer.h"

#include <utility>

namespace printing {

namespace event = visit::event;

IppPrinter::IppPrinter(PrinterSettings settings, visit::PrintStore& store, Clock clock,
                       Prepare prepare, visit::Post post)
    : patience_(settings.patience),
      post_(post),
      spooler_(std::move(settings), store, std::move(clock), std::move(prepare), std::move(post),
               pause_),
      thread_([this] { run(); }) {}

IppPrinter::~IppPrinter() {
  pause_.end();
  thread_.join();
}

void IppPrinter::print(visit::Ticket ticket, visit::Certificate certificate) {
  {
    const std::lock_guard lock{mutex_};
    if (!printing_ && !order_) {
      order_.emplace(ticket, std::move(certificate));
      pause_.call_off(false);
      pause_.wake();
      return;
    }
  }
  post_(event::SheetFailed{ticket, visit::PrintTrouble::not_printed});
}

void IppPrinter::cancel() {
  const std::lock_guard lock{mutex_};
  if (printing_ || order_) pause_.call_off(true);
}

void IppPrinter::run() {
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

std::optional<IppPrinter::Order> IppPrinter::next_order() {
  const std::lock_guard lock{mutex_};
  // Under the lock, so that an order's own wake cannot cut its first request short.
  pause_.begin();
  printing_ = order_.has_value();
  return std::exchange(order_, std::nullopt);
}

void IppPrinter::look_after() {
  const bool works = spooler_.look_after();
  // An order that cut the look short says nothing about the printer.
  if (pause_.interrupt() != 0 || works == works_) return;
  works_ = works;
  post_(event::DeviceChanged{visit::Device::printer, works});
}

}  // namespace printing
