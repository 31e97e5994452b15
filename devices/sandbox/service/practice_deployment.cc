// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice_deployment.h"

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

std::string config_of(const IssuerSettings& issuer, const std::filesystem::path& policy,
                      const std::vector<std::string>& devices) {
  std::string text = fmt::format(R"(practice = true
[issuer]
code = "{}"
country = "{}"
area = {}
name = {{ zh = "{}", en = "{}" }}
[listen]
address = "127.0.0.1"
port = 0
certificate = "server.pem"
key = "server.key"
client_ca = "ca.pem"
[policy]
file = '{}'
name = {{ zh = "参考规则", en = "Reference rules" }}
[store]
path = "health-code.db"
key_file = "store.key"
[signing]
certificate = "dsc.pem"
key = "dsc.key"
[slip]
hours = 48
)",
                                 issuer.code, issuer.country, issuer.area, issuer.name.zh,
                                 issuer.name.en, std::filesystem::absolute(policy).string());
  for (const std::string& device : devices) {
    text += fmt::format("[[device]]\nid = \"{0}\"\nkey_file = \"{0}.signing\"\n", device);
  }
  return text;
}

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

}  // namespace service
