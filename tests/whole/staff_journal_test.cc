// SPDX-License-Identifier: GPL-3.0-or-later
// The journal at the desk: what went wrong and nothing else, and its signed copy on a stick.
#include <sys/mount.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/files.h"
#include "tests/whole/desk.h"

namespace whole {

namespace {

using std::filesystem::path;

// Something that is plugged in and mounted by the system, as a stick is.
class Stick {
 public:
  explicit Stick(path place) : place_(std::move(place)) {
    std::filesystem::create_directories(place_);
    in_ = mount("stick", place_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=1m") == 0;
  }
  ~Stick() {
    if (in_) umount2(place_.c_str(), MNT_DETACH);
    std::error_code ignored;
    std::filesystem::remove(place_, ignored);
  }
  Stick(const Stick&) = delete;
  Stick& operator=(const Stick&) = delete;

  [[nodiscard]] bool is_in() const { return in_; }
  [[nodiscard]] const path& place() const { return place_; }

 private:
  const path place_;
  bool in_ = false;
};

constexpr const char* kToJournal = "press item_8\nexpect devices\npress journal\nexpect journal\n";

}  // namespace

TEST_CASE("the journal at the desk shows what went wrong and nothing else") {
  Stage stage;
  stage.play(sign_in("supervisor") + kToJournal + "expect text \"没有出过问题\"\npress back\n" +
             "expect devices\npress back\nexpect desk\n" + kSignOut);
  stage.up_to_paper();
  stage.play(
      "printer jam\npress print\nwait held 20\nprinter ok\nwait take 40\ncard lift\n"
      "press have_all\nexpect welcome\n");
  stage.play(sign_in("supervisor") + kToJournal + "expect text \"row\"\n");
  const std::string page = stage.player().now().text;
  CHECK_FALSE(says(page, "没有出过问题"));
  // The jam; not that she was served, nor that a sheet came out.
  CHECK(says(page, "\"打印机卡纸\""));
  CHECK(page.find("row") == page.rfind("row"));  // one line
  CHECK_FALSE(says(page, "王"));
  stage.play("press back\nexpect devices\npress back\nexpect desk\n" + std::string(kSignOut));
}

TEST_CASE("the journal goes to a stick, signed and whole; without a stick the page says so") {
  const files::Folder media;
  StageOptions options;
  options.more = "[keeping]\nstick = \"" + media.path().string() + "\"\n";
  Stage stage(options);
  stage.visit("wang");
  // A folder is no stick: nothing is written to the kiosk's own disk instead.
  std::filesystem::create_directory(media / "folder");
  stage.play(sign_in("supervisor") + kToJournal +
             "press export_journal\nexpect text \"没有插 U 盘\"\n");
  CHECK(std::filesystem::is_empty(media / "folder"));
  std::filesystem::remove(media / "folder");

  const Stick stick(media / "STICK");
  if (!stick.is_in()) {
    WARN("skipped: only root may mount what stands for a stick");
    return;
  }
  stage.play("press export_journal\nexpect text \"日志拷好了\"\n");
  path copy;
  for (const auto& entry : std::filesystem::directory_iterator(stick.place())) {
    if (entry.path().extension() == ".jsonl") copy = entry.path();
  }
  REQUIRE_FALSE(copy.empty());
  CHECK(copy.filename().string().starts_with("journal-GC07-"));
  stage.play("expect text \"" + copy.filename().string() + "\"\n");
  CHECK(
      files::contents(stage.bench().folder() / "journal.jsonl").starts_with(files::contents(copy)));
  const std::string verify = program("kioskctl").string() + " journal verify --key " +
                             (stage.bench().folder() / "journal.pub.pem").string() + " ";
  const Ran whole = run(verify + copy.string());
  CHECK(whole.code == 0);
  CHECK(says(whole.out, "whole: "));
  // The control: one figure of it is another.
  std::string altered = files::contents(copy);
  const auto at = altered.find("\"detail\":") + 9;
  altered[at] = altered[at] == '1' ? '2' : '1';
  std::ofstream(copy, std::ios::binary | std::ios::trunc) << altered;
  CHECK(run(verify + copy.string()).code == 1);
  stage.play("press back\nexpect devices\npress back\nexpect desk\n" + std::string(kSignOut));
}

}  // namespace whole
