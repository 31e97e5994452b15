// SPDX-License-Identifier: GPL-3.0-or-later
// The health code's fields, and the colour that may be shown.
#include "printing/hcert/hcert_content.h"

#include <catch2/catch.hpp>
#include <string>

#include "printing/hcert/hcert.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace std::chrono_literals;
using namespace testing;

using Changes = std::vector<std::pair<std::int64_t, std::string>>;

struct Issuer {
  TestSigner signer;
  TrustList trust = trusting({signer.certificate()});
  [[nodiscard]] HcertResult of(const Changes& changes, const std::string& dcc_map = "",
                               std::chrono::sys_seconds now = kNow) const {
    return verify(certificate_text(signer, cwt(subclaims(dcc_map, health_code(changes)))), trust,
                  now);
  }
  [[nodiscard]] HealthCodeColour colour(const Changes& changes, const std::string& dcc_map = "",
                                        std::chrono::sys_seconds now = kNow) const {
    return colour_to_show(of(changes, dcc_map, now), now);
  }
};

std::string sample(std::chrono::sys_seconds taken, int result) {
  return cbor_array({epoch(taken), cbor_int(result), cbor_int(990101)});
}

TEST_CASE("every field of the health code is read") {
  const Issuer issuer;
  const HcertResult result = issuer.of(
      {{6, cbor_array({sample(kIssued - 1h, 2), sample(kIssued - 48h, 0)})},
       {7, cbor_array(
               {cbor_array({cbor_int(18600), cbor_int(2), cbor_int(3), cbor_text("CoronaVac")})})},
       {8, cbor_array({cbor_array({cbor_int(990102), cbor_int(18650), cbor_int(1)})})},
       {9, cbor_array({cbor_int(2), cbor_text("王*明")})},
       {10, cbor_text("王小明")},
       {11, cbor_int(19380412)},
       {13, epoch(kIssued + 336h)}});
  CHECK(result.verdict == Verdict::ok);
  REQUIRE(result.health_code);
  const HealthCodeContent& content = *result.health_code;
  REQUIRE(content.samples.size() == 2);
  CHECK(content.samples[0].result == SampleResult::pending);
  CHECK(content.samples[1].taken == kIssued - 48h);
  REQUIRE(content.doses.size() == 1);
  CHECK(content.doses[0].day == std::chrono::sys_days(std::chrono::December / 4 / 2020));
  CHECK(content.doses[0].number == 2);
  CHECK(content.doses[0].total == 3);
  CHECK(content.doses[0].product == "CoronaVac");
  REQUIRE(content.stays.size() == 1);
  CHECK(content.stays[0].area == 990102);
  CHECK(content.stays[0].risk == AreaRisk::medium);
  REQUIRE(content.agent);
  CHECK(content.agent->relation == 2);
  CHECK(content.agent->masked_name == "王*明");
  CHECK(content.commuting_until == kIssued + 336h);
}

TEST_CASE("each required field is missed, each optional one is not") {
  const Issuer issuer;
  for (const std::int64_t key : {0, 1, 3, 4, 5, 12}) {
    INFO(key);
    const HcertResult result = issuer.of({{key, ""}});
    CHECK(result.verdict == Verdict::damaged);
    CHECK(result.stage == Stage::content);
    CHECK_FALSE(result.health_code);
  }
  for (const std::int64_t key : {2, 6}) CHECK(issuer.of({{key, ""}}).verdict == Verdict::ok);
}

TEST_CASE("a field of another kind or range spoils the content") {
  const Issuer issuer;
  const Changes bad = {{0, cbor_text("1")},
                       {0, cbor_int(-1)},
                       {1, cbor_bytes("short")},
                       {1, cbor_text("99010121")},
                       {2, cbor_text("green")},
                       {3, cbor_int(1'000'000)},
                       {4, cbor_float(1.6e9)},
                       {5, cbor_bytes("990101")},
                       {6, cbor_int(0)},
                       {6, cbor_array({cbor_int(0)})},
                       {6, cbor_array({cbor_array({epoch(kIssued), cbor_int(0)})})},
                       {6, cbor_array({sample(kIssued, 3)})},
                       {8, cbor_array({cbor_array({cbor_int(1), cbor_int(1), cbor_int(3)})})},
                       {9, cbor_array({cbor_int(1)})},
                       {9, cbor_text("王*明")},
                       {10, cbor_int(1)},
                       {11, cbor_int(19380230)},
                       {11, cbor_int(0)},
                       {12, cbor_int(253'402'300'800)},
                       {13, cbor_text("")}};
  for (const auto& change : bad) {
    INFO(change.first);
    CHECK(issuer.of({change}).verdict == Verdict::damaged);
  }
}

TEST_CASE("unknown keys are ignored") {
  const Issuer issuer;
  CHECK(issuer.of({{14, cbor_text("later")}, {-1, cbor_int(0)}}).verdict == Verdict::ok);
  CHECK(issuer.colour({{14, cbor_text("later")}}) == HealthCodeColour::green);
}

TEST_CASE("an unknown version is a valid signature without a colour") {
  const Issuer issuer;
  const HcertResult result = issuer.of({{0, cbor_int(2)}, {5, ""}, {2, cbor_int(0)}});
  CHECK(result.verdict == Verdict::ok);
  REQUIRE(result.health_code);
  CHECK(result.health_code->newer_format());
  CHECK_FALSE(result.health_code->colour);
  CHECK(colour_to_show(result, kNow) == HealthCodeColour::unknown);
}

TEST_CASE("a colour is shown as it stands, and an unknown number is never green") {
  const Issuer issuer;
  CHECK(issuer.colour({{2, cbor_int(0)}}) == HealthCodeColour::green);
  CHECK(issuer.colour({{2, cbor_int(1)}}) == HealthCodeColour::yellow);
  CHECK(issuer.colour({{2, cbor_int(2)}}) == HealthCodeColour::red);
  CHECK(issuer.colour({{2, cbor_int(3)}}) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{2, cbor_int(4)}}) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{2, cbor_int(256)}}) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{2, cbor_int(4'294'967'296)}}) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{2, ""}}) == HealthCodeColour::unknown);
}

TEST_CASE("a lapsed status shows no colour while the certificate itself still holds") {
  const Issuer issuer;
  const auto lapse = kIssued + 48h;
  CHECK(issuer.colour({}, "", lapse - 1s) == HealthCodeColour::green);
  CHECK(issuer.colour({}, "", lapse) == HealthCodeColour::unknown);
  CHECK(issuer.of({}, "", lapse).verdict == Verdict::ok);
}

TEST_CASE("green is not shown against a positive test") {
  const Issuer issuer;
  CHECK(issuer.colour({}, dcc("t", "260373001")) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{6, cbor_array({sample(kIssued, 1)})}}) == HealthCodeColour::unknown);
  // The newest counts, in whatever order they stand.
  const std::string positive_then_negative =
      cbor_array({sample(kIssued - 48h, 1), sample(kIssued - 1h, 0)});
  CHECK(issuer.colour({{6, positive_then_negative}}) == HealthCodeColour::green);
  const std::string negative_then_positive =
      cbor_array({sample(kIssued - 48h, 0), sample(kIssued - 1h, 1)});
  CHECK(issuer.colour({{6, negative_then_positive}}) == HealthCodeColour::unknown);
  // Yellow and red stay: they ask for care, not against it.
  CHECK(issuer.colour({{2, cbor_int(2)}}, dcc("t", "260373001")) == HealthCodeColour::red);
}

TEST_CASE("green is not shown against a date in the future") {
  const Issuer issuer;
  CHECK(issuer.colour({}, dcc("t", "260415000", "2021-01-26T03:10:00Z")) ==
        HealthCodeColour::green);
  CHECK(issuer.colour({}, dcc("t", "260415000", "2021-01-26T03:10:01Z")) ==
        HealthCodeColour::unknown);
  CHECK(issuer.colour({}, dcc("t", "260415000", "yesterday")) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{6, cbor_array({sample(kNow + 301s, 0)})}}) == HealthCodeColour::unknown);
  CHECK(issuer.colour({{6, cbor_array({sample(kNow + 300s, 0)})}}) == HealthCodeColour::green);
  CHECK(issuer.colour({{4, epoch(kNow + 301s)}}) == HealthCodeColour::unknown);
}

TEST_CASE("a foreign DCC alone has no colour") {
  const TestSigner signer;
  const auto result = verify(certificate_text(signer, cwt(subclaims(dcc(), ""))),
                             trusting({signer.certificate()}), kNow);
  CHECK(result.verdict == Verdict::ok);
  CHECK(colour_to_show(result, kNow) == HealthCodeColour::unknown);
  REQUIRE(result.dcc);
  CHECK(result.dcc->kind == cose::Usage::test);
  CHECK(result.dcc->uci == kUci);
  CHECK_FALSE(result.dcc->detected);
}

TEST_CASE("sampling times are read as issuers write them") {
  const auto expected = std::chrono::sys_days(std::chrono::May / 26 / 2021) + 18h;
  for (const char* text :
       {"2021-05-26T18:00:00Z", "2021-05-26t18:00:00z", "2021-05-26 18:00:00Z", "2021-05-26T18:00Z",
        "2021-05-26T18:00:00.123Z", "2021-05-26T20:00:00+02:00", "2021-05-26T20:00:00+0200",
        "2021-05-26T20:00:00+02", "2021-05-26T14:30:00-03:30"}) {
    INFO(text);
    CHECK(read_timestamp(text) == expected);
  }
  for (const char* text : {"", "2021-05-26", "2021-05-26T18:00:00", "2021-02-30T18:00:00Z",
                           "2021-13-01T00:00:00Z", "2021-05-26T18:60:00Z", "2021-05-26T25:00:00Z",
                           "2021-05-26T18:00:00Zx", "2021-05-26T+8:00:00Z", "2021-05-26T18:00:00+",
                           "2021-05-26T18:00:00+2", "21-05-26T18:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(read_timestamp(text));
  }
}

}  // namespace
}  // namespace printing
