// SPDX-License-Identifier: GPL-3.0-or-later
// Takes surveys out of the outbox, oldest first, and brings them to the FHIR server: what all would
// suffer makes the queue wait, what is one document's own sets it aside. Nothing is erased before
// the server has said that it has it; nothing is dropped for its age. Turn by turn, one thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "devices/chance.h"
#include "devices/fhir_exchange.h"
#include "devices/outbox.h"

namespace devices {

enum class DeliveryKind {
  delivered,      // and erased here
  waiting,        // a try failed; all wait
  set_aside,      // staff must look at it
  too_old,        // the oldest has been here for longer than it may: staff print it
  outbox_failed,  // the outbox could not be read or written
};

struct DeliveryNews {
  DeliveryKind kind = DeliveryKind::delivered;
  std::optional<visit::Moment> since;  // when that entry was added
  std::optional<FhirTrouble> why;      // waiting, set_aside; none: it is unreadable here
  std::optional<OutboxTrouble> outbox;
};

struct DeliveryPlan {
  FhirPace pace;
  std::chrono::milliseconds first_retry{2000};  // doubled up to the longest
  // An outage that ends for all kiosks at once is followed by tries spread over a quarter hour.
  std::chrono::milliseconds longest_retry{std::chrono::minutes{10}};
  std::chrono::milliseconds too_old{std::chrono::days{7}};
  std::chrono::milliseconds idle{std::chrono::hours{1}};  // between looks at an empty outbox
};

class FhirCourier {
 public:
  // `tell` hears of every try, and once of each oldest entry that has become too old.
  FhirCourier(FhirServer server, DeliveryPlan plan, Outbox& outbox,
              std::function<void(const DeliveryNews&)> tell, Chance chance, DeliveryClock clock);

  // Delivers one entry if its time has come. How long there is nothing to do from now, unless
  // something is added.
  [[nodiscard]] std::chrono::milliseconds turn(const std::stop_token& stop);

 private:
  void look_at_age();
  // The queue waits; how long.
  std::chrono::milliseconds wait(std::optional<std::chrono::milliseconds> at_least);
  std::chrono::milliseconds fail(OutboxTrouble trouble);
  std::chrono::milliseconds set_aside(const OutboxEntry& entry, AsideReason reason,
                                      std::optional<FhirTrouble> why);

  const DeliveryPlan plan_;
  Outbox& outbox_;
  const std::function<void(const DeliveryNews&)> tell_;
  const Chance chance_;
  const DeliveryClock clock_;
  FhirExchange exchange_;
  int failures_ = 0;                      // in a row
  std::chrono::milliseconds due_{};       // of the steady clock, after a failure
  std::optional<visit::Moment> told_of_;  // the oldest entry that was told to be too old
};

}  // namespace devices
