// SPDX-License-Identifier: GPL-3.0-or-later
// A practice issuer on loopback with throw-away certificates, as the tests of this folder run it.
// Its clock stands at 2021-01-20 09:30 in Shanghai until a test moves it.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "devices/sandbox/service/practice/practice_ca.h"
#include "devices/sandbox/service/practice/practice_client.h"
#include "devices/sandbox/service/service.h"
#include "tests/files.h"

namespace service_test {

service::Instant at(const char* text);

class RunningService {
 public:
  explicit RunningService(bool practice = true);

  // Ends it and starts it anew on the same store.
  void restart();
  service::PracticeClient::Door door(const std::string& device = "GC07");
  // The client of GC07, connected on first use.
  service::PracticeClient& kiosk();
  service::PracticeReply query(const service::Json& change = service::Json::object());
  // One resident, by default 王秀英, with these facts.
  void seed(const service::Json& facts, const std::string& number = kNumber,
            const std::string& name = kName);
  void set_time(const char* text) { clock_ = at(text).time_since_epoch().count(); }
  [[nodiscard]] service::Instant now() const {
    return service::Instant{std::chrono::milliseconds{clock_}};
  }
  [[nodiscard]] std::vector<std::string> log();
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] service::Settings& settings() { return settings_; }
  [[nodiscard]] const service::PracticeCa& ca() const { return ca_; }

  static constexpr const char* kNumber = "990101193804120011";
  static constexpr const char* kName = "王秀英";

 private:
  files::Folder folder_;
  service::PracticeCa ca_;
  std::atomic<std::int64_t> clock_;
  std::mutex lock_;
  std::vector<std::string> log_;
  service::Settings settings_;
  service::Credential client_;
  service::Credential other_client_;
  std::unique_ptr<service::Service> service_;
  std::unique_ptr<service::PracticeClient> kiosk_;
};

// A body of §4.3 for 王秀英, with the members of `change` put in.
service::Json inquiry(const service::Json& change = service::Json::object());

}  // namespace service_test
