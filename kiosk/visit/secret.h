// SPDX-License-Identifier: GPL-3.0-or-later
// Personal text. It lives in one heap buffer that is wiped when it moves on or dies; it cannot be
// copied by accident (clone() can be searched for) and it cannot be printed. Not thread-safe; hand
// it over by moving.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace visit {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view utf8);
  Secret(Secret&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  [[nodiscard]] Secret clone() const { return Secret(reveal()); }
  // The text itself, valid while this object lives. Whoever calls it answers for every copy.
  [[nodiscard]] std::string_view reveal() const { return {bytes_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  void wipe() noexcept;

  friend bool operator==(const Secret& a, const Secret& b) { return a.reveal() == b.reveal(); }

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

// Overwrites memory in a way that the optimiser may not remove.
void wipe(void* bytes, std::size_t size) noexcept;

// Overwrites `bytes` of stack below the caller, where finished calls may have left words. For each
// thread that had any.
void wipe_stack(std::size_t bytes = std::size_t{128} * 1024) noexcept;

}  // namespace visit
