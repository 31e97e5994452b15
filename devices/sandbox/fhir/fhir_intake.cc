// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/fhir/fhir_intake.h"

#include <httplib.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <nlohmann/json.hpp>
#include <optional>

#include "devices/sandbox/fhir/operation_outcome.h"

namespace sandbox {

using httplib::Request;
using httplib::Response;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr const char* kFhirType = "application/fhir+json; charset=utf-8";
constexpr const char* kType = "QuestionnaireResponse";
constexpr std::size_t kLongestBody = std::size_t{512} * 1024;
constexpr std::array<std::string_view, 5> kStatuses{"in-progress", "completed", "amended",
                                                    "entered-in-error", "stopped"};

milliseconds machine_time() {
  return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

void refuse(Response& response, int status, const char* code, const char* text) {
  response.status = status;
  response.set_content(operation_outcome(code, text), kFhirType);
}

// "identifier=system|value", as R4 §3.1.0.8.1 wants it: a search that names one response.
std::optional<ResponseIdentifier> condition(const std::string& header) {
  const std::string text = httplib::detail::decode_url(header, /*convert_plus_to_space=*/false);
  constexpr std::string_view kName = "identifier=";
  const auto bar = text.find('|');
  if (!text.starts_with(kName) || bar == std::string::npos || text.find('&') != std::string::npos ||
      bar + 1 == text.size())
    return std::nullopt;
  return ResponseIdentifier{text.substr(kName.size(), bar - kName.size()), text.substr(bar + 1)};
}

std::string text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace

class FhirIntake::Server {
 public:
  Server(const FhirPractice& practice, FhirIntakeOptions options)
      : options_(std::move(options)),
        tokens_(options_.client, options_.token_life),
        shelf_(ResponseShelf::open(practice.shelf())),
        server_(certificate(practice), key(practice),
                options_.wants_certificate ? practice.ca().c_str() : nullptr) {
    if (!options_.now) options_.now = machine_time;
  }
  ~Server() {
    {
      const std::lock_guard lock{mutex_};
      ending_ = true;
    }
    ended_.notify_all();
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What is wrong, or nothing.
  std::string start() {
    if (!shelf_) return "the shelf of responses cannot be opened";
    if (!server_.is_valid()) return "the certificate cannot be used";
    SSL_CTX_set_min_proto_version(server_.ssl_context(), TLS1_3_VERSION);
    server_.set_payload_max_length(kLongestBody);
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(1);
    server_.set_read_timeout(5);
    server_.Post(kTokenPath, [this](const Request& request, Response& response) {
      give_token(request, response);
      note(request, response.status);
    });
    server_.Post(std::string(kBase) + "/" + kType,
                 [this](const Request& request, Response& response) {
                   if (create(request, response)) note(request, response.status);
                 });
    server_.Get(std::string(kBase) + "/metadata",
                [](const Request&, Response& response) { say_what_it_can(response); });
    port_ = options_.port == 0                           ? server_.bind_to_any_port(kHost)
            : server_.bind_to_port(kHost, options_.port) ? options_.port
                                                         : -1;
    if (port_ <= 0) return "the port is taken";
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // httplib forgets a stop() that comes before its loop has begun.
    while (!server_.is_running()) std::this_thread::yield();
    return {};
  }

  [[nodiscard]] int port() const { return port_; }
  void suffer(std::vector<FhirFault> faults) {
    const std::lock_guard lock{mutex_};
    faults_.assign(faults.begin(), faults.end());
  }
  void lose_every(int nth) {
    const std::lock_guard lock{mutex_};
    lose_every_ = nth;
  }
  TokenDesk& tokens() { return tokens_; }
  ResponseShelf& shelf() { return *shelf_; }
  std::vector<FhirArrival> arrivals() {
    const std::lock_guard lock{mutex_};
    return arrivals_;
  }

 private:
  static constexpr const char* kHost = "127.0.0.1";

  // The paths live as long as the call: the strings are kept here.
  const char* certificate(const FhirPractice& practice) {
    certificate_ = options_.wrong_certificate ? practice.stranger() : practice.server();
    return certificate_.c_str();
  }
  const char* key(const FhirPractice& practice) {
    key_ = options_.wrong_certificate ? practice.stranger_key() : practice.server_key();
    return key_.c_str();
  }

  void note(const Request& request, int status) {
    const std::lock_guard lock{mutex_};
    arrivals_.push_back({request.path, options_.now(), status});
  }

  // Nothing more is said over this line.
  void end_line(const Request& request) {
    note(request, 0);
    ::shutdown(SSL_get_fd(request.ssl), SHUT_RDWR);
  }

  FhirFault next_fault() {
    const std::lock_guard lock{mutex_};
    ++creates_;
    if (!faults_.empty()) {
      const FhirFault fault = faults_.front();
      faults_.pop_front();
      return fault;
    }
    return lose_every_ > 0 && creates_ % lose_every_ == 0 ? FhirFault::dies_after : FhirFault::none;
  }

  static void say_what_it_can(Response& response) {
    const json statement{
        {"resourceType", "CapabilityStatement"},
        {"status", "active"},
        {"date", "2021-01-20"},
        {"kind", "capability"},
        {"fhirVersion", "4.0.1"},
        {"format", {"json"}},
        {"rest",
         {{{"mode", "server"},
           {"resource",
            {{{"type", kType},
              {"interaction", {{{"code", "create"}}}},
              {"conditionalCreate", true},
              {"searchParam", {{{"name", "identifier"}, {"type", "token"}}}}}}}}}}};
    response.set_content(statement.dump(), kFhirType);
  }

  void give_token(const Request& request, Response& response) {
    std::map<std::string, std::string> form;
    for (const auto& [name, value] : request.params) form[name] = value;
    const TokenAnswer answer =
        tokens_.issue(request.get_header_value("Authorization"), form, options_.now());
    response.status = answer.status;
    response.set_header("Cache-Control", "no-store");
    if (answer.status == 401) response.set_header("WWW-Authenticate", "Basic realm=\"token\"");
    response.set_content(answer.body, "application/json; charset=utf-8");
  }

  // False: what was said is no HTTP answer, and is noted already.
  bool create(const Request& request, Response& response) {
    if (options_.wants_token &&
        !tokens_.takes(request.get_header_value("Authorization"), options_.now())) {
      response.set_header("WWW-Authenticate", "Bearer");
      refuse(response, 401, "login", "a token that holds is wanted");
      return true;
    }
    const FhirFault fault = next_fault();
    switch (fault) {
      case FhirFault::busy:
        refuse(response, 503, "transient", "too much to do");
        return true;
      case FhirFault::busy_for_a_while:
        response.set_header("Retry-After", "120");
        refuse(response, 429, "throttled", "too many requests");
        return true;
      case FhirFault::failing:
        refuse(response, 500, "exception", "something is broken here");
        return true;
      case FhirFault::refused:
        refuse(response, 422, "business-rule", "not taken here");
        return true;
      case FhirFault::gone:
        refuse(response, 404, "not-found", "there is no such base");
        return true;
      case FhirFault::page:
        response.set_content("<html><body>Welcome</body></html>", "text/html");
        return true;
      case FhirFault::dies_before:
        end_line(request);
        return false;
      case FhirFault::none:
      case FhirFault::dies_after:
      case FhirFault::garbage:
      case FhirFault::silent:
        break;
    }
    keep(request, response);
    if (fault == FhirFault::dies_after) {
      end_line(request);
      return false;
    }
    if (fault == FhirFault::garbage) {
      constexpr std::string_view kGarbage = "\x01\x02 202 of something\n\n\xff\xfe";
      SSL_write(const_cast<SSL*>(request.ssl), kGarbage.data(), static_cast<int>(kGarbage.size()));
      end_line(request);
      return false;
    }
    if (fault == FhirFault::silent) {
      std::unique_lock lock{mutex_};
      ended_.wait_for(lock, options_.silence, [this] { return ending_; });
    }
    return true;
  }

  void keep(const Request& request, Response& response) {
    const std::string type = request.get_header_value("Content-Type");
    if (!type.starts_with("application/fhir+json") && !type.starts_with("application/json"))
      return refuse(response, 415, "not-supported", "application/fhir+json is wanted");
    const json document = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object())
      return refuse(response, 400, "structure", "the body is no JSON object");
    if (text_at(document, "resourceType") != kType)
      return refuse(response, 400, "structure", "resourceType is not QuestionnaireResponse");
    const std::string status = text_at(document, "status");
    if (std::find(kStatuses.begin(), kStatuses.end(), status) == kStatuses.end())
      return refuse(response, 422, "code-invalid", "status is none of R4");
    ResponseIdentifier identifier;
    if (const auto own = document.find("identifier"); own != document.end() && own->is_object())
      identifier = {text_at(*own, "system"), text_at(*own, "value")};

    std::optional<ResponseIdentifier> unless;
    if (request.has_header("If-None-Exist")) {
      unless = condition(request.get_header_value("If-None-Exist"));
      if (!unless)
        return refuse(response, 400, "invalid", "If-None-Exist is no search for an identifier");
    }
    if (options_.forgets_conditions) unless.reset();
    const auto creation = shelf_->create(identifier, request.body, unless);
    switch (creation.made) {
      case ResponseShelf::Made::failed:
        return refuse(response, 500, "no-store", "the shelf takes nothing");
      case ResponseShelf::Made::several:
        return refuse(response, 412, "multiple-matches", "several bear this identifier");
      case ResponseShelf::Made::created:
        response.status = 201;
        break;
      case ResponseShelf::Made::found:
        response.status = 200;
        break;
    }
    response.set_header("Location", "https://" + request.get_header_value("Host") + kBase + "/" +
                                        kType + "/" + std::to_string(creation.id) + "/_history/1");
    response.set_header("ETag", "W/\"1\"");
    if (request.get_header_value("Prefer") != "return=minimal") {
      json whole = document;
      whole["id"] = std::to_string(creation.id);
      response.set_content(whole.dump(), kFhirType);
    }
  }

  FhirIntakeOptions options_;
  TokenDesk tokens_;
  std::unique_ptr<ResponseShelf> shelf_;
  std::string certificate_, key_;
  httplib::SSLServer server_;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::deque<FhirFault> faults_;
  int creates_ = 0;
  int lose_every_ = 0;
  std::vector<FhirArrival> arrivals_;
  std::thread thread_;
};

FhirIntake::FhirIntake(std::unique_ptr<Server> server) : server_(std::move(server)) {}
FhirIntake::~FhirIntake() = default;

tl::expected<std::unique_ptr<FhirIntake>, std::string> FhirIntake::start(
    const FhirPractice& practice, FhirIntakeOptions options) {
  auto server = std::make_unique<Server>(practice, std::move(options));
  if (std::string wrong = server->start(); !wrong.empty()) return tl::unexpected(wrong);
  return std::unique_ptr<FhirIntake>{new FhirIntake(std::move(server))};
}

int FhirIntake::port() const { return server_->port(); }
std::string FhirIntake::url() const {
  return "https://127.0.0.1:" + std::to_string(port()) + kBase;
}
std::string FhirIntake::token_url() const {
  return "https://127.0.0.1:" + std::to_string(port()) + kTokenPath;
}
void FhirIntake::suffer(std::vector<FhirFault> faults) { server_->suffer(std::move(faults)); }
void FhirIntake::lose_every(int nth) { server_->lose_every(nth); }
void FhirIntake::revoke_tokens() { server_->tokens().revoke(); }
int FhirIntake::tokens_issued() { return server_->tokens().issued(); }
std::vector<KeptResponse> FhirIntake::received() { return server_->shelf().all(); }
std::vector<FhirArrival> FhirIntake::arrivals() { return server_->arrivals(); }

}  // namespace sandbox
