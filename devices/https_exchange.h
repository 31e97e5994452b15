// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTPS connection to one health-code service: a request with a total deadline, a capped body,
// no redirects, no compression, TLS 1.3, the deployment's own CA. One request at a time; stop() may
// be called from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "devices/https_health_codes.h"

namespace httplib {
class SSLClient;
}

namespace devices {

struct HttpsReply {
  int status = 0;
  std::string body;  // at most 256 KiB
};

class HttpsExchange {
 public:
  HttpsExchange(const HealthCodeSource& source, HealthCodeBudget budget);
  ~HttpsExchange();

  // `idempotency_key` "" for a query. Fails with silent, unreachable, untrusted or unreadable.
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> post(
      const std::string& path, const std::string& body, std::int64_t timestamp,
      const std::string& idempotency_key);
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> get(const std::string& path);
  // Ends a request that is under way; it fails with silent.
  void stop();

 private:
  struct Request;
  [[nodiscard]] tl::expected<HttpsReply, visit::QueryTrouble> send(Request request);
  [[nodiscard]] std::unique_ptr<httplib::SSLClient> connect() const;

  HealthCodeSource source_;
  HealthCodeBudget budget_;
  std::mutex mutex_;
  httplib::SSLClient* running_ = nullptr;
};

}  // namespace devices
