// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/fhir_exchange.h"

#include <openssl/evp.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

#include "devices/clock.h"

namespace devices {

using std::chrono::milliseconds;
using tl::unexpected;
using visit::QueryTrouble;

namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kType = "QuestionnaireResponse";
constexpr int kUnauthorised = 401;

// A token is left alone a little before its end: it must outlive its request.
constexpr milliseconds kMargin{30'000};
constexpr std::int64_t kUsualLife = 300;  // seconds, where the server does not say
constexpr std::int64_t kLongestLife = 86'400;

// Characters of RFC 3986 that mean nothing in a query or a header.
bool is_plain(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

bool is_address(std::string_view url) {
  return url.starts_with(kScheme) && url.size() > kScheme.size() && url.back() != '/' &&
         is_plain(url, "-._~:/[]");
}

std::string path_of(const std::string& url) {
  const auto slash = url.find('/', kScheme.size());
  return slash == std::string::npos ? "" : url.substr(slash);
}

HealthCodeSource source_of(const FhirServer& server, const std::string& url) {
  HealthCodeSource source;
  source.url = url;
  source.ca_file = server.ca_file;
  source.certificate_file = server.certificate_file;
  source.key_file = server.key_file;
  return source;
}

FhirTrouble trouble_of(QueryTrouble trouble) {
  switch (trouble) {
    case QueryTrouble::untrusted:
      return FhirTrouble::untrusted;
    case QueryTrouble::refused:
      return FhirTrouble::denied;
    case QueryTrouble::malformed:
    case QueryTrouble::oversized:
      return FhirTrouble::garbled;
    case QueryTrouble::busy:
    case QueryTrouble::silent:
    case QueryTrouble::unreachable:
    case QueryTrouble::redirected:
    case QueryTrouble::clock_differs:
    case QueryTrouble::truncated:
    case QueryTrouble::unknown_word:
    case QueryTrouble::number_rejected:
    case QueryTrouble::name_mismatch:
    case QueryTrouble::delegation_over:
      break;
  }
  return FhirTrouble::unreachable;
}

FhirTrouble trouble_of(int status) {
  switch (status) {
    case 400:
    case 413:
    case 422:
      return FhirTrouble::rejected;
    case 401:
    case 403:
      return FhirTrouble::denied;
    case 408:
    case 409:
    case 425:
      return FhirTrouble::failing;
    case 412:
      return FhirTrouble::ambiguous;
    case 429:
    case 503:
      return FhirTrouble::busy;
    default:
      if (status >= 500) return FhirTrouble::failing;
      return status >= 300 ? FhirTrouble::misdirected : FhirTrouble::garbled;
  }
}

// A server may say no more than its status (Prefer: return=minimal). What it says must be FHIR: a
// page that answers 200 to everything must not swallow a survey.
bool is_fhir(const std::string& body) {
  if (body.empty()) return true;
  const auto json = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  const auto type = json.find("resourceType");
  return type != json.end() && (*type == kType || *type == "OperationOutcome");
}

std::string base64(std::string_view text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// application/x-www-form-urlencoded, as RFC 6749 wants it within Basic too.
std::string form_encoded(std::string_view text) {
  constexpr std::string_view kFigures = "0123456789ABCDEF";
  std::string out;
  out.reserve(3 * text.size());  // growing would leave copies
  for (const char c : text) {
    if (is_plain(std::string_view(&c, 1), "-._")) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kFigures[byte >> 4], kFigures[byte & 15]};
    }
  }
  return out;
}

void wipe(std::string& text) { visit::wipe(text.data(), text.size()); }

}  // namespace

bool is_usable(const FhirServer& server) {
  const bool by_token = !server.token_url.empty();
  if (!is_address(server.url) || !is_plain(server.identifier_system, "-._~:/") ||
      server.identifier_system.empty() ||
      server.certificate_file.empty() != server.key_file.empty())
    return false;
  if (!by_token) return !server.certificate_file.empty();
  return is_address(server.token_url) && !server.client_id.empty() && !server.client_secret.empty();
}

bool concerns_all(FhirTrouble trouble) {
  return trouble != FhirTrouble::rejected && trouble != FhirTrouble::ambiguous;
}

DeliveryClock machine_clock() {
  return {now, steady, [](milliseconds most, const std::stop_token& stop) {
            std::mutex mutex;
            std::condition_variable_any nobody;
            std::unique_lock held(mutex);
            nobody.wait_for(held, stop, most, [] { return false; });
          }};
}

FhirExchange::FhirExchange(FhirServer server, FhirPace pace, DeliveryClock clock)
    : server_(std::move(server)),
      pace_(pace),
      clock_(std::move(clock)),
      line_(source_of(server_, server_.url), pace.connect) {
  if (!server_.token_url.empty()) {
    token_line_ =
        std::make_unique<HttpsExchange>(source_of(server_, server_.token_url), pace.connect);
  }
}

FhirExchange::~FhirExchange() = default;

tl::expected<HttpsReply, FhirFailure> FhirExchange::post(HttpsExchange& line,
                                                         const HttpsExchange::Plain& request,
                                                         const std::stop_token& stop) {
  if (last_end_) {
    const milliseconds wait = *last_end_ + pace_.spacing - clock_.steady();
    if (wait > milliseconds{}) clock_.pause(wait, stop);
  }
  auto reply = line.post(request, pace_.total, stop);
  last_end_ = clock_.steady();
  if (!reply) return unexpected(FhirFailure{trouble_of(reply.error()), {}});
  return std::move(*reply);
}

tl::expected<void, FhirFailure> FhirExchange::authorise(const std::stop_token& stop) {
  if (!token_line_ || (token_ && clock_.steady() < token_->until)) return {};
  token_.reset();
  std::string pair = form_encoded(server_.client_id) + ":";
  {
    std::string secret = form_encoded(server_.client_secret.reveal());
    pair.reserve(pair.size() + secret.size());
    pair += secret;
    wipe(secret);
  }
  HttpsExchange::Plain request;
  request.path = path_of(server_.token_url);
  const std::string body = "grant_type=client_credentials&scope=" + form_encoded(server_.scope);
  request.body = body;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"},
                     {"Authorization", "Basic " + base64(pair)}};
  wipe(pair);
  auto reply = post(*token_line_, request, stop);
  wipe(request.headers.back().second);
  if (!reply) return unexpected(reply.error());
  if (reply->status != 200) {
    // Here 400 is no document's fault: RFC 6749 says so of a client that it does not know.
    const FhirTrouble trouble = trouble_of(reply->status);
    return unexpected(
        FhirFailure{concerns_all(trouble) ? trouble : FhirTrouble::denied, reply->retry_after});
  }
  const auto json = nlohmann::json::parse(reply->body, nullptr, /*allow_exceptions=*/false);
  wipe(reply->body);
  const auto garbled = unexpected(FhirFailure{FhirTrouble::garbled, {}});
  if (!json.is_object() || !json.contains("access_token") || !json["access_token"].is_string())
    return garbled;
  const auto& text = json["access_token"].get_ref<const std::string&>();
  if (text.empty() || !is_plain(text, "-._~+/=")) return garbled;  // RFC 6750 §2.1
  std::int64_t life = kUsualLife;
  if (const auto said = json.find("expires_in"); said != json.end()) {
    if (!said->is_number_integer()) return garbled;
    life = std::clamp<std::int64_t>(said->get<std::int64_t>(), 0, kLongestLife);
  }
  const milliseconds whole = std::chrono::seconds{life};
  token_ = Token{visit::Secret(text), clock_.steady() + whole - std::min(kMargin, whole / 4)};
  return {};
}

tl::expected<void, FhirFailure> FhirExchange::create(std::string_view identifier,
                                                     const visit::Secret& document,
                                                     const std::stop_token& stop) {
  for (bool again = false;; again = true) {
    if (const auto ready = authorise(stop); !ready) return ready;
    HttpsExchange::Plain request;
    request.path = path_of(server_.url) + "/" + std::string(kType);
    request.body = document.reveal();
    request.headers = {{"Content-Type", "application/fhir+json; charset=utf-8"},
                       {"Accept", "application/fhir+json"},
                       {"Prefer", "return=minimal"},
                       {"If-None-Exist",
                        "identifier=" + server_.identifier_system + "|" + std::string(identifier)}};
    if (token_) {
      request.headers.emplace_back("Authorization", "Bearer " + std::string(token_->text.reveal()));
    }
    auto reply = post(line_, request, stop);
    wipe(request.headers.back().second);
    if (!reply) return unexpected(reply.error());
    const bool fhir = is_fhir(reply->body);
    wipe(reply->body);
    if (reply->status == 200 || reply->status == 201) {
      if (fhir) return {};
      return unexpected(FhirFailure{FhirTrouble::garbled, {}});
    }
    // The server has forgotten the token, or ended it early.
    if (reply->status == kUnauthorised && token_) {
      token_.reset();
      if (!again && !stop.stop_requested()) continue;
    }
    return unexpected(FhirFailure{trouble_of(reply->status), reply->retry_after});
  }
}

}  // namespace devices
