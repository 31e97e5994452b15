// SPDX-License-Identifier: GPL-3.0-or-later
// Calls staff by an HTTPS POST to the hospital's paging service: which machine, why, since when,
// and never for whom. The server is believed only under the deployment's own CA. Every call returns
// at once, on any thread; a thread of its own sends, in order, and gives up after a few tries.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "kiosk/visit/ports.h"

namespace devices {

struct BellHook {
  std::string url;      // https://host:port/path
  std::string ca_file;  // PEM
  std::string machine;  // "GC07"
};

struct BellHookPace {
  std::chrono::milliseconds connect{3'000};
  std::chrono::milliseconds total{5'000};        // a try
  std::chrono::milliseconds first_pause{1'000};  // before the second try; doubled for each further
};

class BellWebhook final : public visit::StaffBell {
 public:
  static constexpr int kTries = 4;
  // Calls that wait to be sent; with one more the oldest is dropped, which is the one that says
  // least about now.
  static constexpr std::size_t kMostWaiting = 16;

  BellWebhook(BellHook hook, std::function<visit::Moment()> now, BellHookPace pace = {});
  // What waits is dropped; a try under way is broken off.
  ~BellWebhook() override;
  BellWebhook(const BellWebhook&) = delete;
  BellWebhook& operator=(const BellWebhook&) = delete;

  // {"machine":"GC07","call":"no_card","at":"2021-01-26T10:42:00+08:00"}; any 2xx will do.
  void ring(visit::Call call) override;
  // The same with "call":"answered".
  void answered() override;

  // Sent and taken, and given up or dropped: figures for the technician.
  [[nodiscard]] int sent() const;
  [[nodiscard]] int lost() const;

 private:
  class Worker;
  const std::function<visit::Moment()> now_;
  std::unique_ptr<Worker> worker_;
};

// Whether a hook can be used: an https address of plain characters, and a machine's name.
[[nodiscard]] bool is_usable(const BellHook& hook);

}  // namespace devices
