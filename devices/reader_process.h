// SPDX-License-Identifier: GPL-3.0-or-later
// The readers of cards, badges, papers and temperatures as the visit sees them: keeps a
// `kiosk-reader` alive and carries its messages (docs/wire.md §3). libnfc may crash and devices may
// hang in there; a new child reads on. start() and stop() may be called from any thread and never
// wait; events are posted from a thread of its own.
#pragma once

#include <chrono>
#include <memory>

#include "devices/reader_child.h"
#include "kiosk/visit/ports.h"

namespace devices {

class ReaderProcess : public visit::Reader {
 public:
  // A child without a beat for this long is killed.
  static constexpr std::chrono::seconds kSilence{3};
  // Deaths within a minute: each doubles the wait before the next child, from the first to the
  // last; the fifth is out of order, until a child has lived for kRecovered without being asked to
  // read.
  static constexpr std::chrono::milliseconds kFirstWait{200};
  static constexpr std::chrono::milliseconds kLastWait{5000};
  static constexpr int kDeathsOutOfOrder = 5;
  static constexpr std::chrono::seconds kRecovered{5};

  ReaderProcess(ReaderCommand command, visit::Post post);
  // Ends the child; waits for it for a second at most.
  ~ReaderProcess() override;

  void start(visit::Ticket ticket, visit::Wanted wanted) override;
  void stop() override;

  // How many children have died so far: a figure for the technician.
  [[nodiscard]] int deaths() const;

 private:
  class Supervisor;
  std::unique_ptr<Supervisor> supervisor_;
};

}  // namespace devices
