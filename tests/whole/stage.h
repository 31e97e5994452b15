// SPDX-License-Identifier: GPL-3.0-or-later
// A bench with a kiosk before it, for tests of whole visits through the real binaries. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/bench.h"
#include "devices/sandbox/player.h"
#include "devices/sandbox/rehearsal.h"

namespace whole {

struct StageOptions {
  std::string language = "zh-Hans";
  std::string panel = "1080x1920";
  std::string scene = "HOSPITAL_OUTPATIENT";
  bool screens = false;
  bool long_cards = false;
  bool receipts = false;
  std::string federation = {};
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
  // A whole visit of one of the cast.
  void visit(std::string_view person);

  // What the code on the newest sheet says, as another program reads it.
  [[nodiscard]] std::string newest_code();

  [[nodiscard]] sandbox::Bench& bench() { return *bench_; }
  [[nodiscard]] sandbox::Player& player() { return *player_; }
  [[nodiscard]] const std::filesystem::path& out() const { return out_; }
  // The kiosk and its reader.
  [[nodiscard]] std::vector<int> processes() const;

 private:
  std::filesystem::path out_;
  std::unique_ptr<sandbox::Bench> bench_;
  std::unique_ptr<sandbox::Player> player_;
  std::unique_ptr<sandbox::Rehearsal> rehearsal_;
};

[[nodiscard]] std::filesystem::path program(std::string_view name);

// A command line run to its end.
struct Ran {
  int code = -1;
  std::string out;  // standard output and error together
};
[[nodiscard]] Ran run(const std::string& command, const std::string& input = "");

}  // namespace whole
