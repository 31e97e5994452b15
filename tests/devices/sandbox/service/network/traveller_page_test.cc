// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <mutex>

#include "devices/sandbox/service/wire/https_server.h"
#include "tests/devices/sandbox/service/network/running_network.h"
#include "tests/golden.h"

using service::Json;
using service_test::at;
using service_test::RunningNetwork;
using service_test::RunningService;

namespace {

struct Exchange {
  std::string from;
  std::string to;
  std::string path;
  std::string request;
  std::string reply;
};

// Stands between two issuers and writes down what passes: it listens with a certificate of the
// network's authority, and asks on as whoever asked it, with the signature untouched.
class Relay {
 public:
  Relay(RunningNetwork& network, std::string to, std::vector<Exchange>& seen)
      : network_(network), to_(std::move(to)), seen_(seen) {
    auto settings = network.issuers().settings(to_).listen;
    settings.port = 0;
    auto server = service::HttpsServer::open(
        settings, [this](const service::Call& call) { return pass(call); });
    if (!server) FAIL(server.error());
    server_ = std::move(*server);
  }

  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(server_->port());
  }

 private:
  service::Answer pass(const service::Call& call) {
    const std::lock_guard held(lock_);
    service::PracticeClient client(network_.issuers().door(to_, call.peer));
    service::PracticeClient::Headers headers;
    for (const auto* name : {"X-Device-Id", "X-Timestamp", "X-Nonce", "X-Signature"}) {
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(std::tolower(c));
      headers[name] = call.header(lower);
    }
    const auto reply = client.post(call.target, call.body, headers);
    seen_.push_back(
        {call.peer.substr(call.peer.rfind('-') + 1), to_, call.path, call.body, reply.body});
    return {reply.status, reply.body, {}, {}};
  }

  RunningNetwork& network_;
  std::string to_;
  std::vector<Exchange>& seen_;
  std::mutex lock_;
  std::unique_ptr<service::HttpsServer> server_;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto place = text.find(from); place != std::string::npos;
       place = text.find(from, place + to.size())) {
    text.replace(place, from.size(), to);
  }
}

// One member a line.
std::string laid_out(const std::string& text) {
  const Json json = Json::parse(text);
  std::string out = "{";
  for (const auto& [key, value] : json.items()) {
    out += (out.size() == 1 ? "" : ",\n ") + Json(key).dump() + ":" + value.dump();
  }
  return out + "}\n";
}

}  // namespace

TEST_CASE("the page about a traveller's query is what a run recorded") {
  RunningNetwork network;
  network.settle(
      "11",
      Json{{"visits",
            Json::array(
                {{{"level", "MEDIUM"}, {"area", "990200"}, {"leftAt", "2021-01-10T18:00"}}})},
           {"nat", Json::array({{{"sampledAt", "2021-01-19T08:00"}, {"result", "NEGATIVE"}}})}});
  std::vector<Exchange> seen;
  Relay platform(network, "00", seen);
  Relay home(network, "11", seen);
  network.issuers().settings("42").network->national = platform.url();
  network.restart("42");
  // The platform is told that Beijing listens where the relay does.
  REQUIRE(
      network.as("issuer-11", "00")
          .post("/v1/issuers", Json{{"code", "11"}, {"url", home.url()}, {"mode", "intermediary"}})
          .status == 200);
  // Hubei's announcement after its return is no part of the story.
  REQUIRE(network.chores("42"));
  seen.clear();

  const auto asked = service_test::inquiry();
  const auto answered = network.as("GC42", "42").post("/v1/status/query", asked);
  REQUIRE(answered.status == 200);
  REQUIRE(seen.size() == 3);
  // A relay writes down when the answer comes: the inner question ends first.
  CHECK(seen[0].path == "/v1/catalogue/query");
  CHECK(seen[1].to == "11");
  CHECK(seen[2].to == "00");
  const Json verdict = answered.json();
  CHECK(verdict["state"] == "YELLOW");
  CHECK(verdict["source"] == "PROVINCE:11");

  std::string page =
      "# A traveller's query through three issuers\n"
      "Recorded from a run by the ctest `devices/sandbox/service/network/traveller_page`; "
      "`KIOSK_GOLDEN=write` records it anew.\n"
      "王秀英 is registered in Beijing (11) and lays her card on a kiosk in Hubei (42). Hubei "
      "does not keep her. The catalogue of the\n"
      "national platform (00) says who does, and that Beijing's code is recognised with the "
      "national code as the intermediary\n"
      "(`config/provinces/11.toml`): so Hubei asks the platform, the platform asks Beijing, "
      "and its word 居家观察 is transcoded twice.\n"
      "Every line is TLS 1.3 with both certificates, and signed (docs/wire.md §4.1); §4.14 has "
      "the members. It is 2021-01-20 09:30 in\n"
      "Shanghai on every clock. The person is invented; name and number, in full on the wire, "
      "are masked here; `budgetMs` and `url` are examples.\n\n"
      "```mermaid\nsequenceDiagram\n"
      "  kiosk GC42->>42 Hubei: POST /v1/status/query\n";
  const auto arrow = [&](const Exchange& one, const char* way, const std::string& what) {
    const auto name = [](const std::string& code) {
      return code == "00" ? "00 platform" : code == "42" ? "42 Hubei" : "11 Beijing";
    };
    page += std::string("  ") + name(way[0] == '>' ? one.from : one.to) +
            (way[0] == '>' ? "->>" : "-->>") + name(way[0] == '>' ? one.to : one.from) + ": " +
            what + "\n";
  };
  const auto word_in = [](const Exchange& one) {
    return Json::parse(one.reply)["word"]["zh"].get<std::string>();
  };
  arrow(seen[0], ">", "POST " + seen[0].path);
  arrow(seen[0], "<", "home " + Json::parse(seen[0].reply)["home"].get<std::string>());
  arrow(seen[2], ">", "POST " + seen[2].path);
  arrow(seen[1], ">", "POST " + seen[1].path);
  arrow(seen[1], "<", word_in(seen[1]));
  arrow(seen[2], "<", word_in(seen[2]));
  page += "  42 Hubei-->>kiosk GC42: " + verdict["word"]["zh"].get<std::string>() + "\n```\n";

  int step = 0;
  const auto told = [&](const std::string& title, const std::string& text) {
    page += "\n**" + std::to_string(++step) + ". " + title + "**\n\n```json\n" + laid_out(text) +
            "```\n";
  };
  told("The kiosk asks Hubei, `/v1/status/query`", asked.dump());
  told("Hubei asks the national platform, `" + seen[0].path + "`", seen[0].request);
  told("It answers", seen[0].reply);
  told("Hubei asks the national platform, `" + seen[2].path + "`", seen[2].request);
  told("The platform asks Beijing, `" + seen[1].path + "`", seen[1].request);
  told("Beijing answers in its own word", seen[1].reply);
  told("The platform answers in the national word", seen[2].reply);
  told("Hubei answers the kiosk in its own word", answered.body);

  replace_all(page, RunningService::kNumber, "990***********0011");
  replace_all(page, RunningService::kName, "王*英");
  replace_all(page, home.url(), "https://beijing.example:443");
  // What is left of the budget hangs on how fast this machine was.
  const auto budget = page.find("\"budgetMs\":") + 11;
  page.replace(budget, page.find_first_of(",}", budget) - budget, "1390");
  golden::check_file("docs/traveller.md", page);
}
