// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer at the far end of a virtual serial line, written from the makers' manuals of
// ESC/POS: it keeps every dot it prints, and has every fault a test wants of it. It owns the thread
// it answers from; every function here may be called from any other thread, and has taken effect
// when it returns.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sandbox {

inline constexpr int kRollDotsAcross = 576;  // 72 mm at 8 dots a millimetre

// What fell out after a cut, or what hangs out uncut.
struct PieceOfPaper {
  std::vector<std::uint8_t> rows;  // 72 bytes a row, black as 1, the leftmost dot first
  [[nodiscard]] int height() const { return static_cast<int>(rows.size() / 72); }
  // A PBM file of kind P4.
  [[nodiscard]] std::string pbm() const;
};

struct EscposPrinterStats {
  std::uint64_t bytes_in = 0;
  std::uint32_t overrun = 0;   // bytes that no longer fitted into its 4 kB
  std::uint32_t unknown = 0;   // bytes that are part of no command: it would print them as text
  std::uint32_t realtime = 0;  // DLE EOT, DLE ENQ and DLE DC4, wherever they stood
};

class EscposPrinter {
 public:
  // A link at `path` to a new pseudo-terminal; its directory must exist. Switched on, with paper.
  explicit EscposPrinter(std::filesystem::path path, int baud = 38400);
  ~EscposPrinter();
  EscposPrinter(const EscposPrinter&) = delete;
  EscposPrinter& operator=(const EscposPrinter&) = delete;

  // "escpos:/tmp/…?baud=38400"
  [[nodiscard]] std::string uri() const;

  void load_paper();
  // After so many rows of dots; 0: there is none now.
  void end_paper(int after_rows);
  // The sensor that sees the end coming.
  void near_end(bool near);
  void open_cover(bool open);
  void jam_cutter(bool jammed);
  // The blade sticks at the next cut: the paper is printed and still hangs in it. jam_cutter(false)
  // frees it.
  void jam_at_cut();
  void overheat(bool hot);
  void go_offline(bool offline);  // its feed button is held
  void slow(std::chrono::microseconds a_row);
  // Answers nothing at all, and prints as before.
  void fall_silent(bool silent);
  // Says a byte that nobody asked for before each answer.
  void babble(bool on);
  // As models without GS ( H and DLE DC4 8 do: skips them.
  void speak_plainly(bool plain);

  // The power switch. What it had not printed is gone; the line itself stays. After on() it starts
  // for 2 s, in which it hears nothing.
  void off();
  void on();
  // The plug of the line.
  void unplug();
  void replug();

  // What was cut off, in order.
  [[nodiscard]] std::vector<PieceOfPaper> pieces() const;
  [[nodiscard]] PieceOfPaper hanging_out() const;
  [[nodiscard]] EscposPrinterStats stats() const;

 private:
  struct Far;
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
