// SPDX-License-Identifier: GPL-3.0-or-later
// One document's way to a FHIR R4 server (docs/wire.md §11): a conditional create, so that what is
// sent twice is kept once, under an OAuth2 token of the kiosk's own or a client certificate. At
// most one request in `spacing`, token requests among them. One request at a time, one thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "devices/https_exchange.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace devices {

struct FhirServer {
  std::string url;  // https://host[:port][/base], no slash at its end
  std::string ca_file;
  std::string certificate_file, key_file;  // "": none is shown
  std::string token_url;                   // "": no token, the certificate speaks for the kiosk
  std::string client_id;
  visit::Secret client_secret;
  std::string scope = "system/QuestionnaireResponse.write";  // SMART App Launch 1
  std::string identifier_system;  // a URI; stands in the documents with their identifiers
};

// Whether addresses and names can stand in a request as they are, and there is a token or a
// certificate. The files are not looked at.
[[nodiscard]] bool is_usable(const FhirServer& server);

enum class FhirTrouble {
  unreachable,  // no line, silence, or an answer cut short
  busy,         // 429, 503: asks us to wait
  failing,      // another 5xx, 408, 409, 425: may pass by itself
  garbled,      // no HTTP, or a success that no FHIR server says
  untrusted,    // its certificate does not hold
  denied,       // our token or certificate is not taken, or there is no token to be had
  misdirected,  // another 3xx or 4xx: address or server are not set up for this
  rejected,     // 400, 413, 422: this document will never be taken
  ambiguous,    // 412: the server has it several times
};

// Whether the next document fares no better: the queue waits, in its order. Else the document is
// set aside.
[[nodiscard]] bool concerns_all(FhirTrouble trouble);

struct FhirFailure {
  FhirTrouble trouble = FhirTrouble::unreachable;
  std::optional<std::chrono::milliseconds> retry_after;  // what the server asked for
};

// Time as a parameter.
struct DeliveryClock {
  std::function<visit::Moment()> now;                 // the wall clock
  std::function<std::chrono::milliseconds()> steady;  // only goes forward
  // Comes back early when it is asked to stop.
  std::function<void(std::chrono::milliseconds, const std::stop_token&)> pause;
};
[[nodiscard]] DeliveryClock machine_clock();

struct FhirPace {
  std::chrono::milliseconds spacing{1000};  // from a request's end to the next one's start
  std::chrono::milliseconds connect{3000};  // TCP and TLS, within the total
  std::chrono::milliseconds total{20'000};  // of one request
};

class FhirExchange {
 public:
  FhirExchange(FhirServer server, FhirPace pace, DeliveryClock clock);
  ~FhirExchange();

  // The server has it, now or since an earlier time. `document` bears the identifier.
  [[nodiscard]] tl::expected<void, FhirFailure> create(std::string_view identifier,
                                                       const visit::Secret& document,
                                                       const std::stop_token& stop);

 private:
  struct Token {
    visit::Secret text;
    std::chrono::milliseconds until{};  // of the steady clock
  };
  // Has a token at hand, if one is wanted.
  [[nodiscard]] tl::expected<void, FhirFailure> authorise(const std::stop_token& stop);
  [[nodiscard]] tl::expected<HttpsReply, FhirFailure> post(HttpsExchange& line,
                                                           const HttpsExchange::Plain& request,
                                                           const std::stop_token& stop);

  const FhirServer server_;
  const FhirPace pace_;
  const DeliveryClock clock_;
  HttpsExchange line_;
  std::unique_ptr<HttpsExchange> token_line_;
  std::optional<Token> token_;
  std::optional<std::chrono::milliseconds> last_end_;  // of a request
};

}  // namespace devices
