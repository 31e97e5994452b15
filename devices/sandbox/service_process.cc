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

#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/practice_client.h"
#include "devices/sandbox/service/practice/practice_deployment.h"

namespace sandbox {

using nlohmann::json;
using std::filesystem::path;

namespace {

constexpr int kReadyWithinMs = 10'000;
constexpr const char* kDevice = "GC07";
constexpr std::array<const char*, 3> kTroubled{"/v1/status/query", "/v1/certificates",
                                               "/v1/health"};

// The store of a practice deployment, and what SQLite keeps beside it.
constexpr const char* kData = "health-code.db";

std::string contents(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Speaks to it as the device does. A key that is none signs nothing the service would take.
service::PracticeClient client_of(int port, const ServiceProcess::Credentials& device) {
  const auto key = service::read_hex_key(contents(device.device_key));
  return service::PracticeClient({"127.0.0.1",
                                  port,
                                  contents(device.ca),
                                  {contents(device.certificate), contents(device.key)},
                                  device.device,
                                  key.value_or(service::Key32{}),
                                  service::machine_time});
}

tl::unexpected<std::string> trouble(std::string sentence) {
  return tl::unexpected(std::move(sentence));
}

}  // namespace

ServiceProcess::ServiceProcess(path program, path config, Credentials credentials)
    : program_(std::move(program)),
      config_(std::move(config)),
      credentials_(std::move(credentials)) {}

ServiceProcess::~ServiceProcess() { stop(); }

tl::expected<std::unique_ptr<ServiceProcess>, std::string> ServiceProcess::launch(
    const path& program, const path& config, Credentials credentials) {
  std::unique_ptr<ServiceProcess> process(
      new ServiceProcess(program, config, std::move(credentials)));
  if (auto running = process->run(); !running) return trouble(running.error());
  return process;
}

tl::expected<std::unique_ptr<ServiceProcess>, std::string> ServiceProcess::start(
    const path& program, const path& policy, const path& folder, const std::string& region) {
  const path signers = folder / "signers";
  std::filesystem::create_directories(signers);
  service::IssuerSettings issuer;
  issuer.code = "99";
  issuer.country = "XA";
  issuer.area = 990101;
  issuer.name = {"练习健康码服务", "Practice health code"};
  issuer.region = region;
  const auto made =
      service::deploy_practice(folder, policy, issuer, {kDevice}, service::machine_time());
  if (!made) return trouble(made.error());
  std::filesystem::copy_file(made->signer, signers / made->signer.filename());
  const service::PracticeKiosk& kiosk = made->kiosks.front();
  auto process = launch(program, made->config,
                        {kDevice, made->ca, kiosk.certificate, kiosk.key, kiosk.signing_key});
  if (!process) return process;
  const json seed = {{"clear", true},
                     {"areas", {{{"area", "990200"}, {"zh", "东湖区"}, {"en", "East Lake"}}}},
                     {"residents", residents_of("", service::machine_time())}};
  if (auto seeded = (*process)->practise("/_test/seed", seed.dump()); !seeded) {
    return trouble(seeded.error());
  }
  if (auto bound = (*process)->bind_cast(); !bound) return trouble(bound.error());
  return process;
}

// Starts the program and reads its one line: `ready https://127.0.0.1:43211`.
ServiceProcess::Done ServiceProcess::run() {
  int said[2];
  if (pipe2(said, O_CLOEXEC) != 0) return trouble("no pipe for the health-code service");
  const std::string config = config_.string();
  const int log = open((config_.parent_path() / "service.log").c_str(),
                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    dup2(said[1], 1);
    if (log >= 0) dup2(log, 2);
    execl(program_.c_str(), program_.c_str(), "--practice", "--config", config.c_str(), nullptr);
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

ServiceProcess::Done ServiceProcess::practise(const std::string& target,
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

ServiceProcess::Done ServiceProcess::answer_well() {
  if (pid_ == 0) return resume();
  return practise("/_test/faults", R"({"clear":true})");
}

// `fault` without its path, for all that a kiosk asks.
ServiceProcess::Done ServiceProcess::order_fault(const std::string& fault) const {
  for (const char* target : kTroubled) {
    json order = json::parse(fault);
    order["path"] = target;
    order["count"] = 0;
    if (auto done = practise("/_test/faults", order.dump()); !done) return done;
  }
  return {};
}

ServiceProcess::Done ServiceProcess::be_busy() {
  if (auto well = answer_well(); !well) return well;
  return order_fault(R"({"status":503,"retryAfterMs":2000})");
}

ServiceProcess::Done ServiceProcess::be_slow(double seconds) {
  if (auto well = answer_well(); !well) return well;
  return order_fault(json{{"delayMs", static_cast<int>(seconds * 1000)}}.dump());
}

ServiceProcess::Done ServiceProcess::stumble() const {
  return practise("/_test/faults",
                  R"({"path":"/v1/certificates","count":1,"status":503,"retryAfterMs":300})");
}

void ServiceProcess::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);  // a service that goes down does not say goodbye
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

// The same port as before: a kiosk does not follow a service that moves.
ServiceProcess::Done ServiceProcess::keep_port() const {
  std::ifstream in(config_);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto at = text.find("port = ");
  if (at == text.npos) return trouble("the configuration names no port");
  text.replace(at, text.find('\n', at) - at, fmt::format("port = {}", port_));
  std::ofstream out(config_, std::ios::trunc);
  out << text;
  out.close();
  if (!out) return trouble("the configuration cannot be written");
  return {};
}

ServiceProcess::Done ServiceProcess::resume() {
  if (pid_ != 0) return answer_well();
  if (auto kept = keep_port(); !kept) return kept;
  return run();
}

ServiceProcess::Done ServiceProcess::copy_data(const path& from, const path& to) const {
  std::error_code failed;
  std::filesystem::create_directories(to, failed);
  for (const char* beside : {"", "-wal", "-shm"}) {
    const std::string name = std::string(kData) + beside;
    std::filesystem::remove(to / name, failed);
    if (!std::filesystem::exists(from / name)) continue;
    std::filesystem::copy_file(from / name, to / name, failed);
    if (failed) return trouble("the data of the health-code service cannot be copied");
  }
  return {};
}

ServiceProcess::Done ServiceProcess::back_up() {
  const path folder = config_.parent_path();
  stop();
  if (auto copied = copy_data(folder, folder / "backup"); !copied) return copied;
  return resume();
}

ServiceProcess::Done ServiceProcess::restore() {
  const path folder = config_.parent_path();
  if (!std::filesystem::exists(folder / "backup" / kData)) {
    return trouble("nothing was set aside");
  }
  stop();
  if (auto copied = copy_data(folder / "backup", folder); !copied) return copied;
  return resume();
}

ServiceProcess::Done ServiceProcess::revoke(const std::string& id) const {
  const json reason = {{"reason", "LOST"}};
  auto client = client_of(port_, credentials_);
  const auto reply = client.post("/v1/certificates/" + id + "/revoke", reason.dump());
  if (reply.status != 200)
    return trouble(fmt::format("the health-code service does not revoke {}: {}", id, reply.status));
  return {};
}

ServiceProcess::Done ServiceProcess::bind_cast() const {
  for (const Binding& binding : bindings()) {
    if (auto bound = bind(binding); !bound) return bound;
  }
  return {};
}

ServiceProcess::Done ServiceProcess::bind(const Binding& binding) const {
  auto client = client_of(port_, credentials_);
  const json body = delegation_of(binding, service::machine_time());
  const std::string key = fmt::format("cast-binding-{}-{}", binding.agent, binding.person);
  const auto reply = client.post("/v1/delegations", body.dump(), {{"Idempotency-Key", key}});
  if (reply.status != 201) {
    return trouble(fmt::format("the health-code service does not bind {} to {}: {}", binding.agent,
                               binding.person, reply.status));
  }
  return {};
}

ServiceProcess::Done ServiceProcess::enter(const Record& record) const {
  const auto resident = resident_of(record, service::machine_time());
  if (!resident) return trouble(fmt::format("nobody in the cast is called {}", record.person));
  return practise("/_test/seed", json{{"residents", {*resident}}}.dump());
}

ServiceProcess::Done ServiceProcess::go_ahead(int days) const {
  const visit::WallTime then = visit::wall_time(service::machine_time() + std::chrono::days{days});
  const std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00+08:00", static_cast<int>(then.date.year()),
                  static_cast<unsigned>(then.date.month()), static_cast<unsigned>(then.date.day()),
                  then.hour, then.minute);
  return practise("/_test/clock", json{{"now", text}}.dump());
}

tl::expected<std::string, std::string> ServiceProcess::code_of(const Person& person) const {
  auto client = client_of(port_, credentials_);
  const json body = {
      {"idDoc", document_of(person)}, {"actor", {{"kind", "SELF"}}}, {"consent", true}};
  const std::string key = fmt::format("cast-personal-code-{}", person.id);
  const auto reply = client.post("/v1/codes", body.dump(), {{"Idempotency-Key", key}});
  if (reply.status != 201)
    return trouble(
        fmt::format("the health-code service gives {} no code: {}", person.id, reply.status));
  return reply.json()["qr"].get<std::string>();
}

tl::expected<std::string, std::string> ServiceProcess::trust_list() const {
  auto client = client_of(port_, credentials_);
  const auto reply = client.get("/v1/trust");
  if (reply.status != 200)
    return trouble(fmt::format("the health-code service has no trust list: {}", reply.status));
  return reply.body;
}

}  // namespace sandbox
