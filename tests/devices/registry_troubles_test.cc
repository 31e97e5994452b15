// SPDX-License-Identifier: GPL-3.0-or-later
// What no honest service answers about who may act for whom, over real TLS: never a delegation.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "devices/clock.h"
#include "devices/https_registry.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"

namespace devices {

using namespace std::chrono_literals;
namespace e = visit::event;
using devices_test::http;
using devices_test::Inbox;
using devices_test::person;
using devices_test::quick;
using devices_test::RawAnswer;
using devices_test::RawService;
using visit::BindTrouble;
using visit::QueryTrouble;
using End = RawAnswer::End;

namespace {

constexpr const char* kDelegation = R"({"id":"0123456789abcdef0123456789abcdef",
  "relation":"CHILD","scope":["QUERY"],"validTo":"2021-03-01T00:00:00+08:00",
  "maskedPerson":"王*英","maskedAgent":"李*"})";

std::string family(const std::string& delegation = kDelegation) {
  return R"({"delegations":[)" + delegation + "]}";
}

std::string error(const char* code) {
  return std::string(R"({"code":")") + code + R"(","message":"x","requestId":"x"})";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string without_end(std::string whole, std::size_t bytes) {
  whole.resize(whole.size() - bytes);
  return whole;
}

struct Bench {
  RawService service;
  Inbox inbox;
  HttpsRegistry registry{service.source(), now, inbox.post(), quick()};

  static visit::Wish wish() {
    visit::Wish wish;
    wish.agent = person("李明", "990101194803120030");
    wish.person = person();
    wish.valid_to = now() + 24h;
    return wish;
  }
  [[nodiscard]] std::set<std::string> sent(const char* header) const {
    std::set<std::string> values;
    for (const auto& request : service.asked()) values.insert(request.header(header));
    return values;
  }
};

struct Odd {
  const char* what;
  RawAnswer answer;
  QueryTrouble trouble;
};

std::vector<Odd> odd_answers() {
  const std::string good = http(200, family());
  return {
      {"cut", {without_end(good, 9), End::cut}, QueryTrouble::truncated},
      {"cut before its announced end", {without_end(good, 9)}, QueryTrouble::truncated},
      {"its JSON is cut", {http(200, without_end(family(), 9))}, QueryTrouble::truncated},
      {"no JSON", {http(200, "<html>")}, QueryTrouble::malformed},
      {"an unknown relation",
       {http(200, family(replaced(kDelegation, "CHILD", "FRIEND")))},
       QueryTrouble::unknown_word},
      {"an unknown right",
       {http(200, family(replaced(kDelegation, "QUERY", "SELL")))},
       QueryTrouble::unknown_word},
      {"an id that leads elsewhere",
       {http(200, family(replaced(kDelegation, "0123456789abcdef", "../../v1/appeals")))},
       QueryTrouble::malformed},
      {"another status", {http(201, family())}, QueryTrouble::malformed},
      {"redirected",
       {http(307, "", "Location: https://127.0.0.1:1/\r\n")},
       QueryTrouble::redirected},
      {"the device is unknown", {http(403, error("E_DEVICE"))}, QueryTrouble::refused},
      {"the other name", {http(422, error("E_NAME_MISMATCH"))}, QueryTrouble::name_mismatch},
      {"never said", {"", End::hang}, QueryTrouble::silent},
      {"too long", {http(200, std::string(600UL * 1024, ' '))}, QueryTrouble::oversized},
  };
}

}  // namespace

TEST_CASE("an odd answer is a trouble of its own name, and no delegation, on either side") {
  for (const Odd& odd : odd_answers()) {
    INFO(odd.what);
    Bench first;
    first.service.say({odd.answer});
    first.registry.ask_family({1}, person());
    CHECK(first.inbox.next<e::FamilyNotKnown>().trouble == odd.trouble);
    CHECK(first.inbox.count<e::FamilyKnown>() == 0);
    // The side that went well does not make up for the one that did not.
    Bench second;
    second.service.say({{http(200, family())}, odd.answer});
    second.registry.ask_family({2}, person());
    CHECK(second.inbox.next<e::FamilyNotKnown>().trouble == odd.trouble);
    CHECK(second.inbox.count<e::FamilyKnown>() == 0);
  }
  // Negative control.
  Bench good;
  good.service.say({{http(200, family())}});
  good.registry.ask_family({3}, person());
  const auto known = good.inbox.next<e::FamilyKnown>();
  CHECK(known.household.people.size() == 1);
  CHECK(known.household.agents.size() == 1);
}

TEST_CASE("a binding that was not answered well is none") {
  const std::string good = http(201, kDelegation);
  for (const RawAnswer& answer :
       {RawAnswer{without_end(good, 9), End::cut}, RawAnswer{http(200, kDelegation)},
        RawAnswer{http(201, replaced(kDelegation, "CHILD", "FRIEND"))}, RawAnswer{http(201, "{}")},
        RawAnswer{http(409, error("E_STATE"))}, RawAnswer{http(422, "E_BINDING_LIMIT")},
        RawAnswer{http(403, error("E_CONSENT"))}, RawAnswer{http(400, error("E_BAD_ID"))}}) {
    Bench bench;
    bench.service.say({answer});
    bench.registry.bind({1}, Bench::wish());
    CHECK(bench.inbox.next<e::NotBound>().trouble == BindTrouble::no_answer);
    CHECK(bench.inbox.count<e::Bound>() == 0);
    CHECK(bench.service.asked().size() == 1);  // and it is not tried again
  }
  Bench bench;
  bench.service.say({{good}});
  bench.registry.bind({2}, Bench::wish());
  CHECK(bench.inbox.next<e::Bound>().ticket.number == 2);
}

TEST_CASE("what may pass is tried once more under the same key, a refusal never") {
  const std::string busy = http(503, R"({"code":"E_BUSY","message":"x","requestId":"x",
                                         "retryAfterMs":20})");
  for (const std::string& hiccup : {busy, http(500, ""), http(502, ""), std::string()}) {
    Bench bench;
    bench.service.say({{hiccup}, {http(201, kDelegation)}});
    bench.registry.bind({1}, Bench::wish());
    CHECK(bench.inbox.next<e::Bound>().ticket.number == 1);
    CHECK(bench.service.asked().size() == 2);
    CHECK(bench.sent("Idempotency-Key").size() == 1);
    CHECK(bench.sent("Idempotency-Key").begin()->size() == 22);
    CHECK(bench.sent("X-Nonce").size() == 2);
  }
  Bench bench;
  bench.service.say({{http(422, error("E_BINDING_LIMIT"))}});
  bench.registry.bind({2}, Bench::wish());
  CHECK(bench.inbox.next<e::NotBound>().trouble == BindTrouble::binding_limit);
  CHECK(bench.service.asked().size() == 1);
  // A new wish is a new key.
  bench.registry.bind({3}, Bench::wish());
  (void)bench.inbox.next<e::NotBound>();
  CHECK(bench.sent("Idempotency-Key").size() == 2);
}

TEST_CASE("refusals by the region's rules are answers: any number of them shuts no way") {
  Bench bench;
  bench.service.say({{http(422, error("E_AGE_NOT_ELIGIBLE"))}});
  for (std::uint64_t i = 0; i < 8; ++i) {
    bench.registry.bind({i}, Bench::wish());
    CHECK(bench.inbox.next<e::NotBound>().trouble == BindTrouble::age_not_eligible);
  }
  CHECK(bench.service.asked().size() == 8);
  // Negative control: a service that shuts us out is spared after five.
  Bench ill;
  ill.service.say({{http(403, error("E_DEVICE"))}});
  for (std::uint64_t i = 0; i < 8; ++i) {
    ill.registry.bind({i}, Bench::wish());
    CHECK(ill.inbox.next<e::NotBound>().trouble == BindTrouble::no_answer);
  }
  CHECK(ill.service.asked().size() == 5);
}

TEST_CASE("an end is asked for by DELETE, signed, keyed, and names nobody") {
  const std::string id(32, 'a');
  Bench bench;
  bench.service.say({{http(200, R"({"id":")" + id + R"(","state":"ENDED"})")}});
  bench.registry.end({1}, id);
  CHECK(bench.inbox.next<e::DelegationEnded>().id == id);
  const auto asked = bench.service.asked();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].text.starts_with("DELETE /v1/delegations/" + id + " HTTP/1.1\r\n"));
  CHECK(asked[0].text.ends_with("\r\n\r\n"));
  CHECK(asked[0].header("X-Signature").size() == 64);
  CHECK(asked[0].header("Idempotency-Key").size() == 22);
  for (const std::string& other :
       {http(200, R"({"id":")" + id + R"(","state":"KEPT"})"),
        http(200, R"({"id":")" + std::string(32, 'b') + R"(","state":"ENDED"})"),
        http(404, "<html>"), http(404, error("E_NO_RECORD")), http(200, "")}) {
    Bench odd;
    odd.service.say({{other}});
    odd.registry.end({2}, id);
    CHECK(odd.inbox.next<e::DelegationKept>().ticket.number == 2);
  }
}

}  // namespace devices
