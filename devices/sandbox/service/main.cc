// SPDX-License-Identifier: GPL-3.0-or-later
// health-code-service: one issuer of health codes.
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/options.h"
#include "devices/sandbox/service/practice/population.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/rules/cases.h"
#include "devices/sandbox/service/service.h"

namespace {

constexpr int kCannotRun = 1;
constexpr int kWrongInput = 2;

int complain(const std::string& what, int status) {
  fmt::print(stderr, "health-code-service: {}\n", what);
  return status;
}

tl::expected<service::Json, std::string> read_json_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return tl::unexpected(fmt::format("{} cannot be read", path));
  auto json = service::parse_json(text.str());
  if (!json) return tl::unexpected(fmt::format("{}: {}", path, json.error().reason));
  return std::move(*json);
}

std::string told(const std::string& file, const service::Malformed& fault) {
  return fault.path.empty() ? fmt::format("{}: {}", file, fault.reason)
                            : fmt::format("{}: {} {}", file, fault.path, fault.reason);
}

int try_policy(const service::Options& options) {
  const auto policy_json = read_json_file(options.policy);
  if (!policy_json) return complain(policy_json.error(), kWrongInput);
  const auto policy = service::read_policy(*policy_json);
  if (!policy) return complain(told(options.policy, policy.error()), kWrongInput);
  const auto cases_json = read_json_file(options.cases);
  if (!cases_json) return complain(cases_json.error(), kWrongInput);
  const auto results = service::try_cases(*policy, *cases_json);
  if (!results) return complain(told(options.cases, results.error()), kWrongInput);
  service::Json list = service::Json::array();
  for (const auto& result : *results) {
    list.push_back(service::Json{{"id", result.id}, {"got", result.got}});
  }
  fmt::print("{}\n", list.dump());
  return 0;
}

int generate(const service::Options& options) {
  const auto settings = service::read_settings(options.config, options.issuer);
  if (!settings) return complain(settings.error(), kWrongInput);
  if (!settings->practice) {
    return complain("residents are invented for practice = true only", kWrongInput);
  }
  const auto store = service::open_store(settings->store);
  if (!store) return complain(store.error(), kCannotRun);
  const auto begun = std::chrono::steady_clock::now();
  const service::Population population(options.seed, service::machine_time());
  const bool settled = population.settle(options.residents, settings->policy,
                                         service::Seal(settings->store_key), **store) &&
                       (*store)->put_areas(service::Population::areas());
  if (!settled) return complain("the store cannot be written", kCannotRun);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print("generated {} residents in {:.1f} s\n", options.residents, taken.count());
  return 0;
}

int serve(const service::Options& options) {
  // Blocked before any thread is born, so that only the wait below takes them.
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  pthread_sigmask(SIG_BLOCK, &endings, nullptr);
  signal(SIGPIPE, SIG_IGN);

  auto settings = service::read_settings(options.config, options.issuer);
  if (!settings) return complain(settings.error(), kWrongInput);
  if (options.practice && !settings->practice) {
    return complain("--practice: the configuration is not one for practice", kWrongInput);
  }
  settings->takes_orders = options.practice;
  const std::string address = settings->listen.address;
  const auto log = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  const auto running = service::Service::start(std::move(*settings), {service::machine_time, log});
  if (!running) return complain(running.error(), kCannotRun);
  const bool v6 = address.find(':') != std::string::npos;
  fmt::print("ready https://{}:{}\n", v6 ? "[" + address + "]" : address, (*running)->port());
  std::fflush(stdout);
  int ending = 0;
  sigwait(&endings, &ending);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = service::read_options(
      {const_cast<const char* const*>(arguments), static_cast<std::size_t>(count)});
  if (!options) return complain(options.error() + " (--help tells more)", kWrongInput);
  switch (options->task) {
    case service::Options::Task::serve:
      return serve(*options);
    case service::Options::Task::try_policy:
      return try_policy(*options);
    case service::Options::Task::generate:
      return generate(*options);
    case service::Options::Task::help:
      fmt::print("{}", service::kUsage);
      return 0;
    case service::Options::Task::version:
      fmt::print("health-code-service {}\n", KIOSK_VERSION);
      return 0;
  }
  return 0;
}
