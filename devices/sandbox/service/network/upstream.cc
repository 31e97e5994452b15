// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/upstream.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <list>
#include <mutex>

#include "devices/sandbox/service/issuing/openssl_handles.h"
#include "devices/sandbox/service/network/issuer_url.h"
#include "devices/sandbox/service/network/watchdog.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr std::size_t kLongestReply = 64 << 10;
constexpr std::size_t kIdlePerIssuer = 4;
// Of the patience, what connecting may take; and as much again the handshake.
constexpr int kConnectTenths = 4;
// The other side closes a connection that was idle for five seconds.
constexpr seconds kLongestIdle{4};

using CertificateStore = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;

Bio reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate read_certificate(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
}

// What an error of the other side says about the person.
UpstreamTrouble trouble_of(int status, const std::string& body) {
  const auto json = parse_json(body);
  const bool told = json && json->is_object() && json->contains("code");
  const Json code = told ? (*json)["code"] : Json();
  if (status == 422 && code == "E_NAME_MISMATCH") return UpstreamTrouble::name_mismatch;
  if (status == 404 && code == "E_NO_RECORD") return UpstreamTrouble::no_record;
  if (status == 504) return UpstreamTrouble::late;
  // 401 and 403 speak of clocks and keys, which people mend; the request itself is in order.
  const bool never = status == 400 || status == 413 || status == 422;
  return never ? UpstreamTrouble::refused : UpstreamTrouble::unwilling;
}

milliseconds left_until(Deadline deadline) {
  return std::max(milliseconds{1}, ceil<milliseconds>(deadline - steady_clock::now()));
}

}  // namespace

// One connection to one issuer, in one thread's hands at a time.
class Upstream::Line {
 public:
  Line(const std::string& url, const IssuerAddress& address, X509* certificate, EVP_PKEY* key,
       X509_STORE* trusted)
      : url_(url), client_(address.host, address.port, certificate, key) {
    SSL_CTX* context = client_.ssl_context();
    if (context == nullptr) return;
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    // A store of its own to verify with: into the ordinary one httplib loads what the system
    // trusts.
    SSL_CTX_set1_verify_cert_store(context, trusted);
    // The host must stand in the SAN: httplib alone would also take a bare common name.
    X509_VERIFY_PARAM* verify = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (X509_VERIFY_PARAM_set1_ip_asc(verify, address.host.c_str()) != 1) {
      X509_VERIFY_PARAM_set1_host(verify, address.host.c_str(), address.host.size());
    }
    client_.set_tcp_nodelay(true);
    client_.set_keep_alive(true);
    client_.set_follow_location(false);
    client_.set_decompress(false);
    client_.set_socket_options([this](socket_t socket) {
      if (watch_ != nullptr) watch_->over(socket);
    });
  }

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] bool is_good() const { return client_.ssl_context() != nullptr; }
  [[nodiscard]] bool is_connected() const { return client_.is_socket_open() != 0; }
  [[nodiscard]] bool is_fresh() const { return steady_clock::now() - used_ < kLongestIdle; }

  bool send(httplib::Request& request, httplib::Response& response, Watchdog& dog,
            milliseconds connect, Deadline deadline, bool& late) {
    Watchdog::Watch watch(dog, deadline);
    watch_ = &watch;
    if (is_connected()) watch.over(client_.socket());
    // The handshake waits on the connection's time-out again.
    const milliseconds left = left_until(deadline);
    client_.set_connection_timeout(std::min(connect, left));
    client_.set_read_timeout(left);
    client_.set_write_timeout(left);
    httplib::Error error = httplib::Error::Success;
    const bool sent = client_.send(request, response, error);
    watch_ = nullptr;
    used_ = steady_clock::now();
    late = watch.fired() || used_ >= deadline;
    return sent && !late;
  }

 private:
  std::string url_;
  httplib::SSLClient client_;
  Watchdog::Watch* watch_ = nullptr;
  steady_clock::time_point used_;
};

struct Upstream::Inside {
  NetworkSettings settings;
  std::function<Instant()> now;
  Certificate certificate;
  PrivateKey key;
  CertificateStore trusted;
  Watchdog dog;
  std::mutex lock;
  std::list<std::unique_ptr<Line>> idle;  // the longest idle first
  bool closed = false;

  // A kept connection to that issuer, or one that connects at its first use.
  std::unique_ptr<Line> take(const std::string& url, const IssuerAddress& address) {
    const std::lock_guard held(lock);
    idle.remove_if([](const auto& line) { return !line->is_fresh(); });
    for (auto found = idle.end(); found != idle.begin();) {
      if ((*--found)->url() != url) continue;
      auto line = std::move(*found);
      idle.erase(found);
      return line;
    }
    return std::make_unique<Line>(url, address, certificate.get(), key.get(), trusted.get());
  }

  void give_back(std::unique_ptr<Line> line) {
    const std::lock_guard held(lock);
    if (closed || !line->is_connected()) return;
    const auto same = std::count_if(idle.begin(), idle.end(),
                                    [&](const auto& other) { return other->url() == line->url(); });
    if (static_cast<std::size_t>(same) < kIdlePerIssuer) idle.push_back(std::move(line));
  }
};

Upstream::Upstream(const NetworkSettings& settings, std::function<Instant()> now)
    : inside_(std::make_unique<Inside>()) {
  inside_->settings = settings;
  inside_->now = std::move(now);
  inside_->certificate = read_certificate(settings.certificate_pem);
  inside_->key.reset(
      PEM_read_bio_PrivateKey(reader(settings.key_pem).get(), nullptr, nullptr, nullptr));
  if (const Certificate authority = read_certificate(settings.ca_pem)) {
    inside_->trusted.reset(X509_STORE_new());
    X509_STORE_add_cert(inside_->trusted.get(), authority.get());
  }
}

Upstream::~Upstream() = default;

std::string Upstream::wrong() const {
  if (!inside_->certificate) return "network.certificate is no PEM certificate";
  if (!inside_->key) return "network.key is no PEM private key";
  if (X509_check_private_key(inside_->certificate.get(), inside_->key.get()) != 1) {
    return "network.key is not that of network.certificate";
  }
  if (!inside_->trusted) return "network.ca is no PEM certificate";
  return {};
}

milliseconds Upstream::patience() const { return milliseconds{inside_->settings.patience_ms}; }

void Upstream::close() {
  {
    const std::lock_guard held(inside_->lock);
    inside_->closed = true;
    inside_->idle.clear();
  }
  inside_->dog.cut_all();
}

tl::expected<Json, UpstreamTrouble> Upstream::post(const std::string& url, const std::string& path,
                                                   const Json& body, Deadline deadline) {
  const auto address = address_of(url);
  if (!address) return tl::unexpected(UpstreamTrouble::unreachable);
  if (steady_clock::now() >= deadline) return tl::unexpected(UpstreamTrouble::late);
  auto line = inside_->take(url, *address);
  if (!line->is_good()) return tl::unexpected(UpstreamTrouble::unreachable);
  const bool kept = line->is_connected();
  const std::string text = body.dump();
  auto reply = exchange(*line, path, text, deadline);
  if (!reply && reply.error() == UpstreamTrouble::unreachable && kept) {
    line = std::make_unique<Line>(url, *address, inside_->certificate.get(), inside_->key.get(),
                                  inside_->trusted.get());
    reply = exchange(*line, path, text, deadline);
  }
  inside_->give_back(std::move(line));
  return reply;
}

tl::expected<Json, UpstreamTrouble> Upstream::exchange(Line& line, const std::string& path,
                                                       const std::string& body, Deadline deadline) {
  const std::string timestamp = fmt::format("{}", epoch_seconds(inside_->now()));
  const std::string nonce = hex(random_bytes(16));
  httplib::Request request;
  request.method = "POST";
  request.path = path;
  request.body = body;
  request.headers = {{"Content-Type", "application/json; charset=utf-8"},
                     {"X-Device-Id", inside_->settings.device},
                     {"X-Timestamp", timestamp},
                     {"X-Nonce", nonce},
                     {"X-Signature", signature_of(inside_->settings.signing_key, "POST", path, body,
                                                  timestamp, nonce)}};
  std::string text;
  bool too_long = false;
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    too_long = text.size() + size > kLongestReply;
    if (!too_long) text.append(data, size);
    return !too_long;
  };
  httplib::Response response;
  bool late = false;
  if (!line.send(request, response, inside_->dog, patience() * kConnectTenths / 10, deadline,
                 late)) {
    if (late) return tl::unexpected(UpstreamTrouble::late);
    return tl::unexpected(too_long ? UpstreamTrouble::unreadable : UpstreamTrouble::unreachable);
  }
  if (response.status < 200 || response.status > 299) {
    return tl::unexpected(trouble_of(response.status, text));
  }
  auto json = parse_json(text);
  if (!json || !json->is_object()) return tl::unexpected(UpstreamTrouble::unreadable);
  return std::move(*json);
}

}  // namespace service
