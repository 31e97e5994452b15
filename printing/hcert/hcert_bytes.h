// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a certificate on their way from the QR text to its content. Every buffer is wiped before
// its memory is given back, also the old one when it grows. As thread-safe as std::vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kiosk/visit/secret.h"

namespace printing {

template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) noexcept {}  // NOLINT: containers rebind by conversion

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    visit::wipe(memory, count * sizeof(T));
    std::allocator<T>{}.deallocate(memory, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

using WipedBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;
using Bytes = std::span<const std::uint8_t>;

}  // namespace printing
