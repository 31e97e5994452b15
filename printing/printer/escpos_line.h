// SPDX-License-Identifier: GPL-3.0-or-later
// One line to a receipt printer: a serial port or a USB printer's device file, and the words that
// come back on it (docs/wire.md §6.5). Whole commands go out, whole answers come in. One thread,
// the caller's; raising `interrupt` from another ends what is under way within 50 ms.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "printing/printer/printer_driver.h"

namespace printing {

// "escpos:/dev/ttyUSB0?baud=19200&flow=none" in its parts.
struct EscposUri {
  std::string device;
  int baud = 38400;
  bool hardware_flow = true;  // RTS/CTS; a device file that is no terminal has its own

  [[nodiscard]] static std::optional<EscposUri> parse(std::string_view text);
};

// What a receipt printer says without being asked at that moment.
namespace heard {
struct ProcessId {
  std::string id;  // four characters
};
struct PaperSensor {};  // the answer to GS r 1: everything before it was processed
struct Cleared {};      // the answer to DLE DC4 8
struct Noise {};        // a byte that is part of nothing
}  // namespace heard
using Heard = std::variant<heard::ProcessId, heard::PaperSensor, heard::Cleared, heard::Noise>;

// The four answers to DLE EOT 1 to 4.
struct EscposStatus {
  std::uint8_t printer = 0, offline = 0, error = 0, paper = 0;
};

class EscposLine {
 public:
  EscposLine(EscposUri uri, const std::atomic<int>& interrupt);
  ~EscposLine();
  EscposLine(const EscposLine&) = delete;
  EscposLine& operator=(const EscposLine&) = delete;

  // Opens the line if it is not. `within` is what the printer may take; what was written before has
  // its time on the wire besides. A printer that is silent for longer has its line closed.
  [[nodiscard]] PrinterAnswer<EscposStatus> ask_status(std::chrono::milliseconds within);
  // All of it, or nobody knows how much.
  [[nodiscard]] PrinterAnswer<void> write(std::string_view bytes);
  // The next thing said; none if there is nothing for so long.
  [[nodiscard]] PrinterAnswer<std::optional<Heard>> next(std::chrono::milliseconds within);
  // How often the line was opened: what was written before the last time may be lost.
  [[nodiscard]] int openings() const { return openings_; }

 private:
  [[nodiscard]] bool open();
  void close();
  // Waits once; false if nothing came, or the line is gone.
  [[nodiscard]] PrinterAnswer<bool> take_in(std::chrono::milliseconds within);
  void understand(std::uint8_t byte);

  const EscposUri uri_;
  const std::atomic<int>& interrupt_;
  int device_ = -1;
  int openings_ = 0;
  std::string block_;                  // of an answer of several bytes, so far
  std::deque<std::uint8_t> statuses_;  // answers to DLE EOT
  std::size_t unheard_ = 0;            // bytes written since the last of them
  std::deque<Heard> heard_;
};

}  // namespace printing
