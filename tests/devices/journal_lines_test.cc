// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_lines.h"

#include <set>

#include "kiosk/visit/event.h"
#include "tests/devices/journal_place.h"

namespace devices {

using devices_test::JournalPlace;
using visit::Entry;
using namespace std::chrono_literals;

namespace {

bool is_trouble_line(Entry entry) {
  const auto line = read_line(visit::as_json(JournalPlace::kMorning, entry));
  REQUIRE(line.has_value());
  CHECK(line->kind == entry.what);
  CHECK(line->detail == entry.detail);
  CHECK(line->flag == entry.flag);
  CHECK(line->ticket == entry.ticket);
  CHECK(line->at == JournalPlace::kMorning);
  return is_trouble(*line);
}

}  // namespace

TEST_CASE("every kind of entry is read back as it was written, and told whether it is a trouble") {
  using What = Entry::What;
  const std::set<What> always{What::query_trouble, What::print_trouble, What::held,
                              What::badge_locked};
  for (int i = 0; i <= static_cast<int>(What::practice); ++i) {
    const auto what = static_cast<What>(i);
    const bool sometimes = what == What::device || what == What::delivery || what == What::check ||
                           what == What::card_trouble;
    INFO(i);
    if (!sometimes) CHECK(is_trouble_line({what, 7, 1, 1}) == always.contains(what));
  }
  // A card that was laid crooked is nobody's error to mend; a reader that is gone is.
  for (const auto lesson : {visit::CardTrouble::lay_again, visit::CardTrouble::other_card})
    CHECK_FALSE(is_trouble_line({What::card_trouble, 1, static_cast<int>(lesson), 0}));
  for (const auto fault : {visit::CardTrouble::reader_gone, visit::CardTrouble::not_genuine})
    CHECK(is_trouble_line({What::card_trouble, 1, static_cast<int>(fault), 0}));
  CHECK(is_trouble_line({What::device, 1, 1, 0}));
  CHECK_FALSE(is_trouble_line({What::device, 1, 1, 1}));
  CHECK_FALSE(is_trouble_line({What::delivery, 0, 0, 0}));
  CHECK(is_trouble_line({What::delivery, 0, 3, 0}));
  CHECK(is_trouble_line({What::check, 0, 2, static_cast<int>(visit::CheckOutcome::failed)}));
  CHECK_FALSE(is_trouble_line({What::check, 0, 2, static_cast<int>(visit::CheckOutcome::watch)}));
}

TEST_CASE("a line that is not one of a journal is none") {
  const std::string good = visit::as_json(JournalPlace::kMorning, {Entry::What::held, 1, 2, 0});
  REQUIRE(read_line(good));
  for (const char* wrong :
       {"", "{}", "[]", "null", "{\"at\":1", R"({"at":1,"what":2,"ticket":1,"detail":1,"flag":0})",
        R"({"at":1,"what":"held","ticket":1,"detail":1})",
        R"({"at":1,"what":"held","ticket":1,"detail":1.5,"flag":0})",
        R"({"at":1,"what":"held","ticket":1,"detail":99999999999,"flag":0})",
        R"({"at":1,"what":"sung","ticket":1,"detail":1,"flag":0})"}) {
    INFO(wrong);
    CHECK_FALSE(read_line(wrong));
  }
  CHECK_FALSE(read_line(good + std::string(5000, ' ')));
}

TEST_CASE("the last troubles come newest first, from the end of a long journal") {
  const JournalPlace place;
  CHECK(last_troubles(place.file(), 5).empty());
  const auto journal = place.open();
  CHECK(last_troubles(place.file(), 5).empty());
  constexpr int kCount = 3000;  // over a megabyte's worth of blocks
  for (int i = 0; i < kCount; ++i) {
    const bool held = i % 100 == 0;
    journal->write(JournalPlace::kMorning + i * 1s,
                   {held ? Entry::What::held : Entry::What::state, 1, held ? i / 100 : 5, 0});
  }
  const auto lines = last_troubles(place.file(), 4);
  REQUIRE(lines.size() == 4);
  for (int i = 0; i < 4; ++i) {
    const auto& line = lines[static_cast<std::size_t>(i)];
    CHECK(line.what == static_cast<int>(Entry::What::held));
    CHECK(line.detail == 29 - i);
    CHECK(line.at == JournalPlace::kMorning + (2900 - 100 * i) * 1s);
  }
  // All of them, down to the very first line.
  CHECK(last_troubles(place.file(), 1000).size() == 30);
  CHECK(last_troubles(place.file(), 1000).back().detail == 0);
  CHECK(last_troubles(place.file(), 0).empty());
  // It looks back so far and no further.
  const auto near = last_troubles(place.file(), 1000, place.text().size() / 2);
  CHECK(near.size() >= 14);
  CHECK(near.size() <= 16);
  CHECK(last_troubles(place.file(), 1000, 100).empty());
}

TEST_CASE("what cannot be read is passed by, and so is a line that is being written") {
  const JournalPlace place;
  const auto line = [](int detail) {
    return visit::as_json(JournalPlace::kMorning, {Entry::What::held, 1, detail, 0});
  };
  JournalPlace::write(place.file(), line(1) + "\nnot a line\n" + std::string(200'000, 'x') + "\n" +
                                        line(2) + "\n" + std::string(5000, '\0') + "\n" + line(3) +
                                        "\n" + line(4).substr(0, 40));
  const auto found = last_troubles(place.file(), 10);
  REQUIRE(found.size() == 3);
  CHECK(found[0].detail == 3);
  CHECK(found[1].detail == 2);
  CHECK(found[2].detail == 1);
}

}  // namespace devices
