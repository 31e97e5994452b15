// SPDX-License-Identifier: GPL-3.0-or-later
// What the device threads and the channel share: what is wanted, what is known of the card, who may
// use the air, and whether the threads still move. Every function is safe on any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "devices/reader/card_watch.h"
#include "devices/reader/desk_watch.h"

namespace devices::reader {

enum class Part { module, antenna, scanner, thermometer };

class Session {
 public:
  using Round = CardWatch::Round;
  using Orders = std::uint64_t;
  // Carries reports away, in order; called with the session locked, must not wait.
  using Send = std::function<void(const Report&)>;

  explicit Session(Send send) : send_(std::move(send)) {}

  // From the channel.
  void start(const Start& start);
  void stop();
  void leave();
  // Tells that this process lives, unless a device thread has overstayed the time it asked for.
  void beat();

  // To the device threads.
  // The round in which this is wanted; none while something else is, or nothing.
  [[nodiscard]] std::optional<Round> wanted(visit::Wanted what);
  // The last of the desk.
  [[nodiscard]] Sitting sitting();
  [[nodiscard]] bool leaving();
  // How often somebody began or ceased to want something.
  [[nodiscard]] Orders orders();
  // Waits until that has happened more often than `seen`, which was asked for before what is
  // wanted, or until it is time to leave; at most for `time`.
  void pause(Milliseconds time, Orders seen);
  // Two fields at once disturb each other: whoever holds this may switch its own on.
  [[nodiscard]] std::unique_lock<std::mutex> air() { return std::unique_lock(air_); }
  // "I am back within this time." The next promise replaces it.
  void promise(Part part, Milliseconds time);

  void set_state(Part part, DeviceState state);
  void module_found(Round round);
  void module_empty(Round round);
  void module_failed(Round round, visit::CardTrouble trouble);
  void module_read(Round round, visit::Identity identity);
  void antenna_saw(Round round, Sighting seen);
  // What lies at the desk: what the antenna saw, and whether the module found a card.
  void desk_seen(Round round, Lying lying);
  void desk_found(Round round, bool card);
  // A scan or a reading of a round that is over is nobody's.
  void scanned(Round round, visit::Secret text);
  void scan_failed(Round round, visit::ScanTrouble trouble);
  void measured(Round round, int tenths);
  // Whether this card's trouble has been told already.
  [[nodiscard]] bool told();
  // Whether a card lay on the antenna when it last looked.
  [[nodiscard]] bool antenna_sees();

 private:
  void send_all(const CardWatch::Reports& reports);
  void send_beat();
  [[nodiscard]] DeviceState& state_of(Part part);

  const Send send_;
  std::mutex air_;
  std::mutex mutex_;
  std::condition_variable changed_;
  CardWatch watch_;
  DeskWatch desk_;
  Beat state_;
  std::array<Instant, 4> due_{Instant::max(), Instant::max(), Instant::max(), Instant::max()};
  Orders orders_ = 0;
  bool antenna_sees_ = false;
  bool leaving_ = false;
};

}  // namespace devices::reader
