// SPDX-License-Identifier: GPL-3.0-or-later
// A line whose far end is a script and whose clock is its own: a read that finds nothing lets time
// pass at once, until something comes or the wait is over. For tests; not thread-safe.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "devices/reader/line.h"

namespace bench {

class ScriptedLine final : public devices::reader::Line {
 public:
  using Bytes = std::vector<std::uint8_t>;
  using Instant = devices::reader::Instant;
  using Milliseconds = devices::reader::Milliseconds;
  using Trouble = devices::reader::LineTrouble;
  // Bytes that come `after` those before them, or after the question.
  struct Part {
    Milliseconds after{0};
    Bytes bytes;
  };
  using FarEnd = std::function<std::vector<Part>(const Bytes& question)>;

  explicit ScriptedLine(FarEnd far_end) : far_end_(std::move(far_end)) {}

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] tl::expected<void, Trouble> set_baud(int baud) override {
    baud_ = baud;
    return {};
  }
  [[nodiscard]] tl::expected<void, Trouble> write(std::span<const std::uint8_t> bytes,
                                                  Instant /*until*/) override {
    Instant due = now_;
    for (Part& part : far_end_(Bytes(bytes.begin(), bytes.end()))) {
      due += part.after;
      coming_.push_back({due, std::move(part.bytes), 0});
    }
    // An answer that is still on its way does not wait for the next one's end.
    std::stable_sort(coming_.begin(), coming_.end(),
                     [](const Coming& a, const Coming& b) { return a.due < b.due; });
    return {};
  }
  [[nodiscard]] tl::expected<std::size_t, Trouble> read(std::span<std::uint8_t> room,
                                                        Instant until) override {
    while (!coming_.empty() && coming_.front().bytes.empty()) coming_.pop_front();
    const bool comes = !coming_.empty() && coming_.front().due <= std::max(until, now_);
    if (!comes) {
      now_ = std::max(now_, until);
      return tl::unexpected(Trouble::silent);
    }
    Coming& front = coming_.front();
    now_ = std::max(now_, front.due);
    const std::size_t some = std::min(room.size(), front.bytes.size() - front.taken);
    std::memcpy(room.data(), front.bytes.data() + front.taken, some);
    front.taken += some;
    if (front.taken == front.bytes.size()) coming_.pop_front();
    return some;
  }
  void discard() override {
    while (!coming_.empty() && coming_.front().due <= now_) coming_.pop_front();
  }
  [[nodiscard]] bool cut() const override { return false; }

  // Lets time pass until the far end has said all it was going to say.
  void hear_out() {
    if (!coming_.empty()) now_ = std::max(now_, coming_.back().due);
    discard();
  }
  [[nodiscard]] int baud() const { return baud_; }

 private:
  struct Coming {
    Instant due;
    Bytes bytes;
    std::size_t taken;
  };

  FarEnd far_end_;
  std::deque<Coming> coming_;
  Instant now_{1'000};
  int baud_ = 0;
};

}  // namespace bench
