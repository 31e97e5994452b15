// SPDX-License-Identifier: GPL-3.0-or-later
// free() and realloc() that overwrite what they give back, for every library in the program: Pango,
// HarfBuzz and GLib copy words and free them unwiped, and the C library keeps all but 16 bytes.
// Linked in, they take precedence over the C library's; `operator delete` comes here too. Any size,
// any thread. Sanitized builds keep the sanitizer's allocator.
#ifndef KIOSK_SANITIZED

#include <errno.h>
#include <malloc.h>
#include <string.h>

#include <cstddef>

extern "C" {

// The C library's own allocator under its second names.
// NOLINTBEGIN(bugprone-reserved-identifier)
void* __libc_malloc(std::size_t size);
void __libc_free(void* block);
// NOLINTEND(bugprone-reserved-identifier)

void free(void* block) noexcept {
  if (block == nullptr) return;
  const int error = errno;
  explicit_bzero(block, malloc_usable_size(block));
  __libc_free(block);
  errno = error;
}

void* realloc(void* block, std::size_t size) noexcept {
  if (block == nullptr) return __libc_malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  const std::size_t held = malloc_usable_size(block);
  // In place while at least half of it stays in use; what is given up is overwritten.
  if (size <= held && size >= held / 2) {
    explicit_bzero(static_cast<char*>(block) + size, held - size);
    return block;
  }
  void* const moved = __libc_malloc(size);
  if (moved == nullptr) return nullptr;
  memcpy(moved, block, size < held ? size : held);
  free(block);
  return moved;
}

}  // extern "C"

#endif
