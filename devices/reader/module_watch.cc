// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/module_watch.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "devices/reader/card_record.h"
#include "devices/reader/sam_v_module.h"

namespace devices::reader {

namespace {

using visit::CardTrouble;

// Between two finds.
constexpr Milliseconds kFindPause{5};
// The module is the one that reads, so it keeps the air from find to find: a look of the antenna
// costs whoever lays a card down meanwhile up to 80 ms. The antenna has its turn this often, more
// often while it sees a card that the module does not find, and so long to take it.
constexpr Milliseconds kLookEvery{500};
constexpr Milliseconds kLookAgainEvery{100};
constexpr Milliseconds kHandOver{5};
// A card whose trouble has been told is tried on, at leisure.
constexpr Milliseconds kToldPause{150};
// At the desk it is only asked whether a card lies there.
constexpr Milliseconds kDeskPause{250};
constexpr Milliseconds kLookForHangUp{3000};
constexpr Milliseconds kHealthEvery{6000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{1000};
// An opening (2.0 s), or an attempt: find, select, read, read again and a status, each to its
// deadline with its drain (8.6 s), and the antenna's look before it, in which a card is talked to.
constexpr Milliseconds kPatience{14'000};
constexpr int kGarbledInARow = 3;

enum class Outcome { go_on, lost };

class ModuleWatch {
 public:
  ModuleWatch(Session& session, SamVModule module)
      : session_(session), module_(std::move(module)) {}

  // Until the module is lost or the session is over.
  void run() {
    Instant health_due = monotonic_now() + kHealthEvery;
    while (!session_.leaving() && !module_.cut()) {
      session_.promise(Part::module, kPatience);
      const auto seen = session_.orders();
      auto outcome = Outcome::go_on;
      const auto round = session_.wanted(visit::Wanted::card);
      const auto desk = session_.wanted(visit::Wanted::desk);
      if (!round && air_) air_.unlock();
      if (round) {
        take_air();
        outcome = attempt(*round);
        health_due = monotonic_now() + kHealthEvery;
        if (outcome == Outcome::go_on) session_.pause(share_air(), seen);
      } else if (desk) {
        outcome = find_at_desk(*desk);
        health_due = monotonic_now() + kHealthEvery;
        if (outcome == Outcome::go_on) session_.pause(kDeskPause, seen);
      } else if (monotonic_now() >= health_due) {
        outcome = check_health();
        health_due = monotonic_now() + kHealthEvery;
      } else {
        session_.pause(std::min(kLookForHangUp, Deadline::at(health_due).left()), seen);
      }
      if (outcome == Outcome::lost) return;
    }
  }

 private:
  using Round = Session::Round;

  void take_air() {
    if (air_) return;
    air_ = session_.air();
    air_since_ = monotonic_now();
  }
  // How long to pause; when it is the antenna's turn, the air is given away before.
  Milliseconds share_air() {
    const bool told = session_.told();
    const auto turn = session_.antenna_sees() ? kLookAgainEvery : kLookEvery;
    if (!told && monotonic_now() < air_since_ + turn) return kFindPause;
    air_.unlock();
    return told ? kToldPause : kHandOver;
  }

  // Find tells that a card lies there, and nothing of it: it is neither selected nor read.
  Outcome find_at_desk(Round round) {
    const auto found = [&] {
      const auto air = session_.air();
      return module_.find();
    }();
    if (!found) return after_line_trouble(found.error());
    if (*found == sw3::kSelfTestFailed) return Outcome::lost;
    garbled_ = 0;
    session_.desk_found(round, *found == sw3::kFound);
    return Outcome::go_on;
  }

  // One find, and if a card lies there, one whole reading.
  Outcome attempt(Round round) {
    const auto found = module_.find();
    if (!found) return after_line_trouble(found.error());
    if (*found == sw3::kSelfTestFailed) return Outcome::lost;
    garbled_ = 0;
    if (*found == sw3::kNotFound) {
      session_.module_empty(round);
      return Outcome::go_on;
    }
    if (*found != sw3::kFound) return fail(round, *found);

    session_.module_found(round);
    // Once read, a card must be lifted before it is found again: not for somebody who has left.
    if (session_.wanted(visit::Wanted::card) != round) return Outcome::go_on;
    const auto selected = module_.select();
    if (!selected) return fail(round, selected.error());
    if (*selected != sw3::kDone) return fail(round, *selected);
    return read(round);
  }

  // A broken answer is asked for once more, before the module forgets the card.
  Outcome read(Round round) {
    auto reply = module_.read();
    auto record = reply ? record_of(*reply) : tl::unexpected(Broken{});
    const bool broken =
        reply ? reply->sw3 == sw3::kDone && !record : reply.error() == LineTrouble::garbled;
    if (broken) {
      reply = module_.read();
      if (reply && reply->sw3 == sw3::kDone) record = record_of(*reply);
    }
    const auto outcome = [&] {
      if (record) {
        session_.module_read(round, identity_of(std::move(*record)));
        return Outcome::go_on;
      }
      if (broken && reply) {
        session_.module_failed(round, CardTrouble::misread);
        return Outcome::go_on;
      }
      return reply ? fail(round, reply->sw3) : fail(round, reply.error());
    }();
    module_.forget();
    visit::wipe_stack();
    return outcome;
  }

  struct Broken {};
  static tl::expected<CardRecord, Broken> record_of(const SamVReply& reply) {
    const auto text = text_block(reply.data);
    if (reply.sw3 != sw3::kDone || !text) return tl::unexpected(Broken{});
    auto record = decode_card_text(*text);
    if (!record) return tl::unexpected(Broken{});
    return std::move(*record);
  }

  Outcome fail(Round round, std::uint8_t sw3) {
    if (sw3 == sw3::kSelfTestFailed) return Outcome::lost;
    session_.module_failed(round, card_trouble(sw3).value_or(CardTrouble::lay_again));
    return Outcome::go_on;
  }

  // In the middle of a card: the card is misread, if the module is still well.
  Outcome fail(Round round, LineTrouble trouble) {
    if (after_line_trouble(trouble) == Outcome::lost) return Outcome::lost;
    session_.module_failed(round, CardTrouble::misread);
    return Outcome::go_on;
  }

  // A line that is garbled again and again may be one whose module changed its speed.
  Outcome after_line_trouble(LineTrouble trouble) {
    if (trouble == LineTrouble::gone || ++garbled_ >= kGarbledInARow) return Outcome::lost;
    return check_health();
  }

  Outcome check_health() {
    const auto status = module_.status();
    if (status && *status != sw3::kSelfTestFailed) return Outcome::go_on;
    if (!status && status.error() == LineTrouble::garbled && ++garbled_ < kGarbledInARow) {
      return check_health();
    }
    return Outcome::lost;
  }

  Session& session_;
  SamVModule module_;
  std::unique_lock<std::mutex> air_;
  Instant air_since_{};
  int garbled_ = 0;
};

}  // namespace

void watch_module(Session& session, const std::string& device) {
  Milliseconds retry = kFirstRetry;
  while (!session.leaving()) {
    session.promise(Part::module, kPatience);
    auto module = SamVModule::open(device);
    if (module) {
      retry = kFirstRetry;
      session.set_state(Part::module, DeviceState::works);
      ModuleWatch(session, std::move(*module)).run();
      // Left, or lost: either way the line is closed by now, and its device name free.
    }
    if (session.leaving()) return;
    session.set_state(Part::module, DeviceState::gone);
    session.pause(retry, session.orders());
    retry = std::min(retry * 2, kLastRetry);
  }
}

}  // namespace devices::reader
