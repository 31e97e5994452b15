// SPDX-License-Identifier: GPL-3.0-or-later
// The real libnfc and the antenna's real state machines against a PN532 whose answers are
// malformed at random.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "devices/reader/antenna_watch.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/piv.h"
#include "devices/reader/social_security.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader/bench.h"
#include "tests/devices/reader/malformed/short_waits.h"
#include "tests/devices/reader/malformed/workers.h"
#include "tests/files.h"

namespace {

using namespace bench;
using devices::reader::CardKind;
using devices::reader::NfcReader;
using devices::reader::Sight;
using devices::reader::StaffAuthority;
using storm::Tally;

// libnfc's waits of 200 ms take 4.
constexpr int kFactor = 50;
constexpr int kWorkers = 10;
constexpr auto kLongestLook = 2000ms;

const auto kNow = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

// How long a call takes with every wait at its full length, whatever this machine does besides.
class Watch {
 public:
  std::chrono::nanoseconds elapsed() const { return now() - start_; }

 private:
  static std::chrono::nanoseconds now() {
    return short_waits::waited() + short_waits::timed() + short_waits::computed();
  }
  std::chrono::nanoseconds start_ = now();
};

struct Line {
  files::Folder scratch;
  sandbox::Pn532Line far{scratch.path() / "pn532"};

  Line() {
    devices::reader::tame_libnfc();
    // Not even its errors: there are a hundred thousand of them.
    ::setenv("LIBNFC_LOG_LEVEL", "0", 1);
    far.pace(false);
  }
  std::string connstring() const { return "pn532_uart:" + far.path().string() + ":115200"; }
};

struct Staff {
  sandbox::StaffCa ca = sandbox::StaffCa::make(kNow - 24h, kNow + 24h);
  std::filesystem::path pem;

  explicit Staff(const files::Folder& scratch) : pem(scratch.path() / "staff.pem") {
    std::ofstream(pem) << ca.pem();
  }
  sandbox::Card badge() const { return ca.badge("Practice badge", kNow - 1h, kNow + 1h); }
};

sandbox::Card social_security() {
  sandbox::SocialSecurityCard card;
  card.number = wang().number;
  card.name = u"王秀英";
  return card;
}

// The rule of the antenna's watch: a reader whose looks fail twice in a row is opened anew.
class Antenna {
 public:
  Antenna(std::string connstring, const StaffAuthority& staff, Tally& tally)
      : connstring_(std::move(connstring)), staff_(staff), tally_(tally) {}

  Sight look() {
    if (!reader_ && !open()) return Sight::nothing;
    const Watch watch;
    const auto look = reader_->look([this](CardKind kind, const devices::reader::Transmit& card) {
      if (kind == CardKind::piv) (void)authenticate_badge(card, staff_, kNow);
      if (kind == CardKind::social_security) (void)devices::reader::read_social_security(card);
      return true;
    });
    tally_.longest_call = std::max(tally_.longest_call, watch.elapsed());
    ++tally_.calls;
    bad_ = look ? 0 : bad_ + 1;
    if (bad_ == 2) reader_.reset();
    return look ? look->sight : Sight::nothing;
  }

 private:
  bool open() {
    const Watch watch;
    auto opened = NfcReader::open(connstring_);
    tally_.longest_opening = std::max(tally_.longest_opening, watch.elapsed());
    ++tally_.openings;
    bad_ = 0;
    if (opened) reader_.emplace(std::move(*opened));
    return opened.has_value();
  }

  const std::string connstring_;
  const StaffAuthority& staff_;
  Tally& tally_;
  std::optional<NfcReader> reader_;
  int bad_ = 0;
};

// Storms of every strength over every card, and a good card after each.
Tally weather(int worker, std::uint64_t frames) {
  constexpr std::uint64_t kFramesAStorm = 400;
  constexpr std::array<double, 4> kShares{0.05, 0.15, 0.4, 0.8};
  Tally tally;
  Line line;
  const Staff staff(line.scratch);
  const auto authority = StaffAuthority::read(staff.pem);
  if (!authority) std::abort();
  Antenna antenna(line.connstring(), *authority, tally);
  std::mt19937_64 random(static_cast<std::uint64_t>(worker));
  const std::vector<sandbox::Card> cards{wang().card,
                                         social_security(),
                                         staff.badge(),
                                         sandbox::MifareCard{},
                                         sandbox::PassportCard{},
                                         sandbox::PassportCard{sandbox::PassportCard::Type::b},
                                         sandbox::TypeBCard{}};
  for (std::uint64_t storm = 0; tally.malformed < frames; ++storm) {
    line.far.lift();
    line.far.lay(cards[storm % cards.size()]);
    line.far.mangle(random(), kShares[random() % kShares.size()]);
    short_waits::shorten(kFactor);
    const std::uint64_t before = line.far.stats().mangled;
    while (line.far.stats().mangled < before + kFramesAStorm) (void)antenna.look();
    tally.malformed += line.far.stats().mangled - before;

    line.far.mangle(0, 0);
    short_waits::shorten(1);
    line.far.lift();
    line.far.lay(wang().card);
    ++tally.good;
    // Two looks that fail, an opening, both types of card and both ways of setting the registers.
    for (int looks = 0; looks < 8; ++looks) {
      if (antenna.look() != Sight::resident) continue;
      ++tally.seen;
      break;
    }
  }
  return tally;
}

// The thread that kiosk-reader runs, for a kiosk that orders again and again: each order ends the
// watch's pauses.
Tally watch_through(int worker, std::uint64_t frames) {
  Tally tally;
  Line line;
  const Staff staff(line.scratch);
  std::atomic<std::uint64_t> laid{0};
  devices::reader::Session session([&](const devices::reader::Report& report) {
    if (const auto* seen = std::get_if<devices::reader::Laid>(&report)) laid = seen->ticket;
  });
  const auto order = [&] { session.start({++tally.calls, visit::Wanted::card}); };
  line.far.lay(staff.badge());
  line.far.mangle(static_cast<std::uint64_t>(worker), 0.2);
  short_waits::shorten(kFactor);
  std::thread watch(
      [&] { devices::reader::watch_antenna(session, line.connstring(), staff.pem.string()); });
  while ((tally.malformed = line.far.stats().mangled) < frames) {
    order();
    std::this_thread::sleep_for(50ms);
  }
  line.far.mangle(0, 0);
  short_waits::shorten(1);
  line.far.lift();
  line.far.lay(wang().card);
  tally.good = 1;
  order();
  tally.seen = within(10s, [&] { return laid == tally.calls; }) ? 1 : 0;
  session.leave();
  watch.join();
  return tally;
}

}  // namespace

TEST_CASE("no malformed answer of the PN532 kills the reader or keeps it; the next card is seen") {
  const std::uint64_t frames = storm::frames_wanted();
  const auto outcome = storm::run(
      kWorkers, 300s, [&](int worker) { return weather(worker, frames / kWorkers + 1); });
  storm::print("PN532", "looks", outcome.tally);
  CHECK(outcome.deaths == std::vector<std::string>{});
  CHECK(outcome.tally.malformed >= frames);
  CHECK(outcome.tally.longest_call < kLongestLook);
  CHECK(outcome.tally.seen == outcome.tally.good);
}

TEST_CASE("the antenna's watch lives through a storm, and tells of the card laid down after it") {
  const std::uint64_t frames = storm::frames_wanted() / 20;
  const auto outcome =
      storm::run(2, 120s, [&](int worker) { return watch_through(worker, frames / 2 + 1); });
  storm::print("PN532, watched", "orders", outcome.tally);
  CHECK(outcome.deaths == std::vector<std::string>{});
  CHECK(outcome.tally.malformed >= frames);
  CHECK(outcome.tally.seen == outcome.tally.good);
}

TEST_CASE("control: a status that kills libnfc does kill a worker, and it is told") {
  const auto outcome = storm::run(1, 60s, [](int) {
    Tally tally;
    Line line;
    const Staff staff(line.scratch);
    const auto authority = StaffAuthority::read(staff.pem);
    Antenna antenna(line.connstring(), *authority, tally);
    line.far.lay(wang().card);
    line.far.arm(sandbox::Pn532Fault::status_0x80, sandbox::kUntilDisarmed);
    for (int looks = 0; looks < 8; ++looks) (void)antenna.look();
    return tally;
  });
  REQUIRE(outcome.deaths.size() == 1);
  CHECK(outcome.deaths[0] == "signal 6");
}
