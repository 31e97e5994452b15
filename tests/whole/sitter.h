// SPDX-License-Identifier: GPL-3.0-or-later
// A resident or a relative at a real kiosk who does what one might do: asks, acts for others,
// answers, prints, changes their mind, swaps cards at bad moments, gives up. Writes down what
// should come of it. One thread.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/whole/stage.h"
#include "tests/whole/witness.h"

namespace whole {

// What should come of all sittings.
struct Ledger {
  std::map<std::string, Meant> sheets;  // by serial
  std::vector<MeantSurvey> surveys;     // as they were signed
  std::vector<std::string> wrong;       // what a sitter saw to be wrong
  int given_up = 0, swapped = 0;
};

class Sitter {
 public:
  Sitter(Stage& stage, Witness& witness, Ledger& ledger, unsigned seed);
  // From the first page to the first page.
  void sit();

 private:
  [[nodiscard]] int any_of(int first, int last);
  [[nodiscard]] bool one_in(int n) { return any_of(1, n) == 1; }
  void obey(const std::vector<std::string>& words);
  void lay(const std::string& person);
  void lift();
  void perhaps_swap(const std::string& page);

  // What is pressed on a page; "": nothing but patience.
  std::string way_on(const sandbox::ShownPage& shown);
  std::string way_out(const std::string& page);
  std::string lay_down();
  std::string choose_person(const std::string& text);
  std::string with_verdict(const std::string& text);
  std::string answer(const sandbox::ShownPage& shown);
  std::string print();
  void take_down(const sandbox::ShownPage& shown);
  void collect();

  Stage& stage_;
  Witness& witness_;
  Ledger& ledger_;
  std::mt19937 random_;
  bool slow_ = false;
  // Of this sitting.
  std::string who_, on_reader_;
  bool begun_ = false, leaving_ = false, person_here_ = false;
  int people_ = 0, patience_ = 0;
  std::chrono::milliseconds laid_at_{};
  // Of the person who is served.
  bool acting_ = false, handed_in_ = false;
  Answers answers_;
  std::optional<Meant> printing_;
  std::size_t sheets_before_ = 0;
};

}  // namespace whole
