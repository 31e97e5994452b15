// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the printer stand on: ippeveprinter, a store on disk, and a kiosk that keeps
// the events it is posted and waits for them.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sqlite_store.h"
#include "printing/printer/printer_uri.h"
#include "tests/files.h"

namespace printing::bench {

using std::chrono::milliseconds;

inline constexpr const char* kMachine = "GC07";
inline constexpr milliseconds kSoon{10'000};  // bounds a wait; decides nothing

inline std::unique_ptr<sandbox::IppEvePrinter> switched_on(
    const std::filesystem::path& copies = {}) {
  auto printer = sandbox::IppEvePrinter::start(copies);
  REQUIRE(printer.has_value());
  return std::move(*printer);
}

inline std::unique_ptr<devices::SqliteStore> opened(const std::filesystem::path& file) {
  auto store = devices::SqliteStore::open(file);
  REQUIRE(store.has_value());
  return std::move(*store);
}

inline visit::Moment now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

// The smallest page that qpdf calls valid, with the serial as a comment.
inline std::string small_pdf(std::string_view serial) {
  std::string pdf = "%PDF-1.4\n% ";
  pdf += serial;
  pdf += '\n';
  std::string table = "xref\n0 4\n0000000000 65535 f \n";
  const auto add = [&](const char* object) {
    std::string offset = std::to_string(pdf.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    pdf += object;
  };
  add("1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  add("2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
  add("3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n");
  const std::string start = std::to_string(pdf.size());
  return pdf + table + "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

inline tl::expected<visit::Secret, visit::PrintTrouble> draw(const visit::PrintOrder&,
                                                             std::string_view serial) {
  return visit::Secret{small_pdf(serial)};
}

// What the service calls the slip, and a code that bears that name.
inline constexpr const char* kSlip = "3F9A1C20B7D4E855";
inline constexpr const char* kCode = "HC1:3F9A1C20B7D4E855";
inline std::optional<std::string> slip_of_code(std::string_view code) {
  if (!code.starts_with("HC1:")) return std::nullopt;
  return std::string(code.substr(4));
}

inline visit::PrintOrder order(const std::string& slip = kSlip) {
  visit::Certificate certificate;
  certificate.name = visit::Secret{"王秀英"};
  certificate.number = visit::Secret{"990101********0055"};
  certificate.slip.id = slip;
  certificate.slip.qr = visit::Secret{"HC1:"};
  return {.document = std::move(certificate)};
}

// Waits that a test can afford.
inline PrinterPatience short_patience() {
  PrinterPatience patience;
  patience.poll = milliseconds{50};
  patience.look_every = milliseconds{100};
  patience.lost_after = milliseconds{3000};
  patience.cancel_within = milliseconds{2000};
  return patience;
}

inline std::unique_ptr<visit::Printer> started(const std::string& uri, visit::PrintStore& store,
                                               visit::Post post, Prepare prepare = draw,
                                               const PrinterPatience& patience = short_patience()) {
  auto printer = make_printer(uri, {.machine = kMachine, .patience = patience}, store, now,
                              std::move(prepare), slip_of_code, std::move(post));
  REQUIRE(printer.has_value());
  return std::move(*printer);
}

// Keeps what is posted, in order.
class Inbox {
 public:
  [[nodiscard]] visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock{mutex_};
      if (const auto* said = std::get_if<visit::event::DeviceChanged>(&event)) works_ = said->works;
      events_.push_back(std::move(event));
      arrived_.notify_all();
    };
  }
  // The next event of that kind; the events before it are passed over. None if it does not come.
  template <typename E>
  [[nodiscard]] std::optional<E> next(milliseconds within = kSoon) {
    return next_if<E>([](const E&) { return true; }, within);
  }
  // Until the last word on the printer is that it works, or not. Passes nothing over.
  [[nodiscard]] bool says_works(bool works) {
    std::unique_lock lock{mutex_};
    return arrived_.wait_for(lock, kSoon, [&] { return works_ == works; });
  }
  // Until exactly these sheets are said to be in doubt.
  [[nodiscard]] bool says_in_doubt(const std::vector<std::string>& serials) {
    const auto same = [&](const visit::event::SheetsInDoubt& said) {
      return said.serials == serials;
    };
    return next_if<visit::event::SheetsInDoubt>(same, kSoon).has_value();
  }
  // How that order ended.
  [[nodiscard]] std::optional<visit::Event> answer(visit::Ticket ticket) {
    std::unique_lock lock{mutex_};
    const auto until = std::chrono::steady_clock::now() + kSoon;
    for (;;) {
      while (read_ < events_.size()) {
        const visit::Event& event = events_[read_++];
        const auto* out = std::get_if<visit::event::SheetPrinted>(&event);
        if (out != nullptr && out->ticket == ticket) return *out;
        const auto* failed = std::get_if<visit::event::SheetFailed>(&event);
        if (failed != nullptr && failed->ticket == ticket) return *failed;
      }
      if (arrived_.wait_until(lock, until) == std::cv_status::timeout) return std::nullopt;
    }
  }
  template <typename E>
  [[nodiscard]] int count() {
    const std::lock_guard lock{mutex_};
    int found = 0;
    for (const visit::Event& event : events_) found += std::holds_alternative<E>(event) ? 1 : 0;
    return found;
  }

 private:
  template <typename E, typename Fits>
  [[nodiscard]] std::optional<E> next_if(Fits fits, milliseconds within) {
    std::unique_lock lock{mutex_};
    const auto until = std::chrono::steady_clock::now() + within;
    for (;;) {
      for (; read_ < events_.size(); ++read_) {
        const E* event = std::get_if<E>(&events_[read_]);
        if (event == nullptr || !fits(*event)) continue;
        ++read_;
        return *event;
      }
      if (arrived_.wait_until(lock, until) == std::cv_status::timeout) return std::nullopt;
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<visit::Event> events_;
  std::optional<bool> works_;
  std::size_t read_ = 0;
};

// Prints a sheet as soon as the printer takes one: what was closed a moment ago may still be looked
// at. Its serial; none if it does not come.
inline std::optional<std::string> printed_soon(visit::Printer& printer, Inbox& inbox) {
  for (std::uint64_t ticket = 1000; ticket < 1100; ++ticket) {
    printer.print({ticket}, order());
    const auto answer = inbox.answer({ticket});
    if (!answer) return std::nullopt;
    if (const auto* out = std::get_if<visit::event::SheetPrinted>(&*answer)) return out->serial;
    std::this_thread::sleep_for(milliseconds{50});
  }
  return std::nullopt;
}

inline constexpr visit::Ticket kTicket{7};

// A printer, a kiosk that prints on it, and what it remembers.
struct Kiosk {
  explicit Kiosk(Prepare prepare = draw) { start(std::move(prepare)); }

  void start(Prepare prepare = draw) {
    printer = started(machine->uri(), *store, inbox.post(), std::move(prepare));
  }
  void print(visit::Ticket ticket = kTicket) { printer->print(ticket, order()); }
  std::vector<visit::PrintRecord> all(visit::SheetState state) {
    const auto records = store->all_in({state});
    REQUIRE(records.has_value());
    return *records;
  }
  // Somebody has looked into the tray.
  void close(const std::string& serial, visit::SheetEnd end = visit::SheetEnd::voided) {
    printer->close(kTicket, serial, end);
    REQUIRE(inbox.next<visit::event::SheetClosed>());
  }
  // Another sheet comes out now, as the last of the pile.
  void check_that_it_prints() {
    const auto serial = printed_soon(*printer, inbox);
    INFO("refused: " << inbox.count<visit::event::SheetFailed>()
                     << ", held: " << inbox.count<visit::event::SheetHeld>());
    REQUIRE(serial);
    CHECK(machine->sheets().back() == *serial);
  }
  // The only record there is.
  visit::PrintRecord record() {
    std::vector<visit::PrintRecord> found;
    for (int state = 0; state <= 8; ++state) {
      for (auto& one : all(static_cast<visit::SheetState>(state))) found.push_back(std::move(one));
    }
    REQUIRE(found.size() == 1);
    return found.front();
  }

  files::Folder folder;
  std::unique_ptr<sandbox::IppEvePrinter> machine = switched_on(folder.path());
  std::unique_ptr<devices::SqliteStore> store = opened(folder.path() / "store.db");
  Inbox inbox;
  std::unique_ptr<visit::Printer> printer;
};

}  // namespace printing::bench
