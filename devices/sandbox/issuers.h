// SPDX-License-Identifier: GPL-3.0-or-later
// The national platform and three provinces, each a process with its own port: Hubei (42), where
// the kiosk stands, Guangdong (44) and Beijing (11). Each keeps its part of the cast, and the
// platform knows who is kept where. Use from one thread.
#pragma once

#include <map>
#include <vector>

#include "devices/sandbox/service_process.h"

namespace sandbox {

class Issuers {
 public:
  // `data` is the config folder of the sources or of the installation; `folder` is made; `region`
  // is whose rules bind people in the kiosk's province (in Beijing its own). The error is one
  // sentence.
  [[nodiscard]] static tl::expected<std::unique_ptr<Issuers>, std::string> start(
      const std::filesystem::path& program, const std::filesystem::path& data,
      const std::filesystem::path& folder, const std::string& region = "XA");

  [[nodiscard]] ServiceProcess& province() { return *processes_.at("42"); }
  [[nodiscard]] ServiceProcess& national() { return *processes_.at("00"); }
  [[nodiscard]] ServiceProcess& issuer(const std::string& code) { return *processes_.at(code); }
  // The trusted DSCs of those whom the kiosk asks.
  [[nodiscard]] const std::filesystem::path& signers() const { return signers_; }
  // Under which their lists are signed.
  [[nodiscard]] const std::filesystem::path& list_root() const { return list_root_; }

 private:
  Issuers() = default;
  std::map<std::string, std::unique_ptr<ServiceProcess>> processes_;
  std::filesystem::path signers_;
  std::filesystem::path list_root_;
};

}  // namespace sandbox
