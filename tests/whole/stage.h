// SPDX-License-Identifier: GPL-3.0-or-later
// A bench with a kiosk before it, for tests of whole visits through the real binaries. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "devices/sandbox/bench.h"
#include "devices/sandbox/player.h"
#include "devices/sandbox/rehearsal.h"
#include "tests/files.h"

namespace whole {

// The PIN of every badge of practice, on the page that asks for it.
inline constexpr const char* kPin =
    "wait enter-pin\npress key_2\npress key_4\npress key_6\npress key_8\npress key_1\n"
    "press key_0\npress number_done\n";

enum class Surface { headless, window, fullscreen };

struct StageOptions {
  std::string language = "zh-Hans";
  std::string panel = "1080x1920";
  std::string scene = "HOSPITAL_OUTPATIENT";
  bool screens = false;
  bool long_cards = false;
  bool receipts = false;
  std::string federation = {};
  sandbox::Takes takes = sandbox::Takes::pdf;
  bool trust_list = false;
  Surface surface = Surface::headless;
  // Further lines of kiosk.toml; those of a table that stands there go into it, in the place of its
  // own lines with the same keys.
  std::string more = {};
  std::string region = "XA";  // whose rules bind people
  bool intake = true;         // the hospital has a FHIR server
};

// A line of the kiosk's own record of its sheets.
struct SheetRecord {
  std::string serial;
  std::string state;
};

class Stage {
 public:
  explicit Stage(const StageOptions& options = {});
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // Plays lines of the script language; a failed line fails the test with what stood there.
  void play(std::string_view script);
  // From welcome to the page that says whose card it is.
  void up_to_confirm(std::string_view person);
  // Wang's, from welcome to the page that offers paper.
  void up_to_paper();
  // Staff look for the sheet in doubt, from a page that calls them to a printer that works again.
  void look_into_tray(const std::string& serial, bool there);
  // A whole visit of one of the cast.
  void visit(std::string_view person);
  // The kiosk ends and is started again, from the same kiosk.toml.
  void restart();

  // What the code on the newest sheet says, as another program reads it.
  [[nodiscard]] std::string newest_code();
  // Whether `kioskctl verify` says "ok" of it.
  [[nodiscard]] bool newest_is_verified();
  // As `kioskctl sheets` has it; of the newest sheet.
  [[nodiscard]] SheetRecord record() const;
  // Of that sheet; fails the test if there is none.
  [[nodiscard]] std::string state_of(const std::string& serial) const;

  [[nodiscard]] sandbox::Bench& bench() { return *bench_; }
  [[nodiscard]] sandbox::Player& player() { return *player_; }
  [[nodiscard]] const std::filesystem::path& out() const { return out_.path(); }
  // The kiosk and its reader.
  [[nodiscard]] std::vector<int> processes() const;

 private:
  void start_kiosk();
  [[nodiscard]] std::vector<SheetRecord> records() const;
  // The newest sheet as a picture.
  [[nodiscard]] std::filesystem::path newest_picture() const;

  const bool screens_;
  const Surface surface_;
  files::Folder out_;
  std::unique_ptr<sandbox::Bench> bench_;
  std::unique_ptr<sandbox::Player> player_;
  std::unique_ptr<sandbox::Rehearsal> rehearsal_;
};

[[nodiscard]] std::filesystem::path program(std::string_view name);

// Waits for what another program does: it bounds the wait and decides nothing.
template <typename Condition>
[[nodiscard]] bool soon(Condition condition,
                        std::chrono::seconds at_most = std::chrono::seconds{20}) {
  constexpr std::chrono::milliseconds kLook{50};
  for (auto left = at_most / kLook; left > 0 && !condition(); --left)
    std::this_thread::sleep_for(kLook);
  return condition();
}

// A command line run to its end.
struct Ran {
  int code = -1;
  std::string out;  // standard output and error together
};
[[nodiscard]] Ran run(const std::string& command, const std::string& input = "");
[[nodiscard]] int lines(std::string_view text);  // those that end

}  // namespace whole
