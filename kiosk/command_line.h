// SPDX-License-Identifier: GPL-3.0-or-later
// How our programs are called: long options, --help and --version, and one sentence with exit code
// 2 for a wrong call. Reads with getopt_long; one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace kiosk {

inline constexpr int kWrongUse = 2;

// One line on standard error: "kioskctl: unknown option --jsn".
int refuse(const std::string& program, const std::string& sentence);
// The same of kioskctl, whose commands are many.
inline int refuse(const std::string& sentence) { return refuse("kioskctl", sentence); }

struct Option {
  // Takes the option's value, null where it has none; a sentence if that is no value for it.
  using Take = std::function<std::optional<std::string>(char* value)>;

  const char* name;
  bool has_value;
  Take take;
};
// What most options do.
[[nodiscard]] Option set_flag(const char* name, bool& flag);
[[nodiscard]] Option set_text(const char* name, std::string& text);

struct CommandLine {
  std::string program;  // before each sentence
  const char* help;     // what --help prints
  std::vector<Option> options;
};

// The words that are no options. Or what to exit with: 0 after --help and --version, kWrongUse
// after a sentence.
[[nodiscard]] tl::expected<std::vector<std::string>, int> read_command_line(const CommandLine& line,
                                                                            int count,
                                                                            char** arguments);

}  // namespace kiosk
