// SPDX-License-Identifier: GPL-3.0-or-later
// The national platform and some provinces, all running in this process on loopback: for tests and
// demonstrations of how issuers recognise one another. Issuers may be stopped and come back on
// their port and store. Used by one thread.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "devices/sandbox/service/practice/practice_client.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "devices/sandbox/service/service.h"

namespace service {

class PracticeNetwork {
 public:
  // `folder` exists and is empty. The platform is up before the provinces. Certificates hold for
  // `lifetime`: TLS goes by the machine's time, signed slips by the clock of the surroundings. The
  // error is one clear line.
  static tl::expected<std::unique_ptr<PracticeNetwork>, std::string> start(
      const std::filesystem::path& folder, const PracticeNetworkPlan& plan,
      const Lifetime& lifetime, Service::Surroundings surroundings);
  ~PracticeNetwork();
  PracticeNetwork(const PracticeNetwork&) = delete;
  PracticeNetwork& operator=(const PracticeNetwork&) = delete;

  [[nodiscard]] int port(const std::string& code) const { return issuers_.at(code).port; }
  [[nodiscard]] std::string url(const std::string& code) const;
  // What an issuer runs with from its next start on.
  Settings& settings(const std::string& code) { return issuers_.at(code).settings; }
  void stop(const std::string& code) { issuers_.at(code).running.reset(); }
  // Ends it, if it runs, and starts it. The error is one clear line.
  tl::expected<void, std::string> restart(const std::string& code);

  // For a client that speaks to the issuer as one of its devices: GC42, OP42, issuer-44.
  [[nodiscard]] PracticeClient::Door door(const std::string& code, const std::string& device) const;
  [[nodiscard]] const PracticeNetworkDeployment& deployment() const { return deployment_; }

 private:
  struct Member {
    Settings settings;
    std::unique_ptr<Service> running;
    int port = 0;
  };
  PracticeNetwork() = default;
  tl::expected<void, std::string> add(const std::string& code);

  Service::Surroundings surroundings_;
  PracticeNetworkDeployment deployment_;
  std::map<std::string, Member> issuers_;
};

}  // namespace service
