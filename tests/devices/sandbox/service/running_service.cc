// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/running_service.h"

#include <catch2/catch.hpp>

#include "tests/files.h"

namespace service_test {
namespace {

using namespace std::chrono;

constexpr service::Key32 kKey{1, 2, 3};
constexpr service::Key32 kOtherKey{4, 5, 6};

service::Lifetime lifetime() { return {at("2020-01-01"), at("2120-01-01")}; }

service::Settings make_settings(const service::PracticeCa& ca, const files::Folder& folder,
                                bool practice) {
  service::Settings settings;
  settings.practice = practice;
  settings.takes_orders = practice;
  settings.issuer = {"99", "XA", 990101, {"练习健康码", "Practice health code"}, ""};
  const auto server = ca.server({"127.0.0.1", "localhost"}, lifetime());
  settings.listen.certificate_pem = server.certificate;
  settings.listen.key_pem = server.key;
  settings.listen.client_ca_pem = ca.certificate();
  settings.listen.workers = 8;
  auto policy = service::parse_policy(
      files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json"));
  REQUIRE(policy);
  settings.policy = *policy;
  settings.policy_name = {"参考规则", "Reference rules"};
  settings.store = (folder.path() / "store.db").string();
  settings.store_key = {9, 9, 9};
  const auto signer = ca.signer("XA", {at("2020-01-01"), at("2023-01-01")});
  settings.signing = {{signer.certificate, signer.key}};
  settings.devices = {{"GC07", service::Role::kiosk, kKey},
                      {"GC08", service::Role::kiosk, kOtherKey}};
  return settings;
}

}  // namespace

service::Instant at(const char* text) {
  const auto instant = service::parse_instant(text);
  REQUIRE(instant);
  return *instant;
}

RunningService::RunningService(bool practice)
    : ca_("practice authority", lifetime()),
      clock_(at("2021-01-20T09:30").time_since_epoch().count()),
      settings_(make_settings(ca_, folder_, practice)),
      client_(ca_.client("GC07", lifetime())),
      other_client_(ca_.client("GC08", lifetime())) {
  restart();
}

void RunningService::restart() {
  kiosk_.reset();
  service_.reset();
  auto started = service::Service::start(settings_, {[this] { return now(); },
                                                     [this](const std::string& line) {
                                                       const std::lock_guard held(lock_);
                                                       log_.push_back(line);
                                                     }});
  if (!started) FAIL(started.error());
  service_ = std::move(*started);
}

service::PracticeClient::Door RunningService::door(const std::string& device) {
  const bool other = device == "GC08";
  return {"127.0.0.1",
          service_->port(),
          ca_.certificate(),
          other ? other_client_ : client_,
          device,
          other ? kOtherKey : kKey,
          [this] { return now(); }};
}

service::PracticeClient& RunningService::kiosk() {
  if (!kiosk_) kiosk_ = std::make_unique<service::PracticeClient>(door());
  return *kiosk_;
}

service::PracticeReply RunningService::query(const service::Json& change) {
  return kiosk().post("/v1/status/query", inquiry(change));
}

void RunningService::seed(const service::Json& facts, const std::string& number,
                          const std::string& name) {
  const service::Json resident{{"idDoc", {{"kind", "NI"}, {"number", number}, {"name", name}}},
                               {"facts", facts}};
  const auto reply =
      kiosk().post("/_test/seed", service::Json{{"residents", service::Json::array({resident})}});
  REQUIRE(reply.status == 200);
}

std::vector<std::string> RunningService::log() {
  const std::lock_guard held(lock_);
  return log_;
}

service::Json inquiry(const service::Json& change) {
  service::Json body{
      {"idDoc",
       {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", RunningService::kName}}},
      {"purpose", "HOSPITAL_OUTPATIENT"},
      {"actor", {{"kind", "SELF"}}},
      {"consent", true}};
  for (const auto& [key, value] : change.items()) body[key] = value;
  return body;
}

}  // namespace service_test
