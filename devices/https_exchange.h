// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTPS request to one service, a health-code service as a rule: a total deadline whatever its
// bytes do, a capped answer, no redirects, no compression, TLS 1.3, the deployment's own CA and no
// other. It can be called back at any moment, name lookup and handshake included. One request at a
// time. No connection outlives its request: what a TLS buffer has decrypted would outlive it too.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "devices/https_health_codes.h"
#include "kiosk/visit/health_code.h"

namespace devices {

struct HttpsReply {
  int status = 0;
  std::string body;                                      // no more than the exchange takes
  std::string etag;                                      // "" if there is none
  std::optional<std::chrono::milliseconds> retry_after;  // of the header
};

class HttpsExchange {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} * 1024;
  HttpsExchange(HealthCodeSource source, std::chrono::milliseconds connect,
                std::size_t most_bytes = kMostBytes);
  ~HttpsExchange();

  struct Signed {
    std::string path;
    const std::string& body;
    std::int64_t timestamp = 0;   // seconds since 1970
    std::string idempotency_key;  // "" for a query
  };
  // Fails with silent, unreachable, untrusted, refused, truncated, malformed or oversized; with
  // silent once `stop` was asked.
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> post(const Signed& request,
                                                                   std::chrono::milliseconds most,
                                                                   const std::stop_token& stop);
  // DELETE, signed the same; the request has no body.
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> remove(const Signed& request,
                                                                     std::chrono::milliseconds most,
                                                                     const std::stop_token& stop);
  // To a service that is no health-code service: the headers are the caller's, nothing is signed.
  // It gets a certificate of ours only if the source names one.
  struct Plain {
    std::string path;
    std::string_view body;
    std::vector<std::pair<std::string, std::string>> headers;
  };
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> post(const Plain& request,
                                                                   std::chrono::milliseconds most,
                                                                   const std::stop_token& stop);
  // `etag`: of what is there already; 304 says that it still is the answer.
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> get(const std::string& path,
                                                                  std::chrono::milliseconds most,
                                                                  const std::stop_token& stop,
                                                                  const std::string& etag = "");

 private:
  struct Request;
  class NameLookup;
  // The headers of §4.1 put in.
  [[nodiscard]] Request sign(const char* method, const Signed& request) const;
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> send(const Request& wanted,
                                                                   std::chrono::milliseconds most,
                                                                   const std::stop_token& stop);

  HealthCodeSource source_;
  std::chrono::milliseconds connect_;
  std::size_t most_bytes_;
  std::unique_ptr<NameLookup> names_;
};

}  // namespace devices
