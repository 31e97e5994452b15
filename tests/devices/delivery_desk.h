// SPDX-License-Identifier: GPL-3.0-or-later
// An outbox, a practice FHIR server and a courier between them, on a clock that moves only when
// the courier waits. One thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "devices/fhir_courier.h"
#include "devices/sandbox/fhir/fhir_intake.h"
#include "tests/devices/raw_service.h"
#include "tests/devices/synthetic_survey.h"
#include "tests/files.h"

namespace devices_test {

// Wall and steady at once.
class StillClock {
 public:
  [[nodiscard]] std::chrono::milliseconds steady() const { return std::chrono::milliseconds{at_}; }
  void advance(std::chrono::milliseconds by) { at_ += by.count(); }
  [[nodiscard]] devices::DeliveryClock clock() {
    return {[this] { return kMorning + steady(); }, [this] { return steady(); },
            [this](std::chrono::milliseconds most, const std::stop_token&) { advance(most); }};
  }

 private:
  std::atomic<std::int64_t> at_ = 1000;
};

class DeliveryDesk {
 public:
  explicit DeliveryDesk(sandbox::FhirIntakeOptions options = {}) : options_(std::move(options)) {
    REQUIRE(sandbox::deploy(practice));
    options_.silence = std::chrono::minutes{1};
    options_.now = [this] { return time.steady(); };
    start();
    auto opened = devices::Outbox::open(folder.path() / "outbox.db", folder.path() / "outbox.key");
    REQUIRE(opened.has_value());
    outbox = std::move(*opened);
    plan.pace.total = std::chrono::seconds{5};
  }

  // The server's process ends; the next one finds what it kept.
  void stop() {
    options_.port = intake->port();
    intake.reset();
  }
  void start() {
    auto started = sandbox::FhirIntake::start(practice, options_);
    REQUIRE(started.has_value());
    intake = std::move(*started);
  }

  [[nodiscard]] devices::FhirServer server() const {
    devices::FhirServer server;
    server.url = intake ? intake->url() : "https://127.0.0.1:" + std::to_string(options_.port);
    server.ca_file = practice.ca().string();
    if (options_.wants_token) {
      server.token_url = intake->token_url();
      server.client_id = options_.client.id;
      server.client_secret = visit::Secret(options_.client.secret);
    }
    if (options_.wants_certificate) {
      server.certificate_file = practice.kiosk().string();
      server.key_file = practice.kiosk_key().string();
    }
    server.identifier_system = sandbox::FhirIntake::kIdentifierSystem;
    return server;
  }
  // Where it goes on after a restart of the kiosk.
  void employ(devices::FhirServer server) {
    REQUIRE(devices::is_usable(server));
    courier = std::make_unique<devices::FhirCourier>(
        std::move(server), plan, *outbox,
        [this](const devices::DeliveryNews& each) { news.push_back(each); },
        [this] { return chance; }, time.clock());
  }

  std::string add() {
    const std::string identifier = devices::Outbox::fresh_identifier();
    REQUIRE(outbox->add(identifier,
                        synthetic_survey(sandbox::FhirIntake::kIdentifierSystem, identifier),
                        kMorning + time.steady()));
    return identifier;
  }
  // Turn after turn, each when it is due, until nothing waits; false: after so many something does.
  bool deliver(int turns = 40) {
    if (!courier) employ(server());
    for (int turn = 0; turn < turns; ++turn) {
      if (waiting() == 0) return true;
      time.advance(courier->turn({}));
    }
    return waiting() == 0;
  }
  [[nodiscard]] int waiting() const { return outbox->count()->waiting; }
  [[nodiscard]] int aside() const { return outbox->count()->aside; }
  [[nodiscard]] std::vector<std::string> received() const {
    std::vector<std::string> identifiers;
    for (const auto& each : intake->received()) identifiers.push_back(each.identifier.value);
    return identifiers;
  }
  [[nodiscard]] int told(devices::DeliveryKind kind) const {
    return static_cast<int>(std::count_if(news.begin(), news.end(),
                                          [&](const auto& each) { return each.kind == kind; }));
  }

  files::Folder folder;
  sandbox::FhirPractice practice{folder.path()};
  StillClock time;
  double chance = 0.5;  // a pause is what the plan says
  devices::DeliveryPlan plan;
  std::unique_ptr<sandbox::FhirIntake> intake;
  std::unique_ptr<devices::Outbox> outbox;
  std::unique_ptr<devices::FhirCourier> courier;
  std::vector<devices::DeliveryNews> news;

 private:
  sandbox::FhirIntakeOptions options_;
};

// Why all wait.
inline devices::FhirTrouble last_trouble(const DeliveryDesk& desk) {
  REQUIRE_FALSE(desk.news.empty());
  REQUIRE(desk.news.back().kind == devices::DeliveryKind::waiting);
  REQUIRE(desk.news.back().why);
  return *desk.news.back().why;
}

}  // namespace devices_test
