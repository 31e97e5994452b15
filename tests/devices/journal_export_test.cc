// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_export.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "devices/signing_key.h"
#include "tests/devices/journal_place.h"
#include "tests/files.h"

namespace devices {

using devices_test::JournalPlace;
using std::filesystem::path;
using visit::ExportTrouble;
using namespace std::chrono_literals;

namespace {

constexpr visit::Moment kAt = JournalPlace::kMorning + 37min;  // 10:42 in Shanghai
const std::string kName = "journal-GC07-20210126-104200.jsonl";

struct Desk {
  JournalPlace place;
  JournalExport what{
      place.file(), place.folder() / "journal.pem", "GC07", {place.folder() / "stick", true}};
  Desk() {
    JournalPlace::fill(*place.open(), 30);
    std::filesystem::create_directory(stick());
  }
  [[nodiscard]] path stick() const { return what.to.place; }
  [[nodiscard]] path copy() const { return stick() / kName; }
  [[nodiscard]] path signature() const { return stick() / (kName + ".sig"); }
  [[nodiscard]] path half() const { return SigningKey::public_half(what.key); }
  [[nodiscard]] bool stick_is_empty() const { return std::filesystem::is_empty(stick()); }
};

// As OpenSSL's own program judges it.
bool openssl_says_good(const Desk& desk) {
  const std::string command = "openssl pkeyutl -verify -pubin -inkey " + desk.half().string() +
                              " -rawin -in " + desk.copy().string() + " -sigfile " +
                              desk.signature().string() + " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

unsigned mode_of(const path& file) {
  struct stat facts {};
  REQUIRE(::stat(file.c_str(), &facts) == 0);
  return facts.st_mode & 0777U;
}

}  // namespace

TEST_CASE("the copy is the journal, and its signature holds for another program as well") {
  const Desk desk;
  const auto done = export_journal(desk.what, kAt);
  REQUIRE(done.has_value());
  CHECK(*done == kName);
  CHECK(files::contents(desk.copy()) == desk.place.text());
  CHECK_FALSE(check_chain(files::contents(desk.copy())).fault);
  CHECK(desk.half() == desk.place.folder() / "journal.pub.pem");
  CHECK(mode_of(desk.what.key) == 0600U);
  const auto key = VerifyingKey::read(desk.half());
  REQUIRE(key.has_value());
  CHECK(key->has_signed(desk.place.text(), files::contents(desk.signature())));
  CHECK(openssl_says_good(desk));
  CHECK(std::distance(std::filesystem::directory_iterator(desk.stick()), {}) == 2);

  // The control: a byte is changed, a line is gone, another kiosk has signed.
  std::string changed = desk.place.text();
  changed[40] = changed[40] == 'x' ? 'y' : 'x';
  JournalPlace::write(desk.copy(), changed);
  CHECK_FALSE(openssl_says_good(desk));
  CHECK_FALSE(key->has_signed(changed, files::contents(desk.signature())));
  const Desk other;
  REQUIRE(export_journal(other.what, kAt));
  CHECK_FALSE(key->has_signed(files::contents(other.copy()), files::contents(other.signature())));
}

TEST_CASE("the key is made once") {
  const Desk desk;
  REQUIRE(export_journal(desk.what, kAt));
  const std::string key = files::contents(desk.what.key);
  const std::string half = files::contents(desk.half());
  std::filesystem::remove(desk.half());
  REQUIRE(export_journal(desk.what, kAt + 1s));
  CHECK(files::contents(desk.what.key) == key);
  CHECK(files::contents(desk.half()) == half);
  CHECK(std::filesystem::exists(desk.stick() / "journal-GC07-20210126-104201.jsonl"));
}

TEST_CASE("a line that is being written stays behind, and an empty journal is a copy too") {
  const Desk desk;
  const std::string text = desk.place.text();
  JournalPlace::write(desk.place.file(), text.substr(0, text.size() - 10));
  REQUIRE(export_journal(desk.what, kAt));
  const std::string copy = files::contents(desk.copy());
  CHECK(text.starts_with(copy));
  CHECK(check_chain(copy).end.entries == 29);
  JournalPlace::write(desk.place.file(), "");
  REQUIRE(export_journal(desk.what, kAt));
  CHECK(files::contents(desk.copy()).empty());
  CHECK(VerifyingKey::read(desk.half())->has_signed("", files::contents(desk.signature())));
}

TEST_CASE("a folder in which nothing is mounted is no stick") {
  Desk desk;
  desk.what.to.is_folder = false;
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::no_stick);
  CHECK(desk.stick_is_empty());
  desk.what.to.is_folder = true;
  desk.what.to.place = desk.place.folder() / "missing";
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::no_stick);
  desk.what.to.place.clear();
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::no_stick);
}

TEST_CASE("the newest mount in or below a folder is the stick") {
  const std::string said =
      "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
      "40 22 8:1 / /media/kiosk/OLD rw,nosuid - vfat /dev/sda1 rw\n"
      "41 22 8:17 / /media/kiosk/NEW\\040STICK rw,nosuid - vfat /dev/sdb1 rw\n"
      "42 22 8:33 / /media/kioskette/OTHER rw - vfat /dev/sdc1 rw\n"
      "torn";
  CHECK(newest_mount_below("/media/kiosk", said) == path("/media/kiosk/NEW STICK"));
  CHECK(newest_mount_below("/media/kiosk/", said) == path("/media/kiosk/NEW STICK"));
  CHECK(newest_mount_below("/media/kioskette", said) == path("/media/kioskette/OTHER"));
  CHECK(newest_mount_below("/media", said) == path("/media/kioskette/OTHER"));
  CHECK_FALSE(newest_mount_below("/media/kiosk/OLD", said));
  CHECK_FALSE(newest_mount_below("/media/kio", said));
  CHECK_FALSE(newest_mount_below("/media/kiosk", ""));
}

TEST_CASE("a stick without room keeps nothing, and says so") {
  const Desk desk;
  REQUIRE(SigningKey::open(desk.what.key));
  signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit little{desk.place.text().size() / 2, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto done = export_journal(desk.what, kAt);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(done.error() == ExportTrouble::full);
  CHECK(desk.stick_is_empty());
}

TEST_CASE(
    "without a journal, with a key that others may read or that is none, nothing is written") {
  Desk desk;
  REQUIRE(SigningKey::open(desk.what.key));
  using std::filesystem::perms;
  std::filesystem::permissions(desk.what.key, perms::owner_read | perms::group_read);
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::not_written);
  std::filesystem::permissions(desk.what.key, perms::owner_read | perms::owner_write);
  JournalPlace::write(desk.what.key, "no key");
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::not_written);
  CHECK(files::contents(desk.what.key) == "no key");
  desk.what.key = desk.place.folder() / "missing/journal.pem";
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::not_written);
  desk.what.key = desk.place.folder() / "other.pem";
  desk.what.journal = desk.place.folder() / "missing.jsonl";
  CHECK(export_journal(desk.what, kAt).error() == ExportTrouble::not_written);
  CHECK(desk.stick_is_empty());
  // The control.
  desk.what.journal = desk.place.file();
  CHECK(export_journal(desk.what, kAt));
}

}  // namespace devices
