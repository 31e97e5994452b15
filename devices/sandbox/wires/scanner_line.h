// SPDX-License-Identifier: GPL-3.0-or-later
// A barcode scanner at the far end of a virtual serial line (USB CDC-ACM), written from
// docs/wire.md section 9: texts, how they end, and every fault a test wants of them. It owns the
// thread it sends from; every function here may be called from any other thread, and has taken
// effect when it returns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "devices/sandbox/wires/faults.h"

namespace sandbox {

// Each spoils the next `count` texts.
enum class ScannerFault {
  no_suffix,          // the text without its end
  split,              // byte by byte, 2 ms apart
  pause,              // 150 ms of rest in the middle
  too_long,           // grown to 4,297 characters
  control_character,  // a GS, as between the fields of a GS1 code, in the middle
  garbage,            // as many bytes that are no UTF-8
  unplug_mid_text,    // the text's first half, then a hang-up
};

struct ScannerStats {
  std::uint64_t bytes_in = 0;  // a scanner is told nothing
  std::uint64_t bytes_out = 0;
  std::uint32_t texts = 0;  // sent to their end
  std::uint32_t faults_spent = 0;
};

class ScannerLine {
 public:
  // A link at `path` to a new pseudo-terminal; its directory must exist.
  explicit ScannerLine(std::filesystem::path path);
  ~ScannerLine();
  ScannerLine(const ScannerLine&) = delete;
  ScannerLine& operator=(const ScannerLine&) = delete;

  const std::filesystem::path& path() const;

  // Somebody holds `text` under the scanner; sent after what is already being sent. An unplugged
  // scanner has no light.
  void scan(std::string_view text, std::string_view suffix = "\r");

  // Arming again replaces what was left; kUntilDisarmed never runs out.
  void arm(ScannerFault fault, int count = 1);
  void disarm();

  void unplug();  // the client sees a hang-up
  void replug();  // another port behind the same path

  ScannerStats stats() const;

 private:
  struct Far;
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
