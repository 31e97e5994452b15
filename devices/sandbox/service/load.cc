// SPDX-License-Identifier: GPL-3.0-or-later
// health-code-load: asks a practice issuer for the codes of its generated residents, as many kiosks
// at once would, and tells how long the answers took. For packaging/measure; not installed.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/population.h"
#include "devices/sandbox/service/practice/practice_client.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "devices/sandbox/service/wire/https_server.h"

namespace {

using namespace service;
using namespace std::chrono;

constexpr const char* kUsage =
    R"(Usage: health-code-load deploy --folder DIR --policy FILE [--store PLACE]
       health-code-load ask --folder DIR --ports P[,P] --residents N --connections N --seconds N
                            [--rate N] [--seed N] [--empty 1]
       health-code-load empty --folder DIR

deploy  lays out a practice issuer in DIR, with limits that no load reaches.
ask     sends status queries over kept-alive connections: N a second, each counted from the moment
        it was due, or without --rate one behind the other. Prints one line of figures.
empty   serves the same HTTPS with a handler that answers {} to everything: the bound.
)";
constexpr const char* kDevice = "LOAD";

struct Wrong {
  std::string what;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw Wrong{path.string() + " cannot be read"};
  return text.str();
}

class Arguments {
 public:
  Arguments(int count, char** arguments) {
    for (int i = 2; i + 1 < count; i += 2) given_[arguments[i]] = arguments[i + 1];
    if (count % 2 != 0) throw Wrong{"an option lacks its value"};
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto found = given_.find(name);
    if (found == given_.end()) throw Wrong{name + " is missing"};
    return found->second;
  }
  [[nodiscard]] std::int64_t number(const std::string& name) const {
    const std::string value = text(name);
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size() || out < 0) {
      throw Wrong{name + " is no number"};
    }
    return out;
  }
  [[nodiscard]] std::int64_t number_or(const std::string& name, std::int64_t otherwise) const {
    return has(name) ? number(name) : otherwise;
  }
  [[nodiscard]] bool has(const std::string& name) const { return given_.contains(name); }

 private:
  std::map<std::string, std::string> given_;
};

std::filesystem::path config_in(const std::filesystem::path& folder) {
  return folder / "health-code-service.toml";
}

int deploy(const Arguments& given) {
  const std::filesystem::path folder = given.text("--folder");
  std::filesystem::create_directories(folder);
  IssuerSettings issuer;
  issuer.code = "99";
  issuer.country = "XA";
  issuer.area = 990101;
  issuer.name = {"练习健康码", "Practice health code"};
  const auto made =
      deploy_practice(folder, given.text("--policy"), issuer, {kDevice}, machine_time());
  if (!made) throw Wrong{made.error()};
  std::string config = read_file(made->config);
  if (given.has("--store")) {
    const std::string place = "place = \"health-code.db\"";
    const auto at = config.find(place);
    if (at == std::string::npos) throw Wrong{"the configuration names no place"};
    config.replace(at, place.size(), fmt::format("place = \"{}\"", given.text("--store")));
  }
  config +=
      "[limits]\ndevice_per_second = 1000000\ndevice_burst = 1000000\n"
      "all_per_second = 1000000\nall_burst = 1000000\n";
  std::ofstream(made->config, std::ios::binary) << config;
  return 0;
}

int serve_nothing(const Arguments& given) {
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  pthread_sigmask(SIG_BLOCK, &endings, nullptr);
  const auto settings = read_settings(config_in(given.text("--folder")), {});
  if (!settings) throw Wrong{settings.error()};
  const auto server = HttpsServer::open(settings->listen, [](const Call&) {
    return Answer{200, "{}", {}, {}};
  });
  if (!server) throw Wrong{server.error()};
  fmt::print("ready https://127.0.0.1:{}\n", (*server)->port());
  std::fflush(stdout);
  int ending = 0;
  sigwait(&endings, &ending);
  return 0;
}

class Asking {
 public:
  explicit Asking(const Arguments& given)
      : population_(static_cast<std::uint64_t>(given.number_or("--seed", 1)), machine_time()),
        residents_(given.number("--residents")),
        connections_(given.number("--connections")),
        rate_(given.number_or("--rate", 0)),
        length_(given.number("--seconds")),
        empty_(given.has("--empty")) {
    const std::filesystem::path folder = given.text("--folder");
    const auto in = [&](const std::string& end) { return read_file(folder / (kDevice + end)); };
    const auto key = read_hex_key(in(".signing"));
    if (!key) throw Wrong{"the signing key cannot be read"};
    door_ = {"127.0.0.1", 0, read_file(folder / "ca.pem"), {in(".pem"), in(".key")}, kDevice, *key,
             machine_time};
    std::istringstream ports(given.text("--ports"));
    for (std::string port; std::getline(ports, port, ',');) ports_.push_back(std::stoi(port));
    if (ports_.empty() || residents_ < 1 || connections_ < 1) throw Wrong{"nothing to ask"};
  }

  void run() {
    std::vector<std::unique_ptr<PracticeClient>> clients;
    for (std::int64_t i = 0; i < connections_; ++i) {
      door_.port = ports_[static_cast<std::size_t>(i) % ports_.size()];
      clients.push_back(std::make_unique<PracticeClient>(door_));
      // Shakes hands before the clock runs.
      ask(*clients.back(), i);
    }
    begin_ = steady_clock::now();
    std::vector<std::thread> threads;
    std::vector<std::vector<double>> times(clients.size());
    for (std::size_t i = 0; i < clients.size(); ++i) {
      threads.emplace_back([this, &clients, &times, i] { times[i] = work(*clients[i]); });
    }
    for (std::thread& thread : threads) thread.join();
    const duration<double> taken = steady_clock::now() - begin_;
    std::vector<double> all;
    for (const auto& some : times) all.insert(all.end(), some.begin(), some.end());
    tell(std::move(all), taken.count());
  }

 private:
  // Takes one request after another off the common list until the time is over.
  std::vector<double> work(PracticeClient& client) {
    std::vector<double> times;
    while (true) {
      const std::int64_t number = next_++;
      auto due = steady_clock::now();
      if (rate_ > 0) {
        due = begin_ + nanoseconds{number * 1'000'000'000 / rate_};
        if (due >= begin_ + seconds{length_}) break;
        std::this_thread::sleep_until(due);
      } else if (due >= begin_ + seconds{length_}) {
        break;
      }
      ask(client, number);
      times.push_back(duration<double, std::milli>(steady_clock::now() - due).count());
    }
    return times;
  }

  void ask(PracticeClient& client, std::int64_t number) {
    // A step that visits everyone: it has no divisor in common with any count of residents below.
    const std::int64_t index = number * 7'368'787 % residents_;
    const InventedDocument document = population_.document(index);
    const Json body{
        {"idDoc", {{"kind", "NI"}, {"number", document.number}, {"name", document.name}}},
        {"purpose", "HOSPITAL_OUTPATIENT"},
        {"actor", {{"kind", "SELF"}}},
        {"consent", true}};
    const PracticeReply reply = client.post("/v1/status/query", body);
    const bool right =
        reply.status == 200 && (empty_ || (reply.body.find("\"state\":") != std::string::npos &&
                                           reply.body.find("NOT_FOUND") == std::string::npos));
    if (!right) ++errors_;
  }

  void tell(std::vector<double> times, double taken) const {
    std::sort(times.begin(), times.end());
    const auto at = [&](double part) {
      const auto index = static_cast<std::size_t>(part * static_cast<double>(times.size()));
      return times.empty() ? 0.0 : times[std::min(index, times.size() - 1)];
    };
    fmt::print("answers {} errors {} rate {:.0f} p50_ms {:.2f} p99_ms {:.2f} max_ms {:.2f}\n",
               times.size(), errors_.load(), static_cast<double>(times.size()) / taken, at(0.5),
               at(0.99), at(1.0));
  }

  Population population_;
  std::int64_t residents_;
  std::int64_t connections_;
  std::int64_t rate_;  // 0: as fast as the answers come
  std::int64_t length_;
  bool empty_;
  PracticeClient::Door door_;
  std::vector<int> ports_;
  steady_clock::time_point begin_;
  std::atomic<std::int64_t> next_ = 0;
  std::atomic<std::int64_t> errors_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const std::string_view task = count > 1 ? arguments[1] : "";
  try {
    signal(SIGPIPE, SIG_IGN);
    if (task == "deploy") return deploy(Arguments(count, arguments));
    if (task == "empty") return serve_nothing(Arguments(count, arguments));
    if (task == "ask") {
      Asking(Arguments(count, arguments)).run();
      return 0;
    }
    fmt::print(stderr, "{}", kUsage);
  } catch (const Wrong& wrong) {
    fmt::print(stderr, "health-code-load: {}\n", wrong.what);
  }
  return 2;
}
