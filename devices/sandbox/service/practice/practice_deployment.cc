// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/practice_deployment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace service {
namespace {

using namespace std::chrono;

class Writer {
 public:
  explicit Writer(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Nobody but the owner may read it, from its first byte on.
  std::filesystem::path write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    if (!written && wrong_.empty()) wrong_ = path.string() + " cannot be written";
    return path;
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  std::filesystem::path folder_;
  std::string wrong_;
};

// A line of [issuer]; none without a region.
std::string region_line(const std::string& region) {
  return region.empty() ? "" : fmt::format("region = \"{}\"\n", region);
}

std::string config_of(const IssuerSettings& issuer, const std::filesystem::path& policy,
                      const std::vector<std::string>& devices) {
  std::string text =
      fmt::format(R"(practice = true
[issuer]
code = "{}"
country = "{}"
area = {}
name = {{ zh = "{}", en = "{}" }}
{}[listen]
address = "127.0.0.1"
port = 0
certificate = "server.pem"
key = "server.key"
client_ca = "ca.pem"
[policy]
file = '{}'
name = {{ zh = "参考规则", en = "Reference rules" }}
[store]
place = "health-code.db"
key_file = "store.key"
[[signing]]
certificate = "dsc.pem"
key = "dsc.key"
[lists]
certificate = "root.pem"
key = "root.key"
[slip]
hours = 48
)",
                  issuer.code, issuer.country, issuer.area, issuer.name.zh, issuer.name.en,
                  region_line(issuer.region), std::filesystem::absolute(policy).string());
  for (const std::string& device : devices) {
    text += fmt::format("[[device]]\nid = \"{0}\"\nkey_file = \"{0}.signing\"\n", device);
  }
  return text;
}

std::string kiosk_of(const std::string& code) { return "GC" + code; }
std::string operator_of(const std::string& code) { return "OP" + code; }
std::string issuer_of(const std::string& code) { return "issuer-" + code; }

std::string device_block(const std::string& device, std::string_view role) {
  return fmt::format("[[device]]\nid = \"{0}\"\nkey_file = \"../{0}.signing\"\nrole = \"{1}\"\n",
                     device, role);
}

std::vector<std::string> every_code(const PracticeNetworkPlan& plan) {
  std::vector<std::string> codes{"00"};
  codes.insert(codes.end(), plan.codes.begin(), plan.codes.end());
  return codes;
}

// Who may speak to an issuer, each with its role.
std::vector<std::pair<std::string, std::string>> devices_at(const PracticeNetworkPlan& plan,
                                                            const std::string& code) {
  std::vector<std::pair<std::string, std::string>> devices;
  if (code != "00") devices.emplace_back(kiosk_of(code), "kiosk");
  devices.emplace_back(operator_of(code), "operator");
  for (const std::string& other : every_code(plan)) {
    if (other != code) devices.emplace_back(issuer_of(other), "issuer");
    if (other != code && code == "00") devices.emplace_back(kiosk_of(other), "kiosk");
  }
  return devices;
}

std::vector<std::string> signers_of_others(const PracticeNetworkPlan& plan,
                                           const std::string& code) {
  std::vector<std::string> files;
  for (const std::string& other : every_code(plan)) {
    if (other != code) files.push_back(fmt::format("\"../{}/dsc.pem\"", other));
  }
  return files;
}

// `national` "": the platform itself.
std::string config_of(const PracticeNetworkPlan& plan, const std::string& code,
                      const std::string& national) {
  const auto named = plan.regions.find(code);
  const std::string region = named == plan.regions.end() ? "" : region_line(named->second);
  std::string text = "practice = true\n";
  for (const std::string& line : plan.more_settings) text += line + "\n";
  text += fmt::format(R"(provinces = '{}'
[issuer]
code = "{}"
country = "XA"
area = 9901{}
{}[listen]
address = "127.0.0.1"
port = 0
certificate = "server.pem"
key = "server.key"
client_ca = "../ca.pem"
workers = 16
[policy]
file = '{}'
name = {{ zh = "参考规则", en = "Reference rules" }}
[store]
place = "health-code.db"
key_file = "store.key"
[[signing]]
certificate = "dsc.pem"
key = "dsc.key"
[lists]
certificate = "../root.pem"
key = "../root.key"
others = [{}]
[slip]
hours = 48
[network]
device = "issuer-{}"
certificate = "../issuer-{}.pem"
key = "../issuer-{}.key"
ca = "../ca.pem"
signing_key = "../issuer-{}.signing"
patience_ms = {}
)",
                      std::filesystem::absolute(plan.provinces).string(), code, code, region,
                      std::filesystem::absolute(plan.policy).string(),
                      fmt::join(signers_of_others(plan, code), ", "), code, code, code, code,
                      plan.patience_ms);
  if (!national.empty()) {
    text += fmt::format("national = \"{}\"\nannounce = \"https://127.0.0.1\"\n", national);
  }
  for (const auto& [device, role] : devices_at(plan, code)) text += device_block(device, role);
  return text;
}

constexpr const char* kConfig = "health-code-service.toml";

}  // namespace

tl::expected<PracticeDeployment, std::string> deploy_practice(
    const std::filesystem::path& folder, const std::filesystem::path& policy,
    const IssuerSettings& issuer, const std::vector<std::string>& devices, Instant now) {
  const Lifetime lifetime{now - days{1}, now + days{365}};
  const PracticeCa ca("practice authority", lifetime);
  // Signers of documents hang from an authority of their own, as they do in earnest.
  const PracticeCa signing_authority("practice signing authority", lifetime);
  Writer writer(folder);
  PracticeDeployment out;
  out.ca = writer.write("ca.pem", ca.certificate());
  const Credential server = ca.server({"127.0.0.1", "::1", "localhost"}, lifetime);
  writer.write("server.pem", server.certificate);
  writer.write("server.key", server.key);
  const Credential signer = signing_authority.signer(issuer.country, lifetime);
  out.signer = writer.write("dsc.pem", signer.certificate);
  writer.write("dsc.key", signer.key);
  const PracticeCa list_root("practice list root", lifetime);
  out.list_root = writer.write("root.pem", list_root.certificate());
  writer.write("root.key", list_root.key());
  writer.write("store.key", hex(random_bytes(32)) + "\n");
  for (const std::string& device : devices) {
    const Credential client = ca.client(device, lifetime);
    out.kiosks.push_back({device, writer.write(device + ".pem", client.certificate),
                          writer.write(device + ".key", client.key),
                          writer.write(device + ".signing", hex(random_bytes(32)) + "\n")});
  }
  out.config = writer.write("health-code-service.toml", config_of(issuer, policy, devices));
  if (!writer.wrong().empty()) return tl::unexpected(writer.wrong());
  return out;
}

tl::expected<PracticeNetworkDeployment, std::string> deploy_practice_network(
    const std::filesystem::path& folder, const PracticeNetworkPlan& plan,
    const Lifetime& lifetime) {
  const PracticeCa ca("practice authority", lifetime);
  const PracticeCa signing_authority("practice signing authority", lifetime);
  Writer common(folder);
  PracticeNetworkDeployment out;
  out.ca = common.write("ca.pem", ca.certificate());
  const PracticeCa list_root("practice list root", lifetime);
  const auto pinned = common.write("root.pem", list_root.certificate());
  common.write("root.key", list_root.key());
  std::map<std::string, PracticeKiosk> devices;
  const auto make_device = [&](const std::string& device) {
    const Credential client = ca.client(device, lifetime);
    devices[device] = {device, common.write(device + ".pem", client.certificate),
                       common.write(device + ".key", client.key),
                       common.write(device + ".signing", hex(random_bytes(32)) + "\n")};
  };
  for (const std::string& code : every_code(plan)) {
    make_device(issuer_of(code));
    make_device(operator_of(code));
    if (code != "00") make_device(kiosk_of(code));
  }
  for (const std::string& code : every_code(plan)) {
    std::error_code error;
    std::filesystem::create_directory(folder / code, error);
    std::filesystem::permissions(folder / code, std::filesystem::perms::owner_all, error);
    if (error) return tl::unexpected((folder / code).string() + " cannot be made");
    Writer own(folder / code);
    PracticeDeployment& issuer = out.issuers[code];
    issuer.ca = out.ca;
    issuer.list_root = pinned;
    const Credential server = ca.server({"127.0.0.1", "::1", "localhost"}, lifetime);
    own.write("server.pem", server.certificate);
    own.write("server.key", server.key);
    const Credential signer = signing_authority.signer("XA", lifetime);
    issuer.signer = own.write("dsc.pem", signer.certificate);
    own.write("dsc.key", signer.key);
    own.write("store.key", hex(random_bytes(32)) + "\n");
    issuer.config = folder / code / kConfig;
    if (code == "00") own.write(kConfig, config_of(plan, code, ""));
    for (const auto& [device, role] : devices_at(plan, code)) {
      issuer.kiosks.push_back(devices[device]);
    }
    if (!own.wrong().empty()) return tl::unexpected(own.wrong());
  }
  if (!common.wrong().empty()) return tl::unexpected(common.wrong());
  return out;
}

tl::expected<void, std::string> configure_practice_province(const std::filesystem::path& folder,
                                                            const PracticeNetworkPlan& plan,
                                                            const std::string& code,
                                                            const std::string& national) {
  Writer own(folder / code);
  own.write(kConfig, config_of(plan, code, national));
  if (!own.wrong().empty()) return tl::unexpected(own.wrong());
  return {};
}

}  // namespace service
