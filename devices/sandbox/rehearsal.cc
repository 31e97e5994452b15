// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/rehearsal.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace sandbox {

using std::chrono::milliseconds;
using Done = tl::expected<void, std::string>;

namespace {

constexpr milliseconds kWait{10'000};
constexpr milliseconds kExpect{5'000};  // the right page stands within five seconds, whatever broke

milliseconds seconds_in(const std::string& word) {
  return milliseconds{static_cast<int>(std::atof(word.c_str()) * 1000)};
}

}  // namespace

std::string script_for(const Person& person) {
  const auto verdict = [&]() -> std::string_view {
    switch (person.facts) {
      case Person::Facts::green:
        return "verdict-green";
      case Person::Facts::yellow:
        return "verdict-yellow";
      case Person::Facts::red:
        return "verdict-red";
      case Person::Facts::nothing_known:
        return "not-found";
    }
    return "";
  }();
  std::string script = fmt::format(R"(expect welcome
expect text "device card_reader works"
expect text "device printer works"
press check_code
expect consent
press agree
expect lay-card
card lay {}
wait confirm
press its_me
wait {}
)",
                                   person.id, verdict);
  script += person.facts == Person::Facts::nothing_known
                ? "press by_hand\nwait take 30\ncard lift\npress have_all\nexpect welcome\n"
                : "press print\nwait take 30\ncard lift\npress have_all\nexpect welcome\n";
  return script;
}

Rehearsal::Rehearsal(Bench& bench, Player& player, std::filesystem::path out)
    : bench_(bench), player_(player), out_(std::move(out)) {}

Done Rehearsal::perform(const Command& command) {
  if (is_for_bench(command)) return bench_.obey(command);
  const auto& words = command.words;
  if (words[0] == "press") return player_.press(words[1]);
  if (words[0] == "key") return player_.key(words[1]);
  if (words[0] == "wait")
    return player_.wait(words[1], words.size() > 2 ? seconds_in(words[2]) : kWait);
  if (words[0] == "expect" && words.size() == 3) return player_.wait_text(words[2], kExpect);
  if (words[0] == "expect") return player_.wait(words[1], kExpect);
  if (words[0] == "screenshot") return player_.screenshot(out_ / (words[1] + ".png"));
  std::this_thread::sleep_for(seconds_in(words[1]));  // pause: a person who takes their time
  return {};
}

Done Rehearsal::play(const std::vector<Command>& script) {
  for (const Command& command : script) {
    if (auto done = perform(command); !done) {
      return tl::unexpected(
          fmt::format("line {}: {}: {}", command.line, command.text(), done.error()));
    }
  }
  return {};
}

Done write_down(const Bench& bench, const Player& player, const std::filesystem::path& out) {
  const std::vector<std::string> sheets = bench.sheets();
  nlohmann::json visit = {
      {"pages", nlohmann::json::array()}, {"serial", nullptr}, {"printer", sheets}};
  for (const ShownPage& page : player.pages())
    visit["pages"].push_back({{"page", page.page}, {"ms", page.ms}});
  if (!sheets.empty()) {
    visit["serial"] = sheets.back();
    std::error_code failed;
    std::filesystem::rename(out / (sheets.back() + ".pdf"), out / "certificate.pdf", failed);
    if (failed)
      return tl::unexpected(std::string("certificate.pdf: the printed sheet was not kept"));
  }
  std::ofstream file(out / "visit.json", std::ios::trunc);
  file << visit.dump(2) << '\n';
  file.close();
  if (!file) return tl::unexpected(std::string("visit.json cannot be written"));
  return {};
}

}  // namespace sandbox
