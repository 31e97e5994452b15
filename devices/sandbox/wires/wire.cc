// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/wire.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <csignal>
#include <utility>

namespace sandbox {
namespace {

using std::chrono::nanoseconds;

// A start bit, eight data bits and a stop bit.
constexpr std::int64_t kBitsPerByte = 10;
constexpr nanoseconds kSplitByteTime = std::chrono::milliseconds(2);
// Bytes let through per wake-up: 347 µs at 115200 baud, below every time-out of the wire.
constexpr std::size_t kChunk = 4;
constexpr std::size_t kReadRoom = 512;

}  // namespace

Wire::Wire(std::filesystem::path link, FarEnd& end)
    : path_(link),
      end_(end),
      terminal_(std::move(link)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  assert(wake_ >= 0);
  // The program's signals belong to its own threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { live(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Wire::~Wire() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  eventfd_write(wake_, 1);
  thread_.join();
  close(wake_);
}

void Wire::run(const std::function<void()>& task) {
  assert(std::this_thread::get_id() != thread_.get_id());
  Errand errand{&task};
  std::unique_lock lock(mutex_);
  errands_.push_back(&errand);
  eventfd_write(wake_, 1);
  done_.wait(lock, [&] { return errand.done; });
}

void Wire::live() {
  // Waits end when they are due, not up to 50 µs later: a byte takes 87.
  prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
  for (;;) {
    do_errands();
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;
    }
    wait();
    if (const auto ticks = arriving_.ticks()) let_in(ticks);
    if (const auto ticks = leaving_.ticks()) send(ticks);
    if (alarm_.ticks() > 0) end_.ring();
    take_in();
  }
}

void Wire::wait() {
  std::array<pollfd, 5> waits{};
  waits[0] = {wake_, POLLIN, 0};
  waits[1] = {arriving_.descriptor(), POLLIN, 0};
  waits[2] = {leaving_.descriptor(), POLLIN, 0};
  waits[3] = {alarm_.descriptor(), POLLIN, 0};
  waits[4] = {terminal_.descriptor(), POLLIN, 0};  // poll passes over -1
  poll(waits.data(), waits.size(), -1);
  if ((waits[0].revents & POLLIN) != 0) {
    eventfd_t count = 0;
    eventfd_read(wake_, &count);
  }
}

void Wire::do_errands() {
  for (;;) {
    Errand* errand = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (errands_.empty()) return;
      errand = errands_.front();
      errands_.pop_front();
    }
    (*errand->task)();
    // Under the lock: the errand lives on the stack of the thread that waits for it.
    const std::lock_guard lock(mutex_);
    errand->done = true;
    done_.notify_all();
  }
}

// --- from the client ---

void Wire::take_in() {
  if (!terminal_.plugged()) return;
  Bytes bytes = terminal_.read(kReadRoom);
  if (bytes.empty()) return;
  bytes_in_ += bytes.size();
  if (!speeds_agree()) garble(bytes);
  inbound_.insert(inbound_.end(), bytes.begin(), bytes.end());
  if (!paced_) {
    let_in(inbound_.size());
  } else if (!arriving_.running()) {
    // The bytes have all been written at once; on a line the last one arrives this much later.
    const std::size_t odd = inbound_.size() % kChunk;
    const auto first = static_cast<std::int64_t>(odd == 0 ? kChunk : odd);
    const nanoseconds byte = byte_time(Gait::line);
    arriving_.start(first * byte, static_cast<std::int64_t>(kChunk) * byte);
  }
}

void Wire::let_in(std::uint64_t ticks) {
  // One chunk a tick, and at the first tick the odd bytes alone, so that whole chunks remain.
  const std::size_t odd = inbound_.size() % kChunk;
  std::size_t count = static_cast<std::size_t>(ticks) * kChunk;
  if (odd != 0) count -= kChunk - odd;
  count = std::min(count, inbound_.size());
  const auto last = inbound_.begin() + static_cast<std::ptrdiff_t>(count);
  const Bytes bytes(inbound_.begin(), last);
  inbound_.erase(inbound_.begin(), last);
  if (inbound_.empty()) arriving_.stop();
  if (!bytes.empty()) end_.hear(bytes);
}

// --- to the client ---

void Wire::say(Bytes bytes, Gait gait, std::function<void()> then) {
  if (!terminal_.plugged()) return;
  outbound_.push_back({std::move(bytes), gait, std::move(then)});
  if (outbound_.size() == 1) start_sending();
}

void Wire::start_sending() {
  while (!outbound_.empty()) {
    const Sentence& sentence = outbound_.front();
    const std::size_t size = sentence.bytes.size();
    if (size > 0 && (paced_ || sentence.gait == Gait::split)) {
      const std::size_t step = chunk(sentence.gait);
      const std::size_t odd = size % step;
      const nanoseconds byte = byte_time(sentence.gait);
      leaving_.start(static_cast<std::int64_t>(odd == 0 ? step : odd) * byte,
                     static_cast<std::int64_t>(step) * byte);
      return;
    }
    send_some(outbound_.front(), size);
  }
}

void Wire::send(std::uint64_t ticks) {
  if (outbound_.empty()) return;
  Sentence& sentence = outbound_.front();
  const std::size_t left = sentence.bytes.size() - sentence.sent;
  const std::size_t step = chunk(sentence.gait);
  const std::size_t odd = left % step;
  const std::size_t due = static_cast<std::size_t>(ticks) * step - (odd == 0 ? 0 : step - odd);
  send_some(sentence, std::min(due, left));
  if (outbound_.empty() || outbound_.front().sent == 0) {
    leaving_.stop();
    start_sending();
  }
}

// Sends `count` bytes of the first sentence, and takes it off the queue with its last byte.
void Wire::send_some(Sentence& sentence, std::size_t count) {
  Bytes part(sentence.bytes.begin() + static_cast<std::ptrdiff_t>(sentence.sent),
             sentence.bytes.begin() + static_cast<std::ptrdiff_t>(sentence.sent + count));
  if (!speeds_agree()) garble(part);
  bytes_out_ += terminal_.write(part);
  sentence.sent += count;
  if (sentence.sent < sentence.bytes.size()) return;
  const std::function<void()> then = std::move(sentence.then);
  outbound_.pop_front();
  if (then) then();
}

std::size_t Wire::chunk(Gait gait) const { return gait == Gait::split ? 1 : kChunk; }

nanoseconds Wire::byte_time(Gait gait) const {
  if (gait == Gait::split) return kSplitByteTime;
  return nanoseconds(kBitsPerByte * 1'000'000'000 / baud_);
}

// --- the rest ---

void Wire::ring_in(std::chrono::microseconds wait) { alarm_.start(wait); }

void Wire::hush() { alarm_.stop(); }

void Wire::unplug() {
  inbound_.clear();
  outbound_.clear();
  arriving_.stop();
  leaving_.stop();
  alarm_.stop();
  terminal_.unplug();
}

void Wire::replug() { terminal_.replug(); }

void Wire::set_paced(bool on) { paced_ = on; }

bool Wire::speeds_agree() const { return terminal_.client_baud() == baud_; }

// What a UART makes of bytes at another speed: as many bytes, none of them to be trusted.
void Wire::garble(Bytes& bytes) {
  for (std::uint8_t& byte : bytes) {
    // xorshift32: the same noise in every run.
    noise_ ^= noise_ << 13;
    noise_ ^= noise_ >> 17;
    noise_ ^= noise_ << 5;
    byte = static_cast<std::uint8_t>(noise_ >> 24);
  }
}

}  // namespace sandbox
