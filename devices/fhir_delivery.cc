// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_delivery.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "devices/broken_pipe.h"

namespace devices {

using std::chrono::milliseconds;

class FhirDelivery::Worker {
 public:
  Worker(FhirServer server, DeliveryPlan plan, Outbox& outbox,
         std::function<void(const DeliveryNews&)> tell, Chance chance, DeliveryClock clock)
      : courier_(std::move(server), plan, outbox, std::move(tell), std::move(chance),
                 std::move(clock)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void look_now() {
    {
      const std::lock_guard held(lock_);
      wanted_ = true;
    }
    wake_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    outlive_broken_pipes();
    while (!stop.stop_requested()) {
      const milliseconds pause = courier_.turn(stop);
      visit::wipe_stack();
      std::unique_lock held(lock_);
      wake_.wait_for(held, stop, pause, [this] { return wanted_; });
      wanted_ = false;
    }
  }

  FhirCourier courier_;  // of the worker's thread
  std::mutex lock_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  std::jthread thread_;  // last: it uses all of the above, and ends first
};

FhirDelivery::FhirDelivery(FhirServer server, DeliveryPlan plan, Outbox& outbox,
                           std::function<void(const DeliveryNews&)> tell, Chance chance,
                           DeliveryClock clock)
    : worker_(std::make_unique<Worker>(std::move(server), plan, outbox, std::move(tell),
                                       std::move(chance), std::move(clock))) {}

FhirDelivery::~FhirDelivery() = default;

void FhirDelivery::look_now() { worker_->look_now(); }

}  // namespace devices
