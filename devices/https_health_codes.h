// SPDX-License-Identifier: GPL-3.0-or-later
// Health-code services over mutual TLS (docs/wire.md §4), asked one after the other until one
// answers; who is asked when, and how often, is the Ladder's. One worker thread; calls return at
// once, and a call ends whatever was under way, a wait included. Identity travels in POST bodies
// only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "devices/ladder.h"
#include "devices/request_signature.h"
#include "kiosk/visit/ports.h"

namespace devices {

struct HealthCodeSource {
  visit::Source source = visit::Source::province;
  std::string url;  // https://host:port
  std::string ca_file, certificate_file, key_file;
  std::string device_id;
  DeviceKey device_key{};
};

struct HealthCodeBudget {
  std::chrono::milliseconds connect{1000};  // TCP and TLS, within a source's total
  LadderSettings ladder;
};

class HttpsHealthCodes : public visit::HealthCodes {
 public:
  // At least one source. `purpose` is the scene's id; `now` gives the time that requests are
  // stamped with.
  HttpsHealthCodes(std::vector<HealthCodeSource> sources, std::string purpose,
                   std::function<visit::Moment()> now, visit::Post post,
                   HealthCodeBudget budget = {}, Chance chance = machine_chance());
  ~HttpsHealthCodes() override;

  void ask(visit::Ticket ticket, visit::Identity identity, visit::Consent consent) override;
  void ask_by_code(visit::Ticket ticket, visit::Secret code) override;
  void sign(visit::Ticket ticket, visit::Identity identity, visit::Consent consent,
            visit::SlipKind kind) override;
  void cancel() override;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
