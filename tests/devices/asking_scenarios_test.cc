// SPDX-License-Identifier: GPL-3.0-or-later
// Flow scenarios of the client, by their ids: who is asked, how often, how late. Over real TLS; the
// far end keeps every request.
#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <memory>
#include <set>

#include "devices/clock.h"
#include "devices/https_health_codes.h"
#include "tests/devices/inbox.h"
#include "tests/devices/raw_service.h"

namespace devices {

using namespace std::chrono_literals;
using devices_test::good_status;
using devices_test::http;
using devices_test::Inbox;
using devices_test::kConsent;
using devices_test::person;
using devices_test::quick;
using devices_test::RawAnswer;
using devices_test::RawRequest;
using devices_test::RawService;
using visit::QueryTrouble;

namespace {

RawAnswer busy(int retry_after_ms, int status = 503) {
  return {http(status, R"({"code":"E_BUSY","message":"x","requestId":"x","retryAfterMs":)" +
                           std::to_string(retry_after_ms) + "}")};
}
RawAnswer good() { return {http(200, good_status())}; }
RawAnswer slip() {
  return {http(201, R"({"id":"3F9A1C20B7D4E855","kind":"STATUS_SLIP","state":"GREEN","qr":"HC1:X",
                        "expiresAt":"2021-01-22T09:30:05+08:00"})")};
}

std::set<std::string> different(const std::vector<RawRequest>& requests, const char* header) {
  std::set<std::string> values;
  for (const RawRequest& request : requests) values.insert(request.header(header));
  return values;
}

std::string body_of(const RawRequest& request) {
  return request.text.substr(request.text.find("\r\n\r\n"));
}

std::unique_ptr<HttpsHealthCodes> client(Inbox& inbox, std::vector<HealthCodeSource> sources,
                                         HealthCodeBudget budget = quick()) {
  return std::make_unique<HttpsHealthCodes>(std::move(sources), "HOSPITAL_OUTPATIENT", now,
                                            inbox.post(), budget);
}

// As the idle look does that is called back because somebody asks.
void connect_and_go(const HealthCodeSource& source) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  REQUIRE(SSL_CTX_use_certificate_chain_file(context.get(), source.certificate_file.c_str()) == 1);
  REQUIRE(SSL_CTX_use_PrivateKey_file(context.get(), source.key_file.c_str(), SSL_FILETYPE_PEM) ==
          1);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> line(BIO_new_ssl_connect(context.get()),
                                                           BIO_free_all);
  BIO_set_conn_hostname(line.get(), source.url.substr(source.url.rfind('/') + 1).c_str());
  REQUIRE(BIO_do_handshake(line.get()) == 1);
}

}  // namespace

TEST_CASE("H29: one question is one request") {
  RawService own;
  RawService national;
  own.say({good()});
  national.say({good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source(), national.source(visit::Source::national)});
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::Answered>().code.source == visit::Source::province);
  CHECK(own.asked().size() == 1);
  CHECK(national.asked().empty());
  // The number travels in the body, not in the path or a header.
  const std::string text = own.asked()[0].text;
  const auto number = text.find("990101195202290047");
  CHECK(number != std::string::npos);
  CHECK(number > text.find("\r\n\r\n"));
}

TEST_CASE("H01: asked to wait, the client tells the screen and sends nothing before that time") {
  for (const bool in_header : {false, true}) {
    RawService own;
    own.say({in_header ? RawAnswer{http(429, "<html>", "Retry-After: 1\r\n")} : busy(400, 429),
             good()});
    HealthCodeBudget budget = quick();
    budget.connect = budget.ladder.retry.total = budget.ladder.all = 30s;
    Inbox inbox;
    const auto asked = client(inbox, {own.source()}, budget);
    asked->ask({1}, person(), kConsent);
    CHECK(inbox.next<visit::event::AskedToWait>().ticket.number == 1);
    CHECK(inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
    const auto requests = own.asked();
    REQUIRE(requests.size() == 2);
    CHECK(requests[1].at - requests[0].at >= (in_header ? 1000ms : 400ms));
    CHECK(different(requests, "X-Nonce").size() == 2);
    CHECK(inbox.count<visit::event::AskedToWait>() == 0);
  }
}

TEST_CASE("who connects and goes without a word takes nobody's answer away") {
  RawService own;
  own.say({busy(50, 429), good()});
  connect_and_go(own.source());
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
  CHECK(inbox.count<visit::event::AskedToWait>() == 1);
}

TEST_CASE("a wait that the screen could not bear is not begun: the next source is asked at once") {
  RawService own;
  RawService national;
  own.say({busy(60'000), good()});
  national.say({good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source(), national.source(visit::Source::national)});
  for (const std::uint64_t ticket : {1U, 2U, 3U}) {
    asked->ask({ticket}, person(), kConsent);
    CHECK(inbox.next<visit::event::AskingNext>().ticket.number == ticket);
    CHECK(inbox.next<visit::event::Answered>().code.source == visit::Source::national);
  }
  CHECK(own.asked().size() == 1);  // it said a minute, so nobody's question goes there earlier
  CHECK(inbox.count<visit::event::AskedToWait>() == 0);
}

TEST_CASE("H02: a province that stays busy is asked twice, then the national platform") {
  RawService own;
  RawService national;
  own.say({busy(50)});
  national.say({good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source(), national.source(visit::Source::national)});
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::AskingNext>().source == visit::Source::national);
  CHECK(inbox.next<visit::event::Answered>().code.source == visit::Source::national);
  CHECK(own.asked().size() == 2);
  CHECK(national.asked().size() == 1);
}

TEST_CASE("somebody whom the own province does not know is looked for at the national platform") {
  RawService own;
  RawService national;
  std::string unknown = good_status();
  for (const auto& [from, to] : {std::pair{R"("state":"GREEN")", R"("state":"NOT_FOUND")"},
                                 {R"("colour":"GREEN")", R"("colour":null)"},
                                 {"G_NO_ABNORMAL", "N_NO_RECORD"}})
    unknown.replace(unknown.find(from), std::string(from).size(), to);
  own.say({{http(200, unknown)}});
  national.say({good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source(), national.source(visit::Source::national)});
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::AskingNext>().source == visit::Source::national);
  CHECK(inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
  national.say({{http(500, "")}});  // nobody else knows better: the first word holds
  asked->ask({2}, person(), kConsent);
  CHECK(inbox.next<visit::event::Answered>().code.state == visit::CodeState::not_found);
}

TEST_CASE("H05: an answer after the deadline is none, also when it comes while the next is asked") {
  RawService own;
  own.say({{http(200, good_status()), RawAnswer::End::properly, 0ms, 1200ms}, good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  asked->ask({1}, person(), kConsent);
  const auto late = inbox.next<visit::event::NotAnswered>();
  CHECK(late.ticket.number == 1);
  CHECK(late.trouble == QueryTrouble::silent);
  std::uint64_t ticket = 1;
  // The far end serves one after the other, so the next questions may still find it at the first.
  std::optional<visit::event::Answered> answer;
  while (!answer && ticket < 6) {
    asked->ask({++ticket}, person(), kConsent);
    answer = inbox.either<visit::event::Answered, visit::event::NotAnswered>();
  }
  REQUIRE(answer);
  CHECK(answer->ticket.number == ticket);
  CHECK(inbox.count<visit::event::Answered>() == 0);
}

TEST_CASE("H10: a number that was misread is sent to nobody") {
  RawService own;
  own.say({good()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  for (const char* number : {"990101195202290048", "99010119520229004", ""}) {
    asked->ask({1}, person("王秀英", number), kConsent);
    CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::number_rejected);
  }
  CHECK(own.asked().empty());
  asked->ask({2}, person(), kConsent);
  (void)inbox.next<visit::event::Answered>();
  CHECK(own.asked().size() == 1);
}

TEST_CASE("H22: a signing that is tried again keeps its key; another signing has another") {
  RawService own;
  own.say({busy(50), slip()});
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  asked->sign({1}, person(), kConsent, visit::SlipKind::status_slip);
  CHECK(inbox.next<visit::event::SlipSigned>().slip.id == "3F9A1C20B7D4E855");
  auto requests = own.asked();
  REQUIRE(requests.size() == 2);
  CHECK(different(requests, "Idempotency-Key").size() == 1);
  CHECK(requests[0].header("Idempotency-Key").size() == 22);
  CHECK(different(requests, "X-Nonce").size() == 2);
  CHECK(different(requests, "X-Signature").size() == 2);
  CHECK(body_of(requests[0]) == body_of(requests[1]));
  asked->sign({2}, person(), kConsent, visit::SlipKind::status_slip);
  (void)inbox.next<visit::event::SlipSigned>();
  CHECK(different(own.asked(), "Idempotency-Key").size() == 2);
}

TEST_CASE("H28: fifty people in a row make five requests to a source that fails, then none") {
  RawService own;
  own.say({{http(500, "")}});
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  for (std::uint64_t ticket = 1; ticket <= 50; ++ticket) {
    asked->ask({ticket}, person(), kConsent);
    CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::silent);
  }
  CHECK(own.asked().size() == 5);
}

TEST_CASE("H28: a source that limits its rate hears one request within the time it asked for") {
  RawService own;
  own.say({busy(100'000, 429)});
  Inbox inbox;
  const auto asked = client(inbox, {own.source()});
  for (std::uint64_t ticket = 1; ticket <= 50; ++ticket) {
    asked->ask({ticket}, person(), kConsent);
    CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::busy);
  }
  CHECK(own.asked().size() == 1);
}

TEST_CASE("cancelling ends a wait, and a later question does not shorten it") {
  RawService own;
  own.say({busy(60'000)});
  HealthCodeBudget budget = quick();
  budget.ladder.retry.total = budget.ladder.all = 100s;
  Inbox inbox;
  const auto asked = client(inbox, {own.source()}, budget);
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::AskedToWait>().ticket.number == 1);
  asked->cancel();
  asked->ask({2}, person(), kConsent);
  CHECK(inbox.next<visit::event::AskedToWait>().ticket.number == 2);
  CHECK(own.asked().size() == 1);
  // And so does the end of the program: the destructor below does not wait a minute.
}

TEST_CASE("cancelling ends a handshake that does not come about") {
  RawService silent({.speaks = devices_test::RawFace::Speaks::nothing});
  HealthCodeBudget budget = quick();
  budget.connect = budget.ladder.retry.total = budget.ladder.all = 100s;
  Inbox inbox;
  const auto asked = client(inbox, {silent.source()}, budget);
  asked->ask({1}, person(), kConsent);
  asked->ask({2}, person("王秀英", "990101195202290048"), kConsent);  // answered without a line
  CHECK(inbox.next<visit::event::NotAnswered>().ticket.number == 2);
}

TEST_CASE("an idle client says whether anybody is there, once for each change") {
  RawService own;
  HealthCodeBudget budget = quick();
  budget.ladder.look_from = budget.ladder.look_to = 20ms;
  Inbox inbox;
  const auto asked = client(inbox, {own.source()}, budget);
  CHECK(inbox.next<visit::event::DeviceChanged>().works);
  HealthCodeSource gone = own.source();
  gone.url = "https://127.0.0.1:9";
  Inbox other;
  const auto lost = client(other, {gone}, budget);
  CHECK_FALSE(other.next<visit::event::DeviceChanged>().works);
  CHECK(inbox.count<visit::event::DeviceChanged>() == 0);
}

}  // namespace devices
