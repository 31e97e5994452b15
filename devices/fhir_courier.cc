// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_courier.h"

#include <algorithm>

namespace devices {

using std::chrono::milliseconds;

FhirCourier::FhirCourier(FhirServer server, DeliveryPlan plan, Outbox& outbox,
                         std::function<void(const DeliveryNews&)> tell, Chance chance,
                         DeliveryClock clock)
    : plan_(plan),
      outbox_(outbox),
      tell_(std::move(tell)),
      chance_(std::move(chance)),
      clock_(std::move(clock)),
      exchange_(std::move(server), plan.pace, clock_) {}

milliseconds FhirCourier::turn(const std::stop_token& stop) {
  look_at_age();
  if (const milliseconds left = due_ - clock_.steady(); failures_ > 0 && left > milliseconds{})
    return left;
  const auto oldest = outbox_.oldest();
  if (!oldest) return fail(oldest.error());
  if (!*oldest) {
    failures_ = 0;
    return plan_.idle;
  }
  const OutboxEntry& entry = **oldest;
  if (!entry.document) return set_aside(entry, AsideReason::unreadable, std::nullopt);

  const auto created = exchange_.create(entry.identifier, *entry.document, stop);
  if (created) {
    // If the disk does not take this, the server is asked once more, and has it already.
    if (const auto erased = outbox_.erase(entry.identifier); !erased) return fail(erased.error());
    failures_ = 0;
    tell_({DeliveryKind::delivered, entry.since, {}, {}});
    return milliseconds{0};
  }
  if (stop.stop_requested()) return plan_.idle;  // given up by ourselves: nothing was learnt
  const FhirFailure& failure = created.error();
  if (failure.trouble == FhirTrouble::rejected)
    return set_aside(entry, AsideReason::rejected, failure.trouble);
  if (failure.trouble == FhirTrouble::ambiguous)
    return set_aside(entry, AsideReason::ambiguous, failure.trouble);
  const milliseconds pause = wait(failure.retry_after);
  tell_({DeliveryKind::waiting, entry.since, failure.trouble, {}});
  return pause;
}

void FhirCourier::look_at_age() {
  const auto count = outbox_.count();
  if (!count || !count->oldest || clock_.now() - *count->oldest < plan_.too_old) return;
  if (told_of_ == count->oldest) return;
  told_of_ = count->oldest;
  tell_({DeliveryKind::too_old, count->oldest, {}, {}});
}

milliseconds FhirCourier::wait(std::optional<milliseconds> at_least) {
  milliseconds pause = plan_.first_retry;
  for (int i = 0; i < failures_ && pause < plan_.longest_retry; ++i) pause *= 2;
  pause = std::min(pause, plan_.longest_retry);
  ++failures_;
  // Half the pause to one and a half; what the server asked for is never shortened.
  pause = std::chrono::duration_cast<milliseconds>(pause * (0.5 + chance_()));
  pause += at_least.value_or(milliseconds{0});
  due_ = clock_.steady() + pause;
  return pause;
}

milliseconds FhirCourier::fail(OutboxTrouble trouble) {
  const milliseconds pause = wait(std::nullopt);
  tell_({DeliveryKind::outbox_failed, {}, {}, trouble});
  return pause;
}

milliseconds FhirCourier::set_aside(const OutboxEntry& entry, AsideReason reason,
                                    std::optional<FhirTrouble> why) {
  if (const auto done = outbox_.set_aside(entry.identifier, reason); !done)
    return fail(done.error());
  failures_ = 0;
  tell_({DeliveryKind::set_aside, entry.since, why, {}});
  return milliseconds{0};
}

}  // namespace devices
