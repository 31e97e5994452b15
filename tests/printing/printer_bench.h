// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the printer stand on: ippeveprinter, a store on disk, and a kiosk that keeps
// the events it is posted and waits for them.
#pragma once

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sqlite_store.h"
#include "printing/ipp_printer.h"

namespace printing::bench {

using std::chrono::milliseconds;

inline constexpr const char* kMachine = "GC07";
inline constexpr milliseconds kSoon{10'000};  // bounds a wait; decides nothing

// A folder that goes when the test ends.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kiosk-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

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

inline tl::expected<visit::Secret, visit::PrintTrouble> draw(const visit::Certificate&,
                                                             std::string_view serial) {
  return visit::Secret{small_pdf(serial)};
}

inline visit::Certificate certificate() {
  visit::Certificate certificate;
  certificate.name = visit::Secret{"王秀英"};
  certificate.number = visit::Secret{"990101********0055"};
  certificate.slip.qr = visit::Secret{"HC1:"};
  return certificate;
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

inline PrinterSettings settings(const std::string& uri,
                                const PrinterPatience& patience = short_patience()) {
  auto parsed = PrinterUri::parse(uri);
  REQUIRE(parsed.has_value());
  return {.uri = std::move(*parsed),
          .machine = kMachine,
          .media = "iso_a4_210x297mm",
          .patience = patience};
}

// Keeps what is posted, in order.
class Inbox {
 public:
  [[nodiscard]] visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock{mutex_};
      events_.push_back(std::move(event));
      arrived_.notify_all();
    };
  }
  // The next event of that kind; the events before it are passed over. None if it does not come.
  template <typename E>
  [[nodiscard]] std::optional<E> next(milliseconds within = kSoon) {
    return next_if<E>([](const E&) { return true; }, within);
  }
  // Until the printer is said to work, or not.
  [[nodiscard]] bool says_works(bool works) {
    const auto same = [&](const visit::event::DeviceChanged& said) { return said.works == works; };
    return next_if<visit::event::DeviceChanged>(same, kSoon).has_value();
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
  std::size_t read_ = 0;
};

inline constexpr visit::Ticket kTicket{7};

// A printer, a kiosk that prints on it, and what it remembers.
struct Kiosk {
  explicit Kiosk(Prepare prepare = draw) { start(std::move(prepare)); }

  void start(Prepare prepare = draw) {
    printer = std::make_unique<IppPrinter>(settings(machine->uri()), *store, now,
                                           std::move(prepare), inbox.post());
  }
  void print(visit::Ticket ticket = kTicket) { printer->print(ticket, certificate()); }
  std::vector<visit::PrintRecord> all(visit::SheetState state) {
    const auto records = store->all_in({state});
    REQUIRE(records.has_value());
    return *records;
  }
  // Another sheet comes out now, as the last of the pile.
  void check_that_it_prints() {
    constexpr visit::Ticket kNext{1000};
    print(kNext);
    const auto printed = inbox.next<visit::event::SheetPrinted>();
    INFO("refused: " << inbox.count<visit::event::SheetFailed>()
                     << ", held: " << inbox.count<visit::event::SheetHeld>());
    REQUIRE(printed);
    CHECK(printed->ticket == kNext);
    CHECK(machine->sheets().back() == printed->serial);
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

  Folder folder;
  std::unique_ptr<sandbox::IppEvePrinter> machine = switched_on(folder.path());
  std::unique_ptr<devices::SqliteStore> store = opened(folder.path() / "store.db");
  Inbox inbox;
  std::unique_ptr<IppPrinter> printer;
};

}  // namespace printing::bench
