// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scan_framer.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace devices::reader {

using visit::ScanTrouble;

Scans ScanFramer::take(std::span<const std::uint8_t> bytes, Instant at) {
  Scans scans;
  if (due() && at > *due()) {
    if (auto broken = silent(at)) scans.push_back(std::move(*broken));
  }
  for (const std::uint8_t byte : bytes) take(byte, scans);
  last_ = std::max(last_, at);
  return scans;
}

void ScanFramer::take(std::uint8_t byte, Scans& scans) {
  if (byte == '\r' || byte == '\n') {
    if (auto scan = end_text()) scans.push_back(std::move(*scan));
    return;
  }
  if (state_ == State::swallowing) return;
  if (size_ == text_.size()) {
    swallow();
    scans.emplace_back(tl::unexpected(ScanTrouble::too_long));
    return;
  }
  state_ = State::gathering;
  text_[size_++] = static_cast<char>(byte);
}

// Nothing when there was no text: between the CR and the LF of a CRLF, or after a spoiled one.
std::optional<Scan> ScanFramer::end_text() {
  std::optional<Scan> scan;
  if (state_ == State::gathering) {
    const std::string_view text(text_.data(), size_);
    scan = is_printable_scan(text) ? Scan(visit::Secret(text))
                                   : tl::unexpected(ScanTrouble::control_characters);
  }
  clear();
  state_ = State::between;
  return scan;
}

std::optional<Scan> ScanFramer::silent(Instant now) {
  if (!due() || now < *due()) return std::nullopt;
  // A text that breaks off may go on; one that was spoiled has had its time for that.
  if (std::exchange(state_, State::between) == State::swallowing) return std::nullopt;
  if (now - last_ < kTail) swallow();
  clear();
  return tl::unexpected(ScanTrouble::broken_off);
}

std::optional<Scan> ScanFramer::lose(Instant at) {
  last_ = std::max(last_, at);
  const bool told = state_ == State::swallowing;
  swallow();
  if (told) return std::nullopt;
  return tl::unexpected(ScanTrouble::broken_off);
}

void ScanFramer::disown() {
  if (state_ == State::gathering) swallow();
}

std::optional<Instant> ScanFramer::due() const {
  if (state_ == State::between) return std::nullopt;
  return last_ + (state_ == State::gathering ? kSilence : kTail);
}

void ScanFramer::swallow() {
  clear();
  state_ = State::swallowing;
}

void ScanFramer::clear() {
  visit::wipe(text_.data(), size_);
  size_ = 0;
}

}  // namespace devices::reader
