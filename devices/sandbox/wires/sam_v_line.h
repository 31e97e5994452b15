// SPDX-License-Identifier: GPL-3.0-or-later
// A SAM_V identity module at the far end of a serial line, written from docs/wire.md section 2:
// frames, the find-select-read order, the card on it, and every fault a test wants of them. It owns
// the thread it answers from; every function here may be called from any other thread, and has
// taken effect when it returns.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "devices/sandbox/wires/card.h"
#include "devices/sandbox/wires/faults.h"

namespace sandbox {

enum class SamVFault {
  // The module's word. Each takes the place of the next `count` answers of its kind.
  none_found,        // find answers 80 though a card lies there
  select_failed,     // select answers 81
  pull_at_select,    // the card leaves during select: 81
  pull_mid_read,     // the card leaves halfway through its read: 41
  card_refuses,      // read answers 31: the card does not accept the module
  module_refuses,    // read answers 32: the module does not accept the card
  unverified,        // read answers 33: what was read does not verify
  not_authorised,    // 66 to any command
  self_test,         // 60 to any command
  wrong_card,        // select answers 40
  swap_before_read,  // before the read another card takes this one's place; see stage()
  short_text,        // the read's text block is 240 bytes long, and says so
  empty_name,        // the read's name fields are blank
  // The line. Each spoils the next `count` answers.
  busy,              // no answer; the command is not run
  bad_chk,           // wrong check byte
  bit_flip,          // one bit of the middle byte is flipped
  twin_flip,         // the same bit of two neighbouring characters, which CHK cannot see
  truncate,          // the answer's first half
  len_zero,          // LEN says 0000
  len_ffff,          // LEN says FFFF
  garbage_prefix,    // noise before the answer
  split,             // byte by byte, 2 ms apart
  unplug_mid_frame,  // the answer's first half, then a hang-up
  // The speed. Arming moves the module to 9600 baud: noise both ways until the client speaks 9600,
  // where 60 xx sets the speed again. The count means nothing here.
  wrong_baud,
};

// A command with its parameter: 0x2001 is find.
using SamVCommand = std::uint16_t;

// How long the module and the card take, without the line's own time. The defaults are estimates:
// no public source states them.
struct SamVTiming {
  std::chrono::microseconds find{30'000};
  std::chrono::microseconds select{30'000};
  std::chrono::microseconds read{350'000};
  std::chrono::microseconds address{60'000};
};

struct SamVStats {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::map<SamVCommand, std::uint32_t> commands;  // whole frames
  std::uint32_t bad_frames = 0;                   // wrong check byte or length
  std::uint32_t cards_read = 0;                   // answers to 30 01 and 30 10 with a card's text
  std::uint32_t faults_spent = 0;
  std::uint32_t mangled = 0;  // answers that mangle() malformed
  int baud = 115200;
};

class SamVLine {
 public:
  // A link at `path` to a new pseudo-terminal; its directory must exist.
  explicit SamVLine(std::filesystem::path path, SamVTiming timing = {});
  ~SamVLine();
  SamVLine(const SamVLine&) = delete;
  SamVLine& operator=(const SamVLine&) = delete;

  const std::filesystem::path& path() const;

  void lay(Card card);    // beside those that lie there
  void lift();            // all of them
  void stage(Card card);  // what swap_before_read lays down; without it, the same card anew

  // Spoils the next `count` things of the fault's kind, or those of the one command given. Arming
  // again replaces what was left; kUntilDisarmed never runs out.
  void arm(SamVFault fault, int count = 1, std::optional<SamVCommand> command = std::nullopt);
  void disarm();  // wrong_baud too: the module speaks 115200 again
  // From now on a share of the answers (0 to 1) is malformed at random from the seed. disarm()
  // leaves it alone.
  void mangle(std::uint64_t seed, double share);

  void unplug();  // the client sees a hang-up, the module loses power
  void replug();  // a freshly powered module behind the same path

  // Whether bytes take the line's time (86.8 µs a byte at 115200 baud) or none. On by default.
  void pace(bool on);
  void set_timing(SamVTiming timing);

  SamVStats stats() const;

 private:
  struct Far;
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
