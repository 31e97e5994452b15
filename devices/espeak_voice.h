// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's voice: espeak-ng in this process, on one thread of its own, into a Sink. say() and
// hush() return at once from any thread; after either, the old words end within 100 ms. Where
// nothing can be heard it is silent and says so to nobody. One voice a process: espeak is global.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "kiosk/visit/page.h"
#include "kiosk/visit/ports.h"

namespace devices {

// Where sound goes: mono, 16 bit. Called by the voice's thread only.
class Sink {
 public:
  virtual ~Sink() = default;
  // Samples of `rate` a second follow. False: there is nothing to hear with.
  virtual bool begin(unsigned rate) = 0;
  // Takes at most 20 ms of sound; waits while a device has enough to play. False: the device went
  // away, the rest of the utterance is not written.
  virtual bool write(std::span<const std::int16_t> samples) = 0;
  // Silence now; what was written and not yet heard is dropped. Also without a begin().
  virtual void stop() = 0;
};

// An ALSA playback device, 100 ms ahead at most. It is opened anew as long as it is not there, so
// headphones that come later are heard; no device is waited for longer than half a second.
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

class EspeakVoice final : public visit::Voice {
 public:
  // `private_ear`: only the person hears it, as with a headset; personal sentences are said then.
  explicit EspeakVoice(std::unique_ptr<Sink> sink, bool private_ear = false);
  ~EspeakVoice() override;
  EspeakVoice(const EspeakVoice&) = delete;
  EspeakVoice& operator=(const EspeakVoice&) = delete;

  void say(visit::Utterance utterance) override;
  void hush() override;

 private:
  class Speech;
  std::unique_ptr<Speech> speech_;
};

}  // namespace devices
