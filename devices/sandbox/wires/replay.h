// SPDX-License-Identifier: GPL-3.0-or-later
// A far end that says what a recorded device said (docs/wire.md section 10), as long as the host
// says what the recorded host said. Hidden bytes of the host may be any; those of the device are
// zeros or what a filler gives, with the frame's check byte made right. It owns the thread it
// answers from; every function here may be called from any other thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

enum class ReplayPace {
  none,      // every answer at once
  recorded,  // after the pauses of the recording, and at the line's speed: never sooner than then
};

class Replay {
 public:
  // What stands for a line's hidden bytes, of which there are `count` without the check byte. What
  // it does not give is zero.
  using Filler = std::function<Bytes(std::size_t count)>;

  // A link at `path` to a new pseudo-terminal; its directory must exist. None when the text is no
  // recording.
  static std::unique_ptr<Replay> open(std::filesystem::path path, std::string_view recording,
                                      ReplayPace pace = ReplayPace::none, Filler filler = nullptr);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  const std::filesystem::path& path() const;

  // Whether the host has said nothing else so far. A host that did is not answered any more.
  bool followed() const;
  // Lines that are done with, and whether that is all of them. What the host says beyond is not
  // answered.
  std::size_t position() const;
  bool finished() const;

  void unplug();  // the client sees a hang-up; the replay stands still

 private:
  struct Far;
  explicit Replay(std::unique_ptr<Far> far);
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
