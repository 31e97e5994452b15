// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/request_guard.h"

#include <catch2/catch.hpp>

#include "devices/sandbox/service/wire/error.h"

namespace {

using service::Instant;

const Instant kNow = *service::parse_instant("2021-01-20T09:30");
constexpr service::Key32 kKey{1, 2, 3};

service::Call signed_call(const std::string& nonce) {
  service::Call call;
  call.method = "POST";
  call.path = call.target = "/v1/status/query";
  call.body = "{}";
  call.peer = "GC07";
  const std::string stamp = std::to_string(service::epoch_seconds(kNow));
  call.headers = {{"x-device-id", "GC07"},
                  {"x-timestamp", stamp},
                  {"x-nonce", nonce},
                  {"x-signature",
                   service::signature_of(kKey, call.method, call.target, call.body, stamp, nonce)}};
  return call;
}

bool admitted(service::RequestGuard& guard, const service::Call& call) {
  try {
    guard.admit(call, kNow);
    return true;
  } catch (const service::Refusal& refusal) {
    REQUIRE(refusal.code == service::Code::replay);
    return false;
  }
}

const std::vector<service::DeviceSettings> kDevices{{"GC07", service::Role::kiosk, kKey}};

}  // namespace

TEST_CASE("a nonce used at one process is used up at its neighbour, if they keep one book") {
  std::set<std::string> book;
  const service::NonceBook shared = [&](const std::string& device, const std::string& nonce,
                                        Instant until, Instant now) {
    CHECK(until > now + std::chrono::seconds{300});
    return book.insert(device + " " + nonce).second;
  };
  service::RequestGuard one(kDevices, shared);
  service::RequestGuard other(kDevices, shared);
  const auto call = signed_call("aaaaaaaaaaaaaaaa");
  CHECK(admitted(one, call));
  CHECK_FALSE(admitted(other, call));
  CHECK_FALSE(admitted(one, call));
  CHECK(admitted(other, signed_call("bbbbbbbbbbbbbbbb")));

  // Negative control: without the book the neighbour knows nothing.
  service::RequestGuard alone(kDevices);
  CHECK(admitted(alone, call));
}
