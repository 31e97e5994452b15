// SPDX-License-Identifier: GPL-3.0-or-later
// A folder from which a practice issuer runs and kiosks reach it, or a whole network of issuers:
// authority, certificates, keys, configuration. Keys are readable by their owner only. Made anew
// each time; not shared by threads.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "devices/sandbox/service/practice/practice_ca.h"
#include "devices/sandbox/service/settings.h"

namespace service {

struct PracticeKiosk {
  std::string device;
  std::filesystem::path certificate;  // PEM, shown to the service
  std::filesystem::path key;          // PEM
  std::filesystem::path signing_key;  // 64 hex digits, signs requests
};

struct PracticeDeployment {
  std::filesystem::path config;     // for health-code-service --config
  std::filesystem::path ca;         // PEM, trusted by kiosks
  std::filesystem::path signer;     // PEM, the DSC under which slips are signed
  std::filesystem::path list_root;  // PEM, under which the trust list is signed; to be pinned
  std::vector<PracticeKiosk> kiosks;
};

// `folder` exists. Certificates hold from a day before `now` for a year. The error is one clear
// line.
tl::expected<PracticeDeployment, std::string> deploy_practice(
    const std::filesystem::path& folder, const std::filesystem::path& policy,
    const IssuerSettings& issuer, const std::vector<std::string>& devices, Instant now);

// Provinces beside the national platform, "00", which is always there.
struct PracticeNetworkPlan {
  std::filesystem::path policy;
  std::filesystem::path provinces;         // folder of province files: names, words, modes
  std::vector<std::string> codes;          // "42", "44", "11"
  std::vector<std::string> more_settings;  // lines of TOML for every issuer, before its tables
  int patience_ms = 1500;                  // of each with the others
  // Whose delegation rules bind there, by code; those left out leave it to each binding.
  std::map<std::string, std::string> regions = {};
};

// Each issuer has a folder of its own, its own server certificate, signer and store; its device for
// the others is issuer-NN, its kiosk GCNN (known to the platform too, its second source), its
// operator OPNN. One authority stands behind all, one root behind all trust lists; each names the
// signers of all. An issuer's `kiosks` are all who may speak to it.
struct PracticeNetworkDeployment {
  std::filesystem::path ca;
  std::map<std::string, PracticeDeployment> issuers;
};

// The platform's configuration is whole; the provinces' want its address (below). Certificates hold
// for `lifetime`.
tl::expected<PracticeNetworkDeployment, std::string> deploy_practice_network(
    const std::filesystem::path& folder, const PracticeNetworkPlan& plan, const Lifetime& lifetime);
// Writes a province's configuration, once it is known where the platform listens. `national` is
// https://host:port.
tl::expected<void, std::string> configure_practice_province(const std::filesystem::path& folder,
                                                            const PracticeNetworkPlan& plan,
                                                            const std::string& code,
                                                            const std::string& national);

}  // namespace service
