// SPDX-License-Identifier: GPL-3.0-or-later
// An ALSA playback device, 100 ms ahead at most. It is opened anew as long as it is not there, so
// headphones that come later are heard; no device is waited for longer than half a second.
#pragma once

#include <memory>
#include <string>

#include "devices/sink.h"

namespace devices {

class AlsaSink final : public Sink {
 public:
  explicit AlsaSink(std::string device = "default");
  ~AlsaSink() override;
  AlsaSink(const AlsaSink&) = delete;
  AlsaSink& operator=(const AlsaSink&) = delete;

  bool begin(unsigned rate) override;
  bool write(std::span<const std::int16_t> samples) override;
  void stop() override;

 private:
  class Device;
  const std::string name_;
  std::unique_ptr<Device> device_;
};

}  // namespace devices
