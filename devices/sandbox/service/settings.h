// SPDX-License-Identifier: GPL-3.0-or-later
// What one issuer runs with: its TOML file with everything it names read and checked (docs/wire.md
// §4.7). A value; holds keys.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "devices/sandbox/service/policy.h"
#include "devices/sandbox/service/seal.h"
#include "devices/sandbox/service/wording.h"

namespace service {

struct IssuerSettings {
  std::string code;     // GB/T 2260 province, "00" the national platform
  std::string country;  // iss of the signed QR
  int area = 0;         // GB/T 2260, six figures
  Bilingual name;
};

struct ListenSettings {
  std::string address = "127.0.0.1";
  int port = 0;                 // 0: the system chooses
  std::string certificate_pem;  // chain, own first
  std::string key_pem;
  std::string client_ca_pem;
  std::size_t workers = 64;
};

struct DeviceSettings {
  std::string id;
  Key32 key{};
};

struct Settings {
  bool practice = false;
  IssuerSettings issuer;
  ListenSettings listen;
  Policy policy;
  Bilingual policy_name;
  std::string store_path;
  Key32 store_key{};
  std::string signing_certificate_pem;
  std::string signing_key_pem;
  int slip_hours = 48;
  int grace_hours = 24;  // a slip's signature outlives its status by this much
  int revocation_list_hours = 24;
  std::vector<DeviceSettings> devices;
};

// The error is one clear line that names the file and the place in it, and no secret.
tl::expected<Settings, std::string> read_settings(const std::filesystem::path& file);

}  // namespace service
