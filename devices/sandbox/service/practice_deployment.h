// SPDX-License-Identifier: GPL-3.0-or-later
// A folder from which a practice issuer runs and kiosks reach it: authority, certificates, keys,
// configuration. Keys are readable by their owner only. Made anew each time; not shared by threads.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "devices/sandbox/service/practice_ca.h"
#include "devices/sandbox/service/settings.h"

namespace service {

struct PracticeKiosk {
  std::string device;
  std::filesystem::path certificate;  // PEM, shown to the service
  std::filesystem::path key;          // PEM
  std::filesystem::path signing_key;  // 64 hex digits, signs requests
};

struct PracticeDeployment {
  std::filesystem::path config;  // for health-code-service --config
  std::filesystem::path ca;      // PEM, trusted by kiosks
  std::filesystem::path signer;  // PEM, the DSC under which slips are signed
  std::vector<PracticeKiosk> kiosks;
};

// `folder` exists. Certificates hold from a day before `now` for a year. The error is one clear
// line.
tl::expected<PracticeDeployment, std::string> deploy_practice(
    const std::filesystem::path& folder, const std::filesystem::path& policy,
    const IssuerSettings& issuer, const std::vector<std::string>& devices, Instant now);

}  // namespace service
