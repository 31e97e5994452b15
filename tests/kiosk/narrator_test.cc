// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/narrator.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

namespace kiosk {

namespace {

using visit::Button;
using visit::Language;
using visit::Page;
using visit::PageId;
using visit::Secret;
using visit::Words;

// What is said, an utterance a string; "-" for a hush.
struct Transcript final : visit::Voice {
  void say(visit::Utterance spoken) override {
    std::string words;
    for (const auto& sentence : spoken.sentences) {
      if (sentence.personal && !spoken.personal_too) continue;
      words += (words.empty() ? "" : " ") + std::string(sentence.text.reveal());
    }
    said.push_back(words);
    pace = spoken.pace;
  }
  void hush() override { said.emplace_back("-"); }

  std::vector<std::string> take() { return std::exchange(said, {}); }
  std::vector<std::string> said;
  int pace = -1;
};
using Said = std::vector<std::string>;

Words words(const std::string& text) {
  Words words;
  words.key = "a.key";
  words.text = Secret(text);
  words.spoken = Secret(text);
  return words;
}

Page page(PageId id, const std::string& title) {
  Page page;
  page.id = id;
  page.look.aloud = true;
  page.title = words(title);
  page.band.text_size = words("size standard");
  page.band.contrast = words("contrast standard");
  page.band.listen = words("listen");
  page.band.language = words("language");
  return page;
}

Page sound_page(const std::string& pace) {
  Page now = page(PageId::sound, "sound");
  now.blocks.emplace_back(visit::block::Stepper{words("pace"), words(pace), Button::slower,
                                                Button::faster, words("slower"), words("faster")});
  now.actions.push_back({Button::names_aloud, visit::Icon::none, words("names too"), false});
  return now;
}

struct Bench {
  Transcript voice;
  Narrator narrator{voice};
};

}  // namespace

TEST_CASE("nothing is said unless it was asked for") {
  Bench bench;
  Page silent = page(PageId::welcome, "hello");
  silent.look.aloud = false;
  bench.narrator.follow(silent);
  bench.narrator.pressed(Button::text_size);
  bench.narrator.follow(silent);
  bench.narrator.focused(silent, Button::text_size);
  bench.narrator.touched();
  CHECK(bench.voice.take().empty());
  bench.narrator.follow(page(PageId::welcome, "hello"));
  CHECK(bench.voice.take() == Said{"hello"});
}

TEST_CASE("a page is said when it comes, once, and again in another language") {
  Bench bench;
  bench.narrator.follow(page(PageId::welcome, "hello"));
  CHECK(bench.voice.take() == Said{"hello"});
  Page later = page(PageId::welcome, "hello");
  later.clock = "10:43";
  bench.narrator.follow(later);
  CHECK(bench.voice.take().empty());
  bench.narrator.follow(page(PageId::consent, "agree?"));
  CHECK(bench.voice.take() == Said{"agree?"});
  Page english = page(PageId::consent, "agree?");
  english.look.language = Language::en;
  bench.narrator.follow(english);
  CHECK(bench.voice.take() == Said{"agree?"});
}

TEST_CASE("a page whose title, lead or verdict changed is another page to somebody who listens") {
  Bench bench;
  bench.narrator.follow(page(PageId::held, "paper is out"));
  bench.narrator.follow(page(PageId::held, "paper is stuck"));
  Page led = page(PageId::held, "paper is stuck");
  led.lead = words("somebody comes");
  bench.narrator.follow(led);
  CHECK(bench.voice.take() ==
        Said{"paper is out", "paper is stuck", "paper is stuck somebody comes"});
  // Negative control: the same words are the same page.
  bench.narrator.follow(led);
  CHECK(bench.voice.take().empty());
  // Title and lead that change places are not the same words.
  Page turned = page(PageId::held, "somebody comes");
  turned.lead = words("paper is stuck");
  bench.narrator.follow(turned);
  CHECK(bench.voice.take() == Said{"somebody comes paper is stuck"});
}

TEST_CASE("a page is said again whenever that is asked for") {
  Bench bench;
  Page now = page(PageId::consent, "agree?");
  bench.narrator.follow(now);
  bench.narrator.pressed(Button::hear_again);
  ++now.reading;
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"agree?", "-", "agree?"});
}

TEST_CASE("the warning of an idle visit is said, its seconds are not") {
  Bench bench;
  bench.narrator.follow(page(PageId::consent, "agree?"));
  for (int left = 30; left > 0; --left) {
    Page idle = page(PageId::idle, "are you still there?");
    idle.blocks.emplace_back(visit::block::Countdown{left, 30, words("seconds")});
    bench.narrator.follow(idle);
  }
  bench.narrator.follow(page(PageId::consent, "agree?"));
  CHECK(bench.voice.take() == Said{"agree?", "are you still there?", "agree?"});
}

TEST_CASE("a press ends what is said, and so does a touch and whoever wants to hear no more") {
  Bench bench;
  bench.narrator.pressed(Button::agree);
  CHECK(bench.voice.take().empty());
  bench.narrator.follow(page(PageId::welcome, "hello"));
  bench.narrator.pressed(Button::agree);
  bench.narrator.touched();
  CHECK(bench.voice.take() == Said{"hello", "-", "-"});
  Page silent = page(PageId::welcome, "hello");
  silent.look.aloud = false;
  bench.narrator.follow(silent);
  CHECK(bench.voice.take() == Said{"-"});
  bench.narrator.follow(silent);
  bench.narrator.pressed(Button::agree);
  CHECK(bench.voice.take().empty());
}

TEST_CASE("a press that changed a setting says how it stands now, at the new pace, and no more") {
  Bench bench;
  Page now = page(PageId::consent, "agree?");
  bench.narrator.follow(now);
  bench.voice.take();
  bench.narrator.pressed(Button::text_size);
  now.look.size = 1;
  now.band.text_size = words("size large");
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"-", "size large"});
  bench.narrator.follow(now);  // the next second
  CHECK(bench.voice.take().empty());

  bench.narrator.follow(sound_page("slow"));
  bench.voice.take();
  bench.narrator.pressed(Button::slower);
  Page slower = sound_page("slowest");
  slower.look.pace = 0;
  bench.narrator.follow(slower);
  CHECK(bench.voice.take() == Said{"-", "slowest"});
  CHECK(bench.voice.pace == 0);
  // At its end, too: the page is the same, the press was heard.
  bench.narrator.pressed(Button::slower);
  bench.narrator.follow(slower);
  CHECK(bench.voice.take() == Said{"-", "slowest"});
}

TEST_CASE("a press that leaves the page says what has become of its button") {
  Bench bench;
  Page now = page(PageId::consent, "agree?");
  now.help = words("get help");
  bench.narrator.follow(now);
  bench.voice.take();
  bench.narrator.pressed(Button::help);
  now.help = words("help is coming");
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"-", "help is coming"});

  Page sound = sound_page("slow");
  bench.narrator.follow(sound);
  bench.voice.take();
  bench.narrator.pressed(Button::names_aloud);
  sound.actions[0].words = words("no names");
  bench.narrator.follow(sound);
  CHECK(bench.voice.take() == Said{"-", "no names"});
}

TEST_CASE("a key says what it has come to: a choice with its second line, a setting as it stands") {
  Bench bench;
  Page now = sound_page("slow");
  now.blocks.emplace_back(visit::block::Choice{Button::check_code, visit::Icon::none,
                                               words("see my code"), words("with my card"), true});
  now.back = words("back");
  bench.narrator.follow(now);
  bench.voice.take();
  for (const Button button : {Button::check_code, Button::slower, Button::names_aloud, Button::back,
                              Button::text_size, Button::listen, Button::language}) {
    bench.narrator.focused(now, button);
  }
  CHECK(bench.voice.take() == Said{"see my code with my card", "slower slow", "names too", "back",
                                   "size standard", "listen", "language"});
  bench.narrator.focused(now, words("next page"));
  CHECK(bench.voice.take() == Said{"next page"});
  // The page is still the one that was said.
  bench.narrator.follow(now);
  CHECK(bench.voice.take().empty());
}

TEST_CASE("what may be chosen says whether it is, when a key comes to it and when it is pressed") {
  Bench bench;
  Page now = page(PageId::survey_symptoms, "what is it?");
  visit::block::Toggles symptoms;
  symptoms.toggles.push_back({Button::item_1, words("cough"), false, words("not chosen")});
  symptoms.toggles.push_back({Button::item_2, words("fever"), true, words("chosen")});
  now.blocks.emplace_back(std::move(symptoms));
  visit::block::Segments who{words("who answered"), {}};
  who.segments.push_back({Button::answered_by_self, words("myself"), true, words("chosen")});
  who.segments.push_back({Button::answered_by_staff, words("staff"), false, words("not chosen")});
  now.blocks.emplace_back(std::move(who));
  bench.narrator.follow(now);
  // To a hall: what there is, never what somebody has.
  CHECK(bench.voice.take() == Said{"what is it? cough fever who answered myself"});
  for (const Button button : {Button::item_1, Button::item_2, Button::answered_by_staff}) {
    bench.narrator.focused(now, button);
  }
  CHECK(bench.voice.take() == Said{"cough not chosen", "fever chosen", "staff not chosen"});
  bench.narrator.pressed(Button::item_1);
  auto& first = std::get<visit::block::Toggles>(now.blocks[0]).toggles[0];
  first.on = true;
  first.state = words("chosen");
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"-", "cough chosen"});
  now.private_ear = true;
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"what is it? cough chosen fever chosen who answered myself"});
}

TEST_CASE("a key says the row, the person and the task that it has come to") {
  Bench bench;
  Page now = page(PageId::survey_review, "all correct?");
  visit::block::Row row;
  row.text = words("abroad");
  row.value = words("no");
  row.button = Button::item_1;
  row.button_words = words("change");
  now.blocks.emplace_back(std::move(row));
  visit::block::Row hearing;
  hearing.text = words("reading aloud");
  hearing.button = Button::hear_again;
  hearing.button_words = words("again");
  now.blocks.emplace_back(std::move(hearing));
  now.blocks.emplace_back(visit::block::PersonChoice{Button::item_2, words("spouse"),
                                                     words("a name"), words("until May")});
  visit::block::Tasks tasks;
  tasks.tasks.push_back({Button::item_3, visit::Icon::none, words("reprint"), words("F3")});
  now.blocks.emplace_back(std::move(tasks));
  bench.narrator.follow(now);
  // The row that reads the page again is no part of what is read.
  CHECK(bench.voice.take() == Said{"all correct? abroad no spouse a name until May reprint"});
  for (const Button button : {Button::item_1, Button::hear_again, Button::item_2, Button::item_3}) {
    bench.narrator.focused(now, button);
  }
  CHECK(bench.voice.take() ==
        Said{"abroad no change", "again", "spouse a name until May", "reprint"});
}

TEST_CASE("the digits of a number are said to a private ear only") {
  Bench bench;
  Page now = page(PageId::type_number, "type it");
  visit::block::Keypad keys{};
  keys.keys = {Button::key_1, Button::key_2, Button::key_3, Button::key_4,
               Button::key_5, Button::key_6, Button::key_7, Button::key_8,
               Button::key_9, Button::key_x, Button::key_0, Button::key_erase};
  keys.erase = words("erase");
  now.blocks.emplace_back(std::move(keys));
  bench.narrator.follow(now);
  bench.voice.take();
  bench.narrator.pressed(Button::key_7);
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"-", ""});
  now.private_ear = true;
  bench.narrator.follow(now);
  bench.voice.take();
  for (const Button key : {Button::key_0, Button::key_7, Button::key_x, Button::key_erase}) {
    bench.narrator.pressed(key);
    bench.narrator.follow(now);
  }
  CHECK(bench.voice.take() == Said{"-", "0", "-", "7", "-", "X", "-", "erase"});
}

TEST_CASE("a headset that goes in hears the page from its beginning, one that comes out ends it") {
  Bench bench;
  Page now = page(PageId::confirm, "is this you?");
  now.blocks.emplace_back(visit::block::Person{words("name"), visit::own_words(Secret("某甲")),
                                               words("number"),
                                               visit::own_words(Secret("990101"))});
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"is this you? name number"});
  now.private_ear = true;
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"is this you? name 某甲 number 990101"});
  now.private_ear = false;
  now.look.aloud = false;
  bench.narrator.follow(now);
  CHECK(bench.voice.take() == Said{"-"});
}

}  // namespace kiosk
