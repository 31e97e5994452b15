// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's voice: a recording where the pack has one, else espeak-ng, into a Sink, on one thread
// of its own. say() and hush() return at once from any thread; after either, the old words end
// within 100 ms. Where nothing can be heard it is silent: all it says stands on the page as well,
// which is the caption of every sentence.
#pragma once

#include <memory>

#include "devices/espeak_speech.h"
#include "devices/sink.h"
#include "devices/voice_pack.h"
#include "kiosk/visit/page.h"
#include "kiosk/visit/ports.h"

namespace devices {

class SinkVoice final : public visit::Voice {
 public:
  // One a process, as espeak is.
  explicit SinkVoice(std::unique_ptr<Sink> sink, VoicePack pack = VoicePack(),
                     TraditionalSpeech traditional = TraditionalSpeech::cantonese);
  ~SinkVoice() override;
  SinkVoice(const SinkVoice&) = delete;
  SinkVoice& operator=(const SinkVoice&) = delete;

  void say(visit::Utterance utterance) override;
  void hush() override;
  // Whether the last sentence it came to could be heard: false without a sound device, or where the
  // sentence's language has neither a recording of it nor a synthetic voice. Any thread.
  [[nodiscard]] bool audible() const override;

 private:
  class Speech;
  std::unique_ptr<Speech> speech_;
};

}  // namespace devices
