// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "kiosk/visit/secret.h"

namespace devices::reader {

std::string Recording::header(WireProtocol protocol) {
  return fmt::format("# green-channel wire recording 1\nprotocol {}\n",
                     protocol == WireProtocol::sam_v ? "sam-v" : "pn532");
}

Recording::Recording(WireProtocol protocol, bool unmasked, Write write)
    : unmasked_(unmasked),
      write_(std::move(write)),
      mask_(protocol == WireProtocol::sam_v ? sam_v_mask() : pn532_mask()) {}

void Recording::hear(Direction direction, Instant at, std::span<const std::uint8_t> bytes) {
  // The two take turns: when one speaks, the other has said what it had to say.
  write_out(direction == Direction::to_host ? Direction::to_device : Direction::to_host, true);
  while (!bytes.empty()) {
    Side& heard = side(direction);
    bytes = bytes.subspan(heard.append(at, bytes));
    write_out(direction, heard.full());
  }
}

void Recording::finish() {
  write_out(Direction::to_device, true);
  write_out(Direction::to_host, true);
}

void Recording::write_out(Direction direction, bool last) {
  Side& heard = side(direction);
  for (;;) {
    const Piece piece = mask_->cut(direction, heard.bytes(), last);
    if (piece.size == 0) return;
    write_line(direction, heard, piece);
    heard.drop(piece.size);
  }
}

void Recording::write_line(Direction direction, const Side& side, const Piece& piece) {
  const auto at = side.came();
  std::string line = fmt::format("{}.{:03} {}", at.count() / 1000, at.count() % 1000,
                                 direction == Direction::to_device ? '>' : '<');
  for (std::size_t i = 0; i < piece.size; ++i) {
    if (piece.shown[i] || unmasked_) {
      fmt::format_to(std::back_inserter(line), " {:02x}", side.bytes()[i]);
    } else {
      line += " --";
    }
  }
  line += '\n';
  write_(line);
  if (unmasked_) visit::wipe(line.data(), line.size());
}

Recording::Side::~Side() { visit::wipe(room_.data(), room_.size()); }

std::size_t Recording::Side::append(Instant at, std::span<const std::uint8_t> bytes) {
  const std::size_t count = std::min(bytes.size(), room_.size() - size_);
  std::memcpy(room_.data() + size_, bytes.data(), count);
  size_ += count;
  if (count > 0) arrivals_.push_back({at, count});
  return count;
}

void Recording::Side::drop(std::size_t count) {
  size_ -= count;
  std::memmove(room_.data(), room_.data() + count, size_);
  visit::wipe(room_.data() + size_, count);
  while (count > 0) {
    Arrival& first = arrivals_.front();
    const std::size_t some = std::min(count, first.size);
    first.size -= some;
    count -= some;
    if (first.size == 0) arrivals_.pop_front();
  }
}

}  // namespace devices::reader
