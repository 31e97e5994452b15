// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/hcert_inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace printing {
namespace {

// zlib's own memory, on our stack so that it can be wiped: its state (7 KB) and, if the output
// buffer has to grow, a window of 32 KB.
class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { visit::wipe(memory_.data(), used_); }

  static void* give(void* workspace, unsigned count, unsigned size) {
    auto& self = *static_cast<Workspace*>(workspace);
    constexpr std::size_t alignment = alignof(std::max_align_t);
    const std::size_t wanted = (std::size_t{count} * size + alignment - 1) / alignment * alignment;
    if (wanted > self.memory_.size() - self.used_) return nullptr;
    void* block = self.memory_.data() + self.used_;
    self.used_ += wanted;
    return block;
  }
  static void take_back(void*, void*) {}

 private:
  alignas(std::max_align_t) std::array<unsigned char, std::size_t{48} * 1024> memory_;
  std::size_t used_ = 0;
};

}  // namespace

std::optional<WipedBytes> inflate_exactly(Bytes stream, std::size_t ceiling) {
  if (stream.size() > std::numeric_limits<unsigned>::max()) return std::nullopt;
  Workspace workspace;
  z_stream zlib{};
  zlib.zalloc = &Workspace::give;
  zlib.zfree = &Workspace::take_back;
  zlib.opaque = &workspace;
  zlib.next_in = const_cast<Bytef*>(stream.data());  // zlib reads it only; its type is older
  zlib.avail_in = static_cast<unsigned>(stream.size());
  if (inflateInit(&zlib) != Z_OK) return std::nullopt;

  // Nearly every certificate opens into the first 4 KiB; more is given only to one that fills it.
  WipedBytes opened(std::min<std::size_t>(ceiling, 4096));
  std::size_t filled = 0;
  for (;;) {
    zlib.next_out = opened.data() + filled;
    zlib.avail_out = static_cast<unsigned>(opened.size() - filled);
    const int state = inflate(&zlib, Z_FINISH);
    filled = opened.size() - zlib.avail_out;
    if (state == Z_STREAM_END) break;
    const bool full = zlib.avail_out == 0;
    if (state != Z_BUF_ERROR || !full || opened.size() >= ceiling) return std::nullopt;
    opened.resize(std::min(ceiling, opened.size() * 2));
  }
  if (zlib.avail_in != 0) return std::nullopt;
  opened.resize(filled);
  return opened;
}

}  // namespace printing
