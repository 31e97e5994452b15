// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/https_exchange.h"

#include <fmt/format.h>
#include <httplib.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <strings.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <charconv>
#include <condition_variable>
#include <ctime>
#include <iomanip>
#include <mutex>
#include <sstream>
#include <thread>

#include "devices/line_cutter.h"

namespace devices {

using std::chrono::milliseconds;
using visit::QueryTrouble;

namespace {

using Clock = std::chrono::steady_clock;

// What may have come before the header's end, up to the record that is arriving. httplib matches
// the status line with a regular expression whose depth grows with it: 24 KiB take half a stack.
constexpr std::size_t kMostHeaderBytes = 8UL * 1024;
constexpr std::size_t kFraming = 4;  // times the body, however it is cut up

struct Address {
  std::string host;       // without brackets
  std::string authority;  // as the Host header has it
  int port = 443;
};

// "https://host:port"; the caller's configuration has been checked for that form.
Address address_of(const std::string& url) {
  const auto scheme = url.find("//");
  Address address;
  address.authority = scheme == std::string::npos ? url : url.substr(scheme + 2);
  address.authority = address.authority.substr(0, address.authority.find('/'));
  const bool bracketed = address.authority.starts_with('[');
  const auto end = bracketed ? address.authority.find(']') : address.authority.find(':');
  address.host = address.authority.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end);
  const auto colon = address.authority.find(':', bracketed ? end : 0);
  if (colon != std::string::npos)
    std::from_chars(address.authority.data() + colon + 1,
                    address.authority.data() + address.authority.size(), address.port);
  return address;
}

std::vector<std::string> look_up(const std::string& host, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  std::vector<std::string> numbers;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return numbers;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    char number[NI_MAXHOST];
    if (getnameinfo(each->ai_addr, each->ai_addrlen, number, sizeof number, nullptr, 0,
                    NI_NUMERICHOST) == 0)
      numbers.emplace_back(number);
  }
  freeaddrinfo(found);
  return numbers;
}

// What the TLS of one request tells. httplib has one word for an answer that was cut, one that is
// no HTTP and a service that does not take our certificate: with TLS 1.3 that one says so only
// after the handshake.
struct Line {
  LineCutter& cutter;
  LineCutter::Time deadline;  // of the answer, once the line stands
  std::size_t most = 0;       // bytes of all, framing included
  bool named = false;         // the host is a name, not a number
  bool connected = false;
  bool refused = false;   // by the peer's alert
  bool wrong = false;     // what the peer said, not the end of the line, ended the handshake
  bool ended = false;     // by the peer
  bool properly = false;  // and it said that this is the end
  bool spoke = false;     // at least one byte of an answer came
  bool header_whole = false;
  bool too_long = false;
  std::size_t bytes = 0;

  // Before each record.
  void count(std::size_t record) {
    if (!connected) return;
    if (bytes >= (header_whole ? most : kMostHeaderBytes)) too_long = true;
    bytes += record;
  }
};

// Reads nothing more once the line is cut or has said too much: what the kernel has already taken
// in would still be read. And a peer that takes no more has perhaps said why, which a failed write
// would keep from being read.
long tap(BIO* bio, int what, const char*, std::size_t size, int, long, int result,
         std::size_t* done) {
  auto& line = *reinterpret_cast<Line*>(BIO_get_callback_arg(bio));
  if (what == BIO_CB_READ && (line.too_long || line.cutter.has_cut())) {
    BIO_clear_retry_flags(bio);
    return 0;
  }
  if (result > 0 || BIO_should_retry(bio)) return result;
  if (what == (BIO_CB_READ | BIO_CB_RETURN)) line.ended = true;
  if (what == (BIO_CB_WRITE | BIO_CB_RETURN)) {
    *done = size;
    return 1;
  }
  return result;
}

void note_record(int written, int, int type, const void* bytes, std::size_t size, SSL*,
                 void* user) {
  auto& line = *static_cast<Line*>(user);
  const auto* octets = static_cast<const unsigned char*>(bytes);
  if (written != 0) return;
  if (type == SSL3_RT_HEADER && size == SSL3_RT_HEADER_LENGTH)
    line.count(SSL3_RT_HEADER_LENGTH + static_cast<std::size_t>(octets[3] << 8 | octets[4]));
  if (type == SSL3_RT_INNER_CONTENT_TYPE && size == 1 && octets[0] == SSL3_RT_APPLICATION_DATA)
    line.spoke = true;
}

void note_state(const SSL* ssl, int where, int value) {
  auto& line = *static_cast<Line*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if ((where & SSL_CB_HANDSHAKE_START) != 0) {
    BIO* bio = SSL_get_rbio(ssl);
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(&line));
    BIO_set_callback_ex(bio, tap);
    // httplib sends a number as a server's name, which RFC 6066 forbids.
    if (!line.named) SSL_set_tlsext_host_name(const_cast<SSL*>(ssl), nullptr);
  }
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) {
    line.connected = true;
    line.cutter.until(line.deadline);
  }
  if (where == SSL_CB_READ_ALERT) {
    line.ended = true;
    line.properly = (value & 0xff) == SSL_AD_CLOSE_NOTIFY;
    if (value >> 8 == SSL3_AL_FATAL && !line.spoke) line.refused = true;
  }
  if (where == SSL_CB_CONNECT_EXIT && value <= 0) {
    const unsigned long error = ERR_peek_last_error();
    line.wrong = ERR_GET_LIB(error) == ERR_LIB_SSL &&
                 ERR_GET_REASON(error) != SSL_R_UNEXPECTED_EOF_WHILE_READING;
  }
}

// The deployment's authority and no other, our certificate if there is one, and the host in the
// SAN, all asked within the handshake. httplib looks only after it, when our certificate has gone
// to anyone; it would also take a bare common name, and an IPv4 address it compares with
// uninitialised memory. False: our own files are no use.
bool prepare(SSL_CTX* context, const HealthCodeSource& source, const std::string& host,
             Line& line) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context, SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_app_data(context, &line);
  SSL_CTX_set_info_callback(context, note_state);
  SSL_CTX_set_msg_callback(context, note_record);
  SSL_CTX_set_msg_callback_arg(context, &line);
  X509_VERIFY_PARAM* verify = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  line.named = X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str()) != 1;
  return (!line.named || X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size()) == 1) &&
         SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_load_verify_locations(context, source.ca_file.c_str(), nullptr) == 1 &&
         (source.certificate_file.empty() ||
          (SSL_CTX_use_certificate_chain_file(context, source.certificate_file.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(context, source.key_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
           SSL_CTX_check_private_key(context) == 1));
}

std::optional<std::size_t> length_of(const std::string& text) {
  std::size_t length = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return length;
}

// How long the body will be. None: that shows at its end. httplib reads any Content-Length as some
// number, and a coding that it does not know as the body itself.
tl::expected<std::optional<std::size_t>, QueryTrouble> body_length(
    const httplib::Response& response, std::size_t most) {
  const std::size_t codings = response.get_header_value_count("Transfer-Encoding");
  const std::size_t lengths = response.get_header_value_count("Content-Length");
  const std::string coding = response.get_header_value("Transfer-Encoding");
  if (codings + lengths > 1 || (codings == 1 && strcasecmp(coding.c_str(), "chunked") != 0))
    return tl::unexpected(QueryTrouble::malformed);
  if (lengths == 0) return std::nullopt;
  const auto length = length_of(response.get_header_value("Content-Length"));
  if (!length) return tl::unexpected(QueryTrouble::malformed);
  if (*length > most) return tl::unexpected(QueryTrouble::oversized);
  return length;
}

// Seconds, or a date of RFC 9110.
std::optional<milliseconds> wait_of(const std::string& text) {
  constexpr std::int64_t kLongest = 3600;
  std::int64_t seconds = 0;
  if (const auto number = length_of(text)) {
    seconds = static_cast<std::int64_t>(std::min<std::size_t>(*number, kLongest));
  } else {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    std::tm date{};
    if (in >> std::get_time(&date, "%a, %d %b %Y %H:%M:%S GMT"))
      seconds = std::min<std::int64_t>(timegm(&date) - std::time(nullptr), kLongest);
  }
  if (seconds <= 0) return std::nullopt;
  return std::chrono::seconds{seconds};
}

QueryTrouble trouble_of(httplib::Error error, const Line& line) {
  if (line.too_long) return QueryTrouble::oversized;
  if (line.refused) return QueryTrouble::refused;
  if (error == httplib::Error::ConnectionTimeout) return QueryTrouble::silent;
  if (error == httplib::Error::SSLConnection) {
    if (line.wrong) return QueryTrouble::untrusted;
    return line.ended ? QueryTrouble::unreachable : QueryTrouble::silent;
  }
  if (error == httplib::Error::Read) {
    if (line.ended) return line.spoke ? QueryTrouble::truncated : QueryTrouble::unreachable;
    return QueryTrouble::malformed;
  }
  return QueryTrouble::unreachable;
}

}  // namespace

// A host's addresses. getaddrinfo() cannot be called back, so it has a thread that is left behind
// when nobody waits any more; who asks next waits for that same one.
class HttpsExchange::NameLookup {
 public:
  explicit NameLookup(std::string host) : host_(std::move(host)) {}

  [[nodiscard]] tl::expected<std::vector<std::string>, QueryTrouble> addresses(
      Clock::time_point deadline, const std::stop_token& stop) {
    auto numbers = look_up(host_, AI_NUMERICHOST);
    if (!numbers.empty()) return numbers;
    if (!asked_ || asked_->done) {  // what was found for somebody else may be old
      asked_ = std::make_shared<Asked>();
      std::thread([asked = asked_, host = host_] {
        auto found = look_up(host, AI_ADDRCONFIG);
        const std::lock_guard held(asked->lock);
        asked->found = std::move(found);
        asked->done = true;
        asked->told.notify_all();
      }).detach();
    }
    const auto asked = asked_;
    std::unique_lock held(asked->lock);
    if (!asked->told.wait_until(held, stop, deadline, [&] { return asked->done.load(); }))
      return tl::unexpected(QueryTrouble::silent);
    if (asked->found.empty()) return tl::unexpected(QueryTrouble::unreachable);
    return asked->found;
  }

 private:
  struct Asked {
    std::mutex lock;
    std::condition_variable_any told;
    std::vector<std::string> found;
    std::atomic<bool> done = false;
  };
  std::string host_;
  std::shared_ptr<Asked> asked_;
};

struct HttpsExchange::Request {
  const char* method;
  std::string path;
  std::optional<std::string_view> body;  // none: GET, DELETE
  httplib::Headers headers;
};

HttpsExchange::HttpsExchange(HealthCodeSource source, milliseconds connect, std::size_t most_bytes)
    : source_(std::move(source)),
      connect_(connect),
      most_bytes_(most_bytes),
      names_(std::make_unique<NameLookup>(address_of(source_.url).host)) {}

HttpsExchange::~HttpsExchange() = default;

HttpsExchange::Request HttpsExchange::sign(const char* method, const Signed& request) const {
  const std::string once = nonce();
  Request wanted{method, request.path, std::nullopt, {}};
  wanted.headers = {
      {"X-Device-Id", source_.device_id},
      {"X-Timestamp", fmt::format("{}", request.timestamp)},
      {"X-Nonce", once},
      {"X-Signature", signature({method, request.path, request.body, request.timestamp, once},
                                source_.device_key)},
  };
  if (!request.idempotency_key.empty())
    wanted.headers.emplace("Idempotency-Key", request.idempotency_key);
  return wanted;
}

tl::expected<HttpsReply, QueryTrouble> HttpsExchange::post(const Signed& request, milliseconds most,
                                                           const std::stop_token& stop) {
  Request wanted = sign("POST", request);
  wanted.body = request.body;
  wanted.headers.emplace("Content-Type", "application/json; charset=utf-8");
  return send(wanted, most, stop);
}

tl::expected<HttpsReply, QueryTrouble> HttpsExchange::remove(const Signed& request,
                                                             milliseconds most,
                                                             const std::stop_token& stop) {
  assert(request.body.empty());
  return send(sign("DELETE", request), most, stop);
}

tl::expected<HttpsReply, QueryTrouble> HttpsExchange::post(const Plain& request, milliseconds most,
                                                           const std::stop_token& stop) {
  Request wanted{"POST", request.path, request.body, {}};
  wanted.headers.insert(request.headers.begin(), request.headers.end());
  return send(wanted, most, stop);
}

tl::expected<HttpsReply, QueryTrouble> HttpsExchange::get(const std::string& path,
                                                          milliseconds most,
                                                          const std::stop_token& stop,
                                                          const std::string& etag) {
  Request wanted{"GET", path, std::nullopt, {}};
  if (!etag.empty()) wanted.headers.emplace("If-None-Match", etag);
  return send(wanted, most, stop);
}

tl::expected<HttpsReply, QueryTrouble> HttpsExchange::send(const Request& wanted, milliseconds most,
                                                           const std::stop_token& stop) {
  if (stop.stop_requested() || most <= milliseconds{}) return tl::unexpected(QueryTrouble::silent);
  const auto start = Clock::now();
  const auto connected_by = start + std::min(connect_, most);
  const Address address = address_of(source_.url);
  const auto numbers = names_->addresses(connected_by, stop);
  if (!numbers) return tl::unexpected(numbers.error());

  LineCutter cutter(connected_by, stop);
  Line line{cutter, start + most, kFraming * most_bytes_};
  httplib::SSLClient client(address.host, address.port);
  if (!client.is_valid() || !prepare(client.ssl_context(), source_, address.host, line))
    return tl::unexpected(QueryTrouble::refused);
  client.enable_server_certificate_verification(false);  // OpenSSL has done it by then: prepare()
  client.set_socket_options([&cutter](int socket) { cutter.over(socket); });
  constexpr milliseconds kLonger{1000};  // the cutter comes first
  client.set_read_timeout(most + kLonger);
  client.set_write_timeout(most + kLonger);
  client.set_tcp_nodelay(true);
  client.set_keep_alive(false);
  client.set_follow_location(false);
  client.set_decompress(false);

  httplib::Request request;
  request.method = wanted.method;
  request.path = wanted.path;
  request.headers = wanted.headers;
  request.headers.emplace("Host", address.authority);
  if (wanted.body) {
    // Of a body httplib keeps copies, of what is provided it does not.
    request.content_length_ = wanted.body->size();
    request.content_provider_ = [&](std::size_t from, std::size_t size, httplib::DataSink& sink) {
      sink.write(wanted.body->data() + from, size);
      return true;
    };
  }
  HttpsReply reply;
  std::optional<QueryTrouble> trouble;  // that we found ourselves
  bool announced = false;               // the body's length
  request.response_handler = [&](const httplib::Response& response) {
    line.header_whole = true;
    const auto length = body_length(response, most_bytes_);
    if (!length) {
      trouble = length.error();
      return false;
    }
    announced = length->has_value();
    reply.body.reserve(length->value_or(0));  // growing would leave copies
    return true;
  };
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    if (reply.body.size() + size > most_bytes_) {
      trouble = QueryTrouble::oversized;
      return false;
    }
    reply.body.append(data, size);
    return true;
  };

  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  bool done = false;
  for (std::size_t i = 0; i < numbers->size() && !line.connected && !cutter.has_cut(); ++i) {
    const auto left = connected_by - Clock::now();
    const bool last = i + 1 == numbers->size();  // an address that leads nowhere is not the end
    client.set_connection_timeout(
        std::chrono::ceil<milliseconds>(last ? left + kLonger : left / 2));
    client.set_hostname_addr_map({{address.host, (*numbers)[i]}});
    done = client.send(request, response, error);
    if (error != httplib::Error::Connection && error != httplib::Error::ConnectionTimeout) break;
  }
  if (cutter.has_cut() || stop.stop_requested()) {
    trouble = QueryTrouble::silent;
  } else if (!done && !trouble) {
    trouble = trouble_of(error, line);
  } else if (done && line.header_whole && !announced) {
    // httplib takes any end of the line for the end of such a body.
    const bool chunked = response.has_header("Transfer-Encoding");
    if (chunked ? line.ended : !line.properly) trouble = QueryTrouble::truncated;
  }
  if (trouble) {
    visit::wipe(reply.body.data(), reply.body.size());
    return tl::unexpected(*trouble);
  }
  reply.status = response.status;
  reply.etag = response.get_header_value("ETag");
  reply.retry_after = wait_of(response.get_header_value("Retry-After"));
  return reply;
}

}  // namespace devices
