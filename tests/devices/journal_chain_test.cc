// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_chain.h"

#include <random>

#include "tests/devices/journal_place.h"

namespace devices {

using devices_test::JournalPlace;

namespace {

// As Python's hashlib computes them from docs/wire.md §13.
const std::string kFirst =
    R"({"at":1611626700000,"what":"started","ticket":0,"detail":0,"flag":0,"seq":1,)"
    R"("chain":"c863874d6af85270f02717830a7f90eec54efddf8fea10f6e9e6e20357c0db6c"})";
const std::string kSecond =
    R"({"at":1611626705000,"what":"held","ticket":3,"detail":2,"flag":0,"seq":2,)"
    R"("chain":"ac0313e6f599b9b51cce2328563d01506f41414abbf6bd6a36ada2bbf5783c46"})";

std::string sample(int lines) {
  const JournalPlace place;
  JournalPlace::fill(*place.open(), lines);
  return place.text();
}

std::string json(int number) {
  return visit::as_json(JournalPlace::kMorning, {visit::Entry::What::call, 1, number, 0});
}

}  // namespace

TEST_CASE("a line's number and hash are those that another program computes") {
  ChainEnd end;
  CHECK(chain_on(R"({"at":1611626700000,"what":"started","ticket":0,"detail":0,"flag":0})", end) ==
        kFirst + "\n");
  CHECK(chain_on(R"({"at":1611626705000,"what":"held","ticket":3,"detail":2,"flag":0})", end) ==
        kSecond + "\n");
  CHECK(end.entries == 2);
  CHECK(end_said_by(kSecond) == end);
  CHECK(hex(end) == "ac0313e6f599b9b51cce2328563d01506f41414abbf6bd6a36ada2bbf5783c46");
  CHECK_FALSE(end_said_by(kSecond + "\n"));
  CHECK_FALSE(end_said_by(kSecond.substr(1 + kSecond.size() / 2)));
  CHECK_FALSE(end_said_by(json(1)));
  CHECK_FALSE(end_said_by(""));
}

TEST_CASE("a journal as it was written is whole, and so is an empty one") {
  const std::string journal = sample(50);
  const ChainCheck check = check_chain(journal);
  CHECK_FALSE(check.fault);
  CHECK(check.end.entries == 50);
  CHECK(end_said_by(JournalPlace::split(journal).back()) == check.end);
  CHECK_FALSE(check_chain("").fault);
  CHECK(check_chain("").end == ChainEnd{});
}

TEST_CASE("a line that was changed, left out, doubled, put in or moved is found, and named") {
  const std::vector<std::string> lines = JournalPlace::split(sample(20));
  const auto checked = [](const std::vector<std::string>& tampered) {
    return check_chain(JournalPlace::join(tampered));
  };
  auto changed = lines;
  char& digit = changed[6][changed[6].find("\"detail\":") + 9];
  digit = digit == '0' ? '1' : '0';
  CHECK(checked(changed).fault == ChainFault::link);
  CHECK(checked(changed).line == 7);
  CHECK(checked(changed).end.entries == 6);

  auto left_out = lines;
  left_out.erase(left_out.begin() + 6);
  CHECK(checked(left_out).fault == ChainFault::number);
  CHECK(checked(left_out).line == 7);

  auto moved = lines;
  std::swap(moved[6], moved[7]);
  CHECK(checked(moved).fault == ChainFault::number);
  CHECK(checked(moved).line == 7);

  auto doubled = lines;
  doubled.insert(doubled.begin() + 6, lines[6]);
  CHECK(checked(doubled).fault == ChainFault::number);
  CHECK(checked(doubled).line == 8);

  auto without_first = lines;
  without_first.erase(without_first.begin());
  CHECK(checked(without_first).fault == ChainFault::number);
  CHECK(checked(without_first).line == 1);

  auto put_in = lines;
  put_in.insert(put_in.begin() + 6, json(1));
  CHECK(checked(put_in).fault == ChainFault::unchained);
  CHECK(checked(put_in).line == 7);

  // Renumbered, so that only the hashes tell.
  ChainEnd end = *end_said_by(lines[5]);
  auto forged = lines;
  std::string other = chain_on(json(9), end);
  other.pop_back();
  forged[6] = other;
  CHECK(checked(forged).fault == ChainFault::link);
  CHECK(checked(forged).line == 8);

  const std::string journal = JournalPlace::join(lines);
  CHECK(check_chain(journal.substr(0, journal.size() - 1)).fault == ChainFault::torn);
  CHECK(check_chain(journal.substr(0, journal.size() - 1)).line == 20);
}

TEST_CASE("of a thousand single bytes that are changed at random, each is found") {
  const std::string journal = sample(40);
  std::mt19937 random(20210126);
  for (int i = 0; i < 1000; ++i) {
    std::string changed = journal;
    char& byte = changed[random() % changed.size()];
    byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
    INFO("round " << i);
    CHECK(check_chain(changed).fault);
  }
}

TEST_CASE("lines that are gone from the end are missed only by a head that was noted earlier") {
  const std::vector<std::string> lines = JournalPlace::split(sample(20));
  const std::string noted = hex(*end_said_by(lines[14]));
  const auto up_to = [&](int count) {
    return check_chain(JournalPlace::join({lines.begin(), lines.begin() + count}), noted);
  };
  CHECK(up_to(20).bears_head);
  CHECK(up_to(15).bears_head);
  CHECK_FALSE(up_to(14).bears_head);
  // Its control: the chain itself says nothing of them.
  CHECK_FALSE(up_to(14).fault);
  // As papers print it.
  CHECK(check_chain(JournalPlace::join(lines), noted.substr(0, 16)).bears_head);
  CHECK_FALSE(check_chain(JournalPlace::join(lines), noted.substr(0, 15)).bears_head);
}

TEST_CASE("what stood there before the chain is part of it") {
  const std::string earlier = json(1) + "\n" + json(2) + "\n";
  ChainEnd end = begin_behind(earlier);
  std::string journal = earlier + chain_on(json(3), end);
  journal += chain_on(json(4), end);
  CHECK_FALSE(check_chain(journal).fault);
  CHECK(check_chain(journal).end.entries == 2);
  std::string changed = journal;
  changed[20] = changed[20] == '0' ? '1' : '0';
  CHECK(check_chain(changed).fault == ChainFault::link);
  CHECK(check_chain(changed).line == 3);
  // Nothing but lines without a chain is no journal of this kind.
  CHECK(check_chain(earlier).fault == ChainFault::unchained);
  CHECK(check_chain(earlier).line == 1);
}

}  // namespace devices
