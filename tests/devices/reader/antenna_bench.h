// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread on an emulated PN532's line, a hospital's authority for badges, and what the
// thread reports.
#pragma once

#include <algorithm>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "devices/clock.h"
#include "devices/reader/antenna_watch.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader/nfc_bench.h"
#include "tests/files.h"

namespace bench {

using devices::reader::BadgeId;
using devices::reader::BadgeShown;
using devices::reader::Beat;
using devices::reader::Failed;
using devices::reader::Hinted;
using devices::reader::Laid;
using devices::reader::Lifted;
using devices::reader::Report;
using visit::CardTrouble;
using visit::Wanted;

inline std::chrono::sys_seconds today() {
  return std::chrono::floor<std::chrono::seconds>(devices::now());
}

inline Report copy_of(const Report& report) {
  if (const auto* hinted = std::get_if<Hinted>(&report)) {
    return Hinted{hinted->ticket, hinted->identity.clone()};
  }
  if (const auto* failed = std::get_if<Failed>(&report)) return *failed;
  if (const auto* badge = std::get_if<BadgeShown>(&report)) return *badge;
  if (const auto* laid = std::get_if<Laid>(&report)) return *laid;
  if (const auto* lifted = std::get_if<Lifted>(&report)) return *lifted;
  REQUIRE(std::holds_alternative<Beat>(report));  // nothing else comes from an antenna
  return std::get<Beat>(report);
}

// A session with nothing but an antenna, and what it reports.
class Antenna {
 public:
  Antenna() {
    devices::reader::tame_libnfc();
    far.pace(false);
    std::ofstream(ca_file_) << ca_.pem();
    thread_ = std::thread([this] {
      devices::reader::watch_antenna(session_, "pn532_uart:" + far.path().string() + ":115200",
                                     ca_file_.string());
    });
  }
  ~Antenna() {
    session_.leave();
    thread_.join();
  }
  Antenna(const Antenna&) = delete;
  Antenna& operator=(const Antenna&) = delete;

  void start(std::uint64_t ticket, Wanted what, BadgeId badge = {}) {
    session_.start({ticket, what, badge});
  }
  void stop() { session_.stop(); }
  // What the channel's thread does each second.
  void beat() { session_.beat(); }
  const sandbox::StaffCa& ca() const { return ca_; }

  // The first report of its kind that has not been taken; waits for it.
  template <class Kind>
  std::optional<Kind> take(std::chrono::milliseconds time = 5s) {
    std::optional<Kind> found;
    within(time, [&] {
      const std::lock_guard lock(mutex_);
      for (auto report = reports_.begin(); report != reports_.end(); ++report) {
        auto* const wanted = std::get_if<Kind>(&*report);
        if (wanted == nullptr) continue;
        found = std::move(*wanted);
        reports_.erase(report);
        break;
      }
      return found.has_value();
    });
    return found;
  }
  // Whether nothing but beats was reported and not taken.
  bool is_silent() {
    const std::lock_guard lock(mutex_);
    return std::all_of(reports_.begin(), reports_.end(),
                       [](const Report& report) { return std::holds_alternative<Beat>(report); });
  }
  // Waits until it has looked for both types again, some times.
  bool looks(int times = 4) {
    const auto searches = [&] { return far.stats().commands[kInListPassiveTarget]; };
    const auto before = searches();
    return within(10s, [&] { return searches() >= before + static_cast<unsigned>(times); });
  }

 private:
  files::Folder scratch_;
  std::filesystem::path ca_file_ = scratch_.path() / "staff-ca.pem";
  sandbox::StaffCa ca_ = sandbox::StaffCa::make(today() - 1h, today() + 24h);

 public:
  sandbox::Pn532Line far{scratch_.path() / "pn532"};

 private:
  std::mutex mutex_;
  std::vector<Report> reports_;
  devices::reader::Session session_{[this](const Report& report) {
    const std::lock_guard lock(mutex_);
    reports_.push_back(copy_of(report));
  }};
  std::thread thread_;
};

}  // namespace bench
