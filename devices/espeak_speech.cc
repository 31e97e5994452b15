// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/espeak_speech.h"

#include <espeak-ng/speak_lib.h>

#include <atomic>
#include <cassert>
#include <cmath>
#include <vector>

namespace devices {

namespace {

// Words a minute at the middle pace. espeak's own 175 is brisk for somebody who hears this voice
// the first time.
constexpr double kWordsAMinute = 140;

// espeak's voice "cmn" of 1.51 takes Chinese characters for English letters (espeak-ng issues #1028
// and #1236); this one reads pinyin with tone numbers, and characters without regard to their word.
constexpr const char* kMandarin = "cmn-latn-pinyin";
// Reads characters with regard to their word.
constexpr const char* kCantonese = "yue";
constexpr const char* kEnglish = "en";
constexpr const char* kUyghur = "ug";

// Once a process: espeak_Terminate() of 1.51 waits for ever for its own idle thread when espeak was
// begun a second time.
unsigned begin_espeak() {
  // Synchronous: espeak's other mode copies the words to a thread of its own, out of our reach.
  static const int rate =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  return rate > 0 ? static_cast<unsigned>(rate) : 0;
}

// Whether UTF-8 has a Chinese character: U+3400-9FFF, or beyond the basic plane from U+20000 on.
bool has_han(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if ((lead == 0xE3 && next >= 0x90) || (lead >= 0xE4 && lead <= 0xE9) ||
        (lead == 0xF0 && next >= 0xA0)) {
      return true;
    }
  }
  return false;
}

// A sentence as espeak takes it: ended by a NUL; a person's number digit by digit, and the stars
// that hide its middle as a rest. Wiped when it dies.
class Spelt {
 public:
  explicit Spelt(const visit::Utterance::Sentence& sentence) {
    const std::string_view text = sentence.text.reveal();
    bytes_.reserve(2 * text.size() + 1);  // no second buffer is left behind unwiped
    char before = 0;
    for (const char byte : text) {
      if (sentence.personal && byte == '*') {
        if (before != '*') bytes_.push_back(',');
      } else {
        bytes_.push_back(byte);
      }
      if (sentence.personal && byte >= '0' && byte <= '9') bytes_.push_back(' ');
      before = byte;
    }
    bytes_.push_back(0);
  }
  ~Spelt() { visit::wipe(bytes_.data(), bytes_.size()); }
  Spelt(const Spelt&) = delete;
  Spelt& operator=(const Spelt&) = delete;

  [[nodiscard]] const char* text() const { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<char> bytes_;
};

// One sentence under way, as espeak's callback meets it.
struct Taking {
  const TakeSound& take;
  bool wanted = true;
};

// espeak hands out what it made; 1 makes it stop.
int on_samples(short* samples, int count, espeak_EVENT* events) {
  if (samples == nullptr || count <= 0) return 0;
  auto* taking = static_cast<Taking*>(events->user_data);
  taking->wanted = taking->wanted && taking->take({samples, static_cast<std::size_t>(count)});
  return taking->wanted ? 0 : 1;
}

std::atomic<bool> speaking{false};

}  // namespace

EspeakSpeech::EspeakSpeech(TraditionalSpeech traditional) : traditional_(traditional) {
  const bool another = speaking.exchange(true);
  assert(!another);
  (void)another;
}

EspeakSpeech::~EspeakSpeech() { speaking = false; }

unsigned EspeakSpeech::rate() { return begin_espeak(); }

const char* EspeakSpeech::voice_of(visit::Language language, std::string_view text) const {
  switch (language) {
    case visit::Language::zh_hans:
      return kMandarin;
    case visit::Language::zh_hant:
      return traditional_ == TraditionalSpeech::cantonese ? kCantonese : kMandarin;
    case visit::Language::en:
      // A Chinese name on an English page: the English voice would say "Chinese letter".
      return has_han(text) ? kMandarin : kEnglish;
    case visit::Language::ug:
      // As above: the Uyghur voice knows no characters.
      return has_han(text) ? kMandarin : kUyghur;
  }
  return nullptr;
}

bool EspeakSpeech::speaks(visit::Language language,
                          const visit::Utterance::Sentence& sentence) const {
  return begin_espeak() > 0 && voice_of(language, sentence.text.reveal()) != nullptr;
}

bool EspeakSpeech::say(visit::Language language, const visit::Utterance::Sentence& sentence,
                       double tempo, const TakeSound& take) {
  if (!speaks(language, sentence)) return true;
  const char* voice = voice_of(language, sentence.text.reveal());
  if (voice != voice_) {
    voice_ = nullptr;
    if (espeak_SetVoiceByName(voice) != EE_OK) return true;
    voice_ = voice;
  }
  espeak_SetParameter(espeakRATE, static_cast<int>(std::lround(kWordsAMinute * tempo)), 0);
  espeak_SetSynthCallback(on_samples);
  const Spelt spelt(sentence);
  Taking taking{take};
  // The pause at a sentence's end also lets a device play out before it runs dry.
  espeak_Synth(spelt.text(), spelt.size(), 0, POS_CHARACTER, 0, espeakCHARS_UTF8 | espeakENDPAUSE,
               nullptr, &taking);
  return taking.wanted;
}

}  // namespace devices
