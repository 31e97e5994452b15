// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks to a health-code service as a kiosk does: mutual TLS, signed requests (docs/wire.md §4.1).
// For tests, the bench and the generator; the kiosk has a client of its own. One thread at a time;
// the connection is kept alive.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "devices/sandbox/service/practice/practice_ca.h"
#include "devices/sandbox/service/records/seal.h"
#include "devices/sandbox/service/rules/json_view.h"

namespace service {

struct PracticeReply {
  int status = 0;                              // 0: no answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // The body, or null if it is no JSON.
  [[nodiscard]] Json json() const;
};

class PracticeClient {
 public:
  struct Door {
    std::string host = "127.0.0.1";
    int port = 0;
    std::string ca;      // PEM
    Credential client;   // an empty one shows no certificate
    std::string device;  // as signed
    Key32 key{};
    std::function<Instant()> clock;  // stamps the requests
  };
  using Headers = std::map<std::string, std::string>;

  explicit PracticeClient(Door door);
  ~PracticeClient();
  PracticeClient(const PracticeClient&) = delete;
  PracticeClient& operator=(const PracticeClient&) = delete;

  PracticeReply get(const std::string& path, const Headers& headers = {});
  // Signed with a fresh nonce; what `headers` names replaces what would be sent.
  PracticeReply post(const std::string& path, const std::string& body, const Headers& headers = {});
  PracticeReply post(const std::string& path, const Json& body, const Headers& headers = {});
  // DELETE, signed the same.
  PracticeReply remove(const std::string& path, const Headers& headers = {});

 private:
  struct Connection;
  // What goes with a request.
  [[nodiscard]] Headers signed_headers(const std::string& method, const std::string& path,
                                       const std::string& body, const Headers& headers) const;

  Door door_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace service
