// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets of which nobody knows whether they lie in the tray, and who may end the doubt.
#include "printing/printer/tray_doubt.h"

#include <thread>

#include "tests/files.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::PrintTrouble;
using visit::SheetEnd;
using visit::SheetState;
namespace event = visit::event;

// A sheet in doubt, as an earlier life left it.
std::string in_doubt(visit::PrintStore& store, const std::string& slip = kSlip) {
  auto record = store.reserve(kMachine, slip, now());
  REQUIRE(record.has_value());
  const Evidence steps[] = {evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{},
                            evidence::GaveUp{}};
  for (const Evidence& step : steps) record = note(store, *record, step, now());
  REQUIRE(record->state == SheetState::unknown);
  return record->serial;
}

visit::PrintRecord found(visit::PrintStore& store, const std::string& serial) {
  const auto record = store.find(serial);
  REQUIRE((record.has_value() && record->has_value()));
  return **record;
}

// A kiosk before a printer that is switched off, with a sheet in doubt.
struct Doubtful {
  Doubtful() {
    machine->off();
    serial = in_doubt(*store);
    printer = started(machine->uri(), *store, inbox.post());
    REQUIRE(inbox.says_in_doubt({serial}));
  }
  files::Folder folder;
  std::unique_ptr<sandbox::IppEvePrinter> machine = switched_on();
  std::unique_ptr<devices::SqliteStore> store = opened(folder.path() / "store.db");
  Inbox inbox;
  std::string serial;
  std::unique_ptr<visit::Printer> printer;
};

TEST_CASE("a person closes a sheet in doubt by its serial, also while the printer is off") {
  const bool in_hand = GENERATE(true, false);
  CAPTURE(in_hand);
  Doubtful kiosk;
  CHECK(found(*kiosk.store, kiosk.serial).slip == kSlip);
  kiosk.printer->close(kTicket, kiosk.serial, in_hand ? SheetEnd::in_hand : SheetEnd::voided);
  CHECK(kiosk.inbox.says_in_doubt({}));  // before the answer: whoever asks on finds none
  const auto closed = kiosk.inbox.next<event::SheetClosed>();
  REQUIRE(closed);
  CHECK(closed->ticket == kTicket);
  CHECK(closed->serial == kiosk.serial);
  const visit::PrintRecord record = found(*kiosk.store, kiosk.serial);
  CHECK(record.state == (in_hand ? SheetState::printed : SheetState::voided));
  CHECK(record.slip == kSlip);  // its service may yet have to hear of it

  // Once is enough.
  kiosk.printer->close({8}, kiosk.serial, SheetEnd::voided);
  const auto unknown = kiosk.inbox.next<event::SheetNotKnown>();
  REQUIRE(unknown);
  CHECK(unknown->ticket == visit::Ticket{8});
  CHECK(found(*kiosk.store, kiosk.serial).state == record.state);
}

TEST_CASE("a sheet held under the scanner closes itself by its code or its serial") {
  const bool by_serial = GENERATE(true, false);
  CAPTURE(by_serial);
  Doubtful kiosk;
  kiosk.printer->close_scanned(kTicket, visit::Secret{by_serial ? kiosk.serial : kCode});
  const auto closed = kiosk.inbox.next<event::SheetClosed>();
  REQUIRE(closed);
  CHECK(closed->serial == kiosk.serial);
  CHECK(found(*kiosk.store, kiosk.serial).state == SheetState::printed);
}

TEST_CASE("what is not in doubt is not closed") {
  Doubtful kiosk;
  const std::string another = visit::serial(kMachine, visit::wall_time(now()).date, 77);
  for (const std::string& text : {std::string("HC1:0000000000000000"), std::string("HC1:"),
                                  std::string("anything"), another, std::string("")}) {
    CAPTURE(text);
    kiosk.printer->close_scanned(kTicket, visit::Secret{text});
    CHECK(kiosk.inbox.next<event::SheetNotKnown>());
    kiosk.printer->close(kTicket, text, SheetEnd::in_hand);
    CHECK(kiosk.inbox.next<event::SheetNotKnown>());
  }
  CHECK(found(*kiosk.store, kiosk.serial).state == SheetState::unknown);
}

TEST_CASE("a slip without a name is not closed by a code without one") {
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string serial = in_doubt(*store, "");
  Inbox inbox;
  TrayDoubt doubt{*store, slip_of_code, inbox.post()};
  CHECK(doubt.close_scanned("HC1:", now()) == std::nullopt);
  CHECK(found(*store, serial).state == SheetState::unknown);
  CHECK(doubt.close_scanned(serial, now()) == serial);
}

TEST_CASE("while a sheet is in doubt nothing is printed; closed, the next one comes out") {
  Doubtful kiosk;
  REQUIRE(kiosk.machine->on());
  kiosk.printer->print(kTicket, order());
  const auto refused = kiosk.inbox.next<event::SheetFailed>();
  REQUIRE(refused);
  CHECK(refused->trouble == PrintTrouble::unknown);
  CHECK(kiosk.machine->sheets().empty());
  const auto all = kiosk.store->all_in({SheetState::reserved, SheetState::not_printed});
  CHECK((all && all->empty()));

  kiosk.printer->close(kTicket, kiosk.serial, SheetEnd::voided);
  CHECK(printed_soon(*kiosk.printer, kiosk.inbox));
  CHECK(kiosk.inbox.says_works(true));
  CHECK(kiosk.machine->sheets().size() == 1);
}

TEST_CASE("what another process closes is seen, and what it leaves in doubt too") {
  Doubtful kiosk;
  REQUIRE(kiosk.machine->on());
  const auto other = opened(kiosk.folder.path() / "store.db");
  const auto noted = note(*other, found(*other, kiosk.serial), evidence::Voided{}, now());
  REQUIRE(noted.has_value());
  CHECK(kiosk.inbox.says_in_doubt({}));
  CHECK(kiosk.inbox.says_works(true));
  const std::string second = in_doubt(*other);
  const std::string third = in_doubt(*other);
  CHECK(kiosk.inbox.says_in_doubt({second, third}));
  CHECK(kiosk.inbox.says_works(false));
}

TEST_CASE("of a person and a printer that speak at once the first is believed") {
  const bool printer_first = GENERATE(true, false);
  const auto end = GENERATE(SheetEnd::in_hand, SheetEnd::voided);
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string serial = in_doubt(*store);

  // The printer's word arrives in the store between the person's look at it and their word.
  class Between final : public visit::PrintStore {
   public:
    Between(visit::PrintStore& inner, bool interferes) : inner_(inner), interferes_(interferes) {}
    tl::expected<visit::PrintRecord, visit::StoreTrouble> reserve(std::string_view machine,
                                                                  std::string_view slip,
                                                                  visit::Moment at) override {
      return inner_.reserve(machine, slip, at);
    }
    tl::expected<void, visit::StoreTrouble> write(const visit::PrintRecord& record,
                                                  SheetState from) override {
      if (interferes_) {
        interferes_ = false;
        visit::PrintRecord other = record;
        other.state = SheetState::printed;
        REQUIRE(inner_.write(other, from).has_value());
      }
      return inner_.write(record, from);
    }
    tl::expected<std::optional<visit::PrintRecord>, visit::StoreTrouble> find(
        std::string_view wanted) override {
      return inner_.find(wanted);
    }
    tl::expected<std::vector<visit::PrintRecord>, visit::StoreTrouble> all_in(
        const std::vector<SheetState>& states) override {
      return inner_.all_in(states);
    }

   private:
    visit::PrintStore& inner_;
    bool interferes_;
  };
  Between between{*store, printer_first};
  TrayDoubt doubt{between, slip_of_code, [](visit::Event) {}};
  const bool agree = end == SheetEnd::in_hand;
  CHECK(doubt.close(serial, end, now()) == (!printer_first || agree));
  const SheetState expected = printer_first || agree ? SheetState::printed : SheetState::voided;
  CHECK(found(*store, serial).state == expected);
}

}  // namespace
}  // namespace printing
