// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/service/practice_ca.h"

namespace sandbox {

using nlohmann::json;
using std::filesystem::path;

namespace {

constexpr int kReadyWithinMs = 10'000;
constexpr const char* kDevice = "GC07";

tl::unexpected<std::string> trouble(std::string sentence) {
  return tl::unexpected(std::move(sentence));
}

bool write(const path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code ignored;
  std::filesystem::permissions(
      file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
  return out.good();
}

std::string random_key() {
  std::random_device random;
  std::string hex;
  for (int i = 0; i < 8; ++i) hex += fmt::format("{:08x}", random());
  return hex;
}

visit::Moment now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

ServiceProcess::ServiceProcess(path program, path folder)
    : program_(std::move(program)), folder_(std::move(folder)) {}

ServiceProcess::~ServiceProcess() { stop(); }

tl::expected<std::unique_ptr<ServiceProcess>, std::string> ServiceProcess::start(
    const path& program, const path& policy, const path& folder) {
  std::unique_ptr<ServiceProcess> service(new ServiceProcess(program, folder));
  std::filesystem::create_directories(service->signers());
  if (auto made = service->make_certificates(); !made) return trouble(made.error());
  if (auto written = service->write_config(policy); !written) return trouble(written.error());
  if (auto launched = service->launch(); !launched) return trouble(launched.error());
  json residents = json::array();
  for (const Person& person : cast()) {
    if (auto resident = resident_of(person, now())) residents.push_back(std::move(*resident));
  }
  const json seed = {{"clear", true},
                     {"areas", {{{"area", "990200"}, {"zh", "东湖区"}, {"en", "East Lake"}}}},
                     {"residents", std::move(residents)}};
  if (auto seeded = service->post("/_test/seed", seed.dump()); !seeded)
    return trouble(seeded.error());
  return service;
}

ServiceProcess::Done ServiceProcess::make_certificates() const {
  const auto from = now() - std::chrono::hours{1};
  const service::Lifetime year{from, from + std::chrono::hours{24 * 365}};
  const service::PracticeCa ca("Green Channel practice", year);
  const auto server = ca.server({"127.0.0.1", "localhost"}, year);
  const auto kiosk = ca.client(kDevice, year);
  const auto signer = ca.signer("XA", year);
  const bool written =
      write(folder_ / "ca.pem", ca.certificate()) &&
      write(folder_ / "server.pem", server.certificate) &&
      write(folder_ / "server.key", server.key) && write(client_certificate(), kiosk.certificate) &&
      write(client_key(), kiosk.key) && write(folder_ / "dsc.pem", signer.certificate) &&
      write(folder_ / "dsc.key", signer.key) && write(signers() / "dsc.pem", signer.certificate) &&
      write(device_key(), random_key()) && write(folder_ / "store.key", random_key());
  if (!written) return trouble("the practice certificates cannot be written");
  return {};
}

ServiceProcess::Done ServiceProcess::write_config(const path& policy) const {
  const std::string config = fmt::format(R"(practice = true
[issuer]
code = "99"
country = "XA"
area = 990101
name = {{ zh = "练习健康码服务", en = "Practice health code" }}
[listen]
address = "127.0.0.1"
port = {}
certificate = "server.pem"
key = "server.key"
client_ca = "ca.pem"
workers = 8
[policy]
file = "{}"
name = {{ zh = "参考规则", en = "Reference rules" }}
[store]
path = "health-code.db"
key_file = "store.key"
[signing]
certificate = "dsc.pem"
key = "dsc.key"
[slip]
hours = 48
[[device]]
id = "{}"
key_file = "GC07.key"
)",
                                         port_, policy.string(), kDevice);
  if (!write(folder_ / "service.toml", config)) return trouble("service.toml cannot be written");
  return {};
}

// Starts the program and reads its one line: `ready https://127.0.0.1:43211`.
ServiceProcess::Done ServiceProcess::launch() {
  int said[2];
  if (pipe2(said, O_CLOEXEC) != 0) return trouble("no pipe for the health-code service");
  const std::string config = (folder_ / "service.toml").string();
  const int log =
      open((folder_ / "service.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    dup2(said[1], 1);
    if (log >= 0) dup2(log, 2);
    execl(program_.c_str(), program_.c_str(), "--config", config.c_str(), nullptr);
    _exit(127);
  }
  close(said[1]);
  if (log >= 0) close(log);
  std::string line;
  pollfd ready{said[0], POLLIN, 0};
  char c = 0;
  while (line.find('\n') == std::string::npos && poll(&ready, 1, kReadyWithinMs) > 0 &&
         read(said[0], &c, 1) == 1)
    line += c;
  close(said[0]);
  const auto at = line.find("https://");
  if (!line.starts_with("ready ") || at == std::string::npos) {
    stop();
    return trouble("the health-code service did not start; see service.log");
  }
  url_ = line.substr(at, line.find_last_not_of("\r\n") + 1 - at);
  port_ = std::atoi(url_.c_str() + url_.rfind(':') + 1);
  return {};
}

ServiceProcess::Done ServiceProcess::post(const std::string& target,
                                          const std::string& body) const {
  httplib::SSLClient client("127.0.0.1", port_, client_certificate().string(),
                            client_key().string());
  client.set_ca_cert_path(ca().c_str());
  client.set_tcp_nodelay(true);
  const auto reply = client.Post(target, body, "application/json");
  if (!reply) return trouble(fmt::format("the health-code service does not answer to {}", target));
  if (reply->status != 200)
    return trouble(fmt::format("the health-code service refused {}: {}", target, reply->status));
  return {};
}

namespace {
constexpr std::array<const char*, 3> kTroubled{"/v1/status/query", "/v1/certificates",
                                               "/v1/health"};
}

ServiceProcess::Done ServiceProcess::answer_well() {
  if (pid_ == 0) return resume();
  return post("/_test/faults", R"({"clear":true})");
}

ServiceProcess::Done ServiceProcess::be_busy() {
  if (auto well = answer_well(); !well) return well;
  for (const char* target : kTroubled) {
    const json fault = {{"path", target}, {"count", 0}, {"status", 503}, {"retryAfterMs", 2000}};
    if (auto done = post("/_test/faults", fault.dump()); !done) return done;
  }
  return {};
}

ServiceProcess::Done ServiceProcess::be_slow(double seconds) {
  if (auto well = answer_well(); !well) return well;
  for (const char* target : kTroubled) {
    const json fault = {
        {"path", target}, {"count", 0}, {"delayMs", static_cast<int>(seconds * 1000)}};
    if (auto done = post("/_test/faults", fault.dump()); !done) return done;
  }
  return {};
}

void ServiceProcess::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);  // a service that goes down does not say goodbye
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

ServiceProcess::Done ServiceProcess::resume() {
  if (pid_ != 0) return answer_well();
  // The same port as before: a kiosk does not follow a service that moves.
  const std::string file = (folder_ / "service.toml").string();
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto at = text.find("port = ");
  text.replace(at, text.find('\n', at) - at, fmt::format("port = {}", port_));
  if (!write(file, text)) return trouble("service.toml cannot be written");
  return launch();
}

}  // namespace sandbox
