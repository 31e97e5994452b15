// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/network/running_network.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/files.h"

namespace service_test {

using service::Json;

RunningNetwork::RunningNetwork(const std::vector<FileChange>& changes)
    : provinces_(folder_.path() / "provinces"),
      clock_(at("2021-01-20T09:30").time_since_epoch().count()) {
  copy_provinces(provinces_, changes);
  const auto run = folder_.path() / "run";
  std::filesystem::create_directory(run);
  auto started = service::PracticeNetwork::start(
      run,
      {std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json",
       provinces_,
       {"42", "44", "11"},
       {},
       /*patience_ms=*/20'000},
      {at("2020-01-01"), at("2120-01-01")},
      {[this] { return service::Instant{std::chrono::milliseconds{clock_}}; },
       [this](const std::string& line) {
         const std::lock_guard held(lock_);
         if (line.find(" chore ") != std::string::npos) failures_.push_back(line);
       }});
  if (!started) FAIL(started.error());
  network_ = std::move(*started);
  for (const char* code : {"42", "44", "11"}) REQUIRE(chores(code));
}

service::PracticeClient& RunningNetwork::as(const std::string& device, const std::string& code) {
  auto& client = clients_[device + " at " + code];
  if (!client) client = std::make_unique<service::PracticeClient>(network_->door(code, device));
  return *client;
}

service::PracticeReply RunningNetwork::query(const std::string& code, const Json& change) {
  return as("GC" + code, code)
      .post("/v1/status/query", inquiry(change.is_null() ? Json::object() : change));
}

void RunningNetwork::settle(const std::string& code, const Json& facts, const std::string& number,
                            const std::string& name) {
  const Json person{{"idDoc", document(number, name)}, {"facts", facts}};
  const auto reply =
      as("OP" + code, code).post("/v1/residents", Json{{"residents", Json::array({person})}});
  REQUIRE(reply.status == 200);
  REQUIRE(chores(code));
}

bool RunningNetwork::deliver() {
  bool well = true;
  for (const char* code : {"42", "44", "11", "00"}) well = chores(code) && well;
  return well;
}

bool RunningNetwork::chores(const std::string& code) {
  const int status = as("OP" + code, code).post("/_test/chores", Json::object()).status;
  const std::lock_guard held(lock_);
  if (status != 200 && !failures_.empty()) UNSCOPED_INFO(status << " " << failures_.back());
  return status == 200;
}

void RunningNetwork::restart(const std::string& code) {
  const auto started = network_->restart(code);
  if (!started) FAIL(started.error());
}

void RunningNetwork::fault(const std::string& code, const Json& order) {
  REQUIRE(as("OP" + code, code).post("/_test/faults", order).status == 200);
}

Json document(const std::string& number, const std::string& name) {
  return Json{{"kind", "NI"}, {"number", number}, {"name", name}};
}

Json one_event(const char* type, const char* when) {
  return Json{{"events", Json::array({{{"type", type}, {"at", when}}})}};
}

void copy_provinces(const std::filesystem::path& folder, const std::vector<FileChange>& changes) {
  std::filesystem::copy(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/provinces", folder);
  for (const FileChange& change : changes) {
    const auto file = folder / (change.code + ".toml");
    std::string text = files::contents(file);
    const auto place = text.find(change.from);
    REQUIRE(place != std::string::npos);
    text.replace(place, change.from.size(), change.to);
    std::ofstream(file, std::ios::binary) << text;
  }
}

}  // namespace service_test
