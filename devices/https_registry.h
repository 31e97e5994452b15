// SPDX-License-Identifier: GPL-3.0-or-later
// Who may act for whom, and appeals, at the province's health-code service over mutual TLS
// (docs/wire.md §4.10). One worker thread; calls return at once and are done in their order, each
// request within the budget of a source, and none is dropped for a newer one. Identity travels in
// POST bodies only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "devices/https_health_codes.h"
#include "kiosk/visit/ports.h"

namespace devices {

class HttpsRegistry : public visit::Registry {
 public:
  // `province` keeps the delegations; `now` gives the time that requests are stamped with.
  HttpsRegistry(HealthCodeSource province, std::function<visit::Moment()> now, visit::Post post,
                HealthCodeBudget budget = {}, Chance chance = machine_chance());
  // What has not been answered is not answered any more.
  ~HttpsRegistry() override;

  void ask_family(visit::Ticket ticket, visit::Identity identity) override;
  void bind(visit::Ticket ticket, visit::Wish wish) override;
  // A delegation that the service does not know is ended.
  void end(visit::Ticket ticket, std::string id) override;
  void appeal(visit::Ticket ticket, visit::Identity identity, visit::Consent consent,
              visit::AppealKind kind) override;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
