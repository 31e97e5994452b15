// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of a page can also be read on it.
#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/pages.h"
#include "tests/ui/rules.h"

using namespace ui;
using namespace ui::test;
using visit::Language;

namespace {

// Keys of the sentences that are said but stand nowhere on the page.
std::set<std::string> only_said(const visit::Page& page, const Panel& panel, bool unheard = false) {
  std::string read;
  int parts = 1;
  for (int part = 0; part < parts; ++part) {
    Handling handling;
    handling.part = part;
    handling.unheard = unheard;
    const Tree tree = tree_of(page, panel, handling, nullptr, &parts);
    for (const Node& node : tree.nodes) read.append(node.spoken.reveal()).append("\n");
  }
  std::set<std::string> out;
  // A row that shows whose paper it is does without the words "name" and "number"; what belongs to
  // a person has no key.
  static const std::set<std::string> kEvident{"", "confirm.name", "confirm.number"};
  for (const auto& sentence : visit::utterance(page).sentences) {
    const bool reads = read.find(sentence.text.reveal()) != std::string::npos;
    if (!reads && kEvident.count(sentence.key) == 0) out.insert(sentence.key);
  }
  return out;
}

std::vector<const NamedState*> everything() {
  std::vector<const NamedState*> all;
  for (const auto* list : {&pages(), &variants()}) {
    for (const NamedState& state : *list) all.push_back(&state);
  }
  return all;
}

}  // namespace

TEST_CASE("in the ordinary size, everything that is said of a page in Chinese stands on it") {
  for (const Language language : {Language::zh_hans, Language::zh_hant}) {
    for (const NamedState* state : everything()) {
      if (!is_shown_on(*state, kPortrait)) continue;
      INFO(state->name << " in " << visit::code(language));
      // A way to walk leaves no room for why an answer is not of this minute; the field says of
      // which it is.
      const bool why = state->name == "yellow-kept";
      const std::set<std::string> wanted =
          why ? std::set<std::string>{"source.kept"} : std::set<std::string>{};
      CHECK(only_said(page_of(*state, {language, 0, 0, false}), kPortrait) == wanted);
    }
  }
}

TEST_CASE("where no voice can be heard a larger page keeps its words, in parts if need be") {
  std::size_t gained = 0;
  for (const char* name : {"consent", "verdict-green", "verdict-yellow", "verdict-red", "held"}) {
    for (int size = 1; size < visit::kSizes; ++size) {
      const visit::Page page = page_of(name, {Language::zh_hans, size, 0, false});
      INFO(name << " in size " << size);
      const auto lost = only_said(page, kPortrait, true);
      CHECK(lost.empty());
      gained += only_said(page, kPortrait).size();
    }
  }
  CHECK(gained > 0);  // the control: with a voice some of them are only said
}

TEST_CASE("what a certificate says is said before it is printed, whose it is to a private ear") {
  for (const Language language : visit::kLanguages) {
    for (const char* name : {"verdict-green", "verdict-yellow", "verdict-red"}) {
      visit::Look look;
      look.language = language;
      const visit::Page page = page_of(name, look);
      std::set<std::string> said, to_the_ear;
      for (const auto& sentence : visit::utterance(page).sentences) {
        (sentence.personal ? to_the_ear : said).emplace(sentence.text.reveal());
      }
      INFO(name << " in " << visit::code(language));
      REQUIRE(page.field);
      CHECK(said.contains(std::string(page.field->word.spoken.reveal())));
      CHECK(said.contains(std::string(page.field->line.spoken.reveal())));
      CHECK(to_the_ear.contains(std::string(page.field->name.spoken.reveal())));
      CHECK(to_the_ear.contains(std::string(page.field->number.spoken.reveal())));
      for (const visit::Block& block : page.blocks) {
        if (const auto* fact = std::get_if<visit::block::Fact>(&block)) {
          CHECK(said.contains(std::string(fact->value.spoken.reveal())));
        }
      }
    }
  }
}

TEST_CASE("what a larger size gives up is no title, no verdict, nothing to press") {
  for (const Language language : visit::kLanguages) {
    for (int size = 0; size < 4; ++size) {
      for (const NamedState* state : everything()) {
        if (!is_shown_on(*state, kPortrait)) continue;
        const visit::Page page = page_of(*state, {language, size, 0, false});
        const std::set<std::string> gone = only_said(page, kPortrait);
        INFO(state->name << " in " << visit::code(language) << " size " << size);
        CHECK(gone.count(page.title.key) == 0);
        if (page.field) CHECK(gone.count(page.field->word.key) == 0);
        for (const visit::Action& action : page.actions) CHECK(gone.count(action.words.key) == 0);
        for (const visit::Block& block : page.blocks) {
          const auto* choice = std::get_if<visit::block::Choice>(&block);
          if (choice != nullptr) CHECK(gone.count(choice->head.key) == 0);
        }
      }
    }
  }
}

TEST_CASE("control: what leaves the page is noticed") {
  // At the largest size the sub-lines of the choices are only said.
  const std::set<std::string> gone =
      only_said(page_of("welcome", {Language::zh_hans, 3, 0, false}), kPortrait);
  CHECK(gone.count("welcome.help_family_sub") == 1);
  // And the small panel has one sentence a page.
  CHECK_FALSE(only_said(page_of("consent"), kSmall).empty());
}
