// SPDX-License-Identifier: GPL-3.0-or-later
// What a kiosk finds out, after it has died, about the sheets that it left open.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "printing/printer/ipp_connection.h"
#include "tests/files.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;

// A kiosk that has died at a certain step: its store and the printer are as it left them.
struct Dead {
  files::Folder folder;
  std::unique_ptr<sandbox::IppEvePrinter> machine = switched_on();
  std::unique_ptr<devices::SqliteStore> store = opened(folder.path() / "store.db");
  std::atomic<int> interrupt{0};
  IppConnection line{*IppUri::parse(machine->uri()), "iso_a4_210x297mm", interrupt};
  visit::PrintRecord record;

  void note_down(const Evidence& evidence) {
    const auto noted = note(*store, record, evidence, now());
    REQUIRE(noted.has_value());
    record = *noted;
  }
  void reserve() {
    const auto reserved = store->reserve(kMachine, kSlip, now());
    REQUIRE(reserved.has_value());
    record = *reserved;
  }
  void make_job() {
    const auto id = line.create_job(record.serial);
    REQUIRE(id.has_value());
    const auto report = line.job(*id);
    REQUIRE(report.has_value());
    note_down(evidence::JobMade{{*id, report->uuid}});
  }
  void send() {
    note_down(evidence::Sending{});
    REQUIRE(line.send_document(record.job.id, small_pdf(record.serial)).has_value());
    note_down(evidence::Sent{});
  }

  [[nodiscard]] SheetState state() {
    const auto found = store->find(record.serial);
    REQUIRE((found.has_value() && found->has_value()));
    return (*found)->state;
  }
  // The state of the record after the kiosk's next start, once nothing more is to be learnt.
  SheetState after_restart() {
    Inbox inbox;
    const auto printer = started(machine->uri(), *store, inbox.post());
    for (int look = 0; look < 500 && visit::is_open(state()); ++look) {
      std::this_thread::sleep_for(milliseconds{20});
    }
    const SheetState found = state();
    if (found == SheetState::unknown) {
      // Nobody prints before somebody has looked into the tray.
      CHECK(inbox.says_in_doubt({record.serial}));
      printer->print(kTicket, order());
      const auto refused = inbox.next<event::SheetFailed>();
      REQUIRE(refused);
      CHECK(refused->trouble == PrintTrouble::unknown);
      printer->close(kTicket, record.serial, visit::SheetEnd::voided);
      CHECK(inbox.says_in_doubt({}));
      CHECK(inbox.next<event::SheetClosed>());
    }
    // And it goes on: the next sheet comes out.
    CHECK(printed_soon(*printer, inbox));
    return found;
  }
  [[nodiscard]] int own_sheets() const {
    const std::vector<std::string> sheets = machine->sheets();
    return static_cast<int>(std::count(sheets.begin(), sheets.end(), record.serial));
  }
};

TEST_CASE("a kiosk that died before it had a job has not printed") {
  Dead kiosk;
  kiosk.reserve();
  CHECK(kiosk.after_restart() == SheetState::not_printed);
  CHECK(kiosk.own_sheets() == 0);
}

TEST_CASE("an empty job that a dead kiosk left does not block the printer") {
  const bool written_down = GENERATE(true, false);
  CAPTURE(written_down);
  Dead kiosk;
  kiosk.reserve();
  if (written_down) {
    kiosk.make_job();
  } else {
    REQUIRE(kiosk.line.create_job(kiosk.record.serial).has_value());
  }
  // The control: as it is left, the printer takes no other job.
  CHECK(kiosk.line.create_job("GC07-210126-0042-7").error() == PrinterTrouble::busy);
  CHECK(kiosk.after_restart() == SheetState::not_printed);
  CHECK(kiosk.own_sheets() == 0);
}

TEST_CASE("a sheet that was sent is watched to its end by the next life") {
  Dead kiosk;
  kiosk.machine->slow(milliseconds{600});
  kiosk.reserve();
  kiosk.make_job();
  kiosk.send();
  CHECK(kiosk.after_restart() == SheetState::printed);
  CHECK(kiosk.own_sheets() == 1);
}

TEST_CASE("a sheet that nobody waits for any more is dropped when the printer holds it") {
  Dead kiosk;
  kiosk.machine->jam();
  kiosk.reserve();
  kiosk.make_job();
  kiosk.send();
  Inbox inbox;
  {
    const auto printer = started(kiosk.machine->uri(), *kiosk.store, inbox.post());
    REQUIRE(inbox.says_works(false));
    // Cancelled, but the engine lets it out once it can: a cancel proves nothing.
    for (int look = 0; look < 100; ++look) {
      const auto report = kiosk.line.job(kiosk.record.job.id);
      REQUIRE(report.has_value());
      if (report->state == JobState::processing && !report->marking) break;  // to its stop point
      std::this_thread::sleep_for(milliseconds{20});
    }
    kiosk.machine->clear_jam();
    CHECK(inbox.says_in_doubt({kiosk.record.serial}));
  }
  CHECK(kiosk.own_sheets() == 1);
  CHECK(kiosk.state() == SheetState::unknown);
}

TEST_CASE("a job that the printer has forgotten is unknown, whether its sheet came out or not") {
  const bool came_out = GENERATE(true, false);
  CAPTURE(came_out);
  Dead kiosk;
  if (!came_out) kiosk.machine->slow(milliseconds{5000});
  kiosk.reserve();
  kiosk.make_job();
  kiosk.send();
  for (int look = 0; came_out && look < 100 && kiosk.own_sheets() == 0; ++look) {
    std::this_thread::sleep_for(milliseconds{20});
  }
  kiosk.machine->off();
  kiosk.machine->slow(milliseconds{0});
  REQUIRE(kiosk.machine->on());
  CHECK(kiosk.after_restart() == SheetState::unknown);
  CHECK(kiosk.own_sheets() == (came_out ? 1 : 0));
}

TEST_CASE("another job under the old id is not taken for the sheet") {
  Dead kiosk;
  kiosk.machine->slow(milliseconds{5000});
  kiosk.reserve();
  kiosk.make_job();
  kiosk.send();
  kiosk.machine->off();
  kiosk.machine->slow(milliseconds{0});
  REQUIRE(kiosk.machine->on());
  // Somebody prints a page; the printer's ids have begun anew, so it has the same one.
  const auto other = kiosk.line.create_job("test page");
  REQUIRE(other == kiosk.record.job.id);
  REQUIRE(kiosk.line.send_document(*other, small_pdf("test page")).has_value());
  for (int look = 0; look < 100; ++look) {
    if (kiosk.line.job(*other)->state == JobState::completed) break;
    std::this_thread::sleep_for(milliseconds{20});
  }
  REQUIRE(kiosk.line.job(*other)->impressions == 1);
  CHECK(kiosk.after_restart() == SheetState::unknown);
  CHECK(kiosk.own_sheets() == 0);
}

// Sends the half of a document, as a process does that dies in the middle.
void send_half(const IppUri& printer, int job_id) {
  const auto text = [](char tag, std::string_view name, std::string_view value) {
    std::string out{tag};
    for (const std::string_view part : {name, value}) {
      out += static_cast<char>(part.size() >> 8U);
      out += static_cast<char>(part.size() & 0xffU);
      out += part;
    }
    return out;
  };
  const std::string id{0, 0, static_cast<char>(job_id >> 8), static_cast<char>(job_id)};
  std::string body{"\x02\x00\x00\x06\x00\x00\x00\x01\x01", 9};
  body += text(0x47, "attributes-charset", "utf-8");
  body += text(0x48, "attributes-natural-language", "en");
  body += text(0x45, "printer-uri", printer.text);
  body += text(0x21, "job-id", id);
  body += text(0x49, "document-format", "application/pdf");
  body += text(0x22, "last-document", "\x01");
  body += "\x03%PDF-1.4\n% half of";
  const std::string head =
      "POST /ipp/print HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      "application/ipp\r\nContent-Length: " +
      std::to_string(body.size() + 5000) + "\r\n\r\n";
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(printer.port));
  REQUIRE(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const std::string all = head + body;
  REQUIRE(write(fd, all.data(), all.size()) == static_cast<ssize_t>(all.size()));
  close(fd);
}

TEST_CASE("half a document that a printer calls completed is not called printed") {
  Dead kiosk;
  kiosk.reserve();
  kiosk.make_job();
  kiosk.note_down(evidence::Sending{});
  send_half(*IppUri::parse(kiosk.machine->uri()), kiosk.record.job.id);
  for (int look = 0; look < 100 && kiosk.own_sheets() == 0; ++look) {
    std::this_thread::sleep_for(milliseconds{20});
  }
  // The printer's own word for it.
  REQUIRE(kiosk.own_sheets() == 1);
  CHECK(kiosk.line.job(kiosk.record.job.id)->impressions == 1);
  CHECK(kiosk.after_restart() == SheetState::unknown);
}

// The disk refuses the nth writing of a record, once.
class FailingStore final : public visit::PrintStore {
 public:
  FailingStore(visit::PrintStore& store, int nth) : store_(store), left_(nth) {}
  tl::expected<visit::PrintRecord, visit::StoreTrouble> reserve(std::string_view machine,
                                                                std::string_view slip,
                                                                visit::Moment at) override {
    return store_.reserve(machine, slip, at);
  }
  tl::expected<void, visit::StoreTrouble> write(const visit::PrintRecord& record,
                                                SheetState from) override {
    if (--left_ == 0) return tl::unexpected(visit::StoreTrouble::full);
    return store_.write(record, from);
  }
  tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> find(
      std::string_view serial) override {
    return store_.find(serial);
  }
  tl::expected<std::vector<visit::PrintRecord>, visit::StoreTrouble> all_in(
      const std::vector<SheetState>& states) override {
    return store_.all_in(states);
  }

 private:
  visit::PrintStore& store_;
  std::atomic<int> left_;
};

TEST_CASE("nothing is sent that could not be written down first") {
  const int nth = GENERATE(1, 2);  // created, sending
  CAPTURE(nth);
  Dead kiosk;
  FailingStore failing{*kiosk.store, nth};
  Inbox inbox;
  const auto printer = started(kiosk.machine->uri(), failing, inbox.post());
  REQUIRE(inbox.says_works(true));
  printer->print(kTicket, order());
  const auto failed = inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::not_printed);
  printer->print(kTicket, order());
  CHECK(inbox.next<event::SheetPrinted>());
  CHECK(kiosk.machine->sheets().size() == 1);
  CHECK(kiosk.store->all_in({SheetState::not_printed})->size() == 1);
  CHECK(kiosk.store->all_in({SheetState::printed})->size() == 1);
}

TEST_CASE("a sheet whose end could not be written down is told, and written down later") {
  Dead kiosk;
  FailingStore failing{*kiosk.store, 4};  // created, sending, sent, printed
  Inbox inbox;
  const auto printer = started(kiosk.machine->uri(), failing, inbox.post());
  REQUIRE(inbox.says_works(true));
  printer->print(kTicket, order());
  const auto printed = inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  const auto written = [&] {
    return (*kiosk.store->find(printed->serial))->state == SheetState::printed;
  };
  for (int look = 0; look < 200 && !written(); ++look) {
    std::this_thread::sleep_for(milliseconds{20});
  }
  CHECK(written());
  CHECK(kiosk.machine->sheets() == std::vector{printed->serial});
}

}  // namespace
}  // namespace printing
