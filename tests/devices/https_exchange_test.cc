// SPDX-License-Identifier: GPL-3.0-or-later
// One request's own promises, beside what query_troubles_test.cc asks of the whole client: it ends
// when it is told to, wherever it stands, and no answer is taken for more than it is.
#include "devices/https_exchange.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <ctime>
#include <thread>

#include "devices/clock.h"
#include "devices/line_cutter.h"
#include "devices/sandbox/service_process.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {

using namespace std::chrono_literals;
using devices_test::http;
using devices_test::RawAnswer;
using devices_test::RawFace;
using devices_test::RawService;
using visit::QueryTrouble;
using End = RawAnswer::End;

namespace {

const std::string kOk = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

// As the client's own thread does.
void block_broken_pipe() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

tl::expected<HttpsReply, QueryTrouble> get(const HealthCodeSource& source,
                                           std::stop_token stop = {},
                                           std::chrono::milliseconds most = 5s) {
  block_broken_pipe();
  return HttpsExchange(source, most).get("/v1/anything", most, stop);
}

tl::expected<HttpsReply, QueryTrouble> told(RawService& service, RawAnswer answer) {
  service.say({std::move(answer)});
  return get(service.source());
}

QueryTrouble trouble(RawService& service, RawAnswer answer) {
  const auto reply = told(service, std::move(answer));
  REQUIRE_FALSE(reply);
  return reply.error();
}

HealthCodeSource renamed(HealthCodeSource source, const std::string& host) {
  source.url.replace(source.url.find("127.0.0.1"), 9, host);
  return source;
}

// A listener that nobody serves, its queue full: who connects now waits for it.
class FullQueue {
 public:
  FullQueue() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address_), size) == 0);
    REQUIRE(listen(listener_, 0) == 0);
    REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
    for (int& waiting : waiting_)
      (void)connect(waiting, reinterpret_cast<sockaddr*>(&address_), size);
  }
  ~FullQueue() {
    for (int waiting : waiting_) close(waiting);
    close(listener_);
  }
  FullQueue(const FullQueue&) = delete;
  FullQueue& operator=(const FullQueue&) = delete;
  [[nodiscard]] int port() const { return ntohs(address_.sin_port); }

 private:
  static int line() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }
  sockaddr_in address_{};
  int listener_ = line();
  int waiting_[4] = {line(), line(), line(), line()};
};

}  // namespace

TEST_CASE("a service is found by its name, and the name must stand in its certificate") {
  RawService named({.names = {"localhost"}});
  RawService numbered;
  named.say({{http(200, "{}")}});
  numbered.say({{http(200, "{}")}});
  CHECK(get(renamed(named.source(), "localhost")));
  CHECK(get(renamed(numbered.source(), "localhost")).error() == QueryTrouble::untrusted);
  // Whether that is said at once or never is the machine's name service's.
  const auto nobody = get(renamed(named.source(), "nobody.invalid"), {}, 1s).error();
  CHECK((nobody == QueryTrouble::unreachable || nobody == QueryTrouble::silent));
  REQUIRE(named.asked().size() == 1);
  CHECK(named.asked()[0].header("Host").starts_with("localhost:"));
}

TEST_CASE("an authority that only the machine trusts is not the deployment's, nor is its proxy") {
  RawService service({.trusted = false});
  service.say({{http(200, "{}")}});
  HealthCodeSource source = service.source();
  const auto true_authority =
      std::filesystem::path(source.ca_file).replace_filename("client_ca.pem");
  setenv("SSL_CERT_FILE", true_authority.c_str(), 1);
  setenv("https_proxy", "http://127.0.0.1:9", 1);
  CHECK(get(source).error() == QueryTrouble::untrusted);
  source.ca_file = true_authority.string();
  CHECK(get(source));
  unsetenv("https_proxy");
  unsetenv("SSL_CERT_FILE");
}

TEST_CASE("a service that refuses our certificate says so, however soon it hangs up") {
  files::Folder ours;
  files::Folder theirs;
  const auto start = [](const files::Folder& folder) {
    auto started = sandbox::ServiceProcess::start(
        std::filesystem::path(KIOSK_BINARY_DIR) / "bin/health-code-service",
        std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json", folder.path());
    REQUIRE(started);
    return std::move(*started);
  };
  const auto service = start(ours);
  const auto stranger = start(theirs);
  HealthCodeSource source{visit::Source::province,
                          service->url(),
                          service->ca().string(),
                          stranger->client_certificate().string(),
                          stranger->client_key().string(),
                          "GC07",
                          {}};
  block_broken_pipe();
  const std::string body(700, 'x');
  for (int i = 0; i < 50; ++i) {
    const auto reply = HttpsExchange(source, 5s).post({"/v1/status/query", body, 0, {}}, 5s, {});
    REQUIRE_FALSE(reply);
    REQUIRE(reply.error() == QueryTrouble::refused);
  }
  source.certificate_file = service->client_certificate().string();
  CHECK(get(source).error() == QueryTrouble::refused);  // without asking: not this key's
  source.key_file = service->client_key().string();
  CHECK(get(source));
}

TEST_CASE("a request ends when it is called back, wherever it stands") {
  RawService mute({.speaks = RawFace::Speaks::nothing});
  RawService slow;
  slow.say({{http(200, std::string(10'000, ' ')), End::properly, 20ms}});
  FullQueue full;
  HealthCodeSource unanswered = mute.source();
  unanswered.url = "https://127.0.0.1:" + std::to_string(full.port());
  for (const auto& source : {unanswered, mute.source(), slow.source()}) {
    for (const auto after : {0ms, 1ms, 100ms}) {
      std::stop_source wanted;
      std::thread caller([&] {
        std::this_thread::sleep_for(after);
        wanted.request_stop();
      });
      CHECK(get(source, wanted.get_token(), 1h).error() == QueryTrouble::silent);
      caller.join();
    }
  }
}

TEST_CASE("a connection that does not come about ends with its deadline") {
  FullQueue full;
  RawService service;
  HealthCodeSource source = service.source();
  source.url = "https://127.0.0.1:" + std::to_string(full.port());
  CHECK(get(source, {}, 200ms).error() == QueryTrouble::silent);
  CHECK(get(source, {}, 0ms).error() == QueryTrouble::silent);
  CHECK(get(source, {}, -5ms).error() == QueryTrouble::silent);
}

TEST_CASE("a line that is cut before it connects is cut all the same") {
  RawService service({.speaks = RawFace::Speaks::nothing});
  const std::string url = service.source().url;
  const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  LineCutter cutter(std::chrono::steady_clock::now(), {});
  while (!cutter.has_cut()) std::this_thread::yield();
  cutter.over(line);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  (void)connect(line, reinterpret_cast<sockaddr*>(&address), sizeof address);
  char byte = 0;
  CHECK(recv(line, &byte, 1, 0) <= 0);  // and does not wait
  close(line);
}

TEST_CASE("a line whose deadline is moved in time is not cut") {
  LineCutter cutter(std::chrono::steady_clock::now() + 1h, {});
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  cutter.over(ends[0]);
  cutter.until(std::chrono::steady_clock::now() + 2h);
  CHECK_FALSE(cutter.has_cut());
  CHECK(send(ends[0], "x", 1, MSG_NOSIGNAL) == 1);
  cutter.until(std::chrono::steady_clock::now());
  char byte = 0;
  CHECK(recv(ends[0], &byte, 1, 0) == 0);  // waits until it is cut
  CHECK(cutter.has_cut());
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("no line of an answer is read without end") {
  RawService service;
  const std::string much(300'000, '7');
  for (const std::string& bytes :
       {"HTTP/1.1 200 " + much + "\r\n\r\n", much, kOk + "X-Long: " + much + "\r\n\r\n",
        kOk + "Transfer-Encoding: chunked\r\n\r\n" + much + much + much + much}) {
    CHECK(trouble(service, {bytes, End::hang}) == QueryTrouble::oversized);
  }
  // The longest that is read at all: it must not overrun the stack.
  const std::string longest = "HTTP/1.1 200 " + std::string(16'000, 'x') + "\r\n\r\n";
  CHECK(trouble(service, {longest, End::cut}) == QueryTrouble::truncated);
  const auto reply = told(
      service, {kOk + "X-Long: " + std::string(8000, 'x') + "\r\nContent-Length: 2\r\n\r\n{}"});
  REQUIRE(reply);
  CHECK(reply->body == "{}");
}

TEST_CASE("a length or a coding that cannot be true is not believed") {
  RawService service;
  for (const char* header :
       {"Content-Length: two\r\n", "Content-Length: -2\r\n", "Content-Length: 2x\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n", "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 99999999999999999999\r\n"}) {
    INFO(header);
    CHECK(trouble(service, {kOk + header + "\r\n{}"}) == QueryTrouble::malformed);
  }
  CHECK(trouble(service, {kOk + "Content-Length: 262145\r\n\r\n", End::hang}) ==
        QueryTrouble::oversized);
  CHECK(told(service, {kOk + "Content-Length: 2\r\n\r\n{}"}));
}

TEST_CASE("a body that announces no length is whole only when its end is said") {
  RawService service;
  CHECK(trouble(service, {kOk + "\r\n{}", End::cut}) == QueryTrouble::truncated);
  CHECK(told(service, {kOk + "\r\n{}", End::properly}));
  const std::string chunked = kOk + "Transfer-Encoding: Chunked\r\n\r\n";
  for (const char* body : {"2\r\n{}", "2\r\n{}\r", "2\r\n{}\r\n", "2\r\n{}\r\n0\r\n"}) {
    INFO(body);
    CHECK(trouble(service, {chunked + body, End::properly}) == QueryTrouble::truncated);
    CHECK(trouble(service, {chunked + body, End::cut}) == QueryTrouble::truncated);
  }
  const auto reply = told(service, {chunked + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", End::cut});
  REQUIRE(reply);
  CHECK(reply->body == "{}");
}

TEST_CASE("the wait that a service asks for is read as seconds or as a date, an hour at most") {
  RawService service;
  const auto wait = [&](const std::string& text) {
    return told(service, {http(503, "{}", "Retry-After: " + text + "\r\n")})->retry_after;
  };
  CHECK(wait("7") == 7s);
  CHECK(wait("99999999") == 3600s);
  for (const char* text : {"0", "-7", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"})
    CHECK_FALSE(wait(text));
  const std::time_t later = std::time(nullptr) + 100;
  char date[64];
  REQUIRE(std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&later)) > 0);
  REQUIRE(wait(date));
  CHECK(*wait(date) > 50s);
  CHECK(*wait(date) <= 100s);
}

}  // namespace devices
