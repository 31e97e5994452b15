// SPDX-License-Identifier: GPL-3.0-or-later
// The language of practice (docs/wire.md §8): one verb a line, # comments, "quoted texts". The same
// lines are typed at the prompt and stand in script files. Values; pure.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sandbox {

struct Command {
  int line = 0;
  std::vector<std::string> words;  // "card", "lay", "wang"; a quoted text is one word

  // "card lay wang"
  [[nodiscard]] std::string text() const;
};

// The error is one sentence that names the line: `line 3: no such verb: jump`.
[[nodiscard]] tl::expected<std::vector<Command>, std::string> parse_script(std::string_view text);

// Verbs for the far ends (card, printer, service, bind, thermometer, …); all others are for the
// kiosk's page.
[[nodiscard]] bool is_for_bench(const Command& command);

// What the prompt answers to `help`.
[[nodiscard]] std::string_view verbs();

}  // namespace sandbox
