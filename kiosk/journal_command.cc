// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/journal_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "devices/durable_file.h"
#include "devices/file_view.h"
#include "devices/journal_chain.h"
#include "devices/journal_lines.h"
#include "devices/signing_key.h"
#include "kiosk/command_line.h"
#include "kiosk/journal_words.h"

namespace kiosk {

namespace {

using devices::ChainFault;

constexpr int kFine = 0;
constexpr int kNotWhole = 1;

constexpr const char* kHelp =
    "Usage: kioskctl journal show [--errors] FILE\n"
    "       kioskctl journal verify [--key PUB.pem] [--head HEX] FILE\n"
    "Prints a journal in words, an entry a line. Or says whether nothing in it was changed, left "
    "out "
    "or\n"
    "moved, and names the first line that is not as it was written. The kiosk may be writing it.\n"
    "\n"
    "  --errors          only what somebody must look at\n"
    "  --key PUB.pem     the public half of the kiosk's key: FILE.sig must be its signature\n"
    "  --head HEX        a head that was noted earlier, its first 16 digits or more: the journal "
    "must\n"
    "                    go at least so far\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "Exit code 0, 1 if the journal is not whole, 2 for a wrong call or a file that cannot be "
    "read.\n";

struct Options {
  bool verify = false;
  bool errors = false;
  std::string key, head, file;
};

bool is_head(std::string_view text) {
  return text.size() >= devices::kHeadDigits && text.size() <= 64 &&
         std::ranges::all_of(
             text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto words =
      read_command_line({"kioskctl",
                         kHelp,
                         {set_flag("errors", options.errors), set_text("key", options.key),
                          set_text("head", options.head)}},
                        argc, argv);
  if (!words) return words.error();
  if (words->empty() || (words->front() != "show" && words->front() != "verify"))
    return refuse("journal needs one of show, verify");
  options.verify = words->front() == "verify";
  if (words->size() != 2) return refuse("journal " + words->front() + " needs one FILE");
  options.file = words->at(1);
  if (options.verify && options.errors) return refuse("--errors belongs to journal show");
  if (!options.verify && !(options.key + options.head).empty())
    return refuse("--key and --head belong to journal verify");
  if (!options.head.empty() && !is_head(options.head))
    return refuse(options.head + " is no head: 16 to 64 digits of 0-9 and a-f");
  return std::nullopt;
}

int show(std::string_view journal, bool errors) {
  bool all_read = true;
  for (std::uint64_t number = 1; !journal.empty(); ++number) {
    const std::size_t end = std::min(journal.find('\n'), journal.size());
    const auto line = devices::read_line(journal.substr(0, end));
    journal.remove_prefix(std::min(end + 1, journal.size()));
    if (!line) {
      std::fprintf(stderr, "kioskctl: line %llu is no line of a journal\n",
                   static_cast<unsigned long long>(number));
      all_read = false;
    } else if (!errors || devices::is_trouble(*line)) {
      fmt::print("{}\n", in_words(*line));
    }
  }
  return all_read ? kFine : kNotWhole;
}

std::string_view words_for(ChainFault fault) {
  switch (fault) {
    case ChainFault::torn:
      return "is cut short";
    case ChainFault::unchained:
      return "bears no number and hash";
    case ChainFault::number:
      return "is not the next: lines before it are missing, doubled or moved";
    case ChainFault::link:
      return "was changed, or the one before it";
  }
  return "";
}

int not_whole(const std::string& sentence) {
  std::fprintf(stderr, "kioskctl: %s\n", sentence.c_str());
  return kNotWhole;
}

// The signature first: it says whose file this is, the chain where it is not as it was.
std::optional<int> check_signature(std::string_view journal, const Options& options) {
  const auto key = devices::VerifyingKey::read(options.key);
  if (!key) return refuse(options.key + ": no public Ed25519 key");
  const std::string beside = options.file + ".sig";
  const auto signature = devices::read_whole_file(beside, devices::kSignatureBytes);
  if (!signature) return not_whole(beside + ": no signature");
  if (!key->has_signed(journal, *signature))
    return not_whole(options.file + ": not as this key signed it");
  return std::nullopt;
}

int verify(std::string_view journal, const Options& options) {
  std::optional<int> unsigned_code;
  if (!options.key.empty()) {
    unsigned_code = check_signature(journal, options);
    if (unsigned_code == kWrongUse) return kWrongUse;
  }
  const auto check = devices::check_chain(journal, options.head);
  if (check.fault) {
    return not_whole(
        fmt::format("{}: line {} {}", options.file, check.line, words_for(*check.fault)));
  }
  if (unsigned_code) return *unsigned_code;
  if (!options.head.empty() && !check.bears_head)
    return not_whole(options.file + ": it does not come to that head: its last lines are missing");
  fmt::print("whole: {} entries, head {}\n", check.end.entries, devices::hex(check.end));
  return kFine;
}

}  // namespace

int journal_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  const auto view = devices::FileView::open(options.file);
  if (!view) return refuse(options.file + ": no such file");
  return options.verify ? verify(view->bytes(), options) : show(view->bytes(), options.errors);
}

}  // namespace kiosk
