// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/fhir/token_desk.h"

#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <nlohmann/json.hpp>

namespace sandbox {

namespace {

constexpr std::string_view kBasic = "Basic ";
constexpr std::string_view kBearer = "Bearer ";

std::string from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return {};
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return {};
  while (!text.empty() && text.back() == '=') {
    out.pop_back();
    text.remove_suffix(1);
  }
  return out;
}

// RFC 6749 §2.3.1: each half is form-encoded before it is joined.
std::string decoded(const std::string& text) {
  return httplib::detail::decode_url(text, /*convert_plus_to_space=*/true);
}

std::string fresh_token() {
  std::array<unsigned char, 24> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) abort();
  std::string text(33, '\0');  // 24 bytes are 32 characters, and EVP ends them with a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  text.resize(32);
  return text;
}

TokenAnswer refusal(int status, const char* error) {
  return {status, nlohmann::json{{"error", error}}.dump()};
}

std::string parameter(const std::map<std::string, std::string>& form, const char* name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string{} : found->second;
}

}  // namespace

TokenDesk::TokenDesk(TokenClient client, std::chrono::seconds life)
    : client_(std::move(client)), life_(life) {}

TokenAnswer TokenDesk::issue(std::string_view authorization,
                             const std::map<std::string, std::string>& form,
                             std::chrono::milliseconds now) {
  if (!authorization.starts_with(kBasic)) return refusal(401, "invalid_client");
  const std::string pair = from_base64(authorization.substr(kBasic.size()));
  const auto colon = pair.find(':');
  if (colon == std::string::npos || decoded(pair.substr(0, colon)) != client_.id ||
      decoded(pair.substr(colon + 1)) != client_.secret)
    return refusal(401, "invalid_client");
  if (parameter(form, "grant_type") != "client_credentials")
    return refusal(400, "unsupported_grant_type");
  if (parameter(form, "scope") != client_.scope) return refusal(400, "invalid_scope");
  const std::lock_guard lock{mutex_};
  const std::string token = fresh_token();
  tokens_[token] = now + life_;
  ++issued_;
  return {200, nlohmann::json{{"access_token", token},
                              {"token_type", "Bearer"},
                              {"expires_in", life_.count()},
                              {"scope", client_.scope}}
                   .dump()};
}

bool TokenDesk::takes(std::string_view authorization, std::chrono::milliseconds now) {
  if (!authorization.starts_with(kBearer)) return false;
  const std::lock_guard lock{mutex_};
  const auto found = tokens_.find(std::string(authorization.substr(kBearer.size())));
  return found != tokens_.end() && now < found->second;
}

void TokenDesk::revoke() {
  const std::lock_guard lock{mutex_};
  tokens_.clear();
}

int TokenDesk::issued() {
  const std::lock_guard lock{mutex_};
  return issued_;
}

}  // namespace sandbox
