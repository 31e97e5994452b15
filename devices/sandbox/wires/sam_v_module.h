// SPDX-License-Identifier: GPL-3.0-or-later
// The SAM_V behind its frames: find, select, read, and the card they need at each step. It knows no
// line and no clock: it says how long a request keeps it busy, and at the end what it answers. Not
// thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "devices/sandbox/wires/faults.h"
#include "devices/sandbox/wires/sam_v_frame.h"
#include "devices/sandbox/wires/sam_v_line.h"

namespace sandbox {

using SamVFaults = Faults<SamVFault, SamVCommand>;

class SamVModule {
 public:
  SamVModule(SamVFaults& faults, SamVTiming timing) : faults_(faults), timing_(timing) {}

  void set_timing(SamVTiming timing) { timing_ = timing; }
  void power_up();  // as after power came, or command 10 FF

  void lay(Card card);
  void lift();
  void stage(Card card) { staged_ = std::move(card); }

  struct Answer {
    SamVStatus status;
    Bytes data;
    std::optional<int> baud;  // what the line's speed becomes after this answer
  };

  // How long the request keeps the module busy; finish() then gives its answer.
  std::chrono::microseconds begin(const SamVRequest& request);
  Answer finish(const SamVRequest& request);
  // Whether the request under way is one that a lifted card ends at once.
  bool needs_card(const SamVRequest& request) const;

  std::uint32_t cards_read() const { return cards_read_; }

 private:
  enum class State { idle, found, selected };
  struct Laid {
    std::uint64_t number;  // one of its own for every card laid down
    Card card;
  };

  Answer find();
  Answer select();
  Answer read(SamVCommand command);
  Answer read_address();
  const Laid* only_resident() const;
  const ResidentCard* selected_card() const;
  ResidentCard as_read(const ResidentCard& card);

  SamVFaults& faults_;
  SamVTiming timing_;
  std::vector<Laid> laid_;
  std::optional<Card> staged_;
  State state_ = State::idle;
  std::uint64_t last_number_ = 0;
  std::uint64_t held_ = 0;    // the card found or selected
  std::uint64_t served_ = 0;  // the card last read: not found again before it has left
  bool pull_ = false;         // the request under way loses its card
  std::uint32_t cards_read_ = 0;
};

}  // namespace sandbox
