// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences made into sound by espeak-ng, in this process. One a process, because espeak's state is
// the process's; all calls from one thread.
#pragma once

#include <optional>

#include "devices/voice_pace.h"
#include "kiosk/visit/page.h"

namespace devices {

// Traditional characters are read in Cantonese or in Mandarin, as the place speaks.
enum class TraditionalSpeech { cantonese, mandarin };

class EspeakSpeech {
 public:
  explicit EspeakSpeech(TraditionalSpeech traditional = TraditionalSpeech::cantonese);
  ~EspeakSpeech();
  EspeakSpeech(const EspeakSpeech&) = delete;
  EspeakSpeech& operator=(const EspeakSpeech&) = delete;

  // Samples a second; 0: espeak's data is not installed.
  [[nodiscard]] unsigned rate();
  // Whether this sentence can be said.
  [[nodiscard]] bool speaks(visit::Language language,
                            const visit::Utterance::Sentence& sentence) const;
  // Says it, with a pause at its end, `tempo` times as fast as the middle pace. A person's number
  // is said digit by digit. False once `take` has had enough.
  bool say(visit::Language language, const visit::Utterance::Sentence& sentence, double tempo,
           const TakeSound& take);

 private:
  [[nodiscard]] const char* voice_of(visit::Language language, std::string_view text) const;

  const TraditionalSpeech traditional_;
  const char* voice_ = nullptr;  // the one that espeak has
};

}  // namespace devices
