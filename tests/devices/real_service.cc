// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/real_service.h"

#include <catch2/catch.hpp>

#include "devices/clock.h"
#include "devices/sandbox/cast.h"
#include "devices/sandbox/service/practice/practice_client.h"
#include "tests/files.h"

namespace devices_test {

RealService::RealService(const std::string& region) {
  auto started = sandbox::ServiceProcess::start(
      std::filesystem::path(KIOSK_BINARY_DIR) / "bin/health-code-service",
      std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json", folder_.path(),
      region);
  INFO((started ? std::string{} : started.error()));
  REQUIRE(started);
  process_ = std::move(*started);
}

devices::HealthCodeSource RealService::source() const {
  return {visit::Source::province,
          process_->url(),
          process_->ca().string(),
          process_->client_certificate().string(),
          process_->client_key().string(),
          "GC07",
          *devices::parse_device_key(files::contents(process_->device_key()))};
}

nlohmann::json RealService::ask(const std::string& path, const nlohmann::json& body, int status) {
  service::PracticeClient practice(
      {"127.0.0.1",
       std::stoi(process_->url().substr(process_->url().rfind(':') + 1)),
       files::contents(process_->ca()),
       {files::contents(process_->client_certificate()), files::contents(process_->client_key())},
       "GC07",
       *devices::parse_device_key(files::contents(process_->device_key())),
       devices::now});
  const auto reply = practice.post(
      path, body.dump(), service::PracticeClient::Headers{{"Idempotency-Key", devices::nonce()}});
  REQUIRE(reply.status == status);
  return nlohmann::json::parse(reply.body);
}

void RealService::trouble(const nlohmann::json& fault, const std::string& path) {
  (void)ask(path, fault, 200);
}

std::string RealService::log() const { return files::contents(folder_.path() / "service.log"); }

visit::Identity cast_identity(std::string_view id) {
  const auto resident = sandbox::document_of(*sandbox::person_named(id));
  return {visit::DocumentKind::resident_id, visit::Secret(std::string(resident["name"])),
          visit::Secret(std::string(resident["number"])), std::nullopt, std::nullopt};
}

}  // namespace devices_test
