// SPDX-License-Identifier: GPL-3.0-or-later
// The real health-code service as a process of its own, over real TLS on the loopback, with the
// cast in its store and throw-away certificates; and a client's inbox. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "devices/https_health_codes.h"
#include "devices/sandbox/service_process.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices_test {

class RealService {
 public:
  // `region`: whose rules bind people.
  explicit RealService(const std::string& region = "XA");

  [[nodiscard]] devices::HealthCodeSource source() const;
  // A request of another of the service's kiosks; fails on any other status.
  nlohmann::json ask(const std::string& path, const nlohmann::json& body, int status);
  // One fault of docs/wire.md §4.6.
  void trouble(const nlohmann::json& fault, const std::string& path = "/_test/faults");
  // What the service has logged so far.
  [[nodiscard]] std::string log() const;

  sandbox::ServiceProcess& process() { return *process_; }
  Inbox inbox;

 private:
  files::Folder folder_;
  std::unique_ptr<sandbox::ServiceProcess> process_;
};

// One of the cast, by the card that they carry.
[[nodiscard]] visit::Identity cast_identity(std::string_view id);

}  // namespace devices_test
