// SPDX-License-Identifier: GPL-3.0-or-later
// Sheets that staff print again, void or look for in the tray: what the kiosk's own record, the
// service and the next kiosk that meets the old sheet say of them.
#include <catch2/catch.hpp>
#include <optional>
#include <vector>

#include "devices/sqlite_store.h"
#include "kiosk/visit/staff.h"
#include "tests/files.h"
#include "tests/whole/desk.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

using namespace std::chrono_literals;
using visit::Duty;
using visit::Entry;
using visit::SheetReason;

// Which of the sheets on the page bears that serial: "item_2".
std::string row_of(Stage& stage, const std::string& serial) {
  stage.play("expect text \"" + serial + "\"\n");
  const std::string text = stage.player().now().text;
  const auto at = text.find("item_", text.find(serial));
  REQUIRE(at != std::string::npos);
  return text.substr(at, text.find(' ', at) - at);
}

std::optional<SheetReason> reason_of(Stage& stage, const std::string& serial) {
  const auto store = devices::SqliteStore::open(stage.bench().folder() / "store.db");
  REQUIRE(store);
  const auto reason = (*store)->reason(serial);
  REQUIRE(reason);
  return *reason;
}

// The reason that somebody of the staff gave, as the journal has it.
std::optional<SheetReason> why_noted(Stage& stage, Duty duty) {
  for (const nlohmann::json& entry : journal_of(stage)) {
    const bool it = entry.value("what", "") == visit::name(Entry::What::duty) &&
                    entry.value("detail", -1) == static_cast<int>(duty);
    if (it) return static_cast<SheetReason>(entry.value("flag", -1));
  }
  return std::nullopt;
}

// What anybody says of a sheet who has the province's newest list of signers and revocations.
std::string judged(Stage& stage, const std::string& code) {
  const auto folder = stage.bench().folder();
  const std::string list = (folder / "trust-kept.hct").string();
  std::string root = files::contents(stage.bench().config());
  root = root.substr(root.find("\nroot = \"") + 9);
  return run(program("kioskctl").string() + " verify --trust " + list + " --root " +
                 root.substr(0, root.find('"')),
             code + "\n")
      .out;
}

void check_paper(Stage& stage, const std::string& code, const std::string& words) {
  stage.play(
      "expect welcome\nexpect text \"带来的证明\"\npress check_paper\nexpect scan-paper\nscan \"" +
      code + "\"\nexpect paper-checked\nexpect text \"" + words +
      "\"\npress have_all\nexpect welcome\n");
}

// Why the service took slips back, by its own records.
std::vector<std::string> revoked(Stage& stage) {
  return service_records(stage, "SELECT reason FROM revocations ORDER BY seq");
}
using Reasons = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "a sheet printed again and one that is voided count no more, here or where it is scanned") {
  StageOptions options;
  options.trust_list = true;
  Stage stage(options);
  stage.visit("wang");
  const std::string torn = stage.record().serial;
  const std::string torn_code = stage.newest_code();
  stage.visit("anna");
  const std::string withdrawn = stage.record().serial;
  const std::string withdrawn_code = stage.newest_code();
  REQUIRE(torn != withdrawn);
  check_paper(stage, torn_code, "还有效");
  check_paper(stage, withdrawn_code, "还有效");

  // Torn, says wang: nothing of her was kept, so her card says once more whose sheet it is.
  stage.play(sign_in("supervisor") + "press item_3\nexpect pick-sheet\n");
  stage.play("press " + row_of(stage, torn) + "\nexpect sheet-reason\nexpect text \"" + torn +
             "\"\npress item_2\nexpect lay-card\ncard add wang\nwait confirm\npress its_me\nwait "
             "verdict-green\npress print\nwait take 30\npress have_all\nwait desk\n");
  const std::string again = stage.record().serial;
  const std::string again_code = stage.newest_code();
  CHECK(again != torn);
  CHECK(again != withdrawn);
  CHECK(stage.state_of(torn) == "replaced");
  CHECK(stage.state_of(again) == "printed");
  CHECK(reason_of(stage, torn) == SheetReason::reprinted);
  CHECK(why_noted(stage, Duty::reprint) == SheetReason::misprint);
  const std::string sheet = words_on(stage, again);
  CHECK(says(sheet, "补打"));
  CHECK(says(sheet, torn));

  // Anna's should never have been given out.
  stage.play("press item_4\nexpect pick-sheet\n");
  stage.play("press " + row_of(stage, withdrawn) +
             "\nexpect sheet-reason\npress item_3\nexpect desk\n" + kSignOut);
  CHECK(stage.state_of(withdrawn) == "voided");
  CHECK(reason_of(stage, withdrawn) == SheetReason::withdrawn);
  CHECK(why_noted(stage, Duty::void_sheet) == SheetReason::withdrawn);

  // The service hears of both at once, and its next list tells every kiosk.
  CHECK(soon([&] { return revoked(stage) == Reasons{"REPRINTED", "WITHDRAWN"}; }, 30s));
  stage.restart();
  REQUIRE(soon([&] { return judged(stage, torn_code) == "revoked\n"; }, 120s));
  CHECK(judged(stage, withdrawn_code) == "revoked\n");
  CHECK(judged(stage, again_code) == "ok\n");
  check_paper(stage, torn_code, "已经收回了");
  check_paper(stage, withdrawn_code, "已经收回了");
  check_paper(stage, again_code, "还有效");
}

TEST_CASE("a sheet that nobody is sure of stays on the desk until somebody has looked") {
  Stage stage;
  stage.up_to_paper();
  stage.play("printer jam\npress print\nwait held 20\n");
  const std::string serial = stage.record().serial;
  stage.play("press do_not_wait\nwait call-staff 40\n");
  CHECK(soon([&] { return stage.state_of(serial) == "unknown"; }));
  stage.play("printer ok\ncard lay badge\n" + std::string(kPin) + "wait look-in-tray\n");
  // Not now, says the helper: the row stays, with the serial's end.
  stage.play("press back\nexpect desk\nexpect text \"" + serial.substr(serial.size() - 6) +
             " 号纸没打完？\"\n");
  CHECK(stage.state_of(serial) == "unknown");
  stage.play("press item_9\nexpect look-in-tray\nexpect text \"" + serial +
             "\"\npress not_in_tray\nexpect desk\n");
  CHECK(stage.state_of(serial) == "voided");
  CHECK_FALSE(says(stage.player().now().text, "号纸没打完？"));
  stage.play(kSignOut);
  CHECK(soon([&] { return revoked(stage).size() == 1; }, 30s));
}

}  // namespace whole
