// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pin_locks.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/devices/power_cut_disk.h"
#include "tests/files.h"

namespace devices {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai
constexpr const char* kBadge = "0011223344556677";

// Two clocks that go together until somebody sets one.
struct Clock {
  visit::Moment wall = kMorning;
  milliseconds steady{5000};
  void advance(milliseconds by) {
    wall += by;
    steady += by;
  }
  [[nodiscard]] PinTime now() const { return {wall, steady}; }
};

class Desk {
 public:
  Desk() { restart(); }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "pin-locks.db"; }
  // The kiosk ends and starts again; its steady clock may stand anywhere then.
  void restart() {
    locks_.reset();
    auto opened = PinLocks::open(file());
    REQUIRE(opened.has_value());
    locks_ = std::move(*opened);
  }
  PinTry attempt(const char* badge = kBadge) {
    const auto begun = locks_->begin_try(badge, clock.now());
    REQUIRE(begun.has_value());
    return *begun;
  }
  visit::PinState state(const char* badge = kBadge) {
    const auto known = locks_->state(badge, clock.now());
    REQUIRE(known.has_value());
    return *known;
  }
  // A wrong PIN; how long the badge is locked for then.
  milliseconds wrong() {
    const PinTry begun = attempt();
    REQUIRE(begun.may);
    return begun.if_wrong.locked_until ? *begun.if_wrong.locked_until - clock.wall
                                       : milliseconds{0};
  }
  void right() {
    REQUIRE(attempt().may);
    REQUIRE(locks_->clear(kBadge));
  }
  void lock() {
    for (int i = 0; i < 5; ++i) static_cast<void>(wrong());
    REQUIRE(state().locked_until);
  }
  [[nodiscard]] bool is_locked() { return state().locked_until.has_value(); }

  Clock clock;

 private:
  files::Folder folder_;
  std::unique_ptr<PinLocks> locks_;
};

}  // namespace

TEST_CASE(
    "five wrong PINs lock a badge for a minute, each further one for twice as long, to a day") {
  Desk desk;
  CHECK(desk.state().left == 5);
  for (int left = 4; left >= 1; --left) {
    CHECK(desk.wrong() == 0ms);
    CHECK(desk.state().left == left);
    CHECK_FALSE(desk.is_locked());
  }
  milliseconds expected = 60s;
  for (int i = 0; i < 15; ++i) {
    CHECK(desk.wrong() == expected);
    CHECK(desk.state().left == 0);
    desk.clock.advance(expected - 1ms);
    CHECK(desk.is_locked());
    desk.clock.advance(1ms);
    CHECK_FALSE(desk.is_locked());
    CHECK(desk.state().left == 1);
    expected = std::min<milliseconds>(expected * 2, 24h);
  }
  CHECK(expected == 24h);
}

TEST_CASE("a right PIN clears what was counted, of its own badge only") {
  Desk desk;
  for (int i = 0; i < 4; ++i) static_cast<void>(desk.wrong());
  CHECK(desk.attempt("8899aabbccddeeff").if_wrong.left == 4);
  desk.right();
  CHECK(desk.state().left == 5);
  CHECK(desk.state("8899aabbccddeeff").left == 4);
  // Also after locks: the next one is a first one again.
  desk.lock();
  desk.clock.advance(60s);
  CHECK(desk.wrong() == 120s);
  desk.clock.advance(120s);
  desk.right();
  for (int i = 0; i < 4; ++i) CHECK(desk.wrong() == 0ms);
  CHECK(desk.wrong() == 60s);
}

TEST_CASE("while a badge is locked no PIN is compared, and none is counted") {
  Desk desk;
  desk.lock();
  const auto until = desk.state().locked_until;
  for (int i = 0; i < 10; ++i) {
    desk.clock.advance(1s);
    const PinTry begun = desk.attempt();
    CHECK_FALSE(begun.may);
    CHECK(begun.if_wrong.locked_until == until);
  }
  desk.clock.advance(50s);
  CHECK(desk.wrong() == 120s);
}

TEST_CASE("tries and locks outlive a restart") {
  Desk desk;
  for (int left = 4; left >= 1; --left) {
    static_cast<void>(desk.wrong());
    desk.restart();
    CHECK(desk.state().left == left);
  }
  CHECK(desk.wrong() == 60s);
  desk.clock.advance(20s);
  desk.clock.steady = 0ms;
  desk.restart();
  CHECK(*desk.state().locked_until - desk.clock.wall == 40s);
  CHECK_FALSE(desk.attempt().may);
  desk.clock.advance(40s);
  CHECK(desk.wrong() == 120s);
}

TEST_CASE("a clock that is set back does not shorten a lock, and does not lock for years") {
  for (const bool restarted : {false, true}) {
    Desk desk;
    desk.lock();
    desk.clock.advance(10s);
    // A flat battery: 1970. The lock begins anew, whole.
    desk.clock.wall = visit::Moment{};
    if (restarted) desk.restart();
    CHECK(*desk.state().locked_until - desk.clock.wall == 60s);
    desk.clock.advance(59s);
    CHECK(desk.is_locked());
    if (restarted) desk.restart();
    CHECK(desk.is_locked());
    desk.clock.advance(1s);
    CHECK_FALSE(desk.is_locked());
    // The network puts it right: nothing is shorter for it.
    CHECK(desk.wrong() == 120s);
  }
  // A little back: what was left of it, or more.
  Desk desk;
  desk.lock();
  desk.clock.advance(50s);
  desk.clock.wall -= 30s;
  CHECK(*desk.state().locked_until - desk.clock.wall == 40s);
}

TEST_CASE("a clock that is set forward while the kiosk runs opens nothing") {
  Desk desk;
  desk.lock();
  desk.clock.advance(10s);
  desk.clock.wall += 24h * 400;
  CHECK(*desk.state().locked_until - desk.clock.wall == 50s);
  CHECK_FALSE(desk.attempt().may);
  desk.clock.advance(50s);
  CHECK(desk.attempt().may);
}

TEST_CASE("a try is on the disk before anybody compares: killing the kiosk gives none back") {
  Desk desk;
  for (int left = 4; left >= 0; --left) {
    const pid_t pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      auto locks = PinLocks::open(desk.file());
      if (!locks || !(*locks)->begin_try(kBadge, desk.clock.now())) _exit(1);
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(pid, &status, 0) == pid);
    REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    desk.restart();
    CHECK(desk.state().left == left);
  }
  CHECK(desk.is_locked());
}

namespace {

struct Survival {
  int counted = 0;
  int free = 0;  // tries that were begun and are not counted any more
  int unreadable = 0;
};

Survival cut_power(int cuts, bool lying_disk) {
  Survival survival;
  for (int cut = 1; cut <= cuts; ++cut) {
    PowerCutDisk disk{static_cast<unsigned>(cut)};
    if (lying_disk) disk.lie_about_syncs();
    disk.cut_at(1 + cut * 7919 % 60);
    int begun = 0;
    if (auto locks = PinLocks::open("pin-locks.db")) {
      while (!disk.is_off() && begun < 4 && (*locks)->begin_try(kBadge, Clock{}.now())) ++begun;
    }
    disk.power_on();
    const auto locks = PinLocks::open("pin-locks.db");
    const auto state =
        locks ? (*locks)->state(kBadge, Clock{}.now()) : tl::unexpected(PinLockTrouble::damaged);
    if (!state) {
      ++survival.unreadable;
      continue;
    }
    survival.counted += begun;
    survival.free += std::max(0, begun - (5 - state->left));
  }
  return survival;
}

}  // namespace

TEST_CASE("a power cut gives no try back") {
  const Survival survival = cut_power(400, false);
  CHECK(survival.counted > 200);
  CHECK(survival.free == 0);
  CHECK(survival.unreadable == 0);
}

TEST_CASE("control: a disk that lies about syncs does give tries back") {
  const Survival survival = cut_power(400, true);
  CHECK(survival.free + survival.unreadable > 0);
}

TEST_CASE("a disk that does not take a try lets nobody try") {
  PowerCutDisk disk{1};
  auto locks = PinLocks::open("pin-locks.db");
  REQUIRE(locks.has_value());
  disk.cut_now();
  CHECK((*locks)->begin_try(kBadge, Clock{}.now()).error() == PinLockTrouble::unreachable);
  disk.power_on();
  CHECK((*locks)->begin_try(kBadge, Clock{}.now())->may);
}

TEST_CASE("a file that is damaged or somebody else's is refused and left as it is") {
  const Desk desk;
  const auto other = desk.file().parent_path() / "other.db";
  std::ofstream(other) << "not a file of ours, and longer than a header of one hundred bytes, "
                          "which is where SQLite looks for what it knows";
  CHECK(PinLocks::open(other).error() == PinLockTrouble::damaged);
  CHECK(PinLocks::open(desk.file().parent_path() / "missing/pin-locks.db").error() ==
        PinLockTrouble::unreachable);
}

}  // namespace devices
