// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/raw_service.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cassert>
#include <catch2/catch.hpp>
#include <fstream>

#include "devices/clock.h"
#include "devices/sandbox/service/practice/practice_ca.h"

namespace devices_test {

using namespace std::chrono_literals;

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// Whether bytes or an end came within this time.
bool readable(int socket, std::chrono::milliseconds within) {
  pollfd one{socket, POLLIN, 0};
  return poll(&one, 1, static_cast<int>(within.count())) > 0;
}

std::size_t length_of(const std::string& request) {
  const auto at = request.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(request.substr(at + 16));
}

bool whole(const std::string& request) {
  const auto end = request.find("\r\n\r\n");
  return end != std::string::npos && request.size() >= end + 4 + length_of(request);
}

}  // namespace

std::string RawRequest::header(const std::string& name) const {
  const auto line = text.find("\r\n" + name + ": ");
  if (line == std::string::npos) return {};
  const auto begin = line + name.size() + 4;
  return text.substr(begin, text.find("\r\n", begin) - begin);
}

struct RawService::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  ~Tls() { SSL_CTX_free(context); }
};

RawService::RawService(RawFace face) : face_(std::move(face)), tls_(std::make_unique<Tls>()) {
  const auto now = devices::now();
  const service::Lifetime year{now - 24h * 30, now + 24h * 365};
  const service::Lifetime past{now - 24h * 30, now - 24h};
  const service::PracticeCa ca("practice", year);
  const service::PracticeCa other("another authority", year);
  const auto server = ca.server(face_.names, face_.current ? year : past);
  const auto kiosk = ca.client("GC07", year);
  write(folder_.path() / "ca.pem", face_.trusted ? ca.certificate() : other.certificate());
  write(folder_.path() / "client_ca.pem",
        face_.takes_client ? ca.certificate() : other.certificate());
  write(folder_.path() / "kiosk.pem", kiosk.certificate);
  write(folder_.path() / "kiosk.key", kiosk.key);
  write(folder_.path() / "server.pem", server.certificate);
  write(folder_.path() / "server.key", server.key);
  const auto file = [this](const char* name) { return (folder_.path() / name).string(); };
  SSL_CTX* context = tls_->context;
  REQUIRE(SSL_CTX_use_certificate_file(context, file("server.pem").c_str(), SSL_FILETYPE_PEM) == 1);
  REQUIRE(SSL_CTX_use_PrivateKey_file(context, file("server.key").c_str(), SSL_FILETYPE_PEM) == 1);
  REQUIRE(SSL_CTX_load_verify_locations(context, file("client_ca.pem").c_str(), nullptr) == 1);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  if (face_.newest_tls != 0) SSL_CTX_set_max_proto_version(context, face_.newest_tls);

  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener_, 16) == 0);
  REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

RawService::~RawService() {
  ending_ = true;
  thread_.join();
  close(listener_);
}

void RawService::say(std::vector<RawAnswer> answers) {
  const std::lock_guard lock(mutex_);
  answers_.assign(std::make_move_iterator(answers.begin()), std::make_move_iterator(answers.end()));
}

std::vector<RawRequest> RawService::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

devices::HealthCodeSource RawService::source(visit::Source rung) const {
  return {rung,
          fmt::format("https://127.0.0.1:{}", port_),
          (folder_.path() / "ca.pem").string(),
          (folder_.path() / "kiosk.pem").string(),
          (folder_.path() / "kiosk.key").string(),
          "GC07",
          {}};
}

void RawService::serve() {
  sigset_t broken_pipe;  // a client that has gone is no end of the tests
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  while (!ending_) {
    if (!readable(listener_, 10ms)) continue;
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    answer(socket);
    close(socket);
  }
}

void RawService::answer(int socket) {
  SSL* ssl = nullptr;
  std::string text;
  char buffer[4096];
  if (face_.speaks == RawFace::Speaks::hangs_up) {
    if (readable(socket, 1000ms)) recv(socket, buffer, sizeof buffer, 0);
    return;
  }
  if (face_.speaks == RawFace::Speaks::nothing) {
    while (!ending_ && !readable(socket, 10ms)) continue;
    while (!ending_ && recv(socket, buffer, sizeof buffer, 0) > 0) continue;
    return;
  }
  if (face_.speaks == RawFace::Speaks::clear && readable(socket, 1000ms))
    recv(socket, buffer, sizeof buffer, 0);
  if (face_.speaks == RawFace::Speaks::tls) {
    ssl = SSL_new(tls_->context);
    SSL_set_fd(ssl, socket);
    if (SSL_accept(ssl) != 1) {
      SSL_free(ssl);
      // What the client has sent is read, so that the alert reaches it before the line ends.
      shutdown(socket, SHUT_WR);
      while (readable(socket, 200ms) && recv(socket, buffer, sizeof buffer, 0) > 0) continue;
      return;
    }
    while (!whole(text)) {
      const int got = SSL_read(ssl, buffer, sizeof buffer);
      if (got <= 0) break;
      text.append(buffer, static_cast<std::size_t>(got));
    }
    if (!whole(text)) {  // called back before it had asked
      SSL_free(ssl);
      return;
    }
  }
  RawAnswer answer;
  {
    const std::lock_guard lock(mutex_);
    // The idle look is no question; it is answered well and takes no answer away.
    if (text.starts_with("GET /v1/health")) {
      answer.bytes = http(200, R"({"load":"OK"})");
    } else if (!answers_.empty()) {
      if (!text.empty()) asked_.push_back({text, devices::steady()});
      answer = answers_.front();
      if (answers_.size() > 1) answers_.pop_front();
    }
  }
  const auto put = [&](std::string_view bytes) {
    return ssl != nullptr ? SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size())) > 0
                          : send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  };
  const auto start = devices::steady();
  while (!ending_ && devices::steady() - start < answer.after) std::this_thread::sleep_for(5ms);
  if (answer.each > 0ms) {
    for (std::size_t i = 0; i < answer.bytes.size() && !ending_; ++i) {
      if (!put(std::string_view(answer.bytes).substr(i, 1))) break;
      if (readable(socket, answer.each)) break;  // the client has gone
    }
  } else if (!answer.bytes.empty()) {
    put(answer.bytes);
  }
  if (answer.end == RawAnswer::End::hang) {
    while (!ending_ && !readable(socket, 10ms)) continue;
  }
  if (ssl != nullptr && answer.end == RawAnswer::End::properly) SSL_shutdown(ssl);
  SSL_free(ssl);
}

std::string http(int status, const std::string& body, const std::string& more_headers) {
  return fmt::format(
      "HTTP/1.1 {} X\r\nContent-Type: application/json; charset=utf-8\r\n"
      "Content-Length: {}\r\nConnection: close\r\n{}\r\n{}",
      status, body.size(), more_headers, body);
}

std::string good_status() {
  return R"({"state":"GREEN","colour":"GREEN",
    "reasons":[{"code":"G_NO_ABNORMAL","text":{"zh":"好","en":"well"},"params":{"days":14}}],
    "asOf":"2021-01-20T09:30:00+08:00","expiresAt":"2021-01-20T10:00:00+08:00","source":"LOCAL",
    "nat":{"result":"NONE"},"decision":"PASS",
    "policy":{"id":"REF-CN-2021","version":"1","name":{"zh":"参考规则","en":"Reference rules"}},
    "issuer":{"code":"99","name":{"zh":"练习健康码","en":"Practice"}}})";
}

}  // namespace devices_test
