// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/issuers.h"

#include <fmt/format.h>

#include <algorithm>
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

// Where the kiosk stands; it is a device of this province and, for its second source, of the
// platform.
constexpr const char* kKiosk = "GC42";

std::string contents(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const service::PracticeKiosk* device_of(const service::PracticeDeployment& issuer,
                                        const std::string& name) {
  const auto found = std::find_if(issuer.kiosks.begin(), issuer.kiosks.end(),
                                  [&](const auto& device) { return device.device == name; });
  return found == issuer.kiosks.end() ? nullptr : &*found;
}

int port_of(const ServiceProcess& process) {
  return std::atoi(process.url().c_str() + process.url().rfind(':') + 1);
}

// Those who run a province's register enter its people, as they do in earnest.
tl::expected<void, std::string> enter_people(const service::PracticeDeployment& issuer,
                                             const std::string& code,
                                             const ServiceProcess& process) {
  const service::PracticeKiosk* clerk = device_of(issuer, "OP" + code);
  const auto key = clerk ? service::read_hex_key(contents(clerk->signing_key)) : std::nullopt;
  if (!key) return tl::unexpected(fmt::format("issuer {} has no operator", code));
  service::PracticeClient client({"127.0.0.1",
                                  port_of(process),
                                  contents(issuer.ca),
                                  {contents(clerk->certificate), contents(clerk->key)},
                                  clerk->device,
                                  *key,
                                  service::machine_time});
  const json people = {{"residents", residents_of(code, service::machine_time())}};
  const auto reply = client.post("/v1/residents", people.dump());
  if (reply.status != 200) {
    return tl::unexpected(fmt::format("issuer {} refused its residents: {}", code, reply.status));
  }
  // Up to the platform, so that the other provinces find them.
  return process.practise("/_test/chores", "{}");
}

}  // namespace

tl::expected<std::unique_ptr<Issuers>, std::string> Issuers::start(const path& program,
                                                                   const path& data,
                                                                   const path& folder,
                                                                   const std::string& region) {
  service::PracticeNetworkPlan plan{
      data / "policy/reference.json",
      data / "provinces",
      {"42", "44", "11"},
      {fmt::format("survey = '{}'", (data / "survey/epi-survey.json").string())}};
  plan.regions = {{"42", region}, {"11", "BJ"}};
  std::unique_ptr<Issuers> issuers(new Issuers());
  issuers->signers_ = folder / "signers";
  std::filesystem::create_directories(issuers->signers_);
  const service::Instant now = service::machine_time();
  const service::Lifetime lifetime{now - std::chrono::days{1}, now + std::chrono::days{365}};
  const auto made = service::deploy_practice_network(folder, plan, lifetime);
  if (!made) return tl::unexpected(made.error());

  const auto launch = [&](const std::string& code) -> tl::expected<void, std::string> {
    const service::PracticeDeployment& issuer = made->issuers.at(code);
    const auto* kiosk = device_of(issuer, kKiosk);
    const auto& who = kiosk ? *kiosk : issuer.kiosks.front();
    auto process = ServiceProcess::launch(
        program, issuer.config, {who.device, made->ca, who.certificate, who.key, who.signing_key});
    if (!process) return tl::unexpected(process.error());
    issuers->processes_[code] = std::move(*process);
    const json areas = {{"areas", {{{"area", "990200"}, {"zh", "东湖区"}, {"en", "East Lake"}}}}};
    return issuers->issuer(code).practise("/_test/seed", areas.dump());
  };

  // The platform first: the provinces announce themselves to it.
  if (auto up = launch("00"); !up) return tl::unexpected(up.error());
  const json own = {{"residents", residents_of("00", service::machine_time())}};
  if (auto done = issuers->national().practise("/_test/seed", own.dump()); !done) {
    return tl::unexpected(done.error());
  }
  for (const std::string& code : plan.codes) {
    auto written =
        service::configure_practice_province(folder, plan, code, issuers->national().url());
    if (!written) return tl::unexpected(written.error());
    if (auto up = launch(code); !up) return tl::unexpected(up.error());
    auto entered = enter_people(made->issuers.at(code), code, issuers->issuer(code));
    if (!entered) return tl::unexpected(entered.error());
  }
  if (auto bound = issuers->province().bind_cast(); !bound) return tl::unexpected(bound.error());
  issuers->list_root_ = made->issuers.at("42").list_root;
  for (const char* code : {"00", "42"}) {
    std::filesystem::copy_file(made->issuers.at(code).signer,
                               issuers->signers_ / fmt::format("{}.pem", code));
  }
  return issuers;
}

}  // namespace sandbox
