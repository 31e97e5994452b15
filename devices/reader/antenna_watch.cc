// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/antenna_watch.h"

#include <algorithm>

#include "devices/reader/nfc_reader.h"

namespace devices::reader {

namespace {

// Between two looks the air belongs to the identity module, which is the one that reads.
constexpr Milliseconds kLookPause{100};
constexpr Milliseconds kLookForHangUp{500};
constexpr Milliseconds kHealthEvery{5000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{5000};
// An opening (1.2 s), or a look in which each of the chip's 40 answers is late, and the module's
// attempt before it.
constexpr Milliseconds kPatience{12'000};
// One bad frame is noise; two looks in a row that fail are a reader that must be opened anew.
constexpr int kBadInARow = 2;

// One look, or one moment of rest, with the air to itself.
tl::expected<Sight, LineTrouble> use_air(Session& session, NfcReader& nfc, bool wanted) {
  const auto air = session.air();
  if (wanted) return nfc.look();
  const auto rested = nfc.rest();
  if (!rested) return tl::unexpected(rested.error());
  return Sight::nothing;
}

// Until the reader is lost or the session is over.
void run(Session& session, NfcReader& nfc) {
  Instant health_due = monotonic_now() + kHealthEvery;
  bool looked = false;
  int bad = 0;
  while (!session.leaving() && !nfc.cut()) {
    session.promise(Part::antenna, kPatience);
    const auto round = session.wanted();
    if (!round && !looked && monotonic_now() < health_due) {
      session.pause(kLookForHangUp);
      continue;
    }
    const auto sight = use_air(session, nfc, round.has_value());
    looked = round.has_value();
    health_due = monotonic_now() + kHealthEvery;
    bad = sight ? 0 : bad + 1;
    if (bad >= kBadInARow || (!sight && sight.error() == LineTrouble::gone)) return;
    if (round && sight) session.antenna_saw(*round, *sight);
    if (round) session.pause(kLookPause);
  }
}

}  // namespace

void watch_antenna(Session& session, const std::string& connstring) {
  Milliseconds retry = kFirstRetry;
  while (!session.leaving()) {
    session.promise(Part::antenna, kPatience);
    auto nfc = NfcReader::open(connstring);
    if (nfc) {
      retry = kFirstRetry;
      session.set_state(Part::antenna, DeviceState::works);
      run(session, *nfc);
      // Closed before anything else: an open descriptor keeps the name of a port that was pulled.
      nfc = tl::unexpected(LineTrouble::gone);
    }
    if (session.leaving()) return;
    session.set_state(Part::antenna, DeviceState::gone);
    session.pause(retry);
    retry = std::min(retry * 2, kLastRetry);
  }
}

}  // namespace devices::reader
