// SPDX-License-Identifier: GPL-3.0-or-later
// The national platform, Hubei, Guangdong and Beijing on loopback, as the tests of this folder run
// them. Their clock stands at 2021-01-20 09:30 in Shanghai until a test moves it.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "devices/sandbox/service/practice/practice_network.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

namespace service_test {

// One text in a province file replaced by another before anything starts.
struct FileChange {
  std::string code;
  std::string from;
  std::string to;
};

class RunningNetwork {
 public:
  // By the province files as shipped, but for `changes`.
  explicit RunningNetwork(const std::vector<FileChange>& changes = {});

  service::PracticeNetwork& issuers() { return *network_; }
  // A client of that device, connected on first use.
  service::PracticeClient& as(const std::string& device, const std::string& code);
  // The kiosk GCNN asks its own province.
  service::PracticeReply query(const std::string& code, const service::Json& change = {});
  // Registers somebody at a province, by its operator, and tells the platform.
  void settle(const std::string& code, const service::Json& facts = service::Json::object(),
              const std::string& number = RunningService::kNumber,
              const std::string& name = RunningService::kName);
  // Everything that waits goes up, and down. False: something still waits.
  bool deliver();
  // What one issuer does now that it else does in its rhythm.
  bool chores(const std::string& code);
  void restart(const std::string& code);
  // What practice makes go wrong at an issuer.
  void fault(const std::string& code, const service::Json& order);
  void set_time(const char* text) { clock_ = at(text).time_since_epoch().count(); }
  [[nodiscard]] const std::filesystem::path& provinces() const { return provinces_; }

 private:
  files::Folder folder_;
  std::filesystem::path provinces_;
  std::atomic<std::int64_t> clock_;
  std::mutex lock_;
  std::vector<std::string> failures_;  // the log's lines about chores
  std::unique_ptr<service::PracticeNetwork> network_;
  std::map<std::string, std::unique_ptr<service::PracticeClient>> clients_;
};

// idDoc of a synthetic person, 王秀英 by default.
service::Json document(const std::string& number = RunningService::kNumber,
                       const std::string& name = RunningService::kName);
service::Json one_event(const char* type, const char* when);
// The shipped province files in `folder`, with `changes` made.
void copy_provinces(const std::filesystem::path& folder, const std::vector<FileChange>& changes);

}  // namespace service_test
