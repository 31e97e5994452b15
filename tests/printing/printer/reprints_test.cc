// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet in an older one's place, from the order to both records, and what is left of it when the
// kiosk dies in between.
#include "printing/printer/reprints.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/files.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
using visit::PrintRecord;
using visit::PrintTrouble;
using visit::SheetState;
namespace event = visit::event;

constexpr const char* kSecondSlip = "1122334455667788";

visit::PrintOrder in_place_of(const std::string& serial, const std::string& slip = kSecondSlip) {
  visit::PrintOrder reprint = order(slip);
  reprint.reprint = visit::Reprint{0, serial};  // the visit does not know the how manieth it is
  return reprint;
}

PrintRecord found(visit::PrintStore& store, const std::string& serial) {
  const auto record = store.find(serial);
  REQUIRE((record.has_value() && record->has_value()));
  return **record;
}

// A sheet of the store that came so far, without a printer.
std::string sheet(visit::PrintStore& store, const std::vector<Evidence>& steps,
                  const std::string& slip = kSlip) {
  auto record = store.reserve(kMachine, slip, now());
  REQUIRE(record.has_value());
  for (const Evidence& step : steps) record = note(store, *record, step, now());
  REQUIRE(record.has_value());
  return record->serial;
}
const std::vector<Evidence> kInDoubt{evidence::JobMade{{1, "urn:uuid:0"}}, evidence::Sending{},
                                     evidence::GaveUp{}};
std::string printed_sheet(visit::PrintStore& store) {
  std::vector<Evidence> steps = kInDoubt;
  steps.emplace_back(evidence::InHand{});
  return sheet(store, steps);
}

// What each sheet says of the one it replaces.
class Drawn {
 public:
  Prepare prepare() {
    return [this](const visit::PrintOrder& order, std::string_view serial) {
      const std::lock_guard lock{mutex_};
      if (order.reprint) said_[std::string(serial)] = *order.reprint;
      return draw(order, serial);
    };
  }
  std::optional<visit::Reprint> of(const std::string& serial) {
    const std::lock_guard lock{mutex_};
    const auto said = said_.find(serial);
    return said == said_.end() ? std::nullopt : std::optional{said->second};
  }

 private:
  std::mutex mutex_;
  std::map<std::string, visit::Reprint> said_;
};

std::string printed(Kiosk& kiosk, std::uint64_t ticket, visit::PrintOrder order) {
  kiosk.printer->print({ticket}, std::move(order));
  const auto answer = kiosk.inbox.answer({ticket});
  REQUIRE(answer);
  const auto* out = std::get_if<event::SheetPrinted>(&*answer);
  REQUIRE(out != nullptr);
  return out->serial;
}

PrintTrouble refused(Kiosk& kiosk, std::uint64_t ticket, visit::PrintOrder order) {
  kiosk.printer->print({ticket}, std::move(order));
  const auto answer = kiosk.inbox.answer({ticket});
  REQUIRE(answer);
  const auto* failed = std::get_if<event::SheetFailed>(&*answer);
  REQUIRE(failed != nullptr);
  return failed->trouble;
}

TEST_CASE("a chain of three: each says the how manieth it is, and only the last one counts") {
  Drawn drawn;
  Kiosk kiosk{drawn.prepare()};
  REQUIRE(kiosk.inbox.says_works(true));
  const std::string first = printed(kiosk, 1, order());
  CHECK_FALSE(drawn.of(first));
  const std::string second = printed(kiosk, 2, in_place_of(first));
  // Whoever hears of the newer one finds the older one replaced.
  CHECK(found(*kiosk.store, first).state == SheetState::replaced);
  CHECK(found(*kiosk.store, first).replaced_by == second);
  kiosk.printer.reset();
  kiosk.start(drawn.prepare());  // the chain is on disk
  REQUIRE(kiosk.inbox.says_works(true));
  const std::string third = printed(kiosk, 3, in_place_of(second));
  const std::string fourth = printed(kiosk, 4, in_place_of(third));
  const std::vector<std::string> chain{first, second, third, fourth};
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const auto said = drawn.of(chain[i]);
    REQUIRE(said);
    CHECK(said->count == static_cast<int>(i));
    CHECK(said->replaces == chain[i - 1]);
  }
  CHECK(kiosk.all(SheetState::replaced).size() == 3);
  const auto counting = kiosk.all(SheetState::printed);
  REQUIRE(counting.size() == 1);
  CHECK(counting.front().serial == fourth);
  CHECK(kiosk.machine->sheets() == chain);

  // The control: one that has been replaced is not replaced again, and nothing is sent.
  CHECK(refused(kiosk, 5, in_place_of(second)) == PrintTrouble::not_printed);
  CHECK(refused(kiosk, 6, in_place_of("GC07-200101-0001-0")) == PrintTrouble::not_printed);
  CHECK(kiosk.machine->sheets() == chain);
  CHECK(found(*kiosk.store, second).replaced_by == third);
}

TEST_CASE("when the new sheet does not come out, the older one counts as before") {
  Kiosk kiosk;
  REQUIRE(kiosk.inbox.says_works(true));
  const std::string first = printed(kiosk, 1, order());
  const PrintRecord before = found(*kiosk.store, first);
  kiosk.machine->break_down(true);
  CHECK(refused(kiosk, 2, in_place_of(first)) == PrintTrouble::not_printed);
  CHECK(found(*kiosk.store, first) == before);
  CHECK_FALSE(kiosk.store->next_revocation());

  // Mended, the next try is again the first reprint.
  kiosk.machine->break_down(false);
  const std::string second = printed(kiosk, 3, in_place_of(first));
  CHECK(found(*kiosk.store, first).replaced_by == second);
  const auto revocation = kiosk.store->next_revocation();
  REQUIRE(revocation);
  CHECK(revocation->slip == kSlip);
  CHECK(revocation->reason == visit::SheetReason::reprinted);
}

TEST_CASE("a sheet that cannot be drawn replaces nothing") {
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string older = printed_sheet(*store);
  const PrintRecord before = found(*store, older);
  const auto machine = switched_on();
  Inbox inbox;
  const auto printer =
      started(machine->uri(), *store, inbox.post(),
              [&](const visit::PrintOrder&,
                  std::string_view serial) -> tl::expected<visit::Secret, PrintTrouble> {
                // On disk before anything is drawn.
                CHECK(found(*store, older).replaced_by == serial);
                return tl::unexpected(PrintTrouble::not_printable);
              });
  printer->print(kTicket, in_place_of(older));
  const auto failed = inbox.next<event::SheetFailed>();
  REQUIRE(failed);
  CHECK(failed->trouble == PrintTrouble::not_printable);
  CHECK(found(*store, older) == before);
}

TEST_CASE("while the new sheet is in doubt so is the older one's end; a person's word decides it") {
  const auto end = GENERATE(visit::SheetEnd::in_hand, visit::SheetEnd::voided);
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string older = printed_sheet(*store);
  const std::string newer = sheet(*store, kInDoubt, kSecondSlip);
  REQUIRE(note(*store, found(*store, older), evidence::Reprinting{newer}, now()));
  const auto machine = switched_on();
  Inbox inbox;
  const auto printer = started(machine->uri(), *store, inbox.post());
  REQUIRE(inbox.says_in_doubt({newer}));
  CHECK(found(*store, older).state == SheetState::printed);
  CHECK(found(*store, older).replaced_by == newer);
  printer->close(kTicket, newer, end);
  REQUIRE(inbox.next<event::SheetClosed>());
  REQUIRE(inbox.says_works(true));  // it has looked after the sheets since
  const bool replaced = end == visit::SheetEnd::in_hand;
  CHECK(found(*store, older).state == (replaced ? SheetState::replaced : SheetState::printed));
  CHECK(found(*store, older).replaced_by == (replaced ? newer : ""));
}

TEST_CASE("a sheet that never came out is printed anew, and is no reprint") {
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  Reprints reprints{*store};
  const std::string none = sheet(*store, {evidence::GaveUp{}});
  const auto worked_out = reprints.worked_out(none);
  REQUIRE(worked_out.has_value());
  CHECK_FALSE(worked_out->has_value());
  // The controls: one that came out is, and one in doubt must first be looked for.
  CHECK(reprints.worked_out(printed_sheet(*store))->has_value());
  CHECK_FALSE(reprints.worked_out(sheet(*store, kInDoubt)).has_value());
}

TEST_CASE("a voided sheet is replaced too, and keeps the reason that a person gave") {
  files::Folder folder;
  const auto store = opened(folder.path() / "store.db");
  const std::string older = printed_sheet(*store);
  REQUIRE(void_sheet(*store->because(visit::SheetReason::misprint), older, now()));
  CHECK_FALSE(void_sheet(*store, older, now()));  // once is enough
  Reprints reprints{*store};
  const std::string newer = printed_sheet(*store);
  REQUIRE(reprints.announce(older, newer, now()));
  reprints.settle(now());
  CHECK(found(*store, older).state == SheetState::replaced);
  CHECK(*store->reason(older) == visit::SheetReason::misprint);
  CHECK_FALSE(void_sheet(*store, sheet(*store, {evidence::GaveUp{}}), now()));
  CHECK_FALSE(void_sheet(*store, "GC07-210126-0042-7", now()));
}

// ---- A kiosk that dies between any two writes of a reprint

// A store whose kiosk dies at the nth write from now: nothing is written any more.
class DyingStore final : public visit::PrintStore {
 public:
  DyingStore(visit::PrintStore& inner, int writes) : inner_(inner), left_(writes) {}
  tl::expected<PrintRecord, visit::StoreTrouble> reserve(std::string_view machine,
                                                         std::string_view slip,
                                                         visit::Moment at) override {
    if (left_ <= 0) return tl::unexpected(visit::StoreTrouble::broken);
    --left_;
    return inner_.reserve(machine, slip, at);
  }
  tl::expected<void, visit::StoreTrouble> write(const PrintRecord& record,
                                                SheetState from) override {
    if (left_ <= 0) return tl::unexpected(visit::StoreTrouble::broken);
    --left_;
    return inner_.write(record, from);
  }
  tl::expected<std::optional<PrintRecord>, visit::StoreTrouble> find(
      std::string_view serial) override {
    return inner_.find(serial);
  }
  tl::expected<std::vector<PrintRecord>, visit::StoreTrouble> all_in(
      const std::vector<SheetState>& states) override {
    return inner_.all_in(states);
  }
  [[nodiscard]] bool is_dead() const { return left_ <= 0; }

 private:
  visit::PrintStore& inner_;
  int left_;
};

// The writes of a reprint in the spooler's order, up to where the kiosk dies.
void reprint(visit::PrintStore& store, const std::string& older, bool announced) {
  Reprints reprints{store};
  auto record = store.reserve(kMachine, kSecondSlip, now());
  if (!record) return;
  if (announced && !reprints.announce(older, record->serial, now())) return;
  for (const Evidence& step : {Evidence{evidence::JobMade{{5, "urn:uuid:1"}}},
                               Evidence{evidence::Sending{}}, Evidence{evidence::Sent{}}}) {
    record = note(store, *record, step, now());
    if (!record) return;
  }
  const JobReport out{"urn:uuid:1", record->serial, JobState::completed, false, 1};
  if (!note(store, *record, evidence::Seen{out, true}, now())) return;
  if (!announced && !reprints.announce(older, record->serial, now())) return;
  reprints.settle(now());
}

// How many sheets count after each death and the next start, and how often two did.
int counted_twice(bool announced) {
  int twice = 0;
  for (int writes = 0;; ++writes) {
    CAPTURE(writes);
    files::Folder folder;
    std::string older;
    bool dead = false;
    {
      const auto store = opened(folder.path() / "store.db");
      older = printed_sheet(*store);
      DyingStore dying{*store, writes};
      reprint(dying, older, announced);
      dead = dying.is_dead();
    }
    // The next life: what was on its way is ended by the spooler, here without a printer.
    const auto store = opened(folder.path() / "store.db");
    const auto under_way = store->all_in(
        {SheetState::reserved, SheetState::created, SheetState::sending, SheetState::sent});
    REQUIRE(under_way.has_value());
    for (const PrintRecord& open : *under_way) {
      REQUIRE(note(*store, open, evidence::GaveUp{}, now()));
    }
    Reprints reprints{*store};
    REQUIRE(reprints.recover());
    reprints.settle(now());
    const auto counting = store->all_in({SheetState::printed});
    REQUIRE(counting.has_value());
    // Two are there only while the store knows which of them may count.
    const auto doubtful = store->all_in({SheetState::unknown});
    if (!doubtful->empty() && announced)
      CHECK(found(*store, older).replaced_by == doubtful->front().serial);
    CHECK(!counting->empty());
    twice += counting->size() > 1 ? 1 : 0;
    if (!dead) return twice;
  }
}

TEST_CASE("a kiosk that dies at any write of a reprint leaves no two sheets that count") {
  CHECK(counted_twice(/*announced=*/true) == 0);
}

TEST_CASE("the control: without the announcement before the sheet, such deaths leave two") {
  CHECK(counted_twice(/*announced=*/false) > 0);
}

}  // namespace
}  // namespace printing
