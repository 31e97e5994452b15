// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl journal` as a technician calls it: on the kiosk's own file, and on a copy from a stick.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "devices/journal_export.h"
#include "devices/journal_file.h"
#include "devices/signing_key.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/state.h"
#include "tests/files.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using std::filesystem::path;
using visit::Entry;
using namespace std::chrono_literals;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai

// A journal of a short morning, and its copy on a stick.
class Place {
 public:
  Place() {
    std::filesystem::create_directory(folder_ / "stick");
    using What = Entry::What;
    note({What::started, 0, 0, 0});
    note({What::state, 3, visit::index_of<visit::state::LayCard>(),
          visit::index_of<visit::state::Welcome>()});
    note({What::card_trouble, 4, static_cast<int>(visit::CardTrouble::not_genuine), 0});
    note({What::device, 4, static_cast<int>(visit::Device::printer), 0});
    note({What::held, 5, static_cast<int>(visit::HoldReason::media_jam), 0});
    note({What::verdict, 6, 0, 0});
    note({What::duty, 0, static_cast<int>(visit::Duty::void_sheet), 0});
    note({What::badge_locked, 0, static_cast<int>(visit::Role::helper), 0});
    note({What::check, 0, static_cast<int>(visit::Check::speaker),
          static_cast<int>(visit::CheckOutcome::failed)});
    const auto done = devices::export_journal(
        {journal(), folder_ / "journal.pem", "GC07", {folder_ / "stick", true}}, kMorning);
    REQUIRE(done.has_value());
    copy_ = folder_ / "stick" / *done;
  }

  [[nodiscard]] path journal() const { return folder_ / "journal.jsonl"; }
  [[nodiscard]] const path& copy() const { return copy_; }
  [[nodiscard]] std::string key() const { return (folder_ / "journal.pub.pem").string(); }
  [[nodiscard]] std::string head() const {
    return devices::JournalFile::open(journal())->head().chain;
  }
  void note(Entry entry) const {
    const auto journal = devices::JournalFile::open(this->journal());
    REQUIRE(journal != nullptr);
    journal->write(kMorning, entry);
  }
  void write(const path& file, const std::string& text) const {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }

 private:
  files::Folder folder_;
  path copy_;
};

Ran journal(const std::string& arguments) {
  return run(program("kioskctl").string() + " journal " + arguments);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("journal show tells in words what the kiosk did, and only the troubles if asked") {
  const Place place;
  const Ran all = journal("show " + place.journal().string());
  CHECK(all.code == 0);
  const std::string at = "2021-01-26T10:05:00+08:00 ";
  CHECK(all.out == at + "started\n" + at + "state LayCard after Welcome, moment 3\n" + at +
                       "card-trouble not-genuine, moment 4\n" + at +
                       "device printer out, moment 4\n" + at + "held media-jam, moment 5\n" + at +
                       "verdict green, moment 6\n" + at + "duty void_sheet lost\n" + at +
                       "badge-locked helper\n" + at + "check speaker failed\n");
  const Ran errors = journal("show --errors " + place.journal().string());
  CHECK(errors.code == 0);
  CHECK(errors.out == at + "card-trouble not-genuine, moment 4\n" + at +
                          "device printer out, moment 4\n" + at + "held media-jam, moment 5\n" +
                          at + "badge-locked helper\n" + at + "check speaker failed\n");
  // What cannot be read is named, and the rest is told.
  auto lines = split(files::contents(place.journal()));
  lines[1] = "{}";
  place.write(place.journal(), join(lines));
  const Ran damaged = journal("show --errors " + place.journal().string());
  CHECK(damaged.code == 1);
  CHECK(damaged.out.find("kioskctl: line 2 is no line of a journal\n") != std::string::npos);
  CHECK(damaged.out.find("held media-jam") != std::string::npos);
}

TEST_CASE("journal verify finds the copy whole and signed, while the kiosk writes on") {
  const Place place;
  const std::string head = place.head();
  place.note({Entry::What::stopped, 0, 0, 0});
  const std::string whole = "whole: 9 entries, head " + head + "\n";
  for (const std::string& call : {"verify " + place.copy().string(),
                                  "verify --key " + place.key() + " " + place.copy().string(),
                                  "verify --head " + head.substr(0, 16) + " --key " + place.key() +
                                      " " + place.copy().string()}) {
    INFO(call);
    const Ran ran = journal(call);
    CHECK(ran.code == 0);
    CHECK(ran.out == whole);
  }
  CHECK(journal("verify --head " + head + " " + place.journal().string()).code == 0);
}

TEST_CASE("journal verify names the first line that is not as it was written") {
  const Place place;
  const auto lines = split(files::contents(place.copy()));
  const auto verdict = [&](const std::vector<std::string>& tampered) {
    place.write(place.copy(), join(tampered));
    const Ran ran = journal("verify " + place.copy().string());
    CHECK(ran.code == 1);
    CHECK(split(ran.out).size() == 1);
    // The signature misses what the chain may not.
    CHECK(journal("verify --key " + place.key() + " " + place.copy().string()).code == 1);
    return ran.out.substr(ran.out.find(".jsonl: ") + 8);
  };
  auto changed = lines;
  const auto held = changed[4].find("\"detail\":2");
  REQUIRE(held != std::string::npos);
  changed[4][held + 9] = '0';
  CHECK(verdict(changed) == "line 5 was changed, or the one before it\n");
  auto left_out = lines;
  left_out.erase(left_out.begin() + 4);
  CHECK(verdict(left_out) ==
        "line 5 is not the next: lines before it are missing, doubled or moved\n");
  auto moved = lines;
  std::swap(moved[4], moved[5]);
  CHECK(verdict(moved) ==
        "line 5 is not the next: lines before it are missing, doubled or moved\n");
  auto put_in = lines;
  put_in.insert(put_in.begin() + 4, "{}");
  CHECK(verdict(put_in) == "line 5 bears no number and hash\n");
  place.write(place.copy(), files::contents(place.journal()).substr(0, 300));
  CHECK(journal("verify " + place.copy().string()).out.find("line 2 is cut short\n") !=
        std::string::npos);
  // The control: as it was.
  place.write(place.copy(), join(lines));
  CHECK(journal("verify --key " + place.key() + " " + place.copy().string()).code == 0);
}

TEST_CASE("lines that are gone from the end are missed by a signature or a noted head only") {
  const Place place;
  const std::string head = place.head();
  auto lines = split(files::contents(place.copy()));
  lines.resize(5);
  place.write(place.copy(), join(lines));
  CHECK(journal("verify " + place.copy().string()).code == 0);
  const Ran unsigned_now = journal("verify --key " + place.key() + " " + place.copy().string());
  CHECK(unsigned_now.code == 1);
  CHECK(unsigned_now.out.find("not as this key signed it\n") != std::string::npos);
  const Ran behind = journal("verify --head " + head + " " + place.copy().string());
  CHECK(behind.code == 1);
  CHECK(behind.out.find("its last lines are missing\n") != std::string::npos);
}

TEST_CASE("another kiosk's key and a copy without a signature are refused") {
  const Place place;
  const Place other;
  CHECK(journal("verify --key " + other.key() + " " + place.copy().string()).code == 1);
  const Ran none = journal("verify --key " + place.key() + " " + place.journal().string());
  CHECK(none.code == 1);
  CHECK(none.out.find(".sig: no signature\n") != std::string::npos);
}

TEST_CASE("a wrong call of journal is refused in one line") {
  const Place place;
  const std::string file = " " + place.journal().string();
  for (const std::string& wrong :
       {std::string(), std::string("show"), "sing" + file, "show" + file + file,
        std::string("show /nowhere.jsonl"), "verify --errors" + file,
        "show --key " + place.key() + file, "verify --head 12" + file,
        "verify --head 0123456789ABCDEF" + file, "verify --key /nowhere.pem" + file,
        "verify --key" + file + file, "verify --shut" + file}) {
    INFO(wrong);
    const Ran ran = journal(wrong);
    CHECK(ran.code == 2);
    CHECK(split(ran.out).size() == 1);
    CHECK(ran.out.starts_with("kioskctl: "));
  }
  CHECK(journal("--help").code == 0);
}

}  // namespace whole
