// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/antenna_watch.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "devices/clock.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/piv.h"
#include "devices/reader/social_security.h"

namespace devices::reader {

namespace {

using visit::Wanted;

// Between two looks the air belongs to the identity module, which is the one that reads.
constexpr Milliseconds kLookPause{100};
// At the desk nobody waits for a look: a badge that is taken is told within a second.
constexpr Milliseconds kDeskPause{150};
constexpr Milliseconds kLookForHangUp{3000};
constexpr Milliseconds kHealthEvery{6000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{5000};
// An opening (1.2 s), or a look in which each of the chip's 40 answers is late and a card is talked
// to (2 s), and the module's attempt before it.
constexpr Milliseconds kPatience{14'000};
// One bad frame is noise; two looks in a row that fail are a reader that must be opened anew.
constexpr int kBadInARow = 2;

struct Wish {
  Session::Round round = 0;
  Wanted what = Wanted::card;
};

std::optional<Wish> wish_of(Session& session) {
  for (const auto what : {Wanted::card, Wanted::badge, Wanted::desk}) {
    if (const auto round = session.wanted(what)) return Wish{*round, what};
  }
  return std::nullopt;
}

class AntennaWatch {
 public:
  AntennaWatch(Session& session, NfcReader& nfc, const StaffAuthority* staff)
      : session_(session), nfc_(nfc), staff_(staff) {}

  // Until the reader is lost or the session is over.
  void run() {
    Instant health_due = monotonic_now() + kHealthEvery;
    bool looked = false;
    int bad = 0;
    while (!session_.leaving() && !nfc_.cut()) {
      session_.promise(Part::antenna, kPatience);
      const auto seen = session_.orders();
      const auto wish = wish_of(session_);
      if (!wish && !looked && monotonic_now() < health_due) {
        session_.pause(std::min(kLookForHangUp, Deadline::at(health_due).left()), seen);
        continue;
      }
      const bool desk = wish && wish->what == Wanted::desk;
      const auto used = desk ? look_at_desk(*wish) : wish ? look(*wish) : rest();
      looked = wish.has_value();
      health_due = monotonic_now() + kHealthEvery;
      bad = used ? 0 : bad + 1;
      if (bad >= kBadInARow || (!used && used.error() == LineTrouble::gone)) return;
      if (wish) session_.pause(desk ? kDeskPause : kLookPause, seen);
    }
  }

 private:
  // One moment of rest, or one look, with the air to itself.
  tl::expected<void, LineTrouble> rest() {
    heard_ = {};
    sitting_.reset();
    const auto air = session_.air();
    return nfc_.rest();
  }

  tl::expected<void, LineTrouble> look_at_desk(const Wish& wish) {
    const auto sitting = session_.sitting();
    tl::expected<Lying, LineTrouble> lying;
    {
      const auto air = session_.air();
      // A badge that has lain there since the first of the sitting's starts proved itself then.
      if (sitting_ != sitting) {
        nfc_.forget_cards();
        sitting_ = sitting;
        met_in_ = 0;
      }
      lying = nfc_.look_at_desk(
          [&](const Transmit& transmit) { return is_badge(sitting.badge, transmit); });
    }
    if (!lying) return tl::unexpected(lying.error());
    session_.desk_seen(wish.round, *lying);
    return {};
  }

  // Nothing but a badge's application is asked for.
  std::optional<bool> is_badge(const BadgeId& wanted, const Transmit& transmit) {
    const auto piv = has_piv(transmit);
    if (!piv) return std::nullopt;
    if (!*piv || staff_ == nullptr) return false;
    const auto shown = prove(transmit);
    if (shown) return *shown == wanted;
    if (shown.error() == BadgeTrouble::gone) return std::nullopt;
    return false;
  }

  tl::expected<BadgeId, BadgeTrouble> prove(const Transmit& transmit) {
    return authenticate_badge(transmit, *staff_,
                              std::chrono::floor<std::chrono::seconds>(devices::now()));
  }

  tl::expected<void, LineTrouble> look(const Wish& wish) {
    sitting_.reset();
    {
      const auto air = session_.air();
      // What a card said for an earlier start was for that one.
      if (std::exchange(met_in_, wish.round) != wish.round) {
        nfc_.forget_cards();
        heard_ = {};
      }
      const bool badges_only = wish.what == Wanted::badge;
      const auto looked =
          nfc_.look([&](CardKind kind,
                        const Transmit& transmit) { return talk(kind, transmit, badges_only); },
                    badges_only ? NfcReader::Search::badges_only : NfcReader::Search::cards);
      // What was heard before the look failed is told after the next one.
      if (!looked) return tl::unexpected(looked.error());
      heard_.sight = looked->sight;
      heard_.kind = looked->kind;
    }
    const bool named = heard_.hint.has_value();
    session_.antenna_saw(wish.round, std::exchange(heard_, {}));
    if (named) visit::wipe_stack();
    return {};
  }

  bool talk(CardKind kind, const Transmit& transmit, bool badges_only) {
    if (kind == CardKind::social_security && !badges_only) {
      heard_.hint = read_social_security(transmit);
      return heard_.hint.has_value();
    }
    if (kind == CardKind::piv && staff_ != nullptr) {
      const auto badge = prove(transmit);
      if (badge) heard_.badge = *badge;
      return badge || badge.error() != BadgeTrouble::gone;
    }
    return true;
  }

  Session& session_;
  NfcReader& nfc_;
  const StaffAuthority* const staff_;
  Session::Round met_in_ = 0;
  // None while cards are met for another reason.
  std::optional<Sitting> sitting_;
  Sighting heard_;
};

}  // namespace

void watch_antenna(Session& session, const std::string& connstring, const std::string& staff_ca) {
  std::optional<StaffAuthority> staff;
  if (!staff_ca.empty()) {
    auto read = StaffAuthority::read(staff_ca);
    if (read) {
      staff.emplace(std::move(*read));
    } else {
      std::fprintf(stderr, "kiosk-reader: %s\n", read.error().c_str());
    }
  }
  Milliseconds retry = kFirstRetry;
  while (!session.leaving()) {
    session.promise(Part::antenna, kPatience);
    auto nfc = NfcReader::open(connstring);
    if (nfc) {
      retry = kFirstRetry;
      session.set_state(Part::antenna, DeviceState::works);
      AntennaWatch(session, *nfc, staff ? &*staff : nullptr).run();
      // Closed before anything else: an open descriptor keeps the name of a port that was pulled.
      nfc = tl::unexpected(LineTrouble::gone);
    }
    if (session.leaving()) return;
    session.set_state(Part::antenna, DeviceState::gone);
    session.pause(retry, session.orders());
    retry = std::min(retry * 2, kLastRetry);
  }
}

}  // namespace devices::reader
