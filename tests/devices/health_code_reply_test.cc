// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_reply.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "devices/request_signature.h"
#include "devices/rfc3339.h"

namespace devices {

using visit::QueryTrouble;

namespace {

nlohmann::json good() {
  return nlohmann::json::parse(R"({"state":"YELLOW","colour":"YELLOW",
    "reasons":[{"code":"Y_MEDIUM_RISK_AREA","text":{"zh":"中","en":"m"},
      "params":{"day":"2021-01-10","days":14,"areaName":"东湖区"}}],
    "asOf":"2021-01-20T09:30:00+08:00","expiresAt":"2021-01-20T10:00:00+08:00","source":"LOCAL",
    "nat":{"result":"NEGATIVE","sampledAt":"2021-01-19T08:00:00+08:00","org":"练习检测所"},
    "policy":{"id":"REF-CN-2021","version":"1","name":{"zh":"参考规则","en":"Reference rules"}},
    "issuer":{"code":"99","name":{"zh":"练习健康码","en":"Practice"}}})");
}

bool unreadable(const nlohmann::json& reply) {
  const auto code = parse_status(reply.dump());
  return !code && code.error() == QueryTrouble::unreadable;
}

}  // namespace

TEST_CASE("a good answer is read whole") {
  const auto code = parse_status(good().dump());
  REQUIRE(code);
  CHECK(code->state == visit::CodeState::yellow);
  REQUIRE(code->reasons.size() == 1);
  CHECK(code->reasons[0].place == "东湖区");
  CHECK(code->reasons[0].days == 14);
  CHECK(code->nat->laboratory == "练习检测所");
  CHECK(code->expires_at - code->as_of == std::chrono::minutes{30});
}

TEST_CASE("every answer cut short is unreadable, never a colour") {
  const std::string whole = good().dump();
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(parse_status(whole.substr(0, size)));
}

TEST_CASE("an unknown or contradictory word is unreadable, never a colour") {
  CHECK_FALSE(unreadable(good()));
  const auto with = [](const char* pointer, nlohmann::json value) {
    nlohmann::json reply = good();
    reply[nlohmann::json::json_pointer(pointer)] = std::move(value);
    return reply;
  };
  CHECK(unreadable(with("/state", "BLUE")));
  CHECK(unreadable(with("/state", nullptr)));
  CHECK(unreadable(with("/state", "GREEN")));  // with a yellow's reason
  CHECK(unreadable(with("/reasons", nlohmann::json::array())));
  CHECK(unreadable(with("/reasons/0/params/day", "2021-02-30")));
  CHECK(unreadable(with("/expiresAt", "soon")));
  CHECK(unreadable(with("/nat/result", "MAYBE")));
  CHECK(unreadable(with("/nat", nullptr)));
  CHECK(unreadable(with("/policy", "1")));
  CHECK(unreadable(nlohmann::json::array()));
}

TEST_CASE("a status code means what the wire says, and the body's code where that is not enough") {
  CHECK(trouble_of(503, "") == QueryTrouble::busy);
  CHECK(trouble_of(429, "{}") == QueryTrouble::busy);
  CHECK(trouble_of(504, "<html>") == QueryTrouble::silent);
  CHECK(trouble_of(401, R"({"code":"E_CLOCK_SKEW"})") == QueryTrouble::refused);
  CHECK(trouble_of(302, "") == QueryTrouble::untrusted);
  CHECK(trouble_of(400, R"({"code":"E_BAD_ID"})") == QueryTrouble::number_rejected);
  CHECK(trouble_of(422, R"({"code":"E_NAME_MISMATCH"})") == QueryTrouble::name_mismatch);
  CHECK(trouble_of(418, "") == QueryTrouble::unreadable);
}

TEST_CASE("a slip without a colour or without its code is unreadable") {
  nlohmann::json slip = {{"id", "3F9A"},
                         {"state", "GREEN"},
                         {"qr", "HC1:X"},
                         {"expiresAt", "2021-01-22T09:30:05+08:00"}};
  CHECK(parse_slip(slip.dump()));
  slip["state"] = "UNKNOWN";
  CHECK_FALSE(parse_slip(slip.dump()));
  slip["state"] = "GREEN";
  slip["qr"] = "http://example.invalid";
  CHECK_FALSE(parse_slip(slip.dump()));
}

TEST_CASE("the request signature is the one the wire document gives") {
  DeviceKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  CHECK(signature({"POST", "/v1/status/query", "{}", 1611106200, "c2FtcGxlLW5vbmNlLTAwMQ"}, key) ==
        "cecd07af4cad75be3fa3c9113cf71cb92d599e25f838bc71bafc0aea1a9808ed");
  CHECK(nonce() != nonce());
  // An Idempotency-Key takes no underscore; keys with one were refused now and then.
  for (int i = 0; i < 200; ++i) {
    const std::string one = nonce();
    CHECK(one.size() == 22);
    CHECK(
        one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") ==
        std::string::npos);
  }
  CHECK(parse_device_key(std::string(64, 'a') + "\n"));
  CHECK_FALSE(parse_device_key(std::string(63, 'a')));
  CHECK_FALSE(parse_device_key(std::string(64, 'g')));
}

TEST_CASE("moments are RFC 3339 or nothing") {
  CHECK(parse_moment("2021-01-20T09:30:00+08:00") == parse_moment("2021-01-20T01:30:00Z"));
  CHECK(parse_moment("2021-01-20T01:30:00.250Z") ==
        *parse_moment("2021-01-20T01:30:00Z") + std::chrono::milliseconds{250});
  for (const char* wrong :
       {"", "2021-01-20", "2021-01-20T09:30:00", "2021-13-20T09:30:00Z", "2021-01-20T24:00:00Z",
        "2021-01-20T09:30:00+25:00", "2021-01-20T09:30:00Zx", "2021-01-20T-9:30:00Z"}) {
    INFO(wrong);
    CHECK_FALSE(parse_moment(wrong));
  }
  CHECK(parse_date("2020-02-29"));
  CHECK_FALSE(parse_date("2021-02-29"));
}

}  // namespace devices
