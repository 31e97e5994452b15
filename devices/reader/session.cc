// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/session.h"

#include <algorithm>
#include <utility>

namespace devices::reader {

void Session::start(const Start& start) {
  const std::lock_guard lock(mutex_);
  watch_.start(start);
  if (start.wanted == visit::Wanted::desk) {
    desk_.start(start.ticket, start.badge);
  } else {
    desk_.stop();
  }
  antenna_sees_ = false;
  ++orders_;
  changed_.notify_all();
}

void Session::stop() {
  const std::lock_guard lock(mutex_);
  watch_.stop();
  desk_.stop();
  ++orders_;
  changed_.notify_all();
}

void Session::leave() {
  const std::lock_guard lock(mutex_);
  watch_.stop();
  desk_.stop();
  leaving_ = true;
  changed_.notify_all();
}

void Session::beat() {
  const std::lock_guard lock(mutex_);
  const Instant now = monotonic_now();
  // An antenna that is not there has nobody who looks at the time.
  if (state_.antenna == DeviceState::gone) send_all(desk_.antenna_lost(now));
  if (std::all_of(due_.begin(), due_.end(), [&](Instant due) { return now < due; })) send_beat();
}

std::optional<Session::Round> Session::wanted(visit::Wanted what) {
  const std::lock_guard lock(mutex_);
  return watch_.round(what);
}

Sitting Session::sitting() {
  const std::lock_guard lock(mutex_);
  return desk_.sitting();
}

bool Session::leaving() {
  const std::lock_guard lock(mutex_);
  return leaving_;
}

Session::Orders Session::orders() {
  const std::lock_guard lock(mutex_);
  return orders_;
}

void Session::pause(Milliseconds time, Orders seen) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [&] { return leaving_ || orders_ != seen; });
}

void Session::promise(Part part, Milliseconds time) {
  const std::lock_guard lock(mutex_);
  due_[static_cast<std::size_t>(part)] = monotonic_now() + time;
}

void Session::set_state(Part part, DeviceState state) {
  const std::lock_guard lock(mutex_);
  const bool lost = state != DeviceState::works;
  if (lost && part == Part::module) watch_.module_lost();
  if (lost && part == Part::antenna) {
    watch_.antenna_lost(monotonic_now());
    send_all(desk_.antenna_lost(monotonic_now()));
  }
  if (std::exchange(state_of(part), state) != state) send_beat();
}

DeviceState& Session::state_of(Part part) {
  switch (part) {
    case Part::module:
      return state_.module;
    case Part::antenna:
      return state_.antenna;
    case Part::scanner:
      return state_.scanner;
    case Part::thermometer:
      break;
  }
  return state_.thermometer;
}

void Session::module_found(Round round) {
  const std::lock_guard lock(mutex_);
  send_all(watch_.module_found(round));
}

void Session::module_empty(Round round) {
  const std::lock_guard lock(mutex_);
  send_all(watch_.module_empty(round, monotonic_now()));
}

void Session::module_failed(Round round, visit::CardTrouble trouble) {
  const std::lock_guard lock(mutex_);
  send_all(watch_.module_failed(round, trouble));
}

void Session::module_read(Round round, visit::Identity identity) {
  const std::lock_guard lock(mutex_);
  send_all(watch_.module_read(round, std::move(identity)));
}

void Session::antenna_saw(Round round, Sighting seen) {
  const std::lock_guard lock(mutex_);
  antenna_sees_ = seen.sight != Sight::nothing;
  send_all(watch_.antenna_saw(round, std::move(seen), monotonic_now()));
}

void Session::desk_seen(Round round, Lying lying) {
  const std::lock_guard lock(mutex_);
  if (watch_.round(visit::Wanted::desk) == round) send_all(desk_.antenna_saw(lying));
}

void Session::desk_found(Round round, bool card) {
  const std::lock_guard lock(mutex_);
  if (watch_.round(visit::Wanted::desk) == round) send_all(desk_.module_saw(card));
}

void Session::measured(Round round, int tenths) {
  const std::lock_guard lock(mutex_);
  if (watch_.round(visit::Wanted::temperature) != round) return;
  send_(Measured{watch_.ticket().value(), tenths});
}

void Session::scanned(Round round, visit::Secret text) {
  const std::lock_guard lock(mutex_);
  if (watch_.round(visit::Wanted::paper) != round) return;
  send_(Scanned{watch_.ticket().value(), std::move(text)});
}

void Session::scan_failed(Round round, visit::ScanTrouble trouble) {
  const std::lock_guard lock(mutex_);
  if (watch_.round(visit::Wanted::paper) == round) {
    send_(ScanFailed{watch_.ticket().value(), trouble});
  }
}

bool Session::told() {
  const std::lock_guard lock(mutex_);
  return watch_.told();
}

bool Session::antenna_sees() {
  const std::lock_guard lock(mutex_);
  return antenna_sees_;
}

void Session::send_all(const CardWatch::Reports& reports) {
  for (const Report& report : reports) send_(report);
}

void Session::send_beat() { send_(state_); }

}  // namespace devices::reader
