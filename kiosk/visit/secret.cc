// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/secret.h"

#include <string.h>

#include <cstring>

namespace visit {

Secret::Secret(std::string_view utf8) : size_(utf8.size()) {
  if (size_ == 0) return;
  bytes_ = new char[size_];
  std::memcpy(bytes_, utf8.data(), size_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::exchange(other.bytes_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::wipe() noexcept {
  if (bytes_ != nullptr) visit::wipe(bytes_, size_);
  delete[] bytes_;
  bytes_ = nullptr;
  size_ = 0;
}

void wipe(void* bytes, std::size_t size) noexcept {
  // An empty buffer may be a null pointer, which explicit_bzero must never see.
  if (size > 0) explicit_bzero(bytes, size);
}

[[gnu::noinline]] void wipe_stack(std::size_t bytes) noexcept {
  constexpr std::size_t kFrame = 16384;
  char frame[kFrame];
  explicit_bzero(frame, sizeof frame);
  if (bytes > kFrame) wipe_stack(bytes - kFrame);
  explicit_bzero(frame, 1);  // or the recursion becomes a loop over one frame
}

}  // namespace visit
