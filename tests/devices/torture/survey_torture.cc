// SPDX-License-Identifier: GPL-3.0-or-later
// Kiosks that add and deliver surveys, and a FHIR server that takes them, both killed at any
// moment; the server's shelf tells what came of it. usage: survey_torture [--surveys N] [--seed S]
// [--forget]. Exit code 1 if a survey is missing, there twice or out of order. With --forget the
// server creates whatever If-None-Exist says: then it must be 1.
#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "devices/clock.h"
#include "devices/fhir_delivery.h"
#include "devices/sandbox/fhir/fhir_intake.h"
#include "tests/devices/synthetic_survey.h"
#include "tests/devices/torture/fhir_server_process.h"
#include "tests/files.h"

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using torture::give_up;
using torture::port_of;
using torture::Process;

constexpr int kLoseEvery = 4;                 // answers of creates that were kept
constexpr milliseconds kAllWithin{540'000};   // a run that takes longer is broken
constexpr milliseconds kStartWithin{60'000};  // of a server

// The nth survey's, so that a kiosk which was killed before it heard "added" adds the same again.
std::string identifier_of(int number) {
  char text[40];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012d", number);
  return text;
}

// One line a survey that add() has acknowledged.
fs::path acknowledged_file(const fs::path& folder) { return folder / "acknowledged"; }

int lines_of(const fs::path& file) {
  std::ifstream in(file);
  int lines = 0;
  for (std::string line; std::getline(in, line);) ++lines;
  return lines;
}

// ---- The kiosk that is killed

devices::FhirServer server_of(const fs::path& folder) {
  const sandbox::FhirPractice practice(folder);
  const std::string origin = "https://127.0.0.1:" + std::to_string(port_of(folder));
  const sandbox::TokenClient client;
  devices::FhirServer server;
  server.url = origin + sandbox::FhirIntake::kBase;
  server.ca_file = practice.ca().string();
  server.token_url = origin + sandbox::FhirIntake::kTokenPath;
  server.client_id = client.id;
  server.client_secret = visit::Secret(client.secret);
  server.identifier_system = sandbox::FhirIntake::kIdentifierSystem;
  return server;
}

// Adds what is not acknowledged, up to so many, and delivers meanwhile; ends when nothing waits.
int be_kiosk(const fs::path& folder, int surveys) {
  const auto outbox = devices::Outbox::open(folder / "outbox.db", folder / "outbox.key");
  if (!outbox) give_up("the outbox cannot be opened");
  devices::DeliveryPlan plan;
  plan.pace.spacing = milliseconds{1};
  plan.pace.total = milliseconds{5000};
  plan.first_retry = milliseconds{10};
  plan.longest_retry = milliseconds{100};
  plan.idle = milliseconds{20};
  devices::FhirDelivery delivery(server_of(folder), plan, **outbox,
                                 [](const devices::DeliveryNews&) {});
  std::mt19937 random(static_cast<unsigned>(getpid()));
  const int file = ::open(acknowledged_file(folder).c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
  for (int number = lines_of(acknowledged_file(folder)); number < surveys; ++number) {
    const std::string identifier = identifier_of(number);
    const auto document =
        devices_test::synthetic_survey(sandbox::FhirIntake::kIdentifierSystem, identifier);
    if (!(*outbox)->add(identifier, document, devices::now())) give_up("a survey is not taken");
    if (write(file, "+\n", 2) != 2) give_up("the acknowledgement is not written");
    delivery.look_now();
    std::this_thread::sleep_for(milliseconds{std::uniform_int_distribution<>{0, 80}(random)});
  }
  for (;;) {
    const auto count = (*outbox)->count();
    if (count && count->aside > 0) give_up("a survey was set aside");
    if (count && count->waiting == 0) return 0;
    std::this_thread::sleep_for(milliseconds{5});
  }
}

// ---- The run

class Torture {
 public:
  Torture(int surveys, unsigned seed, bool forget)
      : surveys_(surveys), forget_(forget), random_(seed) {
    if (!sandbox::deploy(sandbox::FhirPractice(folder_.path()))) give_up("no certificates");
  }

  void run() {
    const auto until = devices::steady() + kAllWithin;
    start_server();
    if (!has_port()) give_up("the server does not start");
    start_kiosk();
    for (int round = 0;; ++round) {
      // Longer and longer: where a process takes its time to start, one lives long enough at last.
      std::this_thread::sleep_for(milliseconds{any_of(5, 120 + round)});
      if (devices::steady() > until) give_up("it does not come to an end");
      if (const auto code = kiosk_->ended()) {
        if (*code != 0) give_up("a kiosk gave up");
        return;
      }
      if (server_->ended()) start_server();  // the port was not free
      switch (any_of(0, 2)) {
        case 0:
          kiosk_->cut();
          ++kiosks_killed_;
          start_kiosk();
          break;
        case 1:
          server_->cut();
          ++servers_killed_;
          std::this_thread::sleep_for(milliseconds{any_of(0, 80)});
          start_server();
          break;
        default:
          break;
      }
    }
  }

  // Whether each is there once, in the order they were added.
  [[nodiscard]] bool report() {
    server_->cut();
    const auto shelf = sandbox::ResponseShelf::open(sandbox::FhirPractice(folder_.path()).shelf());
    if (!shelf) give_up("the shelf cannot be opened");
    std::map<std::string, int> found;
    int disordered = 0;
    std::string last;
    for (const sandbox::KeptResponse& each : shelf->all()) {
      if (++found[each.identifier.value] > 1) continue;
      disordered += each.identifier.value < last ? 1 : 0;
      last = each.identifier.value;
    }
    int once = 0, twice = 0, lost = 0;
    for (int number = 0; number < surveys_; ++number) {
      const int often = found[identifier_of(number)];
      once += often == 1 ? 1 : 0;
      twice += often > 1 ? 1 : 0;
      lost += often == 0 ? 1 : 0;
    }
    const int strangers = static_cast<int>(found.size()) - surveys_;
    std::printf("%d surveys: kiosk killed %d times, server %d times\n", surveys_, kiosks_killed_,
                servers_killed_);
    std::printf("  delivered once %6d\n", once);
    bool good = once == surveys_;
    const std::pair<const char*, int> zeros[] = {{"delivered twice", twice},
                                                 {"lost", lost},
                                                 {"out of order", disordered},
                                                 {"of nobody", strangers}};
    for (const auto& [what, often] : zeros) {
      std::printf("  %-15s%6d%s\n", what, often, often == 0 ? "" : "   must be 0");
      good = good && often == 0;
    }
    return good;
  }

 private:
  int any_of(int first, int last) {
    return std::uniform_int_distribution<int>{first, last}(random_);
  }
  void start_server() {
    server_ = std::make_unique<Process>(std::vector<std::string>{"server", folder_.path().string(),
                                                                 forget_ ? "forget" : "keep",
                                                                 std::to_string(kLoseEvery)});
  }
  void start_kiosk() {
    kiosk_ = std::make_unique<Process>(
        std::vector<std::string>{"kiosk", folder_.path().string(), std::to_string(surveys_)});
  }
  [[nodiscard]] bool has_port() const {
    const auto until = devices::steady() + kStartWithin;
    while (port_of(folder_.path()) == 0 && devices::steady() < until)
      std::this_thread::sleep_for(milliseconds{5});
    return port_of(folder_.path()) != 0;
  }

  files::Folder folder_;
  int surveys_;
  bool forget_;
  std::mt19937 random_;
  std::unique_ptr<Process> server_, kiosk_;
  int kiosks_killed_ = 0, servers_killed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "server")
    return torture::be_fhir_server(argv[2], std::string(argv[3]) == "forget", std::atoi(argv[4]));
  if (argc == 4 && std::string(argv[1]) == "kiosk") return be_kiosk(argv[2], std::atoi(argv[3]));
  int surveys = 200;
  unsigned seed = 20210126;
  bool forget = false;
  constexpr option kOptions[] = {{"surveys", required_argument, nullptr, 'n'},
                                 {"seed", required_argument, nullptr, 's'},
                                 {"forget", no_argument, nullptr, 'f'},
                                 {nullptr, 0, nullptr, 0}};
  for (int choice = 0; (choice = getopt_long(argc, argv, "", kOptions, nullptr)) != -1;) {
    if (choice == 'n') surveys = std::atoi(optarg);
    if (choice == 's') seed = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
    if (choice == 'f') forget = true;
    if (choice == '?') return 2;
  }
  if (surveys < 1) give_up("usage: survey_torture [--surveys N] [--seed S] [--forget]");
  Torture torture(surveys, seed, forget);
  torture.run();
  return torture.report() ? 0 : 1;
}
