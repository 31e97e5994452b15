// SPDX-License-Identifier: GPL-3.0-or-later
// Who stands before a kiosk, whom they act for, and whether anything that it shows, prints or hands
// in tells of anybody else. It hears what the kiosk says on the thread that reads it; all else on
// the test's own.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace whole {

// One of the cast, as screens and sheets may tell of them.
struct Somebody {
  std::string id, name, masked_name, number;
  std::string verdict;                // "verdict-green"
  std::vector<std::string> acts_for;  // ids
};
// Two residents, three relatives, and those whom these act for.
[[nodiscard]] const std::vector<Somebody>& company();
[[nodiscard]] const Somebody& somebody(const std::string& id);
// Whose full name or number, whole or masked, stands in a text.
[[nodiscard]] std::set<std::string> people_in(std::string_view text);

// What somebody answered: 0 to 2 of q1 to q5 (yes, no, not sure); a symptom, 0 to 5, or none; a
// temperature in tenths, or none.
struct Answers {
  std::array<int, 5> histories{};
  std::optional<int> symptom, tenths;
  friend bool operator==(const Answers&, const Answers&) = default;
};

// A sheet as it was meant.
struct Meant {
  std::string whose;
  std::set<std::string> agents;    // one of these holds it for them; none: they do themselves
  std::optional<Answers> answers;  // of a survey before it
};
// A sheet as it came: its words, and the JSON of its code, "" if that names the sheet alone.
struct Came {
  std::string text, code;
};
// What of another's stands on it, or of their own is missing; "" if nothing.
[[nodiscard]] std::string wrong_with(const Came& sheet, const Meant& meant);

// A survey as it was meant.
struct MeantSurvey {
  std::string whose;
  bool by_relative = false;
  Answers answers;
  friend bool operator==(const MeantSurvey&, const MeantSurvey&) = default;
};
// None: it is of nobody in this company, or tells of several.
[[nodiscard]] std::optional<MeantSurvey> survey_in(const std::string& document);

// A review page's answers against those that were given; "" if they are the same.
[[nodiscard]] std::string wrong_with_review(const std::string& page, const Answers& given);

class Witness {
 public:
  // On the reader's thread: a line of `kiosk --remote --tree`.
  void hear(const std::string& line);
  // Before a card is laid, after it was lifted.
  void lays(const std::string& person);
  void lifted(const std::string& person);

  // Each in one sentence.
  [[nodiscard]] std::vector<std::string> crossings() const;
  [[nodiscard]] int pages() const;
  // Who was asked about last, by the page that asked; "" since there is nobody.
  [[nodiscard]] std::string served() const;
  // Those whose cards were laid since the last first page.
  [[nodiscard]] std::set<std::string> present() const;

 private:
  void see(const std::string& page, const std::string& text);
  void expect_only(const std::set<std::string>& people, const std::set<std::string>& allowed,
                   const std::string& what);

  mutable std::mutex mutex_;
  std::set<std::string> on_reader_, present_;
  std::set<std::string> on_page_;  // who may stand on the page that is shown
  std::string served_;
  std::vector<std::string> crossings_;
  int pages_ = 0;
};

}  // namespace whole
