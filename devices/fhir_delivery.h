// SPDX-License-Identifier: GPL-3.0-or-later
// The courier at work in the background: a thread that delivers while there is something to
// deliver and sleeps else. All news come from it; they must not wait for it.
#pragma once

#include <memory>

#include "devices/fhir_courier.h"

namespace devices {

class FhirDelivery {
 public:
  // Begins at once. The outbox outlives it.
  FhirDelivery(FhirServer server, DeliveryPlan plan, Outbox& outbox,
               std::function<void(const DeliveryNews&)> tell, Chance chance = machine_chance(),
               DeliveryClock clock = machine_clock());
  // Calls a request under way back; its document stays.
  ~FhirDelivery();
  FhirDelivery(const FhirDelivery&) = delete;
  FhirDelivery& operator=(const FhirDelivery&) = delete;

  // Something was added or put back. What the server was promised is kept: a pause that it caused
  // is not cut short. Any thread.
  void look_now();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
