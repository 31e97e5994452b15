// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/printer/escpos_mechanism.h"

#include <algorithm>
#include <utility>

namespace sandbox {

namespace {

constexpr std::size_t kBuffer = 4096;
constexpr std::size_t kRowBytes = kRollDotsAcross / 8;
constexpr std::size_t kToCutter = 100;  // rows between head and cutter

constexpr std::uint8_t kNul = 0x00, kEot = 0x04, kEnq = 0x05, kLf = 0x0a, kDle = 0x10, kDc4 = 0x14,
                       kEsc = 0x1b, kGs = 0x1d;
const Bytes kClearBuffers{kDle, kDc4, 8, 1, 3, 20, 1, 6, 2, 8};
const Bytes kCleared{0x37, 0x25, 0x00};

bool ends_with(const Bytes& bytes, const Bytes& end) {
  return bytes.size() >= end.size() && std::equal(end.rbegin(), end.rend(), bytes.rbegin());
}

}  // namespace

void EscposMechanism::take(std::uint8_t byte) {
  last_.push_back(byte);
  if (last_.size() > kClearBuffers.size()) last_.erase(last_.begin());
  if (buffer_.size() < kBuffer) {
    buffer_.push_back(byte);
  } else {
    ++stats_.overrun;
  }
  obey_at_once();
}

void EscposMechanism::obey_at_once() {
  if (!plain_ && ends_with(last_, kClearBuffers)) {
    ++stats_.realtime;
    buffer_.clear();
    data_ = feeds_ = 0;
    last_.clear();
    outside_.say(kCleared);
    return;
  }
  if (last_.size() < 3) return;
  const std::uint8_t* three = last_.data() + last_.size() - 3;
  if (three[0] != kDle) return;
  if (three[1] == kEot && three[2] >= 1 && three[2] <= 4) {
    ++stats_.realtime;
    outside_.say({status(three[2])});
  } else if (three[1] == kEnq && three[2] == 2) {
    ++stats_.realtime;
    buffer_.clear();
    data_ = feeds_ = 0;
    faults_.erase(Fault::cutter);
  }
}

// Fixed: bits 1 and 4 set, 0 and 7 clear.
std::uint8_t EscposMechanism::status(std::uint8_t which) const {
  const auto has = [this](Fault fault) { return faults_.contains(fault); };
  const auto bit = [](bool there, unsigned number) { return there ? 1U << number : 0U; };
  unsigned byte = 0x12;
  switch (which) {
    case 1:
      byte |= bit(stopped(), 3);
      break;
    case 2:
      byte |= bit(has(Fault::cover), 2) | bit(has(Fault::offline), 3) | bit(paper_ended(), 5) |
              bit(has(Fault::cutter) || has(Fault::hot), 6);
      break;
    case 3:
      byte |= bit(has(Fault::cutter), 3) | bit(has(Fault::hot), 6);
      break;
    default:
      byte |= bit(has(Fault::near_end), 2) | bit(has(Fault::near_end), 3) | bit(paper_ended(), 5) |
              bit(paper_ended(), 6);
      break;
  }
  return static_cast<std::uint8_t>(byte);
}

bool EscposMechanism::stopped() const {
  return paper_ended() || faults_.contains(Fault::cover) || faults_.contains(Fault::cutter) ||
         faults_.contains(Fault::hot) || faults_.contains(Fault::offline);
}

void EscposMechanism::work() {
  while (!busy_ && !stopped() && step()) {
  }
}

void EscposMechanism::row_done() {
  busy_ = false;
  work();
}

void EscposMechanism::lose_power() {
  buffer_.clear();
  last_.clear();
  data_ = feeds_ = 0;
  busy_ = false;
}

void EscposMechanism::load_paper() { end_paper(-1); }

void EscposMechanism::end_paper(int after_rows) {
  paper_left_ = after_rows;
  work();
}

void EscposMechanism::set(Fault fault, bool there) {
  if (fault == Fault::cutter && !there) blade_sticks_ = false;
  if (there) {
    faults_.insert(fault);
  } else {
    faults_.erase(fault);
  }
  work();
}

bool EscposMechanism::step() {
  if (data_ > 0) return step_graphics();
  if (feeds_ > 0) return step_feed();
  if (buffer_.empty()) return false;
  switch (buffer_.front()) {
    case kNul:
    case kLf:
      drop(1);
      return true;
    case kDle:
      // Already obeyed as it came in.
      if (buffer_.size() < 3) return false;
      drop(buffer_[1] == kDc4 ? std::min(buffer_.size(), kClearBuffers.size()) : 3);
      return true;
    case kEsc:
      return escape();
    case kGs:
      return group();
    default:
      ++stats_.unknown;
      drop(1);
      return true;
  }
}

bool EscposMechanism::step_graphics() {
  const std::size_t want = std::min<std::size_t>(across_, data_);
  if (buffer_.size() < want) return false;
  Rows row(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(want));
  drop(want);
  data_ -= static_cast<std::uint32_t>(want);
  row.resize(kRowBytes);
  put_row(row);
  return true;
}

bool EscposMechanism::step_feed() {
  --feeds_;
  put_row(Rows(kRowBytes));
  return true;
}

bool EscposMechanism::escape() {
  if (buffer_.size() < 2) return false;
  if (buffer_[1] == '@') {
    drop(2);
    return true;
  }
  if (buffer_[1] != 'J') {
    ++stats_.unknown;
    drop(2);
    return true;
  }
  if (buffer_.size() < 3) return false;
  feeds_ = buffer_[2];
  drop(3);
  return true;
}

bool EscposMechanism::group() {
  if (buffer_.size() < 3) return false;
  switch (buffer_[1]) {
    case 'v':  // GS v 0 m xL xH yL yH d…
      if (buffer_.size() < 8) return false;
      across_ = buffer_[4] + 256U * buffer_[5];
      data_ = static_cast<std::uint32_t>(across_) * (buffer_[6] + 256U * buffer_[7]);
      drop(8);
      return true;
    case 'V': {  // GS V m, or GS V 66 n
      const bool feeds = buffer_[2] == 65 || buffer_[2] == 66;
      if (feeds && buffer_.size() < 4) return false;
      // The command stays where it is, to be done once the blade is free.
      if (std::exchange(blade_sticks_, false)) {
        faults_.insert(Fault::cutter);
        return false;
      }
      drop(feeds ? 4 : 3);
      cut();
      return true;
    }
    case 'a':  // no status unless asked for
      drop(3);
      return true;
    case 'r':  // GS r 1: the paper sensors, in its turn
      drop(3);
      outside_.say({static_cast<std::uint8_t>(faults_.contains(Fault::near_end) ? 0x03 : 0x00)});
      return true;
    case '(':
      return function();
    default:
      ++stats_.unknown;
      drop(2);
      return true;
  }
}

// GS ( c pL pH fn …: its length is in it, so that models which do not know it can skip it.
bool EscposMechanism::function() {
  if (buffer_.size() < 5) return false;
  const std::size_t length = buffer_[3] + 256U * buffer_[4];
  if (buffer_.size() < 5 + length) return false;
  const bool process_id = buffer_[2] == 'H' && length == 6 && buffer_[5] == 48 && buffer_[6] == 48;
  if (process_id && !plain_) {
    outside_.say({0x37, 0x22, buffer_[7], buffer_[8], buffer_[9], buffer_[10], 0x00});
  }
  drop(5 + length);
  return true;
}

void EscposMechanism::put_row(const Rows& row) {
  paper_.insert(paper_.end(), row.begin(), row.end());
  if (paper_left_ > 0) --paper_left_;
  if (row_time_.count() == 0) return;
  busy_ = true;
  outside_.ring_in(row_time_);
}

void EscposMechanism::cut() {
  paper_.insert(paper_.end(), kToCutter * kRowBytes, 0);
  pieces_.push_back(std::exchange(paper_, {}));
}

void EscposMechanism::drop(std::size_t count) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace sandbox
