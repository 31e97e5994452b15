// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes from a card that may be somebody's. Their room is made once and never grows, so that no
// copy stays behind; they are wiped when they die. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kiosk/visit/secret.h"

namespace devices::reader {

class WipedBytes {
 public:
  explicit WipedBytes(std::size_t room) : room_(room) { bytes_.reserve(room); }
  WipedBytes(const WipedBytes&) = delete;
  WipedBytes& operator=(const WipedBytes&) = delete;
  WipedBytes(WipedBytes&&) noexcept = default;
  WipedBytes& operator=(WipedBytes&&) = delete;
  ~WipedBytes() { visit::wipe(bytes_.data(), bytes_.size()); }

  // False, and nothing taken, when there is no room left.
  [[nodiscard]] bool append(std::span<const std::uint8_t> more) {
    if (more.size() > room_ - bytes_.size()) return false;
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return true;
  }
  void clear() {
    visit::wipe(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

  [[nodiscard]] std::span<const std::uint8_t> view() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::size_t room_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace devices::reader
