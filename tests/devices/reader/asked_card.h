// SPDX-License-Identifier: GPL-3.0-or-later
// A card of the sandbox under a Transmit, without air between: what was asked is kept, and each
// answer may be changed or withheld on its way.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "devices/reader/apdu.h"
#include "devices/sandbox/wires/applet.h"

namespace bench {

using Bytes = std::vector<std::uint8_t>;

class AskedCard {
 public:
  // What becomes of the answer to command `number`, counted from 0; none: the card is gone.
  using Meddle = std::function<std::optional<Bytes>(std::size_t number, Bytes answer)>;

  explicit AskedCard(const sandbox::Card& card, Meddle meddle = {})
      : applet_(sandbox::applet_of(card)), meddle_(std::move(meddle)) {}

  [[nodiscard]] devices::reader::Transmit transmit() {
    return [this](std::span<const std::uint8_t> command) -> std::optional<Bytes> {
      commands_.emplace_back(command.begin(), command.end());
      answers_.push_back(applet_->answer(command));
      if (!meddle_) return answers_.back();
      return meddle_(commands_.size() - 1, answers_.back());
    };
  }

  [[nodiscard]] const std::vector<Bytes>& commands() const { return commands_; }
  [[nodiscard]] const std::vector<Bytes>& answers() const { return answers_; }

 private:
  std::unique_ptr<sandbox::Applet> applet_;
  Meddle meddle_;
  std::vector<Bytes> commands_;
  std::vector<Bytes> answers_;
};

}  // namespace bench
