// SPDX-License-Identifier: GPL-3.0-or-later
// Every way in which an answer can go wrong, over real TLS: a trouble with a name of its own, the
// next source asked where that may help, and never a colour.
#include <openssl/ssl.h>

#include <catch2/catch.hpp>

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
using devices_test::RawFace;
using devices_test::RawService;
using visit::QueryTrouble;
using End = RawAnswer::End;

namespace {

std::unique_ptr<HttpsHealthCodes> client(Inbox& inbox, std::vector<HealthCodeSource> sources,
                                         HealthCodeBudget budget = quick()) {
  return std::make_unique<HttpsHealthCodes>(std::move(sources), "HOSPITAL_OUTPATIENT", now,
                                            inbox.post(), budget);
}

RawAnswer error(int status, const std::string& code) {
  return {http(status, R"({"code":")" + code + R"(","message":"x","requestId":"x"})")};
}

// `whole` without its last bytes, the announced length unchanged.
std::string without_end(std::string whole, std::size_t bytes) {
  whole.resize(whole.size() - bytes);
  return whole;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::string many_headers() {
  std::string lines;
  while (lines.size() < 20UL * 1024) lines += "X-More: and more\r\n";
  return lines;
}

struct Odd {
  const char* what;
  RawAnswer answer;
  QueryTrouble trouble;
};

std::vector<Odd> odd_answers() {
  const std::string good = http(200, good_status());
  return {
      {"busy", {http(503, "{}")}, QueryTrouble::busy},
      {"too many", {http(429, "<html>", "Retry-After: 60\r\n")}, QueryTrouble::busy},
      {"internal", {http(500, "")}, QueryTrouble::silent},
      {"upstream", {http(502, "")}, QueryTrouble::silent},
      {"upstream late", {http(504, "")}, QueryTrouble::silent},
      {"held open, nothing said", {"", End::hang}, QueryTrouble::silent},
      {"held open in the middle", {without_end(good, 9), End::hang}, QueryTrouble::silent},
      {"a byte now and then", {good, End::properly, 50ms}, QueryTrouble::silent},
      {"hung up without a word", {"", End::properly}, QueryTrouble::unreachable},
      {"cut without a word", {"", End::cut}, QueryTrouble::unreachable},
      {"redirected",
       {http(302, "", "Location: https://127.0.0.1:1/\r\n")},
       QueryTrouble::redirected},
      {"moved", {http(301, "", "Location: http://127.0.0.1:1/\r\n")}, QueryTrouble::redirected},
      {"H08 replayed nonce", error(401, "E_REPLAY"), QueryTrouble::refused},
      {"device unknown", error(403, "E_DEVICE"), QueryTrouble::refused},
      {"no such path", error(404, "E_NOT_FOUND"), QueryTrouble::refused},
      {"H09 clock", error(401, "E_CLOCK_SKEW"), QueryTrouble::clock_differs},
      {"H06 hung up before the end",
       {without_end(good, 9), End::properly},
       QueryTrouble::truncated},
      {"H06 cut before the end", {without_end(good, 9), End::cut}, QueryTrouble::truncated},
      {"cut in the header", {good.substr(0, 40), End::cut}, QueryTrouble::truncated},
      {"hung up in the header", {good.substr(0, 40), End::properly}, QueryTrouble::truncated},
      {"H06 half an answer in good form",
       {http(200, without_end(good_status(), 9))},
       QueryTrouble::truncated},
      {"nothing in good form", {http(200, "")}, QueryTrouble::truncated},
      {"no HTTP", {"SSH-2.0-OpenSSH_9.2\r\n\r\n", End::properly}, QueryTrouble::malformed},
      {"a web page", {http(200, "<html>it works</html>")}, QueryTrouble::malformed},
      {"another service's answer", {http(200, R"({"status":"UP"})")}, QueryTrouble::malformed},
      {"a web page in place of an error", {http(404, "<html>")}, QueryTrouble::malformed},
      {"no content",
       {"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"},
       QueryTrouble::malformed},
      {"too long", {http(200, std::string(300UL * 1024, ' '))}, QueryTrouble::oversized},
      {"too long without a length",
       {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(300UL * 1024, ' ')},
       QueryTrouble::oversized},
      {"an endless header line",
       {"HTTP/1.1 200 OK\r\nX-Long: " + std::string(200UL * 1024, 'x'), End::hang},
       QueryTrouble::oversized},
      {"endless headers",
       {"HTTP/1.1 200 OK\r\n" + many_headers(), End::hang},
       QueryTrouble::oversized},
      {"H06 an unknown colour",
       {http(200, replaced(good_status(), R"("colour":"GREEN")", R"("colour":"BLUE")"))},
       QueryTrouble::unknown_word},
      {"an unknown state",
       {http(200, replaced(good_status(), R"("state":"GREEN")", R"("state":"AZURE")"))},
       QueryTrouble::unknown_word},
  };
}

QueryTrouble met(const RawFace& face) {
  RawService service(face);
  service.say({{http(200, good_status())}});
  Inbox inbox;
  const auto asked = client(inbox, {service.source()});
  asked->ask({1}, person(), kConsent);
  const auto trouble = inbox.next<visit::event::NotAnswered>().trouble;
  CHECK(service.asked().empty());  // nobody's number went over this line
  CHECK(inbox.count<visit::event::Answered>() == 0);
  return trouble;
}

}  // namespace

TEST_CASE("an ordinary answer is read: what follows is not refused for another reason") {
  RawService service;
  Inbox inbox;
  const auto asked = client(inbox, {service.source()});
  std::uint64_t ticket = 0;
  for (const RawAnswer& answer :
       {RawAnswer{http(200, good_status())}, RawAnswer{http(200, good_status()), End::cut},
        RawAnswer{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" +
                  [] {
                    char size[32];
                    std::snprintf(size, sizeof size, "%zx\r\n", good_status().size());
                    return size + good_status() + "\r\n0\r\n\r\n";
                  }()}}) {
    service.say({answer});
    asked->ask({++ticket}, person(), kConsent);
    CHECK(inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
  }
}

TEST_CASE("every odd answer is a trouble of its own name, and never a colour") {
  RawService service;
  HealthCodeBudget budget = quick();
  budget.ladder.breaker.failures = 1000;
  budget.ladder.longest_hold = 0ms;
  budget.ladder.retry.tries = 1;
  Inbox inbox;
  const auto asked = client(inbox, {service.source()}, budget);
  std::uint64_t ticket = 0;
  for (const Odd& odd : odd_answers()) {
    INFO(odd.what);
    service.say({odd.answer});
    asked->ask({++ticket}, person(), kConsent);
    const auto answer = inbox.next<visit::event::NotAnswered>();
    CHECK(answer.ticket.number == ticket);
    CHECK(static_cast<int>(answer.trouble) == static_cast<int>(odd.trouble));
    CHECK(inbox.count<visit::event::Answered>() == 0);
    CHECK(service.asked().size() == ticket);
  }
}

TEST_CASE("after every odd answer the next source is asked, and the screen hears of it") {
  RawService service;
  RawService national;
  national.say({{http(200, good_status())}});
  HealthCodeBudget budget = quick();
  budget.ladder.breaker.failures = 1000;
  budget.ladder.longest_hold = 0ms;
  budget.ladder.retry.tries = 1;
  Inbox inbox;
  const auto asked =
      client(inbox, {service.source(), national.source(visit::Source::national)}, budget);
  std::uint64_t ticket = 0;
  for (const Odd& odd : odd_answers()) {
    if (odd.trouble == QueryTrouble::silent && odd.answer.end != End::properly) continue;  // slow
    INFO(odd.what);
    service.say({odd.answer});
    asked->ask({++ticket}, person(), kConsent);
    CHECK(inbox.next<visit::event::AskingNext>().ticket.number == ticket);
    const auto answer = inbox.next<visit::event::Answered>();
    CHECK(answer.code.source == visit::Source::national);
    CHECK(national.asked().size() == ticket);
  }
}

TEST_CASE("what a source says about the card is not asked again elsewhere") {
  RawService service;
  RawService national;
  national.say({{http(200, good_status())}});
  Inbox inbox;
  const auto asked = client(inbox, {service.source(), national.source(visit::Source::national)});
  service.say({error(400, "E_BAD_ID")});
  asked->ask({1}, person(), kConsent);
  CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::number_rejected);
  service.say({error(422, "E_NAME_MISMATCH")});
  asked->ask({2}, person(), kConsent);
  CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::name_mismatch);
  service.say({error(403, "E_DELEGATION")});
  asked->ask({3}, person(), kConsent);
  CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::delegation_over);
  CHECK(national.asked().empty());
  CHECK(inbox.count<visit::event::AskingNext>() == 0);
}

TEST_CASE("H07: a certificate that does not hold gets no number, and is told from a cut line") {
  CHECK(met({.trusted = false}) == QueryTrouble::untrusted);
  CHECK(met({.names = {"127.0.0.2"}}) == QueryTrouble::untrusted);
  CHECK(met({.names = {"localhost"}}) == QueryTrouble::untrusted);
  CHECK(met({.names = {}}) == QueryTrouble::untrusted);  // a bare common name
  CHECK(met({.current = false}) == QueryTrouble::untrusted);
  CHECK(met({.newest_tls = TLS1_2_VERSION}) == QueryTrouble::refused);  // by its alert
  CHECK(met({.speaks = RawFace::Speaks::clear}) == QueryTrouble::untrusted);
  CHECK(met({.speaks = RawFace::Speaks::nothing}) == QueryTrouble::silent);
  CHECK(met({.speaks = RawFace::Speaks::hangs_up}) == QueryTrouble::unreachable);
  CHECK(met({.takes_client = false}) == QueryTrouble::refused);
}

TEST_CASE("a certificate, key or authority of ours that is no use is ours to mend") {
  RawService service;
  service.say({{http(200, good_status())}});
  for (int which = 0; which < 3; ++which) {
    HealthCodeSource source = service.source();
    (which == 0   ? source.ca_file
     : which == 1 ? source.certificate_file
                  : source.key_file) = "/nonexistent.pem";
    Inbox inbox;
    const auto asked = client(inbox, {source});
    asked->ask({1}, person(), kConsent);
    CHECK(inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::refused);
  }
  CHECK(service.asked().empty());
}

}  // namespace devices
