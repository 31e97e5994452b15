// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/command_line.h"

#include <getopt.h>

#include <cstdio>

namespace kiosk {

namespace {

// getopt's own numbers; options are counted from kFirst.
constexpr int kHelp = 1, kVersion = 2, kFirst = 3;

std::vector<option> as_getopt_wants_them(const CommandLine& line) {
  std::vector<option> all{{"help", no_argument, nullptr, kHelp},
                          {"version", no_argument, nullptr, kVersion}};
  for (const Option& one : line.options) {
    const int number = kFirst + static_cast<int>(&one - line.options.data());
    all.push_back({one.name, one.has_value ? required_argument : no_argument, nullptr, number});
  }
  all.push_back({nullptr, 0, nullptr, 0});
  return all;
}

}  // namespace

int refuse(const std::string& program, const std::string& sentence) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), sentence.c_str());
  return kWrongUse;
}

Option set_flag(const char* name, bool& flag) {
  return {name, false, [&flag](char*) -> std::optional<std::string> {
            flag = true;
            return std::nullopt;
          }};
}

Option set_text(const char* name, std::string& text) {
  return {name, true, [&text](char* value) -> std::optional<std::string> {
            text = value;
            return std::nullopt;
          }};
}

tl::expected<std::vector<std::string>, int> read_command_line(const CommandLine& line, int count,
                                                              char** arguments) {
  const auto wrong = [&line](const std::string& sentence) {
    return tl::unexpected(refuse(line.program, sentence));
  };
  const std::vector<option> options = as_getopt_wants_them(line);
  opterr = 0;
  optind = 1;
  for (int choice = 0;
       (choice = getopt_long(count, arguments, ":", options.data(), nullptr)) != -1;) {
    if (choice == ':') return wrong(std::string(arguments[optind - 1]) + " needs a value");
    if (choice == '?') return wrong(std::string("unknown option ") + arguments[optind - 1]);
    if (choice == kHelp) {
      std::fputs(line.help, stdout);
      return tl::unexpected(0);
    }
    if (choice == kVersion) {
      std::printf("%s %s\n", line.program.c_str(), KIOSK_VERSION);
      return tl::unexpected(0);
    }
    const Option& taken = line.options[static_cast<std::size_t>(choice - kFirst)];
    const auto fault = taken.take(taken.has_value ? optarg : nullptr);
    if (fault) return wrong(*fault);
  }
  return std::vector<std::string>(arguments + optind, arguments + count);
}

}  // namespace kiosk
