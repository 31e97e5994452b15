// SPDX-License-Identifier: GPL-3.0-or-later
// What the voice promises: it is heard, it stops, it goes as fast and as loud as it is asked to, it
// takes a recording before it makes sound itself, and it keeps a person's name to that person's
// ear.
#include "devices/sink_voice.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "tests/devices/ear.h"
#include "tests/devices/sample_pack.h"

namespace {

using devices::SinkVoice;
using devices::TraditionalSpeech;
using devices::VoicePack;
using ear::Ear;
using ear::EarSink;
using ear::kNoEnd;
using ear::Piece;
using sample_pack::Pack;
using sample_pack::Samples;
using sample_pack::tone;
using sample_pack::wav;
using visit::Language;
using visit::Secret;
using visit::Utterance;

constexpr unsigned kEspeak = 22'050;
constexpr unsigned kRecorded = 24'000;
// A recording at a rate that nothing else has: whoever hears it knows that all before it was said.
constexpr unsigned kEnd = 8'001;
constexpr const char* kEndKey = "test.end";

Utterance utterance(Language language, std::initializer_list<const char*> sentences) {
  Utterance said;
  said.language = language;
  said.loudness = 4;  // as it was made
  for (const char* text : sentences) said.sentences.push_back({"", Secret(text), false});
  return said;
}
Utterance zh() {
  return utterance(Language::zh_hans, {"qing3 ba3 shen1fen4zheng4 fang4dao4 ping2mu4 xia4mian5",
                                       "ping2fang4 zai4 liang4deng1 de5 ban3 shang5"});
}
Utterance en() {
  return utterance(Language::en, {"Put your ID card below the screen.",
                                  "Lay it flat on the lit plate, either side up."});
}
Utterance recorded(Language language, const char* key) {
  Utterance said = utterance(language, {});
  said.sentences.push_back({key, Secret("ni3hao3"), false});
  return said;
}
Utterance person(Language language = Language::zh_hans) {
  Utterance said = utterance(language, {"zhe4shi4 nin2 ma5?"});
  said.sentences.push_back({"", Secret("测试甲"), true});
  said.sentences.push_back({"", Secret("990***********1234"), true});
  return said;
}

// All that is heard of an utterance, by its pieces of one rate.
std::vector<Piece> hear(Utterance said, const Pack& pack,
                        TraditionalSpeech traditional = TraditionalSpeech::cantonese) {
  const std::string language(visit::code(said.language));
  pack.put(language, kEndKey, wav(Samples(1), kEnd).bytes());
  said.sentences.push_back({kEndKey, Secret("."), false});
  const auto heard = std::make_shared<Ear>();
  SinkVoice voice(std::make_unique<EarSink>(heard), VoicePack(pack.path()), traditional);
  voice.say(std::move(said));
  REQUIRE(heard->begun_at(kEnd));
  auto pieces = heard->pieces();
  pieces.pop_back();
  return pieces;
}
std::vector<Piece> hear(Utterance said) { return hear(std::move(said), Pack()); }

// The only piece.
Piece hear_one(Utterance said, const Pack& pack = Pack(),
               TraditionalSpeech traditional = TraditionalSpeech::cantonese) {
  auto pieces = hear(std::move(said), pack, traditional);
  REQUIRE(pieces.size() == 1);
  return std::move(pieces.front());
}

// espeak breathes a little: the same words differ by a few samples.
bool same_length(std::size_t one, std::size_t other) {
  return (one > other ? one - other : other - one) < kEspeak / 50;
}

// How often the sound goes from below to above in a second.
double hertz(const Piece& piece, std::size_t samples) {
  double up = 0;
  for (std::size_t i = 1; i < samples; ++i) {
    if (piece.samples[i - 1] < 0 && piece.samples[i] >= 0) ++up;
  }
  return up * piece.rate / static_cast<double>(samples);
}

}  // namespace

TEST_CASE("each language is heard: more than half a second, and not silence") {
  for (const bool chinese : {true, false}) {
    const Piece heard = hear_one(chinese ? zh() : en());
    INFO((chinese ? "zh" : "en"));
    CHECK(heard.rate == kEspeak);
    CHECK(heard.samples.size() > heard.rate / 2);
    CHECK(heard.peak() > 1000);
  }
  CHECK(hear_one(utterance(Language::zh_hant, {"請把身份證放到屏幕下面"})).peak() > 1000);
  // Negative control: no sentence, no sample.
  CHECK(hear(utterance(Language::en, {})).empty());
}

TEST_CASE("hush ends the words within the 20 ms under way; without it they go on") {
  const std::size_t fifth = kEspeak / 5;
  for (const bool hushed : {true, false}) {
    const auto heard = std::make_shared<Ear>(fifth);
    SinkVoice voice(std::make_unique<EarSink>(heard));
    voice.say(zh());
    REQUIRE(heard->full());
    const std::size_t before = heard->taken();
    CHECK(before >= fifth);
    if (hushed) {
      voice.hush();
      heard->open(kNoEnd);
      REQUIRE(heard->stopped(2));  // one stop clears the way for say(), the second is hush()
      CHECK(heard->taken() - before <= kEspeak / 50);
    } else {
      heard->open(fifth * 3);
      REQUIRE(heard->full());
      CHECK(heard->taken() - before > kEspeak / 50);
      heard->open(kNoEnd);
    }
    CHECK(heard->largest() <= kEspeak / 50);
  }
}

TEST_CASE("hush ends a recording as soon, at any pace") {
  const Pack pack;
  pack.put("en", "a.phrase", wav(tone(300, 5, kRecorded)).bytes());
  for (int pace = 0; pace < visit::kLevels; ++pace) {
    const auto heard = std::make_shared<Ear>(kRecorded / 5);
    SinkVoice voice(std::make_unique<EarSink>(heard), VoicePack(pack.path()));
    Utterance said = recorded(Language::en, "a.phrase");
    said.pace = pace;
    voice.say(std::move(said));
    REQUIRE(heard->full());
    const std::size_t before = heard->taken();
    voice.hush();
    heard->open(kNoEnd);
    REQUIRE(heard->stopped(2));
    CHECK(heard->taken() - before <= kRecorded / 50);
    CHECK(heard->largest() <= kRecorded / 50);
  }
}

TEST_CASE("a new utterance replaces the old one, and is said whole") {
  const std::size_t alone = hear_one(en()).samples.size();
  const Pack pack;
  pack.put("en", kEndKey, wav(Samples(1), kEnd).bytes());
  const auto heard = std::make_shared<Ear>(kEspeak / 5);
  SinkVoice voice(std::make_unique<EarSink>(heard), VoicePack(pack.path()));
  voice.say(zh());
  REQUIRE(heard->full());
  const std::size_t before = heard->taken();
  Utterance next = en();
  next.sentences.push_back({kEndKey, Secret("."), false});
  voice.say(std::move(next));
  heard->open(kNoEnd);
  REQUIRE(heard->begun_at(kEnd));
  const auto pieces = heard->pieces();
  REQUIRE(pieces.size() == 3);
  CHECK(same_length(pieces[1].samples.size(), alone));
  CHECK(pieces[0].samples.size() - before <= kEspeak / 50);
}

TEST_CASE("say and hush return while the sink is waiting") {
  const auto heard = std::make_shared<Ear>(0);
  SinkVoice voice(std::make_unique<EarSink>(heard));
  voice.say(zh());
  REQUIRE(heard->full());
  voice.say(en());
  voice.hush();
  CHECK(heard->taken() == 0);  // still waiting: nobody waited with it
  heard->open(kNoEnd);
  CHECK(heard->stopped(2));
}

TEST_CASE("personal sentences are said only where they were asked for") {
  const std::size_t hall = hear_one(person()).samples.size();
  const std::size_t nobody =
      hear_one(utterance(Language::zh_hans, {"zhe4shi4 nin2 ma5?"})).samples.size();
  Utterance asked = person();
  asked.personal_too = true;
  CHECK(same_length(hall, nobody));
  // Negative control: a name and eight digits take their time.
  CHECK(hear_one(std::move(asked)).samples.size() > hall + kEspeak);
}

TEST_CASE("a recording is said before espeak is asked, and espeak says what has none") {
  const Pack pack;
  const Samples words = tone(300, 0.5, kRecorded);
  pack.put("en", "a.phrase", wav(words).bytes());
  const Piece heard = hear_one(recorded(Language::en, "a.phrase"), pack);
  CHECK(heard.rate == kRecorded);
  // Sample by sample, then a pause.
  REQUIRE(heard.samples.size() == words.size() + kRecorded * 3 / 10);
  CHECK(std::equal(words.begin(), words.end(), heard.samples.begin()));
  CHECK(std::all_of(heard.samples.begin() + static_cast<std::ptrdiff_t>(words.size()),
                    heard.samples.end(), [](auto sample) { return sample == 0; }));

  for (const char* key : {"another.phrase", ""}) {
    const Piece made = hear_one(recorded(Language::en, key), pack);
    CHECK(made.rate == kEspeak);
    CHECK(made.peak() > 1000);
  }
  // A pack speaks its own language only.
  CHECK(hear_one(recorded(Language::zh_hans, "a.phrase"), pack).rate == kEspeak);
}

TEST_CASE("a recording that is damaged or of another kind is not begun: espeak says the phrase") {
  const std::string good = wav(tone(300, 0.5, kRecorded)).bytes();
  auto stereo = wav(tone(300, 0.5, kRecorded));
  stereo.channels = 2;
  for (const std::string& bad : {good.substr(0, good.size() / 2), good.substr(0, 30), std::string(),
                                 std::string("ID3 not a WAV"), stereo.bytes()}) {
    const Pack pack;
    pack.put("en", "a.phrase", bad);
    CHECK(hear_one(recorded(Language::en, "a.phrase"), pack).rate == kEspeak);
  }
}

TEST_CASE("sentences of several rates follow one another") {
  const Pack pack;
  pack.put("en", "first", wav(tone(300, 0.2, kRecorded)).bytes());
  pack.put("en", "third", wav(tone(300, 0.2, 16'000), 16'000).bytes());
  Utterance said = recorded(Language::en, "first");
  said.sentences.push_back({"second", Secret("Hello."), false});
  said.sentences.push_back({"third", Secret("Hello."), false});
  const auto pieces = hear(std::move(said), pack);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0].rate == kRecorded);
  CHECK(pieces[1].rate == kEspeak);
  CHECK(pieces[2].rate == 16'000);
}

TEST_CASE("what is not recorded of Uyghur is made, as in every other language") {
  const Pack pack;
  pack.put("ug", "a.phrase", wav(tone(300, 0.2, kRecorded)).bytes());
  Utterance said = recorded(Language::ug, "not.recorded");
  said.sentences.push_back({"a.phrase", Secret("."), false});
  const auto pieces = hear(std::move(said), pack);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces.front().rate == kEspeak);
  CHECK(pieces.back().rate == kRecorded);
}

TEST_CASE("without a device there is silence, and the voice knows; one that comes later is heard") {
  const auto heard = std::make_shared<Ear>();
  heard->plug(false);
  SinkVoice voice(std::make_unique<EarSink>(heard));
  CHECK(voice.audible());  // nothing was to be said
  voice.say(en());
  REQUIRE(heard->refused(1));
  voice.hush();
  REQUIRE(heard->stopped(2));
  CHECK(heard->pieces().empty());
  CHECK_FALSE(voice.audible());
  heard->plug(true);
  voice.say(en());
  REQUIRE(heard->begun(1));
  voice.hush();
  REQUIRE(heard->stopped(4));
  CHECK(voice.audible());
}

TEST_CASE("each level is louder than the one below, the loudest as it was made, and none clips") {
  const Pack pack;
  pack.put("en", "a.phrase", wav(tone(300, 0.2, kRecorded, 32'767)).bytes());
  for (const bool made : {true, false}) {
    int before = 0;
    for (int level = 0; level < visit::kLevels; ++level) {
      Utterance said = made ? en() : recorded(Language::en, "a.phrase");
      said.loudness = level;
      const int peak = hear_one(std::move(said), pack).peak();
      INFO((made ? "espeak" : "recorded") << " at " << level << ": " << peak);
      // A step of 4 dB: one that can be heard.
      CHECK(peak > before * 1.4);
      before = peak;
    }
    if (!made) CHECK(before == 32'767);
  }
}

TEST_CASE("each pace is faster than the one below, and a recording keeps its pitch") {
  const Pack pack;
  constexpr double kPitch = 220, kSeconds = 2;
  pack.put("en", "a.phrase", wav(tone(kPitch, kSeconds, kRecorded)).bytes());
  for (const bool made : {true, false}) {
    std::size_t before = kNoEnd;
    for (int pace = 0; pace < visit::kLevels; ++pace) {
      Utterance said = made ? en() : recorded(Language::en, "a.phrase");
      said.pace = pace;
      const Piece heard = hear_one(std::move(said), pack);
      INFO((made ? "espeak" : "recorded") << " at " << pace << ": " << heard.samples.size());
      CHECK(heard.samples.size() * 11 / 10 < before);
      before = heard.samples.size();
      if (!made) CHECK(hertz(heard, kRecorded) == Approx(kPitch).epsilon(0.03));
    }
  }
  // Negative control: one that is only played faster sings higher.
  const Piece higher{kRecorded, tone(kPitch, kSeconds, kRecorded / 2)};
  CHECK(hertz(higher, kRecorded) != Approx(kPitch).epsilon(0.03));
}

TEST_CASE("traditional characters are read in Cantonese, or in Mandarin where the place says so") {
  const char* words = "請把身份證放到屏幕下面";
  const auto said = [words](Language language) { return utterance(language, {words}); };
  const Piece mandarin = hear_one(said(Language::zh_hans));
  const Piece cantonese = hear_one(said(Language::zh_hant));
  const Piece in_mandarin = hear_one(said(Language::zh_hant), Pack(), TraditionalSpeech::mandarin);
  CHECK_FALSE(same_length(cantonese.samples.size(), mandarin.samples.size()));
  CHECK(same_length(in_mandarin.samples.size(), mandarin.samples.size()));
}

TEST_CASE("a Chinese name is read in Chinese on an English page, too") {
  const auto said = [](Language language) { return utterance(language, {"测试甲"}); };
  CHECK(same_length(hear_one(said(Language::en)).samples.size(),
                    hear_one(said(Language::zh_hans)).samples.size()));
  // Negative control: what is English stays English.
  Utterance en_digits = utterance(Language::en, {"990"});
  Utterance zh_digits = utterance(Language::zh_hans, {"990"});
  CHECK_FALSE(same_length(hear_one(std::move(en_digits)).samples.size(),
                          hear_one(std::move(zh_digits)).samples.size()));
}
