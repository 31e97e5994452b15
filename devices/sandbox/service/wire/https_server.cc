// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/https_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <mutex>
#include <set>
#include <thread>

#include "devices/sandbox/service/issuing/openssl_handles.h"
#include "devices/sandbox/service/wire/error.h"

namespace service {
namespace {

constexpr std::size_t kLongestBody = 64 << 10;
constexpr std::size_t kLongestPatience = 1 << 20;
// The exact words "application/json" would let httplib compress the reply.
constexpr const char* kJsonType = "application/json; charset=utf-8";

std::vector<Certificate> read_certificates(const std::string& pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<Certificate> list;
  while (X509* next = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    list.emplace_back(next);
  }
  ERR_clear_error();  // the end of the text is reported as an error
  return list;
}

// Fills the TLS context; the answer is what is wrong, or nothing.
std::string set_up(SSL_CTX& context, const ListenSettings& settings) {
  SSL_CTX_set_min_proto_version(&context, TLS1_3_VERSION);
  // Kiosks keep their connections; a resumed session would only skip the look at their certificate.
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(&context, 0);

  const auto chain = read_certificates(settings.certificate_pem);
  if (chain.empty()) return "listen.certificate is no PEM certificate";
  if (SSL_CTX_use_certificate(&context, chain[0].get()) != 1) {
    return "listen.certificate cannot be used";
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(&context, chain[i].get()) != 1) {
      return "listen.certificate cannot be used";
    }
  }
  const Bio in(BIO_new_mem_buf(settings.key_pem.data(), static_cast<int>(settings.key_pem.size())));
  const PrivateKey key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  if (!key) return "listen.key is no PEM private key";
  if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1) {
    return "listen.key is not that of listen.certificate";
  }
  const auto authorities = read_certificates(settings.client_ca_pem);
  if (authorities.empty()) return "listen.client_ca is no PEM certificate";
  for (const Certificate& authority : authorities) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority.get());
    SSL_CTX_add_client_CA(&context, authority.get());
  }
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

std::string subject_of_peer(const SSL* ssl) {
  const Certificate certificate(SSL_get1_peer_certificate(ssl));
  if (!certificate) return {};
  char name[128] = {};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()),
                                             NID_commonName, name, sizeof name);
  return size > 0 ? std::string(name, static_cast<std::size_t>(size)) : std::string();
}

// The sockets that workers serve now, so that stopping need not wait for kept-alive ones to fall
// idle. httplib closes a socket before it lets go of the worker, so a number may belong to another
// connection for a moment: at worst that one is cut too.
class Connections {
 public:
  void serve(const SSL* ssl) {
    const int socket = SSL_get_fd(ssl);
    if (socket < 0 || socket == served_here) return;
    served_here = socket;
    const std::lock_guard held(lock_);
    sockets_.insert(socket);
    if (cut_) ::shutdown(socket, SHUT_RDWR);
  }
  void let_go() {
    if (served_here < 0) return;
    const std::lock_guard held(lock_);
    sockets_.erase(served_here);
    served_here = -1;
  }
  void cut() {
    const std::lock_guard held(lock_);
    cut_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }

 private:
  static thread_local int served_here;
  std::mutex lock_;
  std::set<int> sockets_;
  bool cut_ = false;
};
thread_local int Connections::served_here = -1;

// httplib's pool, with a word when a worker has done with its connection.
class WorkerQueue final : public httplib::TaskQueue {
 public:
  WorkerQueue(std::size_t workers, Connections& connections)
      : pool_(workers), connections_(connections) {}

  void enqueue(std::function<void()> work) override {
    pool_.enqueue([this, work = std::move(work)] {
      work();
      connections_.let_go();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  httplib::ThreadPool pool_;
  Connections& connections_;
};

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Call call_of(const httplib::Request& request) {
  Call call;
  call.method = request.method;
  call.path = request.path;
  call.target = request.target;
  for (const auto& [name, value] : request.params) call.query.emplace(name, value);
  for (const auto& [name, value] : request.headers) call.headers.emplace(lower(name), value);
  call.peer = subject_of_peer(request.ssl);
  call.loopback = request.remote_addr == "127.0.0.1" || request.remote_addr == "::1";
  call.encoded = request.has_header("Transfer-Encoding") || request.has_header("Content-Encoding");
  return call;
}

void fill(httplib::Response& response, Answer answer) {
  response.status = answer.status;
  std::string type = kJsonType;
  for (const auto& [name, value] : answer.headers) {
    if (name == "Content-Type") {
      type = value;
    } else {
      response.set_header(name, value);
    }
  }
  if (!answer.drop_after || *answer.drop_after >= answer.body.size()) {
    response.set_content(answer.body, type);
    return;
  }
  // The length is announced in full; the provider gives up in the middle, and httplib cuts the
  // line.
  response.set_content_provider(answer.body.size(), type,
                                [body = answer.body, most = *answer.drop_after](
                                    std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  if (offset >= most) return false;
                                  return sink.write(body.data() + offset, most - offset);
                                });
}

class HttplibServer final : public HttpsServer {
 public:
  HttplibServer(const ListenSettings& settings, Handler handler)
      : handler_(std::move(handler)), server_([&](SSL_CTX& context) {
          wrong_ = set_up(context, settings);
          return wrong_.empty();
        }) {
    if (!wrong_.empty()) return;
    if (!server_.is_valid()) {
      wrong_ = "the TLS context cannot be made";
      return;
    }
    adapt(settings);
    port_ = settings.port != 0 ? bind(settings.address, settings.port)
                               : server_.bind_to_any_port(settings.address);
    if (port_ <= 0) {
      wrong_ = fmt::format("cannot listen on {} port {}", settings.address, settings.port);
      return;
    }
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // httplib forgets a stop() that comes before its loop has begun.
    while (!server_.is_running()) std::this_thread::yield();
  }

  ~HttplibServer() override { stop(); }
  HttplibServer(const HttplibServer&) = delete;
  HttplibServer& operator=(const HttplibServer&) = delete;

  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  [[nodiscard]] int port() const override { return port_; }

  void stop() override {
    if (!thread_.joinable()) return;
    server_.stop();
    connections_.cut();
    thread_.join();
  }

 private:
  int bind(const std::string& address, int port) {
    return server_.bind_to_port(address, port) ? port : -1;
  }

  void adapt(const ListenSettings& settings) {
    server_.new_task_queue = [this, workers = settings.workers] {
      return new WorkerQueue(workers, connections_);
    };
    server_.set_tcp_nodelay(true);  // else 40 ms of Nagle and delayed acknowledgement
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_keep_alive_timeout(5);
    server_.set_read_timeout(5);
    server_.set_write_timeout(5);
    server_.set_payload_max_length(kLongestBody);
    const auto plain = [this](const httplib::Request& request, httplib::Response& response) {
      connections_.serve(request.ssl);
      fill(response, handler_(call_of(request)));
    };
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& read) {
      connections_.serve(request.ssl);
      Call call = call_of(request);
      // What comes in pieces escapes httplib's cap, and a packed body would be unpacked: count
      // here. A body that is too long is read on for a while, so that its sender comes to hear of
      // it.
      std::size_t seen = 0;
      const auto take = [&](const char* data, std::size_t size) {
        seen += size;
        if (seen <= kLongestBody) call.body.append(data, size);
        return seen <= kLongestPatience;
      };
      // Without either header there is no body (RFC 9112 §6.3); httplib would wait for one.
      const bool announced =
          request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
      const bool whole = !announced || read(take);
      call.too_large = seen > kLongestBody || (!whole && response.status == 413);
      // What was not read would be taken for the next request.
      if (seen > kLongestPatience) ::shutdown(SSL_get_fd(request.ssl), SHUT_RD);
      fill(response, handler_(call));
    };
    server_.Get(".*", plain);
    server_.Options(".*", plain);
    server_.Post(".*", with_body);
    server_.Put(".*", with_body);
    server_.Patch(".*", with_body);
    server_.Delete(".*", with_body);
    // httplib's own refusals, a broken request line for one, get the constant form too.
    server_.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (!response.body.empty() || response.content_length_ > 0) return;
      const Code code = response.status == 413   ? Code::too_large
                        : response.status == 404 ? Code::not_found
                        : response.status < 500  ? Code::bad_request
                                                 : Code::internal;
      response.set_content(body_of({code, {}, {}}, ""), kJsonType);
    });
    server_.set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
          response.status = 500;
          response.set_content(body_of({Code::internal, {}, {}}, ""), kJsonType);
        });
  }

  Handler handler_;
  std::string wrong_;
  Connections connections_;
  httplib::SSLServer server_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace

tl::expected<std::unique_ptr<HttpsServer>, std::string> HttpsServer::open(
    const ListenSettings& settings, Handler handler) {
  auto server = std::make_unique<HttplibServer>(settings, std::move(handler));
  if (!server->wrong().empty()) return tl::unexpected(server->wrong());
  return server;
}

}  // namespace service
