// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl surveys` as a technician calls it, also while a kiosk is at work and while it is
// killed.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "devices/outbox.h"
#include "devices/survey_csv.h"
#include "tests/devices/finished_survey.h"
#include "tests/files.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using devices::AsideReason;
using devices::Outbox;
using devices_test::finished_survey;
using std::filesystem::path;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai
constexpr const char* kSince = " 2021-01-26T10:05+08:00 ";

// An outbox as a kiosk left it, or still holds it open.
class Kept {
 public:
  Kept() {
    auto opened = Outbox::open(folder_ / "outbox.db", folder_ / "outbox.key");
    REQUIRE(opened.has_value());
    outbox_ = std::move(*opened);
  }

  std::string add() {
    const std::string identifier = Outbox::fresh_identifier();
    REQUIRE(outbox_->add(identifier, finished_survey(identifier), kMorning));
    return identifier;
  }
  // What is no answer to the form.
  std::string add_odd() {
    const std::string identifier = Outbox::fresh_identifier();
    REQUIRE(outbox_->add(identifier, visit::Secret("{}"), kMorning));
    return identifier;
  }
  // A disk that forgot what it was told.
  void damage(const std::string& identifier) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(in("outbox.db").c_str(), &database) == SQLITE_OK);
    const std::string sql =
        "UPDATE entry SET sealed = zeroblob(200) WHERE identifier = '" + identifier + "'";
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
  [[nodiscard]] std::set<std::string> lying() const {
    std::set<std::string> identifiers;
    const auto notes = outbox_->notes();
    REQUIRE(notes);
    for (const auto& note : *notes) identifiers.insert(note.identifier);
    return identifiers;
  }
  [[nodiscard]] Outbox& outbox() { return *outbox_; }
  [[nodiscard]] path in(const char* name) const { return folder_ / name; }
  [[nodiscard]] std::string where() const {
    return " --outbox " + in("outbox.db").string() + " --key " + in("outbox.key").string();
  }
  [[nodiscard]] std::string with_form() const {
    return where() + " --form " + devices_test::kSurveyForm;
  }

 private:
  files::Folder folder_;
  std::unique_ptr<Outbox> outbox_;
};

Ran surveys(const std::string& arguments) {
  return run(program("kioskctl").string() + " surveys " + arguments);
}

std::string row_of(const std::string& identifier) {
  const auto row =
      devices::write_survey_csv(devices_test::survey_form(), finished_survey(identifier).reveal());
  REQUIRE(row);
  return std::string(row->reveal());
}

std::string header() { return devices::survey_csv_header(devices_test::survey_form()); }

// Those of them that lie neither in the outbox nor, as a whole row, in the table.
int lost(const Kept& kept, const std::vector<std::string>& all, const std::string& table) {
  const auto lying = kept.lying();
  return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const std::string& one) {
    return !lying.contains(one) && table.find(row_of(one)) == std::string::npos;
  }));
}

}  // namespace

TEST_CASE("surveys lists what waits and what was set aside, and nobody's name or number") {
  Kept kept;
  const std::string first = kept.add();
  const std::string second = kept.add();
  const std::string third = kept.add();
  const std::string fourth = kept.add();
  REQUIRE(kept.outbox().set_aside(second, AsideReason::rejected));
  REQUIRE(kept.outbox().set_aside(third, AsideReason::ambiguous));
  REQUIRE(kept.outbox().set_aside(fourth, AsideReason::unreadable));
  const Ran ran = surveys("list" + kept.where());
  CHECK(ran.code == 0);
  CHECK(ran.out == first.substr(0, 8) + kSince + "waiting\n" + second.substr(0, 8) + kSince +
                       "aside: the server does not take it\n" + third.substr(0, 8) + kSince +
                       "aside: the server has it several times\n" + fourth.substr(0, 8) + kSince +
                       "aside: damaged here\n");
  // The control: number and name do lie there.
  CHECK(finished_survey(first).reveal().find(devices_test::kSubject) != std::string::npos);
  CHECK(ran.out.find(devices_test::kSubject) == std::string::npos);
}

TEST_CASE("surveys csv writes all that lies there, for its owner alone, and leaves the outbox") {
  Kept kept;
  const std::string waiting = kept.add();
  const std::string aside = kept.add();
  REQUIRE(kept.outbox().set_aside(aside, AsideReason::rejected));
  const path out = kept.in("out.csv");
  const Ran ran = surveys("csv " + out.string() + kept.with_form());
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(files::contents(out) == header() + row_of(waiting) + row_of(aside));
  using std::filesystem::perms;
  CHECK(std::filesystem::status(out).permissions() == (perms::owner_read | perms::owner_write));
  CHECK(kept.lying().size() == 2);
  const Ran shown = surveys("csv -" + kept.with_form());
  CHECK(shown.code == 0);
  CHECK(shown.out == files::contents(out));
  // What is there already may be all that is left of somebody's survey.
  const Ran again = surveys("csv " + out.string() + " --erase" + kept.with_form());
  CHECK(again.code == 2);
  CHECK(again.out.find("is there already") != std::string::npos);
  CHECK(files::contents(out) == header() + row_of(waiting) + row_of(aside));
  CHECK(kept.lying().size() == 2);
}

TEST_CASE("with --erase what stands in the table goes, and nothing else") {
  Kept kept;
  const std::string good = kept.add();
  const std::string odd = kept.add_odd();
  const path out = kept.in("out.csv");
  const Ran ran = surveys("csv " + out.string() + " --erase" + kept.with_form());
  CHECK(ran.code == 1);
  CHECK(ran.out == "kioskctl: " + odd.substr(0, 8) + ": does not answer the form\n");
  CHECK(files::contents(out) == header() + row_of(good));
  CHECK(kept.lying() == std::set{odd});
}

TEST_CASE("nothing is erased where nobody knows that the table stays") {
  Kept kept;
  kept.add();
  const Ran pipe = surveys("csv - --erase" + kept.with_form());
  CHECK(pipe.code == 2);
  CHECK(lines(pipe.out) == 1);
  for (const std::string& bad : {std::string("/dev/full"), kept.in("none/out.csv").string()}) {
    INFO(bad);
    CHECK(surveys("csv " + bad + " --erase" + kept.with_form()).code == 2);
  }
  // A full disk, without and with --erase: a device is no file.
  CHECK(surveys("csv -" + kept.with_form() + " > /dev/full").code == 2);
  CHECK(surveys("csv - --erase" + kept.with_form() + " > /dev/full").code == 2);
  CHECK(kept.lying().size() == 1);
  // The control: a file behind standard output is one.
  CHECK(surveys("csv - --erase" + kept.with_form() + " > " + kept.in("out.csv").string()).code ==
        0);
  CHECK(kept.lying().empty());
  CHECK(lines(files::contents(kept.in("out.csv"))) == 2);
}

TEST_CASE("surveys retry lets one that was set aside wait again, at its old place") {
  Kept kept;
  const std::string first = kept.add();
  const std::string second = kept.add();
  REQUIRE(kept.outbox().set_aside(first, AsideReason::rejected));
  CHECK(kept.outbox().oldest()->value().identifier == second);
  CHECK(surveys("retry " + first.substr(0, 8) + kept.where()).code == 0);
  CHECK(kept.outbox().oldest()->value().identifier == first);
  for (const auto& [word, why] :
       {std::pair{first, "waits already"}, std::pair{second, "waits already"},
        std::pair{std::string("6b1a4f36-0000"), "does not lie here"}}) {
    const Ran ran = surveys("retry " + word + kept.where());
    CHECK(ran.code == 1);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.find(why) != std::string::npos);
  }
  const std::string twin = first.substr(0, 35) + (first.back() == '0' ? '1' : '0');
  REQUIRE(kept.outbox().add(twin, finished_survey(twin), kMorning));
  REQUIRE(kept.outbox().set_aside(first, AsideReason::rejected));
  CHECK(surveys("retry " + first.substr(0, 35) + kept.where()).code == 1);
  CHECK(surveys("retry " + first + kept.where()).code == 0);
}

TEST_CASE(
    "a survey whose bytes were damaged goes by an explicit word, and no other goes that way") {
  Kept kept;
  const std::string waiting = kept.add();
  const std::string damaged = kept.add();
  const std::string rejected = kept.add();
  const std::string untried = kept.add();
  kept.damage(damaged);
  kept.damage(untried);
  REQUIRE(kept.outbox().set_aside(damaged, AsideReason::unreadable));
  REQUIRE(kept.outbox().set_aside(rejected, AsideReason::rejected));
  // It is known by its number and day; no other way leads out.
  CHECK(surveys("list" + kept.where()).out.find(damaged.substr(0, 8) + kSince + "aside: damaged") !=
        std::string::npos);
  CHECK(surveys("csv " + kept.in("out.csv").string() + " --erase" + kept.with_form()).code == 1);
  CHECK(kept.lying() == std::set<std::string>{damaged, untried});
  const std::string again = kept.add();
  const std::string odd = kept.add_odd();
  REQUIRE(kept.outbox().set_aside(odd, AsideReason::rejected));

  const auto refused = [&](const std::string& words, int code, const std::string& why) {
    const Ran ran = surveys(words + kept.where());
    INFO(words << ": " << ran.out);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.find(why) != std::string::npos);
    CHECK(ran.code == code);
    CHECK(kept.lying() == std::set<std::string>{damaged, untried, again, odd});
  };
  refused("remove " + damaged.substr(0, 8), 2, "--lost");
  refused("remove --lost", 2, "one ID");
  refused("remove " + damaged.substr(0, 7) + " --lost", 2, "at least 8");
  refused("retry " + damaged.substr(0, 8) + " --lost", 2, "--lost belongs to surveys remove");
  refused("remove " + waiting.substr(0, 8) + " --lost", 1, "does not lie here");
  refused("remove " + again.substr(0, 8) + " --lost", 1, "can be read");
  refused("remove " + odd + " --lost", 1, "can be read");

  for (const std::string& one : {damaged, untried}) {
    const Ran gone = surveys("remove " + one.substr(0, 8) + " --lost" + kept.where());
    CHECK(gone.code == 0);
    CHECK(gone.out == one.substr(0, 8) + kSince + "removed\n");
    CHECK_FALSE(kept.lying().contains(one));
  }
  CHECK(kept.lying() == std::set<std::string>{again, odd});
  CHECK(surveys("remove " + damaged.substr(0, 8) + " --lost" + kept.where()).code == 1);
}

TEST_CASE("a kiosk that adds and delivers meanwhile is not disturbed, and nothing is lost") {
  Kept kept;
  std::vector<std::string> all;
  for (int i = 0; i < 10; ++i) all.push_back(kept.add());
  std::atomic<bool> ending = false;
  int again = 0;
  int broken = 0;
  // Whoever finds the file locked for too long is told, and tries again; anything else is a break.
  const auto until_done = [&](const auto& step) {
    for (auto done = step(); !done; done = step()) {
      ++again;
      if (done.error() != devices::OutboxTrouble::unreachable || again > 50) {
        ++broken;
        return;
      }
    }
  };
  std::vector<std::string> added;
  std::set<std::string> delivered;
  std::thread kiosk([&] {
    constexpr std::size_t kMost = 200;
    while (!ending && added.size() < kMost) {
      const std::string identifier = Outbox::fresh_identifier();
      const auto document = finished_survey(identifier);
      until_done([&] { return kept.outbox().add(identifier, document, kMorning); });
      added.push_back(identifier);
      if (added.size() % 3 != 0) continue;
      std::optional<std::string> oldest;
      until_done([&] {
        auto entry = kept.outbox().oldest();
        if (entry && *entry) oldest = (*entry)->identifier;
        return entry;
      });
      if (!oldest) continue;
      until_done([&] { return kept.outbox().erase(*oldest); });
      delivered.insert(*oldest);
    }
  });
  std::string tables;
  for (int round = 0; round < 6; ++round) {
    const path out = kept.in(("out" + std::to_string(round) + ".csv").c_str());
    const Ran ran = surveys("csv " + out.string() + " --erase" + kept.with_form());
    INFO(ran.out);
    CHECK(ran.code == 0);
    CHECK(surveys("list" + kept.where()).code == 0);
    tables += files::contents(out);
  }
  ending = true;
  kiosk.join();
  CHECK(broken == 0);
  std::printf(
      "surveys csv beside a kiosk: %d added, %d delivered, %d tries found the file locked\n",
      static_cast<int>(added.size()), static_cast<int>(delivered.size()), again);
  all.insert(all.end(), added.begin(), added.end());
  // What was delivered is with the server.
  std::erase_if(all, [&](const std::string& one) { return delivered.contains(one); });
  CHECK(lost(kept, all, tables) == 0);
  CHECK(lines(tables) > 6);
}

TEST_CASE("killed at any moment, a survey lies in the outbox or in the table") {
  std::mt19937 random(20210126);
  const std::string kioskctl = program("kioskctl").string();
  int unfinished = 0;
  int partly = 0;
  // Longer and longer, until one has come to its end on however slow a machine.
  for (int round = 0, ended = 0; ended < 3 && round < 40; ++round) {
    Kept kept;
    std::vector<std::string> all;
    for (int i = 0; i < 8; ++i) all.push_back(kept.add());
    const path out = kept.in("out.csv");
    std::vector<std::string> words{kioskctl,
                                   "surveys",
                                   "csv",
                                   out.string(),
                                   "--erase",
                                   "--outbox",
                                   kept.in("outbox.db").string(),
                                   "--key",
                                   kept.in("outbox.key").string(),
                                   "--form",
                                   devices_test::kSurveyForm};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, kioskctl.c_str(), nullptr, nullptr, arguments.data(), environ) ==
            0);
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution<>{0, 10 + 6 * round}(random)});
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    const bool whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    ended += whole ? 1 : 0;
    unfinished += whole ? 0 : 1;
    const auto lying = kept.lying().size();
    partly += lying > 0 && lying < all.size() ? 1 : 0;
    CHECK(lost(kept, all, files::contents(out)) == 0);
    if (whole) CHECK(lying == 0);
    // The control: this count sees a survey that went without a table.
    const std::string gone = kept.add();
    all.push_back(gone);
    REQUIRE(kept.outbox().erase(gone));
    CHECK(lost(kept, all, files::contents(out)) == 1);
  }
  std::printf("surveys csv --erase: %d killed before their end, %d of them while erasing\n",
              unfinished, partly);
}

TEST_CASE("a wrong call of surveys is refused in one line, and makes no outbox and no key") {
  Kept kept;
  kept.add();
  std::ofstream(kept.in("other.db")) << "not an outbox";
  std::ofstream(kept.in("other.key")) << std::string(32, 'k');
  std::filesystem::permissions(kept.in("other.key"), std::filesystem::perms::owner_read);
  const std::string outbox = " --outbox " + kept.in("outbox.db").string();
  const std::string key = " --key " + kept.in("outbox.key").string();
  const std::string out = kept.in("out.csv").string();
  for (const std::string& wrong :
       {std::string(""), std::string("list"), "list" + outbox, "list" + key,
        "list extra" + kept.where(), "list --erase" + kept.where(), "show" + kept.where(),
        "csv" + kept.with_form(), "csv " + out + kept.where(), "csv a b" + kept.with_form(),
        "csv " + out + kept.where() + " --form " + kept.in("none.json").string(),
        "csv " + out + kept.where() + " --form " + kept.in("other.db").string(),
        "retry" + kept.where(), "retry 1234567" + kept.where(), "list --open" + kept.where(),
        "list" + outbox + " --key " + kept.in("none.key").string(),
        "list" + outbox + " --key " + kept.in("other.key").string(),
        "list" + key + " --outbox " + kept.in("none.db").string(),
        "list" + key + " --outbox " + kept.in("other.db").string()}) {
    INFO(wrong);
    const Ran ran = surveys(wrong);
    INFO(ran.out);
    CHECK(ran.code == 2);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.starts_with("kioskctl: "));
  }
  for (const char* none : {"none.key", "none.db", "out.csv"})
    CHECK_FALSE(std::filesystem::exists(kept.in(none)));
  CHECK(files::contents(kept.in("other.db")) == "not an outbox");
  CHECK(surveys("--help").code == 0);
  CHECK(surveys("list" + kept.where()).code == 0);
}

}  // namespace whole
