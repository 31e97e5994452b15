// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/verify_command.h"

#include <getopt.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "devices/clock.h"
#include "devices/rfc3339.h"
#include "kiosk/trust.h"
#include "kiosk/wrong_use.h"
#include "printing/hcert.h"

namespace kiosk {

namespace {

constexpr int kFine = 0;
constexpr int kNotAllOk = 1;

constexpr const char* kHelp =
    "Usage: kioskctl verify --trust PATH [--root FILE] [--at TIME] [--json] [FILE…|-]\n"
    "Judges signed certificates without a network: one HC1 text a line, one answer a line.\n"
    "\n"
    "  --trust PATH      whose signatures count: a folder of certificates, a did.json, or "
    "trust.hct\n"
    "  --root FILE       the certificate that signs trust.hct\n"
    "  --at TIME         as if it were then: 2021-01-26T10:42:00+08:00\n"
    "  --json            the whole answer, with the content: it names the person\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "Exit code 0 if every certificate is ok, 1 if one is not, 2 for a wrong call.\n";

struct Options {
  std::string trust, root;
  std::optional<visit::Moment> at;
  bool json = false;
  std::vector<std::string> files;
};

std::optional<int> parse(int argc, char** argv, Options& options) {
  constexpr option kOptions[] = {{"trust", required_argument, nullptr, 't'},
                                 {"root", required_argument, nullptr, 'r'},
                                 {"at", required_argument, nullptr, 'a'},
                                 {"json", no_argument, nullptr, 'j'},
                                 {"help", no_argument, nullptr, 'h'},
                                 {"version", no_argument, nullptr, 'v'},
                                 {nullptr, 0, nullptr, 0}};
  opterr = 0;
  for (int choice = 0; (choice = getopt_long(argc, argv, ":", kOptions, nullptr)) != -1;) {
    switch (choice) {
      case 't':
        options.trust = optarg;
        break;
      case 'r':
        options.root = optarg;
        break;
      case 'a':
        options.at = devices::parse_moment(optarg);
        if (!options.at)
          return refuse(std::string(optarg) + " is no time like 2021-01-26T10:42:00+08:00");
        break;
      case 'j':
        options.json = true;
        break;
      case 'h':
        std::fputs(kHelp, stdout);
        return kFine;
      case 'v':
        std::puts("kioskctl " KIOSK_VERSION);
        return kFine;
      case ':':
        return refuse(std::string(argv[optind - 1]) + " needs a value");
      default:
        return refuse(std::string("unknown option ") + argv[optind - 1]);
    }
  }
  options.files.assign(argv + optind, argv + argc);
  return std::nullopt;
}

// bad_signature is printed bad-signature, as the field spells it.
std::string dashed(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = c == '_' ? '-' : c;
  return text;
}

// One certificate a line; the scanner's line ends go, nothing else.
bool judge(std::istream& in, const printing::TrustList& trust, std::chrono::sys_seconds now,
           bool json) {
  bool all_ok = true;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    const printing::HcertResult result = printing::verify(line, trust, now);
    all_ok = all_ok && result.verdict == printing::Verdict::ok;
    std::puts(json ? printing::to_json(result, now).c_str()
                   : dashed(printing::name_of(result.verdict)).c_str());
  }
  return all_ok;
}

int verify(const Options& options) {
  if (options.trust.empty()) return refuse("verify needs --trust PATH");
  const auto trust = read_trust(options.trust, options.root);
  if (!trust) return refuse(trust.error());
  const auto now = std::chrono::floor<std::chrono::seconds>(options.at.value_or(devices::now()));
  bool all_ok = true;
  if (options.files.empty()) all_ok = judge(std::cin, *trust, now, options.json);
  for (const std::string& name : options.files) {
    if (name == "-") {
      all_ok = judge(std::cin, *trust, now, options.json) && all_ok;
      continue;
    }
    std::ifstream file(name);
    if (!file) return refuse(name + ": no such file");
    all_ok = judge(file, *trust, now, options.json) && all_ok;
  }
  return all_ok ? kFine : kNotAllOk;
}

}  // namespace

int verify_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  return verify(options);
}

}  // namespace kiosk
