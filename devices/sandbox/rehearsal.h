// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a script against a bench and a kiosk, and writes down what came of it. Use from one thread.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "devices/sandbox/bench.h"
#include "devices/sandbox/cast.h"
#include "devices/sandbox/player.h"
#include "devices/sandbox/script.h"

namespace sandbox {

// The visit that fits a person: to paper for those with a colour, to staff for who is not
// registered.
[[nodiscard]] std::string script_for(const Person& person);

class Rehearsal {
 public:
  // `out` receives what `screenshot NAME` takes.
  Rehearsal(Bench& bench, Player& player, std::filesystem::path out);

  // One verb, for the far ends or for the kiosk. The error is one sentence.
  [[nodiscard]] tl::expected<void, std::string> perform(const Command& command);
  // All of them; the error names the line, the page and what stood there.
  [[nodiscard]] tl::expected<void, std::string> play(const std::vector<Command>& script);

 private:
  Bench& bench_;
  Player& player_;
  const std::filesystem::path out_;
};

// visit.json, certificate.pdf; the error names the file.
[[nodiscard]] tl::expected<void, std::string> write_down(const Bench& bench, const Player& player,
                                                         const std::filesystem::path& out);

}  // namespace sandbox
