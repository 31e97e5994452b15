// SPDX-License-Identifier: GPL-3.0-or-later
// What is laid down or held out instead of an ID card, through the real binaries: papers, hospital
// and social security cards, passports, and staff badges that open the way to a typed number.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "devices/clock.h"
#include "tests/printing/hcert/hcert_test_signer.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

constexpr const char* kToCard =
    "expect welcome\nexpect text \"device card_reader works\"\npress check_code\npress agree\n"
    "expect lay-card\n";

// "2021-01-26T01:30:00Z"
std::string utc(std::chrono::sys_seconds moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

void scan(Stage& stage, const std::string& text, const std::string& expected) {
  stage.play("press check_paper\nexpect scan-paper\nscan \"" + text +
             "\"\nexpect paper-checked\nexpect text \"" + expected +
             "\"\npress have_all\nexpect welcome\n");
}

}  // namespace

TEST_CASE("H13: the machine's own paper is found genuine under its scanner; a changed one is not") {
  Stage stage;
  stage.visit("wang");
  const std::string code = stage.newest_code();
  stage.play("expect text \"带来的证明\"\n");  // the scanner works
  scan(stage, code, "还有效");
  std::string changed = code;
  char& one = changed[changed.size() / 2];
  one = one == 'A' ? 'B' : 'A';
  stage.play("press check_paper\nexpect scan-paper\nscan \"" + changed +
             "\"\nexpect paper-checked\n");
  CHECK_FALSE(stage.player().now().text.find("还有效") != std::string::npos);
  stage.play("press have_all\nexpect welcome\n");
  scan(stage, "https://example.org/", "不是");
  scan(stage, "GC1:42:AAAAAAAAAAAAAAAAAAAAAA", "查不到");
}

TEST_CASE("a certificate from abroad is evidence under the scanner, and one of nobody's is not") {
  using namespace printing::testing;
  const TestSigner abroad;
  StageOptions options;
  options.federation = R"({"verificationMethod":[{"publicKeyJwk":{"x5c":[")" +
                       base64_of(abroad.certificate()) + R"("]}}]})";
  Stage stage(options);
  const auto now = std::chrono::floor<std::chrono::seconds>(devices::now());
  const auto yesterday = utc(now - std::chrono::hours{24});
  const std::string payload = cwt(subclaims(dcc("t", "260415000", yesterday), ""),
                                  epoch(now + std::chrono::hours{72}), epoch(now));
  stage.play("expect text \"带来的证明\"\n");  // the scanner works
  scan(stage, certificate_text(abroad, payload), "算数");
  scan(stage, certificate_text(abroad, payload), "颜色看健康码");
  scan(stage, certificate_text(TestSigner(), payload), "机器不认得");
}

TEST_CASE("a scanner that is pulled out is said on the welcome page, and works when it is back") {
  Stage stage;
  stage.play(
      "expect welcome\nexpect text \"带来的证明\"\nscanner unplug\nexpect text "
      "\"请工作人员看\"\n"
      "press check_paper\nexpect call-staff\npress have_all\nexpect welcome\n"
      "scanner replug\nexpect text \"带来的证明\"\npress check_paper\nexpect scan-paper\n"
      "scanner unplug\nexpect call-staff\nscanner replug\npress have_all\nexpect welcome\n");
}

TEST_CASE("other cards are declined by what they are, and the ID card still reads after them") {
  Stage stage;
  stage.play(kToCard);
  stage.play(
      "card lay hospital\nexpect card-trouble\nexpect text \"就诊卡\"\n"
      "card lay passport\nwait card-trouble\nexpect text \"护照\"\n"
      "card lay wang\nwait confirm\nexpect text \"王秀英\"\npress its_me\nwait verdict-green\n");
}

TEST_CASE("H12: a social security card and a badge make a number that staff look over") {
  Stage stage;
  stage.play(kToCard);
  stage.play("card lay social\nexpect call-staff\nexpect text \"社保卡\"\ncard lay badge\n");
  stage.play(kPin);
  stage.play(
      "wait type-number\nexpect text \"990101 19520229 0047\"\n"
      "press key_erase\npress number_done\nexpect text \"现在是 17 位\"\npress key_7\n"
      "press number_done\nexpect confirm\npress its_me\nwait verdict-green\n");
}

TEST_CASE(
    "staff type a number for somebody without a card; nobody does without a badge and its PIN") {
  Stage stage;
  stage.play(kToCard);
  stage.play(
      "press no_card\nexpect call-staff\ncard lay hospital\npause 1\nexpect call-staff\n"
      "card lay badge\n");
  stage.play(kPin);
  stage.play("wait desk\npress item_1\nexpect type-number\n");
  for (const char key : std::string("990101194803120030")) {
    stage.play(std::string("press key_") + key + "\n");
  }
  stage.play("press number_done\nexpect confirm\npress its_me\nwait verdict-yellow\n");
  CHECK(stage.bench().sheets().empty());
}

}  // namespace whole
