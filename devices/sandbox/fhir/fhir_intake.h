// SPDX-License-Identifier: GPL-3.0-or-later
// A hospital's FHIR R4 server, as far as finished surveys see it (docs/wire.md §11): conditional
// create of QuestionnaireResponse over TLS 1.3, an OAuth2 token endpoint, and the faults of such
// servers. What it has answered for is on its shelf. Its own threads; call it from one.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "devices/sandbox/fhir/fhir_practice.h"
#include "devices/sandbox/fhir/response_shelf.h"
#include "devices/sandbox/fhir/token_desk.h"

namespace sandbox {

// What happens to one create, and then is over.
enum class FhirFault {
  none,
  busy,              // 503
  busy_for_a_while,  // 429, Retry-After: 120
  failing,           // 500
  refused,           // 422, whatever it is
  gone,              // 404, as if the base were another
  dies_before,       // the line ends; nothing is kept
  dies_after,        // it is kept, then the line ends without an answer
  garbage,           // it is kept, then the answer is no HTTP
  page,              // nothing is kept, and 200 with a page of HTML
  silent,            // it is kept, then there is no answer for `silence`
};

struct FhirIntakeOptions {
  int port = 0;  // 0: any
  bool wants_token = true;
  bool wants_certificate = false;
  bool wrong_certificate = false;
  bool forgets_conditions = false;  // creates whatever If-None-Exist says: a control for tests
  TokenClient client;
  std::chrono::seconds token_life{300};
  std::chrono::milliseconds silence{2000};
  std::function<std::chrono::milliseconds()> now;  // for tokens and stamps; none: the machine's
};

struct FhirArrival {
  std::string path;
  std::chrono::milliseconds at{};
  int status = 0;  // 0: no answer that is HTTP
  friend bool operator==(const FhirArrival&, const FhirArrival&) = default;
};

class FhirIntake {
 public:
  static constexpr const char* kBase = "/fhir";
  static constexpr const char* kTokenPath = "/oauth/token";
  static constexpr const char* kIdentifierSystem = "https://green-channel.example/fhir/survey";

  // From a folder that deploy() has filled. The error is one clear line.
  [[nodiscard]] static tl::expected<std::unique_ptr<FhirIntake>, std::string> start(
      const FhirPractice& practice, FhirIntakeOptions options = {});
  ~FhirIntake();
  FhirIntake(const FhirIntake&) = delete;
  FhirIntake& operator=(const FhirIntake&) = delete;

  [[nodiscard]] int port() const;
  [[nodiscard]] std::string url() const;  // https://127.0.0.1:port/fhir
  [[nodiscard]] std::string token_url() const;

  // The next creates suffer these, in order; then none.
  void suffer(std::vector<FhirFault> faults);
  // From now on, until told otherwise, every nth create is kept and its answer lost; 0: none.
  void lose_every(int nth);
  void revoke_tokens();
  [[nodiscard]] int tokens_issued();
  // What it keeps, in the order of arrival.
  [[nodiscard]] std::vector<KeptResponse> received();
  [[nodiscard]] std::vector<FhirArrival> arrivals();

 private:
  class Server;
  explicit FhirIntake(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace sandbox
