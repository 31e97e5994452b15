// SPDX-License-Identifier: GPL-3.0-or-later
// Our surveys reach a FHIR server that others wrote, once each however often they are sent:
// Medplum's router and repository, under node, where packaging/test could install them.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "devices/fhir_courier.h"
#include "devices/outbox.h"
#include "devices/sandbox/fhir/fhir_practice.h"
#include "tests/devices/finished_survey.h"
#include "tests/files.h"

using devices_test::finished_survey;
using devices_test::survey_names;
using devices_test::told_by;
using nlohmann::json;
using Subject = devices::SurveyNames::Subject;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path kModules = KIOSK_BINARY_DIR "/peers/node_modules";
constexpr const char* kSystem = "https://hospital.example/surveys";
constexpr visit::Moment kMorning{1611626700000ms};

// The server as a process; not started where it is not installed, and then it has said so.
class Peer {
 public:
  Peer() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    REQUIRE(sandbox::deploy(practice_));
    const std::string command = "NODE_PATH='" + kModules.string() +
                                "' node '" KIOSK_SOURCE_DIR "/tests/peers/fhir_server.cjs' '" +
                                practice_.ca().string() + "' '" + practice_.server().string() +
                                "' '" + practice_.server_key().string() + "' > '" +
                                said().string() + "' 2>&1";
    orders_ = popen(command.c_str(), "w");
    REQUIRE(orders_ != nullptr);
    REQUIRE(soon([&] {
      return !lines("ready ").empty() || !lines("skipped:").empty() ||
             text().find("not found") != std::string::npos;
    }));
    if (lines("ready ").empty()) {
      std::printf("skipped: the FHIR server is not installed, or node is not (%s)\n",
                  kModules.c_str());
      return;
    }
    devices::FhirServer to;
    to.url = "https://127.0.0.1:" + lines("ready ").front() + "/fhir/R4";
    to.ca_file = practice_.ca().string();
    to.certificate_file = practice_.kiosk().string();
    to.key_file = practice_.kiosk_key().string();
    to.identifier_system = kSystem;
    server_ = std::make_unique<devices::FhirServer>(std::move(to));
    REQUIRE(devices::is_usable(*server_));
  }
  ~Peer() {
    if (orders_ != nullptr) pclose(orders_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] bool installed() const { return server_ != nullptr; }
  // For one exchange.
  [[nodiscard]] devices::FhirServer server() const {
    return {server_->url,      server_->ca_file,   server_->certificate_file,
            server_->key_file, server_->token_url, server_->client_id,
            visit::Secret(""), server_->scope,     server_->identifier_system};
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_; }
  // Whether it passes over If-None-Exist.
  void order(const char* word) {
    const auto before = lines(word).size();
    std::fprintf(orders_, "%s\n", word);
    REQUIRE(std::fflush(orders_) == 0);
    REQUIRE(soon([&] { return lines(word).size() > before; }));
  }
  // The statuses that it answered so far.
  [[nodiscard]] std::vector<std::string> answered() const { return lines("answered "); }
  // What it keeps; with that it ends.
  [[nodiscard]] std::vector<json> kept() {
    REQUIRE(pclose(orders_) == 0);
    orders_ = nullptr;
    const auto told = lines("kept ");
    INFO(text());
    REQUIRE(told.size() == 1);
    std::vector<json> resources;
    const json bundle = json::parse(told.front());
    for (const json& entry : bundle.value("entry", json::array()))
      resources.push_back(entry["resource"]);
    return resources;
  }

 private:
  template <typename Condition>
  static bool soon(Condition condition) {
    for (int left = 600; left > 0 && !condition(); --left) std::this_thread::sleep_for(50ms);
    return condition();
  }
  [[nodiscard]] std::filesystem::path said() const { return folder_ / "said"; }
  [[nodiscard]] std::string text() const { return files::contents(said()); }
  // The rest of each whole line that begins so.
  [[nodiscard]] std::vector<std::string> lines(const std::string& beginning) const {
    const std::string all = text();
    std::vector<std::string> rests;
    std::istringstream in(all.substr(0, all.rfind('\n') + 1));
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(beginning)) rests.push_back(line.substr(beginning.size()));
    }
    return rests;
  }

  std::filesystem::path folder_ = KIOSK_BINARY_DIR "/peers-fhir";
  sandbox::FhirPractice practice_{folder_};
  std::FILE* orders_ = nullptr;
  std::unique_ptr<devices::FhirServer> server_;
};

devices::FhirPace quick() {
  devices::FhirPace pace;
  pace.spacing = 1ms;
  pace.connect = 10s;
  return pace;
}

visit::Secret survey(const std::string& identifier) {
  return finished_survey(identifier, told_by(visit::Answerer::relative, /*ill=*/true),
                         survey_names(Subject::identifier, kSystem));
}

// Without what the server adds.
json bare(json resource) {
  resource.erase("id");
  resource.erase("meta");
  return resource;
}

}  // namespace

TEST_CASE("another's FHIR server keeps each survey once, to the letter, however often it comes") {
  Peer peer;
  if (!peer.installed()) return;
  devices::FhirExchange exchange(peer.server(), quick(), devices::machine_clock());
  std::vector<json> sent;
  for (const auto answerer :
       {visit::Answerer::self, visit::Answerer::relative, visit::Answerer::staff}) {
    for (const auto subject : {Subject::identifier, Subject::contained}) {
      const std::string identifier = devices::Outbox::fresh_identifier();
      const auto document =
          finished_survey(identifier, told_by(answerer, true), survey_names(subject, kSystem));
      REQUIRE(exchange.create(identifier, document, {}));
      REQUIRE(exchange.create(identifier, document, {}));
      sent.push_back(json::parse(document.reveal()));
    }
  }
  CHECK(peer.answered() == [] {
    std::vector<std::string> statuses;
    for (int i = 0; i < 6; ++i) statuses.insert(statuses.end(), {"201", "200"});
    return statuses;
  }());
  const auto kept = peer.kept();
  REQUIRE(kept.size() == sent.size());
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(bare(kept[i]) == sent[i]);
}

TEST_CASE(
    "a server that passes over the condition keeps a survey twice, and is told from then on") {
  Peer peer;
  if (!peer.installed()) return;
  devices::FhirExchange exchange(peer.server(), quick(), devices::machine_clock());
  const std::string identifier = devices::Outbox::fresh_identifier();
  peer.order("forget");
  REQUIRE(exchange.create(identifier, survey(identifier), {}));
  REQUIRE(exchange.create(identifier, survey(identifier), {}));
  peer.order("heed");
  const auto third = exchange.create(identifier, survey(identifier), {});
  REQUIRE_FALSE(third);
  CHECK(static_cast<int>(third.error().trouble) ==
        static_cast<int>(devices::FhirTrouble::ambiguous));
  CHECK(peer.answered() == std::vector<std::string>{"201", "201", "412"});
  CHECK(peer.kept().size() == 2);
}

TEST_CASE("the courier empties its outbox there, and sets aside what that server does not take") {
  Peer peer;
  if (!peer.installed()) return;
  auto outbox = devices::Outbox::open(peer.folder() / "outbox.db", peer.folder() / "outbox.key");
  REQUIRE(outbox.has_value());
  std::vector<std::string> good;
  std::string bad;
  for (int i = 0; i < 5; ++i) {
    const std::string identifier = devices::Outbox::fresh_identifier();
    if (i == 2) {
      json other = json::parse(survey(identifier).reveal());
      other["colour"] = "GREEN";  // FHIR knows no such member
      bad = identifier;
      REQUIRE((*outbox)->add(identifier, visit::Secret(other.dump()), kMorning));
    } else {
      good.push_back(identifier);
      REQUIRE((*outbox)->add(identifier, survey(identifier), kMorning));
    }
  }
  devices::DeliveryPlan plan;
  plan.pace = quick();
  devices::FhirCourier courier(
      peer.server(), plan, **outbox, [](const devices::DeliveryNews&) {}, [] { return 0.5; },
      devices::machine_clock());
  for (int turn = 0; turn < 5; ++turn) (void)courier.turn({});
  const auto notes = (*outbox)->notes();
  REQUIRE(notes);
  REQUIRE(notes->size() == 1);
  CHECK(notes->front().identifier == bad);
  CHECK(notes->front().aside == devices::AsideReason::rejected);
  CHECK(peer.answered() == std::vector<std::string>{"201", "201", "400", "201", "201"});
  std::vector<std::string> there;
  for (const json& one : peer.kept()) there.push_back(one["identifier"]["value"]);
  CHECK(there == good);
}
