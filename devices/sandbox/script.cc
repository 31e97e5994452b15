// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/script.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace sandbox {

namespace {

// A verb's form: its fixed first words, then how many words may follow.
struct Form {
  std::string_view verb;
  std::string_view object;  // "" if the verb has none
  std::size_t least;
  std::size_t most;
};

constexpr std::array kForms{
    Form{"card", "lay", 1, 1},
    Form{"card", "lift", 0, 0},
    Form{"press", "", 1, 1},
    Form{"key", "next", 0, 0},
    Form{"key", "previous", 0, 0},
    Form{"key", "ok", 0, 0},
    Form{"key", "back", 0, 0},
    Form{"key", "again", 0, 0},
    Form{"key", "louder", 0, 0},
    Form{"key", "softer", 0, 0},
    Form{"key", "help", 0, 0},
    Form{"wait", "", 1, 2},
    Form{"expect", "text", 1, 1},
    Form{"expect", "", 1, 1},
    Form{"screenshot", "", 1, 1},
    Form{"printer", "ok", 0, 0},
    Form{"printer", "empty", 0, 0},
    Form{"printer", "jam", 0, 0},
    Form{"printer", "off", 0, 0},
    Form{"printer", "cover", 0, 0},
    Form{"printer", "dies", 0, 0},
    Form{"printer", "dry", 0, 0},
    Form{"printer", "wrong", 0, 0},
    Form{"printer", "toner", 0, 1},
    Form{"printer", "waste", 0, 1},
    Form{"printer", "slow", 1, 1},
    Form{"printer", "other", 0, 0},
    Form{"service", "ok", 0, 0},
    Form{"service", "busy", 0, 0},
    Form{"service", "slow", 1, 1},
    Form{"service", "down", 0, 0},
    Form{"service", "backup", 0, 0},
    Form{"service", "restore", 0, 0},
    Form{"service", "revoke", 1, 1},
    Form{"national", "ok", 0, 0},
    Form{"national", "busy", 0, 0},
    Form{"national", "slow", 1, 1},
    Form{"national", "down", 0, 0},
    Form{"pause", "", 1, 1},
    Form{"reader", "unplug", 0, 0},
    Form{"reader", "replug", 0, 0},
    Form{"scanner", "unplug", 0, 0},
    Form{"scanner", "replug", 0, 0},
    Form{"scan", "", 1, 1},
    Form{"card", "add", 1, 1},
    Form{"thermometer", "pull", 0, 0},
    Form{"thermometer", "plug", 0, 0},
    Form{"thermometer", "garble", 0, 0},
    Form{"thermometer", "", 1, 1},
    Form{"fhir", "down", 0, 0},
    Form{"fhir", "ok", 0, 0},
    Form{"fhir", "dies", 0, 0},
    Form{"service", "stumble", 0, 0},
    Form{"service", "ahead", 1, 1},
    Form{"bind", "", 2, 3},
    Form{"record", "", 2, 3},
    Form{"phone", "", 1, 1},
};

bool begins(const Form& form, const std::vector<std::string>& words) {
  if (words[0] != form.verb) return false;
  return form.object.empty() || (words.size() > 1 && words[1] == form.object);
}

// The form with an object goes before the one without: `expect text` is no page of that name.
bool understood(const std::vector<std::string>& words) {
  const Form* best = nullptr;
  for (const Form& form : kForms) {
    if (begins(form, words) && (best == nullptr || best->object.empty())) best = &form;
  }
  if (best == nullptr) return false;
  const std::size_t rest = words.size() - (best->object.empty() ? 1 : 2);
  return rest >= best->least && rest <= best->most;
}

// Splits at blanks; a "quoted text" is one word, # ends the line. None if a quote stays open.
std::optional<std::vector<std::string>> split(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool any = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      any = true;
    } else if (!quoted && c == '#') {
      break;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
      if (any) words.push_back(std::exchange(word, {}));
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  if (quoted) return std::nullopt;
  if (any) words.push_back(std::move(word));
  return words;
}

}  // namespace

std::string Command::text() const { return fmt::format("{}", fmt::join(words, " ")); }

tl::expected<std::vector<Command>, std::string> parse_script(std::string_view text) {
  std::vector<Command> commands;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    auto words = split(line);
    if (!words) return tl::unexpected(fmt::format("line {}: a quote is not closed", number));
    if (words->empty()) continue;
    if (!understood(*words)) {
      return tl::unexpected(
          fmt::format("line {}: not understood: {}", number, fmt::join(*words, " ")));
    }
    commands.push_back({number, std::move(*words)});
  }
  return commands;
}

bool is_for_bench(const Command& command) {
  const std::string& verb = command.words.front();
  return verb == "card" || verb == "printer" || verb == "service" || verb == "national" ||
         verb == "reader" || verb == "scanner" || verb == "scan" || verb == "thermometer" ||
         verb == "fhir" || verb == "bind" || verb == "record" || verb == "phone";
}

std::string_view verbs() {
  return "card lay NAME|hospital|passport|social|badge|supervisor|maintainer | card add NAME | "
         "card lift | scan \"…\" | "
         "printer "
         "ok|empty|dry|wrong|jam|cover|toner [N]|waste [N]|slow S|off|dies|other | "
         "service|national ok|busy|slow S|down | service backup|restore|revoke ID|ahead "
         "DAYS|stumble "
         "| "
         "bind AGENT NAME [SCOPE] | record NAME \"…\" [disabled] | phone NAME | "
         "reader|scanner unplug|replug | thermometer 36.5|pull|plug|garble | "
         "fhir ok|down|dies\n"
         "press ID | key next|previous|ok|back|again|louder|softer|help | wait PAGE [S] | expect "
         "PAGE | expect text \"…\" | "
         "screenshot NAME | pause S\n";
}

}  // namespace sandbox
