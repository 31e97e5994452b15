// SPDX-License-Identifier: GPL-3.0-or-later
// OAuth2 client credentials (RFC 6749 §4.4): hands bearer tokens to one client that knows its
// secret, and knows them again until their end. Tokens are forgotten with it. Any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace sandbox {

struct TokenClient {
  std::string id = "GC07";
  std::string secret = "practice & nothing else";  // wants its encoding: a client must get it right
  std::string scope = "system/QuestionnaireResponse.write";
};

struct TokenAnswer {
  int status = 0;
  std::string body;  // JSON, RFC 6749 §5.1 and §5.2
};

class TokenDesk {
 public:
  TokenDesk(TokenClient client, std::chrono::seconds life);

  // `authorization`: the header; `form`: the body's parameters, decoded.
  [[nodiscard]] TokenAnswer issue(std::string_view authorization,
                                  const std::map<std::string, std::string>& form,
                                  std::chrono::milliseconds now);
  [[nodiscard]] bool takes(std::string_view authorization, std::chrono::milliseconds now);
  // No token counts any more.
  void revoke();
  [[nodiscard]] int issued();

 private:
  const TokenClient client_;
  const std::chrono::seconds life_;
  std::mutex mutex_;
  std::map<std::string, std::chrono::milliseconds> tokens_;  // until when
  int issued_ = 0;
};

}  // namespace sandbox
