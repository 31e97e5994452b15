// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/practice_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <fstream>
#include <sstream>

namespace service {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

PracticeNetwork::~PracticeNetwork() {
  // Provinces first, as they came last.
  for (auto member = issuers_.rbegin(); member != issuers_.rend(); ++member) {
    member->second.running.reset();
  }
}

tl::expected<std::unique_ptr<PracticeNetwork>, std::string> PracticeNetwork::start(
    const std::filesystem::path& folder, const PracticeNetworkPlan& plan, const Lifetime& lifetime,
    Service::Surroundings surroundings) {
  auto deployment = deploy_practice_network(folder, plan, lifetime);
  if (!deployment) return tl::unexpected(deployment.error());
  std::unique_ptr<PracticeNetwork> network(new PracticeNetwork());
  network->surroundings_ = std::move(surroundings);
  network->deployment_ = std::move(*deployment);
  if (auto added = network->add("00"); !added) return tl::unexpected(added.error());
  for (const std::string& code : plan.codes) {
    auto written = configure_practice_province(folder, plan, code, network->url("00"));
    if (!written) return tl::unexpected(written.error());
    if (auto added = network->add(code); !added) return tl::unexpected(added.error());
  }
  return network;
}

tl::expected<void, std::string> PracticeNetwork::add(const std::string& code) {
  auto settings = read_settings(deployment_.issuers.at(code).config, code);
  if (!settings) return tl::unexpected(settings.error());
  settings->takes_orders = true;
  issuers_[code].settings = std::move(*settings);
  return restart(code);
}

tl::expected<void, std::string> PracticeNetwork::restart(const std::string& code) {
  Member& member = issuers_.at(code);
  member.running.reset();
  auto started = Service::start(member.settings, surroundings_);
  if (!started) return tl::unexpected(started.error());
  member.running = std::move(*started);
  member.port = member.running->port();
  // The others keep looking for it where it was.
  member.settings.listen.port = member.port;
  return {};
}

std::string PracticeNetwork::url(const std::string& code) const {
  return fmt::format("https://127.0.0.1:{}", port(code));
}

PracticeClient::Door PracticeNetwork::door(const std::string& code,
                                           const std::string& device) const {
  const auto& known = deployment_.issuers.at(code).kiosks;
  const auto found = std::find_if(known.begin(), known.end(), [&](const PracticeKiosk& kiosk) {
    return kiosk.device == device;
  });
  assert(found != known.end());
  const auto key = read_hex_key(read_file(found->signing_key));
  assert(key);
  return {"127.0.0.1",
          port(code),
          read_file(deployment_.ca),
          {read_file(found->certificate), read_file(found->key)},
          device,
          *key,
          surroundings_.clock};
}

}  // namespace service
