// SPDX-License-Identifier: GPL-3.0-or-later
// Takes finished surveys: written as FHIR, sealed into the outbox, brought to the hospital in the
// background. What it has said to be kept survives a power cut. Calls return at once; answers and
// news are posted from threads of its own.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "devices/errands.h"
#include "devices/fhir_delivery.h"
#include "devices/fhir_response.h"
#include "devices/outbox.h"
#include "kiosk/visit/journal.h"
#include "kiosk/visit/ports.h"

namespace kiosk {

struct SurveyPlan {
  std::shared_ptr<const visit::SurveyForm> form;
  devices::SurveyNames names;
  std::optional<devices::FhirServer> server;  // none: what is kept waits for kioskctl surveys
  devices::DeliveryPlan delivery;
};

class SurveyDesk final : public visit::Surveys {
 public:
  // `outbox` none: every survey goes on paper. The journal outlives it.
  SurveyDesk(SurveyPlan plan, std::unique_ptr<devices::Outbox> outbox, visit::Journal& journal,
             std::function<visit::Moment()> now, visit::Post post);
  ~SurveyDesk() override;
  SurveyDesk(const SurveyDesk&) = delete;
  SurveyDesk& operator=(const SurveyDesk&) = delete;

  void hand_in(visit::Ticket ticket, visit::Identity identity, visit::SurveyAnswers answers,
               visit::Moment authored, std::string badge) override;

  // How many are not delivered, and whether the oldest has waited for too long. Waits for the disk.
  [[nodiscard]] std::pair<int, bool> waiting();

 private:
  struct HandedIn {
    visit::Ticket ticket;
    visit::Identity identity;
    visit::SurveyAnswers answers;
    visit::Moment authored;
    std::string badge;
  };
  [[nodiscard]] std::optional<visit::SurveyTrouble> keep(const HandedIn& survey);
  void hear(const devices::DeliveryNews& news);

  const SurveyPlan plan_;
  const std::unique_ptr<devices::Outbox> outbox_;
  visit::Journal& journal_;
  const std::function<visit::Moment()> now_;
  const visit::Post post_;
  std::unique_ptr<devices::FhirDelivery> delivery_;
  devices::Errands errands_;  // last: they use all of the above
};

}  // namespace kiosk
