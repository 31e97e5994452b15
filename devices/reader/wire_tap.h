// SPDX-License-Identifier: GPL-3.0-or-later
// Stands between a serial reader and whoever drives it, our own line or libnfc, and tells a sink
// all that is said. Carries bytes unchanged, follows the speed that the driver sets, and hangs up
// when the device goes. Its own thread does so and calls the sink; the rest is for one other.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "devices/reader/serial_line.h"
#include "devices/reader/wire_mask.h"

namespace devices::reader {

class WireTap {
 public:
  // A chunk as it came, `at` on the machine's clock. Called in the order of what was said; what it
  // is given is personal.
  using Sink = std::function<void(Direction, Instant at, std::span<const std::uint8_t>)>;

  // `link` names a file in a directory that is this user's alone: from there the driver opens the
  // line while the device is there. Takes the device for this process alone.
  WireTap(std::string device, std::filesystem::path link, Sink sink);
  ~WireTap();
  WireTap(const WireTap&) = delete;
  WireTap& operator=(const WireTap&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return link_; }

 private:
  // Bytes that were read and not yet passed on.
  struct Lane {
    Direction direction;
    std::vector<std::uint8_t> waiting;
  };

  void live();
  bool plug();
  void unplug();
  // False when the device has gone.
  bool carry();
  bool fill(Lane& lane, int from);
  void empty(Lane& lane, int to);
  void follow_speed();

  const std::string device_;
  const std::filesystem::path link_;
  const Sink sink_;

  std::unique_ptr<SerialLine> line_;
  Descriptor master_;
  // Held open: the settings outlive each driver, and the master sees no hang-up between two.
  Descriptor slave_;
  unsigned speed_ = 0;  // termios' name of what the driver set last
  Lane to_device_{Direction::to_device, {}};
  Lane to_host_{Direction::to_host, {}};

  Descriptor wake_;     // an eventfd: rung by the destructor
  std::thread thread_;  // last: it uses everything above
};

}  // namespace devices::reader
