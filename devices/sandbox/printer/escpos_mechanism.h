// SPDX-License-Identifier: GPL-3.0-or-later
// Inside a receipt printer: a receive buffer of 4 kB, the interpreter of its commands, head, cutter
// and sensors. Commands in real time are obeyed as they arrive, wherever they stand; all others in
// their turn, and only while nothing stops the printer. One thread, its line's.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "devices/sandbox/printer/escpos_printer.h"
#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

class EscposMechanism {
 public:
  // What it works on the world with.
  class Outside {
   public:
    virtual ~Outside() = default;
    virtual void say(Bytes bytes) = 0;
    virtual void ring_in(std::chrono::microseconds time) = 0;
  };
  enum class Fault { near_end, cover, cutter, hot, offline };
  using Rows = std::vector<std::uint8_t>;

  explicit EscposMechanism(Outside& outside) : outside_(outside) {}

  void take(std::uint8_t byte);
  // Carries on with what is in the buffer, as far as that is possible now.
  void work();
  // A row that took its time is on the paper.
  void row_done();
  void lose_power();

  void load_paper();
  void end_paper(int after_rows);
  void set(Fault fault, bool there);
  void jam_at_cut() { blade_sticks_ = true; }
  void slow(std::chrono::microseconds a_row) { row_time_ = a_row; }
  void speak_plainly(bool plain) { plain_ = plain; }

  [[nodiscard]] const std::vector<Rows>& pieces() const { return pieces_; }
  [[nodiscard]] const Rows& hanging_out() const { return paper_; }
  [[nodiscard]] const EscposPrinterStats& stats() const { return stats_; }

 private:
  [[nodiscard]] bool stopped() const;
  [[nodiscard]] bool paper_ended() const { return paper_left_ == 0; }
  [[nodiscard]] std::uint8_t status(std::uint8_t which) const;
  void obey_at_once();
  // Takes one step; false if the buffer does not hold enough for one.
  [[nodiscard]] bool step();
  [[nodiscard]] bool step_graphics();
  [[nodiscard]] bool step_feed();
  [[nodiscard]] bool escape();
  [[nodiscard]] bool group();
  [[nodiscard]] bool function();
  void put_row(const Rows& row);
  void cut();
  void drop(std::size_t count);

  Outside& outside_;
  std::deque<std::uint8_t> buffer_;
  Bytes last_;               // bytes that came in, for the commands in real time
  std::uint32_t data_ = 0;   // bytes of GS v 0 still to come
  std::size_t across_ = 0;   // its bytes a row
  std::uint32_t feeds_ = 0;  // rows of ESC J still to go
  Rows paper_;               // since the last cut
  std::vector<Rows> pieces_;
  std::set<Fault> faults_;
  long paper_left_ = -1;  // rows; -1: plenty
  bool plain_ = false;
  bool blade_sticks_ = false;  // at the next cut
  bool busy_ = false;
  std::chrono::microseconds row_time_{0};
  EscposPrinterStats stats_;
};

}  // namespace sandbox
