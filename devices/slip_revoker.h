// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the health-code services which signed slips count no more (docs/wire.md §4.4): the oldest
// first, again and again with growing waits until one of them has taken it or none knows it. What
// waits lies in the queue, so nothing is lost with this object. One worker thread, from which all
// callbacks come; they must not wait for it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "devices/chance.h"
#include "devices/https_health_codes.h"
#include "devices/revocation_queue.h"

namespace devices {

// What came of a try.
enum class RevocationNews {
  told,     // a service has taken it back
  unknown,  // none of them has ever signed it
  waiting,  // it will be tried again
};

struct RevokerPlan {
  std::chrono::milliseconds connect{3000};
  std::chrono::milliseconds total{8000};        // of one request
  std::chrono::milliseconds first_retry{2000};  // doubled up to the longest
  // An outage that ends for all kiosks at once is followed by tries spread over a quarter hour.
  std::chrono::milliseconds longest_retry{std::chrono::minutes{10}};
  std::chrono::milliseconds idle{std::chrono::hours{1}};  // between looks at an empty queue
};

// How long after that many failures in a row the next try is due, spread by chance. Pure.
[[nodiscard]] std::chrono::milliseconds pause_after(const RevokerPlan& plan, int failures,
                                                    const Chance& chance);

class SlipRevoker {
 public:
  // `sources`: whoever may have signed; at least one. Looks into the queue at once. The queue
  // outlives this.
  SlipRevoker(std::vector<HealthCodeSource> sources, RevocationQueue& queue,
              std::function<visit::Moment()> now, std::function<void(RevocationNews)> tell,
              RevokerPlan plan = {}, Chance chance = machine_chance());
  // Calls a request under way back.
  ~SlipRevoker();
  SlipRevoker(const SlipRevoker&) = delete;
  SlipRevoker& operator=(const SlipRevoker&) = delete;

  // Something was put into the queue: it is tried now, unless a service asked to wait.
  void look_now();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
