// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/ipp_driver.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "tests/files.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::HoldReason;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;

TEST_CASE("one certificate is one sheet, unchanged, and the journal says so") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.print();
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(printed->ticket == kTicket);
  CHECK(visit::is_serial(printed->serial));
  CHECK(kiosk.machine->sheets() == std::vector{printed->serial});
  CHECK(files::contents(kiosk.folder.path() / (printed->serial + ".pdf")) ==
        small_pdf(printed->serial));

  const visit::PrintRecord record = kiosk.record();
  CHECK(record.serial == printed->serial);
  CHECK(record.state == SheetState::printed);
  CHECK(record.job.uuid.starts_with("urn:uuid:"));
  CHECK(record.delivered);
}

TEST_CASE("a sheet moves in quarters, each told once, the last before it is called printed") {
  Kiosk kiosk;
  kiosk.machine->slow(milliseconds{300});
  kiosk.print();
  int last = 0;
  while (const auto moved = kiosk.inbox.next<event::SheetMoved>()) {
    CHECK(moved->quarter > last);
    last = moved->quarter;
    if (last == 4) break;
  }
  CHECK(last == 4);
  CHECK(kiosk.inbox.next<event::SheetPrinted>());
}

TEST_CASE("a printer is named by an ipp URI, and by nothing else") {
  const auto uri = IppUri::parse("ipp://192.0.2.7/ipp/print");
  REQUIRE(uri);
  CHECK(uri->host == "192.0.2.7");
  CHECK(uri->port == 631);
  CHECK(uri->resource == "/ipp/print");
  CHECK(IppUri::parse("ipp://[2001:db8::7]:8631/ipp/print")->port == 8631);
  for (const char* text : {"", "ipp://", "ipps://192.0.2.7/ipp/print", "http://192.0.2.7/ipp/print",
                           "192.0.2.7", "ipp://192.0.2.7:port/"}) {
    CAPTURE(text);
    CHECK_FALSE(IppUri::parse(text));
  }
}

TEST_CASE("without paper a sheet waits with nothing sent; a refill lets the same sheet out, once") {
  Kiosk kiosk;
  kiosk.machine->empty_tray();
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == HoldReason::media_empty);
  const visit::PrintRecord waiting = kiosk.record();
  CHECK(waiting.state == SheetState::reserved);

  kiosk.machine->load_paper();
  CHECK(kiosk.inbox.next<event::SheetResumed>());
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(printed->serial == waiting.serial);
  CHECK(kiosk.machine->sheets() == std::vector{waiting.serial});
}

struct Stop {
  const char* what;
  void (sandbox::IppEvePrinter::*begin)();
  void (sandbox::IppEvePrinter::*end)();
  HoldReason reason;
};

TEST_CASE("what stops a sheet on its way holds it; put right, the same sheet comes out, once") {
  using Machine = sandbox::IppEvePrinter;
  const Stop stop =
      GENERATE(Stop{"paper", &Machine::run_dry, &Machine::load_paper, HoldReason::media_empty},
               Stop{"jam", &Machine::jam, &Machine::clear_jam, HoldReason::media_jam},
               Stop{"cover", &Machine::open_cover, &Machine::close_cover, HoldReason::cover_open});
  CAPTURE(stop.what);
  Kiosk kiosk;
  (*kiosk.machine.*stop.begin)();
  REQUIRE(kiosk.inbox.says_works(true));  // nobody knows yet
  kiosk.print();
  const auto held = kiosk.inbox.next<event::SheetHeld>();
  REQUIRE(held);
  CHECK(held->reason == stop.reason);
  CHECK(kiosk.record().state == SheetState::sent);
  CHECK(kiosk.machine->sheets().empty());

  (*kiosk.machine.*stop.end)();
  CHECK(kiosk.inbox.next<event::SheetResumed>());
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(kiosk.machine->sheets() == std::vector{printed->serial});
  CHECK(kiosk.inbox.count<event::SheetHeld>() == 1);
  CHECK(kiosk.record().jammed == (stop.reason == HoldReason::media_jam));
}

TEST_CASE("a sheet given up before it was sent is proved not printed, and no refill lets it out") {
  Kiosk kiosk;
  kiosk.machine->empty_tray();
  kiosk.print();
  REQUIRE(kiosk.inbox.next<event::SheetHeld>());
  kiosk.printer->cancel();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::not_printed);
  CHECK(kiosk.record().state == SheetState::not_printed);
  kiosk.machine->load_paper();
  kiosk.check_that_it_prints();
  CHECK(kiosk.machine->sheets().size() == 1);
}

TEST_CASE("a cancel proves nothing: the sheet stays unknown, and nobody prints before it is gone") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  kiosk.machine->run_dry();
  kiosk.print();
  REQUIRE(kiosk.inbox.next<event::SheetHeld>());
  kiosk.printer->cancel();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::unknown);
  CHECK(kiosk.inbox.says_works(false));

  // Paper for the next person would let the first one's sheet out into their hands: no serial is
  // even given out.
  const std::string serial = kiosk.record().serial;
  kiosk.print(visit::Ticket{8});
  const auto refused = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(refused);
  CHECK(refused->ticket == visit::Ticket{8});
  CHECK(refused->trouble == PrintTrouble::unknown);
  CHECK(kiosk.record().state == SheetState::unknown);
  kiosk.machine->load_paper();
  for (int look = 0; look < 500 && kiosk.machine->sheets().empty(); ++look) {
    std::this_thread::sleep_for(milliseconds{20});
  }
  CHECK(kiosk.machine->sheets() == std::vector{serial});
  // It came out, and somebody says so.
  kiosk.close(serial, visit::SheetEnd::in_hand);
  REQUIRE(kiosk.inbox.says_works(true));
  CHECK(kiosk.record().state == SheetState::printed);
}

TEST_CASE("a sheet that cannot be drawn is told as it is, and nothing is sent") {
  Kiosk kiosk{[](const visit::PrintOrder&, std::string_view) {
    return tl::expected<visit::Secret, PrintTrouble>{tl::unexpect, PrintTrouble::not_verifiable};
  }};
  kiosk.print();
  const auto failed = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::not_verifiable);
  CHECK(kiosk.record().state == SheetState::not_printed);
  CHECK(kiosk.machine->sheets().empty());
}

TEST_CASE("two sheets are never on their way at once") {
  Kiosk kiosk;
  kiosk.machine->jam();
  kiosk.print(visit::Ticket{1});
  kiosk.print(visit::Ticket{2});
  const auto refused = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(refused);
  CHECK(refused->ticket == visit::Ticket{2});
  CHECK(refused->trouble == PrintTrouble::not_printed);
  kiosk.machine->clear_jam();
  const auto printed = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK(printed->ticket == visit::Ticket{1});
  // The answer is out, so the next one may come at once.
  kiosk.print(visit::Ticket{3});
  const auto next = kiosk.inbox.next<event::SheetPrinted>();
  REQUIRE(next);
  CHECK(next->serial != printed->serial);
  CHECK(kiosk.machine->sheets() == std::vector{printed->serial, next->serial});
}

TEST_CASE("the kiosk knows before anybody asks whether the printer works") {
  Kiosk kiosk;
  CHECK(kiosk.inbox.says_works(true));
  kiosk.machine->empty_tray();
  CHECK(kiosk.inbox.says_works(false));
  kiosk.machine->load_paper();
  CHECK(kiosk.inbox.says_works(true));
  kiosk.machine->off();
  CHECK(kiosk.inbox.says_works(false));
  REQUIRE(kiosk.machine->on());
  CHECK(kiosk.inbox.says_works(true));
}

TEST_CASE("the uri says which kind of printer it is, and a wrong one is told in a sentence") {
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const auto made = [&](const char* uri) {
    return make_printer(uri, {.machine = kMachine}, *store, now, draw, slip_of_code,
                        [](visit::Event) {});
  };
  CHECK(made("ipp://localhost:1/ipp/print").has_value());
  CHECK(made("escpos:/dev/there-is-none?baud=19200&flow=none").has_value());
  for (const char* uri : {"", "lpt1", "http://192.0.2.7/", "escpos:ttyUSB0", "escpos:/dev/x?baud=7",
                          "escpos:/dev/x?speed=9600", "escpos:/dev/x?baud=9600x"}) {
    CAPTURE(uri);
    const auto none = made(uri);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().find("must look like") != std::string::npos);
  }
  CHECK(prints_on_roll("escpos:/dev/ttyUSB0"));
  CHECK_FALSE(prints_on_roll("ipp://localhost/ipp/print"));
}

// Takes connections and never says a word.
class SilentPrinter {
 public:
  SilentPrinter() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(listen(fd_, 16) == 0);
    REQUIRE(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPrinter() { close(fd_); }
  SilentPrinter(const SilentPrinter&) = delete;
  SilentPrinter& operator=(const SilentPrinter&) = delete;
  [[nodiscard]] std::string uri() const {
    return "ipp://127.0.0.1:" + std::to_string(port_) + "/ipp/print";
  }

 private:
  int fd_;
  int port_ = 0;
};

TEST_CASE("a printer that takes the call and says nothing is unreachable, and holds nobody up") {
  const SilentPrinter silent;
  const files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  Inbox inbox;
  {
    // Patience as it is in service: the answer comes within 3 s.
    const auto printer = started(silent.uri(), *store, inbox.post(), draw, {});
    printer->print(kTicket, order());
    const auto failed = inbox.next<event::SheetFailed>();
    REQUIRE(failed);
    CHECK(failed->trouble == PrintTrouble::unreachable);
    printer->print(kTicket, order());
  }
  // The end came in the middle of a question: the sheet is closed all the same, and rightly.
  const auto open = store->all_in({SheetState::reserved, SheetState::created, SheetState::sending,
                                   SheetState::sent, SheetState::unknown});
  REQUIRE(open);
  CHECK(open->empty());
}

}  // namespace
}  // namespace printing
