// SPDX-License-Identifier: GPL-3.0-or-later
// The module's thread with the module's emulated line; the test stands where the antenna's thread
// does.
#include "devices/reader/module_watch.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace {

using namespace bench;
using namespace devices::reader;
using visit::Wanted;

constexpr std::uint16_t kFind = 0x2001;

// A module at work; the thread ends with it.
class Desk {
 public:
  Desk() {
    REQUIRE(within(5s, [&] { return works.load(); }));
  }
  ~Desk() {
    session.leave();
    thread_.join();
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  std::uint32_t finds() const { return line.stats().commands[kFind]; }
  bool finds_on() {
    const auto before = finds();
    return within(5s, [&] { return finds() > before + 3; });
  }
  // Whether whoever else wants the air gets it.
  bool gives_the_air() {
    auto taken = std::async(std::launch::async, [&] { return session.air().owns_lock(); });
    return taken.wait_for(5s) == std::future_status::ready && taken.get();
  }

 private:
  files::Folder scratch_;

 public:
  sandbox::SamVLine line{scratch_.path() / "sam_v"};
  std::atomic<bool> works{false};
  std::atomic<int> laid{0};
  std::atomic<int> read{0};
  std::atomic<bool> right{false};
  Session session{[this](const Report& report) {
    if (const auto* beat = std::get_if<Beat>(&report)) works = beat->module == DeviceState::works;
    if (std::holds_alternative<Laid>(report)) ++laid;
    if (const auto* got = std::get_if<Read>(&report)) {
      right = got->identity.number.reveal() == wang().number;
      ++read;
    }
  }};

 private:
  std::thread thread_{[this] { watch_module(session, line.path().string()); }};
};

}  // namespace

TEST_CASE("a card is announced and read, once, and the module rests again") {
  Desk desk;
  desk.session.start({7, Wanted::card});
  desk.line.lay(wang().card);
  REQUIRE(within(5s, [&] { return desk.read == 1; }));
  CHECK(desk.right);
  CHECK(desk.laid == 1);
  const auto finds = desk.finds();
  std::this_thread::sleep_for(300ms);
  CHECK(desk.finds() == finds);
  CHECK(desk.read == 1);
}

TEST_CASE("while a badge or a paper is wanted the module is left alone") {
  Desk desk;
  desk.line.lay(wang().card);
  desk.session.start({1, GENERATE(Wanted::badge, Wanted::paper)});
  std::this_thread::sleep_for(300ms);
  CHECK(desk.finds() == 0);
  CHECK(desk.read == 0);
  CHECK(desk.gives_the_air());
  // The control: the same card, and a card is wanted.
  desk.session.start({2, Wanted::card});
  CHECK(within(5s, [&] { return desk.read == 1; }));
}

TEST_CASE("at the desk the module finds, and neither selects nor reads") {
  constexpr std::uint16_t kSelect = 0x2002;
  constexpr std::uint16_t kReadText = 0x3001;
  Desk desk;
  desk.session.start({1, Wanted::desk});
  REQUIRE(desk.finds_on());
  desk.line.lay(wang().card);
  REQUIRE(within(5s, [&] { return desk.laid == 1; }));
  REQUIRE(desk.finds_on());
  auto commands = desk.line.stats().commands;
  CHECK(commands[kSelect] == 0);
  CHECK(commands[kReadText] == 0);
  CHECK(desk.read == 0);
  CHECK(desk.laid == 1);
  CHECK(desk.gives_the_air());
  // The control: the same card, and a card is wanted.
  desk.session.start({2, Wanted::card});
  REQUIRE(within(5s, [&] { return desk.read == 1; }));
  commands = desk.line.stats().commands;
  CHECK(commands[kSelect] == 1);
  CHECK(commands[kReadText] == 1);
}

TEST_CASE("a card that lay there before the desk was watched is no news until it is laid anew") {
  Desk desk;
  desk.line.lay(wang().card);
  desk.session.start({1, Wanted::desk});
  REQUIRE(desk.finds_on());
  CHECK(desk.laid == 0);
  desk.line.lift();
  REQUIRE(desk.finds_on());
  desk.line.lay(rare().card);
  CHECK(within(5s, [&] { return desk.laid == 1; }));
}

TEST_CASE("the antenna has its turns while the module finds nothing") {
  Desk desk;
  desk.session.start({1, Wanted::card});
  REQUIRE(desk.finds_on());
  for (int turn = 0; turn < 3; ++turn) CHECK(desk.gives_the_air());
  CHECK(desk.finds_on());
  // It gives way and does not stop: while another has the air, no find is made.
  {
    const auto air = desk.session.air();
    const auto finds = desk.finds();
    std::this_thread::sleep_for(150ms);
    CHECK(desk.finds() <= finds + 1);
  }
  CHECK(desk.finds_on());
}

TEST_CASE("the air is free as soon as nobody wants a card any more") {
  Desk desk;
  desk.session.start({1, Wanted::card});
  REQUIRE(desk.finds_on());
  desk.session.stop();
  CHECK(desk.gives_the_air());
  const auto finds = desk.finds();
  std::this_thread::sleep_for(200ms);
  CHECK(desk.finds() == finds);
}
