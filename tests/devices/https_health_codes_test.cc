// SPDX-License-Identifier: GPL-3.0-or-later
// The client against the real service: its own process, real TLS on the loopback, throw-away
// certificates.
#include "devices/https_health_codes.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "devices/clock.h"
#include "devices/health_code_request.h"
#include "devices/sandbox/cast.h"
#include "tests/devices/inbox.h"
#include "tests/devices/real_service.h"

namespace devices {

using namespace std::chrono_literals;
using devices_test::cast_identity;
using devices_test::kConsent;
using devices_test::quick;
using devices_test::RealService;
using visit::QueryTrouble;

namespace {

struct Far : RealService {
  [[nodiscard]] std::unique_ptr<HttpsHealthCodes> client(std::vector<HealthCodeSource> sources) {
    return client(std::move(sources), quick());
  }
  [[nodiscard]] std::unique_ptr<HttpsHealthCodes> client(std::vector<HealthCodeSource> sources,
                                                         HealthCodeBudget budget) {
    return std::make_unique<HttpsHealthCodes>(std::move(sources), "HOSPITAL_OUTPATIENT", now,
                                              inbox.post(), budget);
  }
};

visit::Identity identity(std::string_view id) { return cast_identity(id); }

}  // namespace

TEST_CASE("each of the cast gets the colour that their facts make, with a reason and a policy") {
  Far far;
  const auto client = far.client({far.source()});
  std::uint64_t ticket = 0;
  for (const auto& [id, state] : {std::pair{"wang", visit::CodeState::green},
                                  {"li", visit::CodeState::yellow},
                                  {"zhao", visit::CodeState::red},
                                  {"sun", visit::CodeState::green},
                                  {"qian", visit::CodeState::not_found}}) {
    INFO(id);
    client->ask({++ticket}, identity(id), kConsent);
    const auto answer = far.inbox.next<visit::event::Answered>();
    CHECK(answer.ticket.number == ticket);
    CHECK(answer.code.state == state);
    CHECK_FALSE(answer.code.reasons.empty());
    CHECK(answer.code.policy.id == "REF-CN-2021");
    CHECK(answer.code.expires_at > answer.code.as_of);
  }
}

TEST_CASE("a slip comes signed, in the colour that was shown") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("li"), kConsent);
  (void)far.inbox.next<visit::event::Answered>();
  client->sign({2}, identity("li"), kConsent, visit::SlipKind::status_slip);
  const auto signed_slip = far.inbox.next<visit::event::SlipSigned>();
  CHECK(signed_slip.slip.qr.reveal().starts_with("HC1:"));
  CHECK(signed_slip.slip.colour == visit::Colour::yellow);
  CHECK(signed_slip.slip.expires_at > now());
}

TEST_CASE("a card comes signed, without a colour, and lasts longer than any slip") {
  Far far;
  const auto client = far.client({far.source()});
  client->sign({1}, identity("li"), kConsent, visit::SlipKind::health_card);
  const auto card = far.inbox.next<visit::event::SlipSigned>();
  CHECK(card.slip.qr.reveal().starts_with("HC1:"));
  CHECK_FALSE(card.slip.colour);
  CHECK(card.slip.expires_at > now() + std::chrono::hours{24 * 30});
}

TEST_CASE("nobody's slip is signed who has no record") {
  Far far;
  const auto client = far.client({far.source()});
  client->sign({1}, identity("qian"), kConsent, visit::SlipKind::status_slip);
  (void)far.inbox.next<visit::event::SlipRefused>();
}

TEST_CASE(
    "a busy, a slow and a stopped service are three typed troubles, and the next query works") {
  Far far;
  HealthCodeBudget budget = quick();
  budget.ladder.longest_hold = 0ms;  // each question is really asked
  const auto client = far.client({far.source()}, budget);
  auto ask = [&, ticket = std::uint64_t{0}]() mutable {
    client->ask({++ticket}, identity("wang"), kConsent);
    return far.inbox.next<visit::event::NotAnswered>().trouble;
  };
  REQUIRE(far.process().be_busy());
  CHECK(ask() == QueryTrouble::busy);
  REQUIRE(far.process().be_slow(30));
  CHECK(ask() == QueryTrouble::silent);
  far.process().stop();
  CHECK(ask() == QueryTrouble::unreachable);
  REQUIRE(far.process().resume());
  client->ask({9}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("a second source is asked when the first does not answer, and says so") {
  Far far;
  HealthCodeSource dead = far.source();
  dead.url = "https://127.0.0.1:9";
  HealthCodeSource national = far.source();
  national.source = visit::Source::national;
  const auto client = far.client({dead, national});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::AskingNext>().source == visit::Source::national);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("H07: a service with another authority's certificate is not asked") {
  Far far;
  Far stranger;
  HealthCodeSource source = far.source();
  source.ca_file = stranger.process().ca().string();
  const auto client = far.client({source});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::untrusted);
}

TEST_CASE("a device key the service does not know is refused") {
  Far far;
  HealthCodeSource source = far.source();
  source.device_key[0] ^= 1;
  const auto client = far.client({source});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::refused);
}

TEST_CASE(
    "H14: a name on the card that is not the record's is a trouble of its own, nothing is told") {
  Far far;
  const auto client = far.client({far.source()});
  visit::Identity other = identity("wang");
  other.name = visit::Secret("张三");
  client->ask({2}, std::move(other), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::name_mismatch);
  CHECK(far.inbox.count<visit::event::Answered>() == 0);
}

TEST_CASE("H09: clocks 301 seconds apart are told as just that; 300 pass") {
  Far far;
  const auto client = far.client({far.source()});
  far.trouble({{"skewSeconds", 301 + 2}}, "/_test/clock");  // two for the way there
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::clock_differs);
  far.trouble({{"skewSeconds", 300 - 2}}, "/_test/clock");
  client->ask({2}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("H01: one 429 with a Retry-After is waited out in sight, then the answer comes") {
  Far far;
  const auto client = far.client({far.source()});
  far.trouble({{"path", "/v1/status/query"}, {"count", 1}, {"status", 429}, {"retryAfterMs", 300}});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::AskedToWait>().ticket.number == 1);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("H02: a province that stays busy is left for the national platform, and that is said") {
  Far far;
  Far nation;
  HealthCodeSource national = nation.source();
  national.source = visit::Source::national;
  const auto client = far.client({far.source(), national});
  far.trouble({{"path", "/v1/status/query"}, {"count", 3}, {"status", 503}, {"retryAfterMs", 100}});
  client->ask({1}, identity("li"), kConsent);
  CHECK(far.inbox.next<visit::event::AskingNext>().source == visit::Source::national);
  const auto answer = far.inbox.next<visit::event::Answered>();
  CHECK(answer.code.source == visit::Source::national);
  CHECK(answer.code.state == visit::CodeState::yellow);
}

TEST_CASE("H22: a signing that meets a busy service is tried again and comes signed") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("li"), kConsent);
  (void)far.inbox.next<visit::event::Answered>();
  far.trouble({{"path", "/v1/certificates"}, {"count", 1}, {"status", 503}, {"retryAfterMs", 100}});
  client->sign({2}, identity("li"), kConsent, visit::SlipKind::status_slip);
  const auto slip = far.inbox.next<visit::event::SlipSigned>().slip;
  CHECK(slip.qr.reveal().starts_with("HC1:"));
}

TEST_CASE("a code from a telephone gets the status of the person it belongs to") {
  Far far;
  const auto petition = nlohmann::json::parse(
      query_body(identity("li"), {visit::Actor::self, now()}, "HOSPITAL_OUTPATIENT"));
  nlohmann::json wish = petition;
  wish.erase("purpose");
  const std::string qr = far.ask("/v1/codes", wish, 201)["qr"];

  const auto client = far.client({far.source()});
  client->ask_by_code({1}, visit::Secret(qr));
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::yellow);
  // Wrong by one letter it is nobody's, and a text that is no code at all is none either.
  std::string other = qr;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  for (const std::string& text : {other, std::string("hello")}) {
    client->ask_by_code({2}, visit::Secret(text));
    CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::not_found);
  }
  // One that a newer code has taken the place of does not count any more.
  (void)far.ask("/v1/codes", wish, 201);
  client->ask_by_code({3}, visit::Secret(qr));
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::expired);
}

TEST_CASE("staff who type a number are answered without a name; nobody else is") {
  Far far;
  const auto client = far.client({far.source()});
  visit::Identity typed = identity("zhao");
  typed.name = {};
  client->ask({1}, typed.clone(), {visit::Actor::staff, now(), "0011223344556677"});
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::red);
  client->ask({2}, typed.clone(), {visit::Actor::self, now()});
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::refused);
  // A number that nobody has is nobody's.
  visit::Identity nobody = identity("qian");
  nobody.name = {};
  client->ask({3}, std::move(nobody), {visit::Actor::staff, now(), "0011223344556677"});
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::not_found);
}

TEST_CASE("who is acted for is told by whom, and by nobody else's question") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("sun"), kConsent);
  const auto sun = far.inbox.next<visit::event::Answered>();
  REQUIRE(sun.code.agents.size() == 1);
  CHECK(sun.code.agents[0].masked_name.reveal() == "孙*");
  CHECK(sun.code.agents[0].until > now() + std::chrono::days{170});
  client->ask({2}, identity("sun"), {visit::Actor::staff, now(), "0011223344556677"});
  CHECK(far.inbox.next<visit::event::Answered>().code.agents.empty());
  client->ask({3}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().code.agents.empty());
}

TEST_CASE("an agent asks and has a slip signed for the one they are bound to, and for no other") {
  Far far;
  const auto client = far.client({far.source()});
  const nlohmann::json mine =
      far.ask("/v1/delegations/query",
              {{"idDoc", sandbox::document_of(*sandbox::person_named("hui"))}, {"as", "AGENT"}},
              200)["delegations"];
  REQUIRE(mine.size() == 1);
  const visit::Consent consent{visit::Actor::agent, now(), {}, mine[0]["id"]};
  client->ask({1}, identity("sun"), consent);
  const auto answer = far.inbox.next<visit::event::Answered>();
  CHECK(answer.code.state == visit::CodeState::green);
  CHECK(answer.code.agents.empty());
  client->sign({2}, identity("sun"), consent, visit::SlipKind::status_slip);
  CHECK(far.inbox.next<visit::event::SlipSigned>().slip.qr.reveal().starts_with("HC1:"));
  client->ask({3}, identity("wang"), consent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::delegation_over);
  client->sign({4}, identity("wang"), consent, visit::SlipKind::status_slip);
  CHECK(far.inbox.next<visit::event::SlipRefused>().trouble == QueryTrouble::delegation_over);
}

TEST_CASE("a cancelled question is never answered") {
  Far far;
  const auto client = far.client({far.source()});
  REQUIRE(far.process().be_slow(1));
  client->ask({1}, identity("zhao"), kConsent);
  client->cancel();
  REQUIRE(far.process().answer_well());
  client->ask({2}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().ticket.number == 2);
  CHECK(far.inbox.count<visit::event::Answered>() == 0);
  CHECK(far.inbox.count<visit::event::NotAnswered>() == 0);
}

TEST_CASE("the service's log and its file names hold nobody") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("wang"), kConsent);
  (void)far.inbox.next<visit::event::Answered>();
  const std::string log = far.log();
  CHECK(log.find("/v1/status/query") != std::string::npos);  // it did log
  CHECK(log.find("990101195202290047") == std::string::npos);
  CHECK(log.find("王秀英") == std::string::npos);
}

}  // namespace devices
