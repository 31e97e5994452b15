// SPDX-License-Identifier: GPL-3.0-or-later
// What one issuer runs with: its TOML file with everything it names read and checked (docs/wire.md
// §4.7). A value; holds keys.
#pragma once
#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/network/province_book.h"
#include "devices/sandbox/service/records/seal.h"
#include "devices/sandbox/service/rules/policy.h"
#include "devices/sandbox/service/rules/questionnaire.h"
#include "devices/sandbox/service/rules/wording.h"

namespace service {

struct IssuerSettings {
  std::string code;     // GB/T 2260 province, "00" the national platform
  std::string country;  // iss of the signed QR
  int area = 0;         // GB/T 2260, six figures
  Bilingual name;
  std::string region = {};  // of the policy's delegation rules; "": every binding names its own
};

struct ListenSettings {
  std::string address = "127.0.0.1";
  int port = 0;                 // 0: the system chooses
  std::string certificate_pem;  // chain, own first
  std::string key_pem;
  std::string client_ca_pem;
  std::size_t workers = 64;
};

// Who a device is: what it may ask hangs on it.
enum class Role { kiosk, issuer, operator_ };

struct DeviceSettings {
  std::string id;
  Role role = Role::kiosk;
  Key32 key{};
};

// How this issuer speaks to the others: as a device of theirs.
struct NetworkSettings {
  std::string national;  // https://host:port of the national platform; "" on the platform itself
  std::string announce;  // https://host of this issuer as the others reach it; its port follows
  std::string device;    // subject CN of the certificate, "issuer-42"
  std::string certificate_pem;
  std::string key_pem;
  std::string ca_pem;
  Key32 signing_key{};
  int patience_ms = 1500;  // the whole of a person's question: a kiosk's own 3 s must hold
};

// Token buckets: a device's, and everybody's together.
struct LimitSettings {
  double device_per_second = 50;
  double device_burst = 100;
  double all_per_second = 2000;
  double all_burst = 4000;
};

struct SigningSettings {
  std::string certificate_pem;
  std::string key_pem;
};

struct Settings {
  bool practice = false;
  bool takes_orders = false;  // /_test/*; never from a file
  IssuerSettings issuer;
  ListenSettings listen;
  std::filesystem::path policy_file;  // read again when it changes
  Policy policy;
  Bilingual policy_name;
  ProvinceBook province_book;           // empty without mutual recognition
  std::optional<Questionnaire> survey;  // none: no survey is taken in
  std::string store;                    // file path, or postgresql://…
  Key32 store_key{};
  std::vector<SigningSettings> signing;  // the first that counts today signs; all are published
  SigningSettings lists;            // signs trust and revocation lists; empty: none are published
  std::vector<std::string> listed;  // PEM: signers of other issuers that the trust list names too
  std::optional<NetworkSettings> network;
  LimitSettings limits;
  int slip_hours = 48;
  int grace_hours = 24;  // a signature outlives what it signs by this much
  int card_days = 180;   // a health card: what the longest-lived paper codes had
  int revocation_list_hours = 24;
  int audit_days = 400;  // the law asks for six months
  std::vector<DeviceSettings> devices;
};

// `issuer` is the code asked for on the command line, "" if none was: the file must agree, or leave
// it out. The error is one clear line that names the file and the place in it, and no secret.
tl::expected<Settings, std::string> read_settings(const std::filesystem::path& file,
                                                  const std::string& issuer = "");

}  // namespace service
