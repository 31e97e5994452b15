// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/https_exchange.h"

#include <httplib.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <condition_variable>
#include <optional>
#include <thread>

namespace devices {

namespace {

constexpr std::size_t kMostBytes = 256UL * 1024;

using Clock = std::chrono::steady_clock;

// Calls `stop` once when the budget is used up: httplib's own time-outs are per read, so a dripping
// server would never meet them.
class Watchdog {
 public:
  Watchdog(std::chrono::milliseconds budget, std::function<void()> stop)
      : thread_([this, budget, stop = std::move(stop)] {
          std::unique_lock lock(mutex_);
          if (!done_.wait_for(lock, budget, [this] { return finished_; })) {
            fired_ = true;
            lock.unlock();
            stop();
          }
        }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      finished_ = true;
    }
    done_.notify_one();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  [[nodiscard]] bool fired() {
    const std::lock_guard lock(mutex_);
    return fired_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  bool finished_ = false;
  bool fired_ = false;
  std::thread thread_;
};

struct Address {
  std::string host;
  int port = 443;
};

// "https://host:port"; the caller's configuration has been checked for that form.
Address address_of(const std::string& url) {
  Address address;
  std::string rest = url.substr(url.find("//") == std::string::npos ? 0 : url.find("//") + 2);
  while (!rest.empty() && rest.back() == '/') rest.pop_back();
  const auto colon = rest.rfind(':');
  if (colon == std::string::npos) return {rest, 443};
  address.port = std::atoi(rest.c_str() + colon + 1);
  address.host = rest.substr(0, colon);
  return address;
}

// The host must stand in the certificate's SAN: httplib alone would also take a bare common name.
void require_name(SSL_CTX* context, const std::string& host) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  X509_VERIFY_PARAM* verify = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str()) != 1) {
    X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size());
  }
}

visit::QueryTrouble trouble_of(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::BindIPAddress:
      return visit::QueryTrouble::unreachable;
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
      return visit::QueryTrouble::untrusted;
    case httplib::Error::Canceled:  // by our own cap on the body
    case httplib::Error::ExceedRedirectCount:
    case httplib::Error::UnsupportedMultipartBoundaryChars:
    case httplib::Error::Compression:
      return visit::QueryTrouble::unreadable;
    case httplib::Error::Read:
    case httplib::Error::Write:
    case httplib::Error::Unknown:
    case httplib::Error::Success:
      break;
    case httplib::Error::ConnectionTimeout:
      return visit::QueryTrouble::silent;
  }
  return visit::QueryTrouble::unreachable;
}

}  // namespace

struct HttpsExchange::Request {
  std::string method;
  std::string path;
  std::string body;
  httplib::Headers headers;
};

HttpsExchange::HttpsExchange(const HealthCodeSource& source, HealthCodeBudget budget)
    : source_(source), budget_(budget) {}

HttpsExchange::~HttpsExchange() = default;

std::unique_ptr<httplib::SSLClient> HttpsExchange::connect() const {
  const Address address = address_of(source_.url);
  auto client = std::make_unique<httplib::SSLClient>(address.host, address.port,
                                                     source_.certificate_file, source_.key_file);
  client->set_ca_cert_path(source_.ca_file.c_str());
  client->enable_server_certificate_verification(true);
  client->set_connection_timeout(budget_.connect);
  client->set_read_timeout(budget_.total);
  client->set_write_timeout(budget_.total);
  client->set_tcp_nodelay(true);
  client->set_keep_alive(false);
  client->set_follow_location(false);
  client->set_decompress(false);
  if (client->ssl_context() != nullptr) require_name(client->ssl_context(), address.host);
  return client;
}

tl::expected<HttpsReply, visit::QueryTrouble> HttpsExchange::post(
    const std::string& path, const std::string& body, std::int64_t timestamp,
    const std::string& idempotency_key) {
  const std::string once = nonce();
  Request request{"POST", path, body, {}};
  request.headers = {
      {"Content-Type", "application/json; charset=utf-8"},
      {"X-Device-Id", source_.device_id},
      {"X-Timestamp", std::to_string(timestamp)},
      {"X-Nonce", once},
      {"X-Signature", signature({"POST", path, body, timestamp, once}, source_.device_key)},
  };
  if (!idempotency_key.empty()) request.headers.emplace("Idempotency-Key", idempotency_key);
  return send(std::move(request));
}

tl::expected<HttpsReply, visit::QueryTrouble> HttpsExchange::get(const std::string& path) {
  return send({"GET", path, "", {}});
}

void HttpsExchange::stop() {
  const std::lock_guard lock(mutex_);
  if (running_ != nullptr) running_->stop();
}

tl::expected<HttpsReply, visit::QueryTrouble> HttpsExchange::send(Request wanted) {
  const auto client = connect();
  if (client->ssl_context() == nullptr)
    return tl::unexpected(visit::QueryTrouble::refused);  // no usable certificate
  httplib::Request request;
  request.method = wanted.method;
  request.path = wanted.path;
  request.body = std::move(wanted.body);
  request.headers = std::move(wanted.headers);
  HttpsReply reply;
  request.content_receiver = [&reply](const char* data, std::size_t size, std::uint64_t,
                                      std::uint64_t) {
    if (reply.body.size() + size > kMostBytes) return false;
    reply.body.append(data, size);
    return true;
  };
  {
    const std::lock_guard lock(mutex_);
    running_ = client.get();
  }
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  bool sent = false;
  bool late = false;
  {
    Watchdog watchdog(budget_.total, [this] { stop(); });
    sent = client->send(request, response, error);
    late = watchdog.fired();
  }
  {
    const std::lock_guard lock(mutex_);
    running_ = nullptr;
  }
  if (late) return tl::unexpected(visit::QueryTrouble::silent);
  if (!sent) return tl::unexpected(trouble_of(error));
  reply.status = response.status;
  return reply;
}

}  // namespace devices
