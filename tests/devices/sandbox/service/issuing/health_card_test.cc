// SPDX-License-Identifier: GPL-3.0-or-later
// Papers of the issuer as the kiosk's own verifier reads them: a card that names no colour, and a
// slip with each of its bits flipped.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>

#include "devices/sandbox/service/issuing/slip_signer.h"
#include "printing/hcert/hcert.h"
#include "printing/hcert/qr_code.h"
#include "tests/devices/sandbox/service/running_service.h"

using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

std::chrono::sys_seconds seconds_of(service::Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at);
}

// A service, and the list of those who trust its signer alone.
struct Issuer {
  Issuer() {
    running.seed(
        Json{{"nat", Json::array({{{"sampledAt", "2021-01-19T08:00"}, {"result", "NEGATIVE"}}})},
             {"vaccination",
              Json::array({{{"date", "2021-01-05"}, {"vaccine", "CoronaVac"}, {"dose", 1}}})}});
    const auto signer = service::der_and_end(running.settings().signing[0].certificate_pem);
    REQUIRE(signer);
    const std::string& der = signer->first;
    const auto read = printing::cose::read_signer(
        {reinterpret_cast<const std::uint8_t*>(der.data()), der.size()});
    REQUIRE(read);
    trust = printing::TrustList({*read});
  }
  Json paper(const char* kind) {
    Json body = inquiry();
    body["kind"] = kind;
    const auto reply =
        running.kiosk().post("/v1/certificates", body,
                             {{"Idempotency-Key", "0123456789abcdef-" + std::string(1, kind[0])}});
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    return reply.json();
  }
  printing::HcertResult read(const std::string& qr, const char* moment = "2021-01-20T10:00") {
    return printing::verify(qr, trust, seconds_of(at(moment)));
  }

  RunningService running;
  printing::TrustList trust;
};

}  // namespace

TEST_CASE("the kiosk's verifier takes a card, and finds no colour, test, dose or place on it") {
  Issuer issuer;
  const Json card = issuer.paper("HEALTH_CARD");
  const auto result = issuer.read(card["qr"]);
  CHECK(result.verdict == printing::Verdict::ok);
  CHECK(result.expires == seconds_of(at("2021-07-20T09:30")));  // a day of grace
  REQUIRE(result.health_code);
  const auto& code = *result.health_code;
  CHECK_FALSE(code.colour);
  CHECK(code.samples.empty());
  CHECK(code.doses.empty());
  CHECK(code.stays.empty());
  CHECK_FALSE(code.agent);
  CHECK(code.name == RunningService::kName);
  CHECK(code.masked_number == "990101********0011");
  CHECK(code.evaluated == seconds_of(at("2021-01-20T09:30")));
  CHECK(code.valid_until == seconds_of(at("2021-07-19T09:30")));
  CHECK(printing::colour_to_show(result, seconds_of(at("2021-01-20T10:00"))) ==
        printing::HealthCodeColour::unknown);
  // Small enough for a card-sized panel and a receipt printer.
  const auto drawn = printing::make_certificate_qr_code(std::string(card["qr"]));
  REQUIRE(drawn);
  CHECK(drawn->level == printing::QrLevel::quartile);
  CHECK(drawn->version <= 15);
  CHECK(issuer.read(card["qr"], "2021-07-20T09:30").verdict == printing::Verdict::expired);

  // The control: the slip of the same moment has them.
  const auto slip = issuer.read(issuer.paper("STATUS_SLIP")["qr"]);
  REQUIRE(slip.health_code);
  CHECK(slip.health_code->colour == printing::HealthCodeColour::green);
  CHECK(slip.health_code->samples.size() == 1);
  CHECK(slip.health_code->doses.size() == 1);
}

TEST_CASE("no bit of a slip's text or message can be flipped unless it means nothing") {
  Issuer issuer;
  const std::string text = issuer.paper("STATUS_SLIP")["qr"];
  const auto honest = issuer.read(text);
  REQUIRE(honest.verdict == printing::Verdict::ok);
  const auto& message = honest.kept.message_bytes;
  int tried = 0;
  int meaningless = 0;
  int accepted = 0;
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string bent = text;
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << bit % 8));
    const auto result = issuer.read(bent);
    ++tried;
    if (result.verdict != printing::Verdict::ok) continue;
    // Up to seven bits before the checksum belong to no code of deflate.
    ++(std::ranges::equal(result.kept.message_bytes, message) ? meaningless : accepted);
  }
  CHECK(accepted == 0);
  CHECK(meaningless <= 7);
  std::printf("single-bit flips of a slip's text: %d tried, %d meant nothing, %d accepted\n", tried,
              meaningless, accepted);

  // The message itself, packed anew after each flip.
  tried = 0;
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string bent(message.begin(), message.end());
    bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << bit % 8));
    ++tried;
    const auto result = issuer.read("HC1:" + service::base45(service::zipped(bent)));
    if (result.verdict == printing::Verdict::ok) ++accepted;
  }
  CHECK(accepted == 0);
  const std::string whole(message.begin(), message.end());
  CHECK(issuer.read("HC1:" + service::base45(service::zipped(whole))).verdict ==
        printing::Verdict::ok);
  std::printf("single-bit flips of a slip's message: %d tried, %d accepted\n", tried, accepted);
}
