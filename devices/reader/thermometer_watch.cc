// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/thermometer_watch.h"

#include <algorithm>
#include <utility>

#include "devices/reader/thermometer.h"

namespace devices::reader {

namespace {

// How soon a stop is seen, while somebody is measured.
constexpr Milliseconds kListen{100};
constexpr Milliseconds kLookForHangUp{3000};
constexpr Milliseconds kHealthEvery{6000}, kHealthWhileMeasuring{1000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{2000};
// Opening a USB line takes up to 10 s in the kernel; what is asked of the thermometer, 2.5 s.
constexpr Milliseconds kPatience{14'000};
// Nobody is measured more often. A thermometer that babbles must not fill the channel, which would
// end the card readers with it.
constexpr int kMostPerSecond = 5;

class ThermometerWatch {
 public:
  ThermometerWatch(Session& session, Thermometer thermometer)
      : session_(session), thermometer_(std::move(thermometer)) {}

  // Until the thermometer is lost or the session is over.
  void run() {
    Instant health_due = monotonic_now();
    while (!session_.leaving() && !thermometer_.cut()) {
      session_.promise(Part::thermometer, kPatience);
      const auto seen = session_.orders();
      if (!follow_round()) return;
      if (monotonic_now() >= health_due) {
        if (!check_health()) return;
        health_due = monotonic_now() + (round_ ? kHealthWhileMeasuring : kHealthEvery);
      }
      if (!round_) {
        session_.pause(std::min(kLookForHangUp, Deadline::at(health_due).left()), seen);
        continue;
      }
      const auto tenths = thermometer_.next(monotonic_now() + kListen);
      if (tenths) {
        tell(*tenths);
      } else if (tenths.error() == LineTrouble::gone) {
        return;
      }
    }
  }

 private:
  // Each start measures under a number of its own: what was measured for the one before is late.
  bool follow_round() {
    const auto round = session_.wanted(visit::Wanted::temperature);
    if (round == round_) return true;
    round_ = round;
    second_ends_ = Instant{0};
    if (round) last_number_ = last_number_ % kLastMeasuring + 1;
    return thermometer_.measure(round ? last_number_ : 0).has_value();
  }

  bool check_health() {
    const auto measures = thermometer_.measures();
    if (!measures) return false;
    session_.set_state(Part::thermometer, *measures ? DeviceState::works : DeviceState::gone);
    return true;
  }

  void tell(int tenths) {
    const Instant now = monotonic_now();
    if (now >= second_ends_) {
      second_ends_ = now + std::chrono::seconds(1);
      told_ = 0;
    }
    if (++told_ <= kMostPerSecond) session_.measured(*round_, tenths);
  }

  Session& session_;
  Thermometer thermometer_;
  std::optional<Session::Round> round_;
  MeasuringNumber last_number_ = 0;
  Instant second_ends_{0};
  int told_ = 0;
};

}  // namespace

void watch_thermometer(Session& session, const std::string& device) {
  Milliseconds retry = kFirstRetry;
  while (!session.leaving()) {
    session.promise(Part::thermometer, kPatience);
    auto thermometer = Thermometer::open(device);
    if (thermometer) {
      retry = kFirstRetry;
      ThermometerWatch(session, std::move(*thermometer)).run();
      // Left, or lost: either way the line is closed by now, and its device name free.
    }
    if (session.leaving()) return;
    session.set_state(Part::thermometer, DeviceState::gone);
    session.pause(retry, session.orders());
    retry = std::min(retry * 2, kLastRetry);
  }
}

}  // namespace devices::reader
