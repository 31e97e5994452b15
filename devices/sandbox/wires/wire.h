// SPDX-License-Identifier: GPL-3.0-or-later
// A serial line from its far end: a terminal, the thread that lives there, and the time bytes take.
// Promises that everything of a far end happens on that one thread, so a far end needs no lock.
// run() may be called from any other thread; the rest belongs to the line's own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "devices/sandbox/wires/bytes.h"
#include "devices/sandbox/wires/terminal.h"
#include "devices/sandbox/wires/timer.h"

namespace sandbox {

// What sits at the far end.
class FarEnd {
 public:
  virtual ~FarEnd() = default;
  // Bytes have arrived, as many as the line's speed has let through.
  virtual void hear(ByteView bytes) = 0;
  // The time asked for with ring_in() has passed.
  virtual void ring() = 0;
};

class Wire {
 public:
  enum class Gait { line, split };  // split: one byte each 2 ms, whatever the line's speed

  // Starts the thread; `end` must outlive the wire.
  Wire(std::filesystem::path link, FarEnd& end);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Carries out `task` on the line's thread and returns when it is done.
  void run(const std::function<void()>& task);

  // From here on: the line's own thread only.

  // Sends after what is already being sent; `then` is called when the last byte has left.
  void say(Bytes bytes, Gait gait = Gait::line, std::function<void()> then = nullptr);

  void ring_in(std::chrono::microseconds wait);
  void hush();

  void unplug();  // forgets what was on its way in either direction
  void replug();
  bool plugged() const { return terminal_.plugged(); }

  void set_baud(int baud) { baud_ = baud; }
  int baud() const { return baud_; }
  void set_paced(bool on);

  std::uint64_t bytes_in() const { return bytes_in_; }
  std::uint64_t bytes_out() const { return bytes_out_; }

 private:
  struct Sentence {
    Bytes bytes;
    Gait gait;
    std::function<void()> then;
    std::size_t sent = 0;
  };
  struct Errand {
    const std::function<void()>* task;
    bool done = false;
  };

  void live();
  void wait();
  void do_errands();
  void take_in();
  void let_in(std::uint64_t ticks);
  void start_sending();
  void send(std::uint64_t ticks);
  void send_some(Sentence& sentence, std::size_t count);
  std::size_t chunk(Gait gait) const;
  std::chrono::nanoseconds byte_time(Gait gait) const;
  bool speeds_agree() const;
  void garble(Bytes& bytes);

  const std::filesystem::path path_;
  FarEnd& end_;
  Terminal terminal_;
  Timer arriving_;
  Timer leaving_;
  Timer alarm_;
  std::deque<std::uint8_t> inbound_;
  std::deque<Sentence> outbound_;
  int baud_ = 115200;
  bool paced_ = true;
  std::uint32_t noise_ = 0x2545f491;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;

  const int wake_;  // an eventfd: rung by run() and by the destructor
  std::mutex mutex_;
  std::condition_variable done_;
  std::deque<Errand*> errands_;  // under mutex_
  bool closing_ = false;         // under mutex_
  std::thread thread_;           // last: it uses everything above
};

}  // namespace sandbox
