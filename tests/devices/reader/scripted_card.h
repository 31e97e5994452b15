// SPDX-License-Identifier: GPL-3.0-or-later
// A card of given answers, for what speaks to one through a Transmit. Any answer can be cut short,
// or never come. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "devices/reader/apdu.h"

namespace bench {

using Bytes = std::vector<std::uint8_t>;

class ScriptedCard {
 public:
  // With its status word. A command without an answer of its own gets 6A82.
  void answer(Bytes command, Bytes bytes) { answers_[std::move(command)] = std::move(bytes); }
  // The answer to the `nth` command, from 0: its first `size` bytes, or none at all.
  void cut(std::size_t nth, std::size_t size) { spoilt_ = {nth, size}; }
  void fall_silent_at(std::size_t nth) { silent_at_ = nth; }

  [[nodiscard]] devices::reader::Transmit transmit() {
    return [this](std::span<const std::uint8_t> command) -> std::optional<Bytes> {
      const std::size_t nth = commands_.size();
      commands_.emplace_back(command.begin(), command.end());
      if (silent_at_ && nth >= *silent_at_) return std::nullopt;
      const auto found = answers_.find(commands_.back());
      Bytes bytes = found == answers_.end() ? Bytes{0x6A, 0x82} : found->second;
      if (spoilt_ && spoilt_->first == nth) bytes.resize(std::min(bytes.size(), spoilt_->second));
      longest_ = std::max(longest_, bytes.size());
      return bytes;
    };
  }
  // What it was asked, in order.
  [[nodiscard]] const std::vector<Bytes>& commands() const { return commands_; }
  [[nodiscard]] std::size_t longest_answer() const { return longest_; }

 private:
  std::map<Bytes, Bytes> answers_;
  std::vector<Bytes> commands_;
  std::optional<std::pair<std::size_t, std::size_t>> spoilt_;
  std::optional<std::size_t> silent_at_;
  std::size_t longest_ = 0;
};

}  // namespace bench
