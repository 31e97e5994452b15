// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/outbox.h"

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "tests/devices/outbox_place.h"
#include "tests/files.h"

namespace devices {
namespace {

using devices_test::added;
using devices_test::kAnswer;
using devices_test::kMorning;
using devices_test::Place;
using devices_test::survey;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

OutboxEntry oldest(Outbox& outbox) {
  auto entry = outbox.oldest();
  REQUIRE(entry.has_value());
  REQUIRE(entry->has_value());
  return std::move(**entry);
}

bool is_empty(Outbox& outbox) {
  const auto entry = outbox.oldest();
  REQUIRE(entry.has_value());
  return !entry->has_value();
}

// Every byte that the outbox has in its folder: file, log, key.
std::string all_bytes(const fs::path& folder) {
  std::string bytes;
  for (const auto& entry : fs::directory_iterator(folder)) bytes += files::contents(entry.path());
  return bytes;
}

void run(const fs::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

// What lies in the database for that entry, as it lies there.
std::string sealed(const fs::path& file, const std::string& identifier) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* select = nullptr;
  const std::string sql = "SELECT sealed FROM entry WHERE identifier = '" + identifier + "'";
  REQUIRE(sqlite3_prepare_v2(database, sql.c_str(), -1, &select, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(select) == SQLITE_ROW);
  std::string bytes(static_cast<const char*>(sqlite3_column_blob(select, 0)),
                    static_cast<std::size_t>(sqlite3_column_bytes(select, 0)));
  sqlite3_finalize(select);
  sqlite3_close(database);
  return bytes;
}

}  // namespace

TEST_CASE("surveys come out in the order they went in, and after a restart too") {
  const Place place;
  const std::string first = added(*place.open());
  const std::string second = added(*place.open(), kMorning - 1h);  // a clock that was set back
  const auto outbox = place.open();
  const std::string third = added(*outbox);
  for (const std::string& expected : {first, second, third}) {
    const OutboxEntry entry = oldest(*outbox);
    CHECK(entry.identifier == expected);
    REQUIRE(entry.document);
    CHECK(*entry.document == survey(expected));
    REQUIRE(outbox->erase(expected));
  }
  CHECK(is_empty(*outbox));
}

TEST_CASE("an identifier is random, and a UUID of version 4") {
  std::set<std::string> drawn;
  for (int i = 0; i < 200; ++i) {
    const std::string identifier = Outbox::fresh_identifier();
    CHECK(identifier.size() == 36);
    CHECK(identifier[14] == '4');
    CHECK(std::string("89ab").find(identifier[19]) != std::string::npos);
    drawn.insert(identifier);
  }
  CHECK(drawn.size() == 200);
}

TEST_CASE("what is added twice lies there once, as it was added first") {
  const Place place;
  const auto outbox = place.open();
  const std::string identifier = added(*outbox);
  REQUIRE(outbox->add(identifier, visit::Secret("another"), kMorning + 1h));
  CHECK(outbox->count()->waiting == 1);
  CHECK(*oldest(*outbox).document == survey(identifier));
}

TEST_CASE("no byte of a survey is readable on the disk, and a delivered one is overwritten") {
  const Place place;
  const auto outbox = place.open();
  std::vector<std::string> identifiers, ciphers;
  for (int i = 0; i < 12; ++i) identifiers.push_back(added(*outbox));
  for (const auto& identifier : identifiers) ciphers.push_back(sealed(place.file(), identifier));
  std::string bytes = all_bytes(place.folder.path());
  CHECK(bytes.find(kAnswer) == std::string::npos);
  CHECK(bytes.find("QuestionnaireResponse") == std::string::npos);
  // The control: the ciphers are there to be found.
  for (const auto& cipher : ciphers) CHECK(bytes.find(cipher) != std::string::npos);

  for (const auto& identifier : identifiers) REQUIRE(outbox->erase(identifier));
  bytes = all_bytes(place.folder.path());
  for (std::size_t i = 0; i < identifiers.size(); ++i) {
    CHECK(bytes.find(ciphers[i]) == std::string::npos);
    for (std::size_t at = 0; at + 16 <= ciphers[i].size(); at += 16)
      CHECK(bytes.find(ciphers[i].substr(at, 16)) == std::string::npos);
    CHECK(bytes.find(identifiers[i]) == std::string::npos);
  }
  CHECK(fs::file_size(place.file().string() + "-wal") == 0);
}

TEST_CASE("outbox and key are readable by their owner alone, and their names are nobody's") {
  const Place place;
  const auto outbox = place.open();
  (void)added(*outbox);
  int files = 0;
  for (const auto& entry : fs::directory_iterator(place.folder.path())) {
    INFO(entry.path());
    CHECK((entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
          fs::perms::none);
    CHECK(entry.path().filename().string().starts_with("outbox."));
    ++files;
  }
  CHECK(files == 4);  // key, database, log, the log's index
  CHECK(fs::file_size(place.key()) == 32);
}

TEST_CASE("another key, none, or one that others may read opens nothing and changes nothing") {
  const Place place;
  const std::string identifier = added(*place.open());
  const std::string key = files::contents(place.key());
  const auto refused = [&] {
    const auto outbox = Outbox::open(place.file(), place.key());
    return !outbox && outbox.error() == OutboxTrouble::locked;
  };
  const auto put = [&](const std::string& bytes, fs::perms rights) {
    std::ofstream{place.key(), std::ios::binary} << bytes;
    fs::permissions(place.key(), rights);
  };
  const fs::perms ours = fs::perms::owner_read | fs::perms::owner_write;
  put(std::string(32, 'k'), ours);
  CHECK(refused());
  put(key.substr(1), ours);
  CHECK(refused());
  put(key + "\n", ours);
  CHECK(refused());
  put(key, ours | fs::perms::group_read);
  CHECK(refused());
  fs::remove(place.key());
  CHECK(refused());
  CHECK_FALSE(fs::exists(place.key()));  // a new one would hide that the old one is lost
  // Even when nothing waits: what was delivered says nothing about the key.
  put(key, ours);
  REQUIRE(place.open()->erase(identifier));
  put(std::string(32, 'k'), ours);
  CHECK(refused());
  // The control.
  put(key, ours);
  CHECK(is_empty(*place.open()));
}

TEST_CASE("an entry whose bytes were changed, moved or made older does not open") {
  const Place place;
  const std::string first = added(*place.open());
  const std::string second = added(*place.open());
  REQUIRE(oldest(*place.open()).document);
  SECTION("exchanged") {
    run(place.file(), "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE identifier = '" +
                          second + "') WHERE identifier = '" + first + "'");
  }
  SECTION("changed") {
    run(place.file(), "UPDATE entry SET sealed = zeroblob(200) WHERE identifier = '" + first + "'");
  }
  SECTION("cut") {
    run(place.file(), "UPDATE entry SET sealed = x'00' WHERE identifier = '" + first + "'");
  }
  SECTION("older") {
    run(place.file(), "UPDATE entry SET since = since - 1 WHERE identifier = '" + first + "'");
  }
  const auto outbox = place.open();
  const OutboxEntry entry = oldest(*outbox);
  CHECK(entry.identifier == first);
  CHECK_FALSE(entry.document);
  CHECK_FALSE(outbox->document(first)->has_value());
  CHECK(outbox->document(second)->has_value());
  REQUIRE(outbox->set_aside(first, AsideReason::unreadable));
  CHECK(oldest(*outbox).identifier == second);
}

TEST_CASE("staff see what lies there, put it back, or take it on paper and have it erased") {
  const Place place;
  const auto outbox = place.open();
  const std::string first = added(*outbox);
  const std::string second = added(*outbox, kMorning + 1min);
  REQUIRE(outbox->set_aside(first, AsideReason::ambiguous));
  CHECK(oldest(*outbox).identifier == second);

  const auto count = outbox->count();
  REQUIRE(count.has_value());
  CHECK(count->waiting == 1);
  CHECK(count->aside == 1);
  CHECK(count->oldest == kMorning);
  const auto notes = outbox->notes();
  REQUIRE(notes.has_value());
  REQUIRE(notes->size() == 2);
  CHECK((*notes)[0].identifier == first);
  CHECK((*notes)[0].aside == AsideReason::ambiguous);
  CHECK((*notes)[1].since == kMorning + 1min);
  CHECK_FALSE((*notes)[1].aside);

  REQUIRE(outbox->put_back(first));
  CHECK(oldest(*outbox).identifier == first);
  CHECK(**outbox->document(first) == survey(first));
  REQUIRE(outbox->erase(first));
  REQUIRE(outbox->erase(first));
  REQUIRE(outbox->erase(second));
  CHECK_FALSE(outbox->document(first)->has_value());
  CHECK_FALSE(outbox->count()->oldest);
}

TEST_CASE("a damaged file, or somebody else's, is refused and left as it is") {
  const Place place;
  {
    const auto outbox = place.open();
    for (int i = 0; i < 60; ++i) (void)added(*outbox);
  }
  const std::string sound = files::contents(place.file());
  REQUIRE(sound.size() > 20'000);
  for (const std::size_t at : {std::size_t{3}, std::size_t{4096}, sound.size() - 4096}) {
    CAPTURE(at);
    std::string damaged = sound;
    for (std::size_t i = at; i < at + 40; ++i) damaged[i] = static_cast<char>(damaged[i] ^ 0x5a);
    std::ofstream{place.file(), std::ios::binary} << damaged;
    const auto refused = Outbox::open(place.file(), place.key());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error() == OutboxTrouble::damaged);
    CHECK(files::contents(place.file()) == damaged);
  }
  std::ofstream{place.file(), std::ios::binary} << sound;
  CHECK(place.open()->count()->waiting == 60);

  const Place other;
  run(other.file(), "CREATE TABLE t (x)");
  const std::string before = files::contents(other.file());
  CHECK(Outbox::open(other.file(), other.key()).error() == OutboxTrouble::damaged);
  CHECK(files::contents(other.file()) == before);
  CHECK_FALSE(fs::exists(other.key()));
}

TEST_CASE("a folder that is not there is no damage, and a document that is too long is told") {
  const Place place;
  CHECK(Outbox::open(place.folder.path() / "none" / "outbox.db", place.key()).error() ==
        OutboxTrouble::unreachable);
  const auto outbox = place.open();
  const std::string most(Outbox::kMostBytes, 'x');
  CHECK(outbox->add(Outbox::fresh_identifier(), visit::Secret(most), kMorning));
  CHECK(outbox->add(Outbox::fresh_identifier(), visit::Secret(most + "x"), kMorning).error() ==
        OutboxTrouble::too_long);
  CHECK(outbox->count()->waiting == 1);
}

}  // namespace devices
