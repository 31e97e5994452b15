// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/upstream.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <future>

#include "devices/sandbox/service/network/watchdog.h"
#include "devices/sandbox/service/practice/practice_ca.h"
#include "devices/sandbox/service/wire/https_server.h"
#include "devices/sandbox/service/wire/request_guard.h"
#include "tests/devices/sandbox/service/running_service.h"

using namespace std::chrono_literals;
using service::Answer;
using service::Call;
using service::Json;
using service::PracticeCa;
using service::Upstream;
using service::UpstreamTrouble;
using service_test::at;
using std::chrono::steady_clock;

namespace {

constexpr service::Key32 kKey{7, 7, 7};
constexpr auto kAnswer = R"({"home":"44"})";

service::Lifetime lifetime() { return {at("2020-01-01"), at("2120-01-01")}; }

// An issuer that answers with what a test says.
class Issuer {
 public:
  explicit Issuer(const PracticeCa& authority,
                  const std::vector<std::string>& names = {"127.0.0.1"},
                  const PracticeCa* other = nullptr) {
    const auto server = (other != nullptr ? *other : authority).server(names, lifetime());
    settings_.certificate_pem = server.certificate;
    settings_.key_pem = server.key;
    settings_.client_ca_pem = authority.certificate();
    settings_.workers = 4;
    open();
  }
  void open() {
    server_.reset();
    auto opened =
        service::HttpsServer::open(settings_, [this](const Call& call) { return answer(call); });
    REQUIRE(opened);
    server_ = std::move(*opened);
    settings_.port = server_->port();
  }
  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(settings_.port);
  }
  std::function<Answer(const Call&)> answer = [](const Call&) {
    return Answer{200, kAnswer, {}, {}};
  };

 private:
  service::ListenSettings settings_;
  std::unique_ptr<service::HttpsServer> server_;
};

service::NetworkSettings device_of(const PracticeCa& authority) {
  service::NetworkSettings settings;
  settings.device = "issuer-42";
  const auto client = authority.client("issuer-42", lifetime());
  settings.certificate_pem = client.certificate;
  settings.key_pem = client.key;
  settings.ca_pem = authority.certificate();
  settings.signing_key = kKey;
  return settings;
}

struct Asking {
  PracticeCa authority{"practice authority", lifetime()};
  Upstream upstream{device_of(authority),
                    [] { return *service::parse_instant("2021-01-20T09:30"); }};

  auto ask(const std::string& url, std::chrono::milliseconds patience = 20s) {
    return upstream.post(url, "/v1/catalogue/query", Json{{"a", 1}},
                         steady_clock::now() + patience);
  }
};

UpstreamTrouble trouble(const tl::expected<Json, UpstreamTrouble>& reply) {
  REQUIRE_FALSE(reply);
  return reply.error();
}

}  // namespace

TEST_CASE("an issuer is asked as a device: certificate, signature, and the answer comes back") {
  Asking asking;
  REQUIRE(asking.upstream.wrong().empty());
  Issuer issuer(asking.authority);
  Call seen;
  issuer.answer = [&](const Call& call) {
    seen = call;
    return Answer{200, kAnswer, {}, {}};
  };
  const auto reply = asking.ask(issuer.url());
  REQUIRE(reply);
  CHECK(*reply == Json{{"home", "44"}});
  CHECK(seen.peer == "issuer-42");
  CHECK(seen.body == R"({"a":1})");
  CHECK(seen.header("x-signature") == service::signature_of(kKey, "POST", "/v1/catalogue/query",
                                                            seen.body, "1611106200",
                                                            seen.header("x-nonce")));
}

TEST_CASE("who is not of the deployment's authority, or not of that name, is told nothing") {
  Asking asking;
  const PracticeCa other("another authority", lifetime());
  bool asked = false;
  const auto answer = [&](const Call&) {
    asked = true;
    return Answer{200, kAnswer, {}, {}};
  };
  Issuer stranger(asking.authority, {"127.0.0.1"}, &other);
  stranger.answer = answer;
  CHECK(trouble(asking.ask(stranger.url())) == UpstreamTrouble::unreachable);
  Issuer elsewhere(asking.authority, {"192.0.2.1", "localhost"});
  elsewhere.answer = answer;
  CHECK(trouble(asking.ask(elsewhere.url())) == UpstreamTrouble::unreachable);
  Issuer nameless(asking.authority, {});
  nameless.answer = answer;
  CHECK(trouble(asking.ask(nameless.url())) == UpstreamTrouble::unreachable);
  CHECK_FALSE(asked);
}

TEST_CASE("each kind of refusal is told apart") {
  Asking asking;
  Issuer issuer(asking.authority);
  const auto answered = [&](int status, const std::string& body) {
    issuer.answer = [=](const Call&) {
      return Answer{status, body, {{"Location", "https://127.0.0.1:1/"}}, {}};
    };
    return trouble(asking.ask(issuer.url()));
  };
  CHECK(answered(404, R"({"code":"E_NO_RECORD"})") == UpstreamTrouble::no_record);
  CHECK(answered(404, R"({"code":"E_NOT_FOUND"})") == UpstreamTrouble::unwilling);
  CHECK(answered(422, R"({"code":"E_NAME_MISMATCH"})") == UpstreamTrouble::name_mismatch);
  CHECK(answered(400, R"({"code":"E_BAD_REQUEST"})") == UpstreamTrouble::refused);
  CHECK(answered(401, R"({"code":"E_CLOCK_SKEW"})") == UpstreamTrouble::unwilling);
  CHECK(answered(503, R"({"code":"E_BUSY"})") == UpstreamTrouble::unwilling);
  CHECK(answered(504, R"({"code":"E_UPSTREAM_TIMEOUT"})") == UpstreamTrouble::late);
  CHECK(answered(302, "{}") == UpstreamTrouble::unwilling);
  CHECK(answered(200, "{") == UpstreamTrouble::unreadable);
  CHECK(answered(200, "[]") == UpstreamTrouble::unreadable);
  CHECK(answered(200, "{\"a\":\"" + std::string(65'536, 'x') + "\"}") ==
        UpstreamTrouble::unreadable);
}

TEST_CASE("a kept connection that has died is replaced, and nobody there is unreachable") {
  Asking asking;
  Issuer issuer(asking.authority);
  REQUIRE(asking.ask(issuer.url()));
  issuer.open();
  CHECK(asking.ask(issuer.url()));
  CHECK(trouble(asking.ask("https://127.0.0.1:1")) == UpstreamTrouble::unreachable);
  CHECK(trouble(asking.ask("http://127.0.0.1:1")) == UpstreamTrouble::unreachable);
  CHECK(trouble(asking.ask("")) == UpstreamTrouble::unreachable);
}

TEST_CASE("an answer after the deadline is late, and closing ends the waiting") {
  std::promise<void> end;
  const auto ended = end.get_future().share();
  Asking asking;
  Issuer issuer(asking.authority);  // its end waits for those who wait for `ended`
  issuer.answer = [&](const Call&) {
    ended.wait();
    return Answer{200, kAnswer, {}, {}};
  };
  CHECK(trouble(asking.ask(issuer.url(), 300ms)) == UpstreamTrouble::late);
  CHECK(trouble(asking.ask(issuer.url(), -1ms)) == UpstreamTrouble::late);
  auto waiting = std::async(std::launch::async, [&] { return asking.ask(issuer.url()); });
  CHECK(waiting.wait_for(200ms) == std::future_status::timeout);
  asking.upstream.close();
  CHECK_FALSE(waiting.get());
  end.set_value();
}

TEST_CASE("what a network is configured with must fit together") {
  const PracticeCa authority("practice authority", lifetime());
  const auto clock = [] { return *service::parse_instant("2021-01-20T09:30"); };
  auto settings = device_of(authority);
  settings.key_pem = authority.client("x", lifetime()).key;
  CHECK(Upstream(settings, clock).wrong() == "network.key is not that of network.certificate");
  settings.ca_pem = "?";
  settings.key_pem = "?";
  CHECK(Upstream(settings, clock).wrong() == "network.key is no PEM private key");
}

TEST_CASE("a socket is shut down at its deadline, and not once it is let go") {
  service::Watchdog dog;
  std::array<int, 2> pair{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
  {
    service::Watchdog::Watch watch(dog, steady_clock::now() + 60s);
    watch.over(pair[0]);
    CHECK_FALSE(watch.fired());
  }
  REQUIRE(write(pair[1], "x", 1) == 1);
  char byte = 0;
  CHECK(read(pair[0], &byte, 1) == 1);
  {
    service::Watchdog::Watch watch(dog, steady_clock::now() + 20ms);
    watch.over(pair[0]);
    CHECK(read(pair[0], &byte, 1) == 0);
    CHECK(watch.fired());
  }
  close(pair[0]);
  close(pair[1]);
}
