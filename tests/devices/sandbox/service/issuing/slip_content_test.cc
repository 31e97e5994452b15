// SPDX-License-Identifier: GPL-3.0-or-later
// What a slip says beyond its colour, as the kiosk's own verifier reads it.
#include <catch2/catch.hpp>

#include "devices/sandbox/service/issuing/slip_signer.h"
#include "printing/hcert/hcert.h"
#include "printing/hcert/qr_code.h"
#include "tests/devices/sandbox/service/running_service.h"

using namespace std::chrono;
using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

const service::Lifetime kLife{*service::parse_instant("2020-01-01"),
                              *service::parse_instant("2023-01-01")};

// A signer, and the list of those who trust it alone.
struct Signing {
  Signing() : signer(opened()), trust(trusted(signer.der())) {}

  static service::SlipSigner opened() {
    const service::PracticeCa ca("authority", kLife);
    const auto credential = ca.signer("XA", kLife);
    auto signer = service::SlipSigner::open(credential.certificate, credential.key);
    REQUIRE(signer);
    return std::move(*signer);
  }
  static printing::TrustList trusted(const std::string& der) {
    const auto read = printing::cose::read_signer(
        {reinterpret_cast<const std::uint8_t*>(der.data()), der.size()});
    REQUIRE(read);
    return printing::TrustList({*read});
  }

  service::SlipSigner signer;
  printing::TrustList trust;
};

service::Slip full_slip() {
  service::Slip slip;
  slip.reference = "\x01\x02\x03\x04\x05\x06\x07\x08";
  slip.colour = service::Colour::green;
  slip.area = 990101;
  slip.evaluated = at("2021-01-20T09:30");
  slip.valid_until = at("2021-01-22T09:30");
  slip.expires = at("2021-01-23T09:30");
  slip.masked_number = "990101********0011";
  slip.name = "王秀英";
  slip.birth = *service::parse_day("1938-04-12");
  slip.samples = {{at("2021-01-19T08:00"), service::NatResult::negative, 990101}};
  return slip;
}

}  // namespace

TEST_CASE("doses, stays, agent and commuting code come out as they went in") {
  const Signing signing;
  service::Slip slip = full_slip();
  slip.doses = {{*service::parse_day("2021-01-15"), 2, 2, "CoronaVac"},
                {*service::parse_day("2020-12-18"), 1, 2, "CoronaVac"}};
  slip.stays = {{420100, *service::parse_day("2021-01-19"), service::AreaRisk::high},
                {440300, *service::parse_day("2021-01-10"), service::AreaRisk::low}};
  slip.agent = service::SlipAgent{2, "王*"};
  slip.commuting_until = at("2021-02-02T08:00");
  const auto qr = signing.signer.sign(slip, "XA");
  REQUIRE(qr);
  const auto result = printing::verify(*qr, signing.trust, floor<seconds>(at("2021-01-20T10:00")));
  CHECK(result.verdict == printing::Verdict::ok);
  REQUIRE(result.health_code);
  const auto& code = *result.health_code;
  REQUIRE(code.doses.size() == 2);
  CHECK(code.doses[0].day == sys_days{year{2021} / 1 / 15});
  CHECK(code.doses[0].number == 2);
  CHECK(code.doses[0].total == 2);
  CHECK(code.doses[1].product == "CoronaVac");
  REQUIRE(code.stays.size() == 2);
  CHECK(code.stays[0].area == 420100);
  CHECK(code.stays[0].day == sys_days{year{2021} / 1 / 19});
  CHECK(code.stays[0].risk == printing::AreaRisk::high);
  CHECK(code.stays[1].risk == printing::AreaRisk::low);
  REQUIRE(code.agent);
  CHECK(code.agent->relation == 2);
  CHECK(code.agent->masked_name == "王*");
  CHECK(*code.commuting_until == floor<seconds>(at("2021-02-02T08:00")));

  // Negative control: what was not told stands nowhere.
  const auto bare = signing.signer.sign(full_slip(), "XA");
  const auto plain = printing::verify(*bare, signing.trust, floor<seconds>(at("2021-01-20T10:00")));
  REQUIRE(plain.health_code);
  CHECK(plain.health_code->doses.empty());
  CHECK(plain.health_code->stays.empty());
  CHECK_FALSE(plain.health_code->agent);
  CHECK_FALSE(plain.health_code->commuting_until);
}

TEST_CASE("a slip as full as may be fits the printed code; a longer one loses its older stays") {
  const Signing signing;
  service::Slip slip = full_slip();
  slip.samples.assign(3, slip.samples[0]);
  for (int i = 0; i < 4; ++i) {
    slip.doses.push_back({*service::parse_day("2021-01-18") - days{i * 97}, 4 - i, 4,
                          "EU/1/20/15" + std::to_string(i)});
  }
  for (int i = 0; i < 14; ++i) {
    slip.stays.push_back({110000 + i * 7919, *service::parse_day("2021-01-19") - days{i},
                          service::AreaRisk::medium});
  }
  const auto stays_of = [&](const std::string& qr) {
    const auto result = printing::verify(qr, signing.trust, floor<seconds>(at("2021-01-20T10:00")));
    REQUIRE(result.health_code);
    return result.health_code->stays.size();
  };
  const auto ordinary = signing.signer.sign(slip, "XA");
  REQUIRE(ordinary);
  CHECK(printing::make_qr_code(*ordinary, printing::QrLevel::quartile, 22));
  CHECK(stays_of(*ordinary) == 14);

  // A name longer than any: the code still fits, with four stays.
  std::string letters;
  std::size_t kept = 14;
  for (int i = 0; i < 600 && kept == 14; ++i) {
    letters += static_cast<char>('A' + (i * i * 7 + i * 31 + i / 7) % 58);
    slip.name = letters;
    const auto longer = signing.signer.sign(slip, "XA");
    REQUIRE(longer);
    kept = stays_of(*longer);
  }
  // Every signature is another one and packs a little better or worse: away from the border.
  for (int i = 0; i < 24; ++i) letters += static_cast<char>('A' + (i * i * 11 + i * 17) % 58);
  slip.name = letters;
  const auto long_name = signing.signer.sign(slip, "XA");
  REQUIRE(long_name);
  CHECK(stays_of(*long_name) == 4);
  CHECK(printing::make_qr_code(*long_name, printing::QrLevel::quartile, 22));

  // What fits level Q no more is still one code at level M, up to where nothing is signed.
  bool refused = false;
  for (std::size_t more = 20; more <= 1000; more += 20) {
    std::string name = letters;
    for (std::size_t i = 0; i < more; ++i) {
      name += static_cast<char>(0x21 + (i * i * 7 + i * 31 + i / 7) % 90);
    }
    slip.name = name;
    const auto qr = signing.signer.sign(slip, "XA");
    const bool fits = qr && printing::make_certificate_qr_code(*qr);
    CHECK(fits == qr.has_value());
    refused = refused || !qr;
  }
  CHECK(refused);
}

TEST_CASE("the lengths at which the signer cuts and refuses are those of the code") {
  const std::string text(2000, 'A');
  CHECK(printing::make_qr_code(text.substr(0, 823), printing::QrLevel::quartile, 22));
  CHECK_FALSE(printing::make_qr_code(text.substr(0, 824), printing::QrLevel::quartile, 22));
  CHECK(printing::make_qr_code(text.substr(0, 1248), printing::QrLevel::medium, 23));
  CHECK_FALSE(printing::make_qr_code(text.substr(0, 1249), printing::QrLevel::medium, 23));
}

TEST_CASE("the issuer puts doses, stays and the commuting code of its records on the slip") {
  RunningService running;
  REQUIRE(running.kiosk()
              .post("/_test/seed", *service::parse_json(R"({"areas":[
                {"area":"420100","zh":"武汉市","en":"Wuhan"},
                {"area":"420111","zh":"洪山区","en":"Hongshan","level":"MEDIUM"}]})"))
              .status == 200);
  running.seed(*service::parse_json(R"({
    "nat":[{"sampledAt":"2021-01-10T08:00","result":"NEGATIVE"}],
    "vaccination":[{"vaccine":"BCG","dose":1,"date":"1950-05-01"},
                   {"vaccine":"CoronaVac","dose":1,"date":"2020-12-18"},
                   {"vaccine":"CoronaVac","dose":2,"total":2,"date":"2021-01-15"}],
    "trips":[{"area":"420106","enteredAt":"2021-01-10T08:00","leftAt":"2021-01-12T08:00"}],
    "commuter":{"to":"110000","since":"2020-12-01","firstEntryAt":"2020-12-03"}})"));
  const auto signer = service::SlipSigner::open(running.settings().signing[0].certificate_pem,
                                                running.settings().signing[0].key_pem);
  REQUIRE(signer);
  const auto trust = Signing::trusted(signer->der());
  int n = 0;
  const auto read = [&](const char* purpose) {
    Json body = inquiry(Json{{"purpose", purpose}});
    body["kind"] = "STATUS_SLIP";
    const auto reply = running.kiosk().post(
        "/v1/certificates", body, {{"Idempotency-Key", "0123456789abcdef-" + std::to_string(++n)}});
    REQUIRE(reply.status == 201);
    return printing::verify(std::string(reply.json()["qr"]), trust, floor<seconds>(running.now()));
  };
  const auto result = read("ENTER_BEIJING");
  CHECK(result.verdict == printing::Verdict::ok);
  REQUIRE(result.health_code);
  const auto& code = *result.health_code;
  REQUIRE(code.doses.size() == 2);
  CHECK(code.doses[0].number == 2);
  CHECK(code.doses[1].total == 1);
  REQUIRE(code.stays.size() == 1);
  CHECK(code.stays[0].area == 420100);
  CHECK(code.stays[0].day == sys_days{year{2021} / 1 / 12});
  CHECK(code.stays[0].risk == printing::AreaRisk::medium);
  REQUIRE(code.commuting_until);
  CHECK(*code.commuting_until == floor<seconds>(at("2021-01-24T08:00")));
  // At a hospital nobody commutes.
  const auto hospital = read("HOSPITAL_OUTPATIENT");
  REQUIRE(hospital.health_code);
  CHECK_FALSE(hospital.health_code->commuting_until);
}
