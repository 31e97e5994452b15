// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/desks/counter.h"

#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>

#include "devices/sandbox/service/desks/id_document.h"

namespace service_test {
namespace {

constexpr service::Key32 kOperatorKey{7, 7, 7};

}  // namespace

Json person(const std::string& birth, int order, const std::string& name) {
  const std::string number = fmt::format("990101{}{:03}", birth, order);
  for (const char digit : std::string("0123456789X")) {
    if (service::has_valid_check_digit(number + digit)) {
      return Json{{"kind", "NI"}, {"number", number + digit}, {"name", name}};
    }
  }
  FAIL("no check digit");
  return {};
}

Json resident() {
  return Json{{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", RunningService::kName}};
}

Counter::Counter() {
  auto& settings = running_.settings();
  settings.devices.push_back({"OP01", service::Role::operator_, kOperatorKey});
  // The clock stands, so no bucket would ever fill again.
  settings.limits = {1e6, 1e6, 1e6, 1e6};
  running_.restart();
}

void Counter::seed(const Json& document, const Json& facts, bool disabled) {
  const Json one{{"idDoc", document}, {"disabled", disabled}, {"facts", facts}};
  const auto reply = running_.kiosk().post("/_test/seed", Json{{"residents", Json::array({one})}});
  REQUIRE(reply.status == 200);
}

service::PracticeClient::Headers Counter::key() {
  static std::atomic<int> count = 0;
  return {{"Idempotency-Key", fmt::format("0123456789abcdef-{}", ++count)}};
}

PracticeReply Counter::send(const std::string& path, const Json& body) {
  return running_.kiosk().post(path, body, key());
}

PracticeReply Counter::remove(const std::string& path) {
  return running_.kiosk().remove(path, key());
}

PracticeReply Counter::as_operator(const std::string& path, const Json& body) {
  if (!operator_) {
    auto door = running_.door();
    door.client = running_.ca().client("OP01", {at("2020-01-01"), at("2120-01-01")});
    door.device = "OP01";
    door.key = kOperatorKey;
    operator_ = std::make_unique<service::PracticeClient>(door);
  }
  return operator_->post(path, body, key());
}

PracticeReply Counter::decide(const std::string& path, const Json& body) {
  return as_operator(path + "/decision", body);
}

Json Counter::get(const std::string& path) {
  const auto reply = running_.kiosk().get(path);
  REQUIRE(reply.status == 200);
  return reply.json();
}

void Counter::chores() {
  REQUIRE(running_.kiosk().post("/_test/chores", Json::object()).status == 200);
}

std::unique_ptr<service::PracticeClient> Counter::kiosk() {
  return std::make_unique<service::PracticeClient>(running_.door());
}

Json petition(const Json& change) {
  Json body{{"idDoc", resident()}, {"actor", {{"kind", "SELF"}}}, {"consent", true}};
  for (const auto& [key, value] : change.items()) body[key] = value;
  return body;
}

std::string code_of(const PracticeReply& reply) {
  const Json body = reply.json();
  return reply.status >= 400 && body.is_object() && body.contains("code")
             ? std::string(body["code"])
             : std::to_string(reply.status);
}

}  // namespace service_test
