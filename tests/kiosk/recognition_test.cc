// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates from elsewhere under the scanner: what they show, whether it counts, and that they
// never make a colour.
#include "kiosk/recognition.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "kiosk/paper_checker.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace kiosk {

namespace {

using namespace printing::testing;
using namespace std::chrono_literals;
using Kind = visit::Evidence::Kind;
using Fields = std::vector<std::pair<std::string, std::string>>;

const std::filesystem::path kShipped =
    std::filesystem::path(KIOSK_SOURCE_DIR) / "config/recognition/recognition.toml";
constexpr const char* kDoor = "HOSPITAL_OUTPATIENT";

Recognition shipped() {
  auto read = Recognition::read(kShipped);
  if (!read) FAIL(read.error());
  return std::move(*read);
}

std::string entry_of(const std::string& group, const Fields& fields,
                     const std::string& names = cbor_map({{cbor_text("fn"), cbor_text("Beispiel")},
                                                          {cbor_text("gn"), cbor_text("Erika")}})) {
  std::vector<std::pair<std::string, std::string>> entry;
  for (const auto& [key, value] : fields) {
    if (!value.empty()) entry.emplace_back(cbor_text(key), value);
  }
  return cbor_map({{cbor_text(group), cbor_array({cbor_map(entry)})},
                   {cbor_text("dob"), cbor_text("1938-04-12")},
                   {cbor_text("nam"), names},
                   {cbor_text("ver"), cbor_text("1.3.0")}});
}

std::string test_entry(const std::string& result = "260415000",
                       const std::string& sampled = "2021-01-26T01:30:00Z",
                       const std::string& kind = "LP6464-4") {
  return entry_of("t", {{"ci", cbor_text(kUci)},
                        {"co", cbor_text("XA")},
                        {"tt", cbor_text(kind)},
                        {"sc", cbor_text(sampled)},
                        {"tr", cbor_text(result)}});
}

std::string dose_entry(const std::string& day, const std::string& given = cbor_int(2),
                       const std::string& of = cbor_int(2)) {
  return entry_of("v", {{"ci", cbor_text(kUci)},
                        {"mp", cbor_text("EU/1/20/1528")},
                        {"dn", given},
                        {"sd", of},
                        {"dt", cbor_text(day)}});
}

std::string recovery_entry(const std::string& first_positive) {
  return entry_of("r", {{"ci", cbor_text(kUci)}, {"fr", cbor_text(first_positive)}});
}

// A trust network beside a list of our own.
struct Abroad {
  TestSigner own;
  TestSigner signer;
  printing::TrustList trust = [this] {
    printing::TrustList list = trusting({own.certificate()});
    list.add_foreign(trusting({signer.certificate()}));
    return list;
  }();

  [[nodiscard]] visit::PaperCheck shown(const std::string& entry,
                                        std::chrono::sys_seconds now = kNow,
                                        const std::string& scene = kDoor) const {
    return check_paper(certificate_text(signer, cwt(subclaims(entry, ""))), trust,
                       {shipped(), scene}, now);
  }
  [[nodiscard]] visit::Evidence evidence(const std::string& entry,
                                         std::chrono::sys_seconds now = kNow,
                                         const std::string& scene = kDoor) const {
    const auto paper = shown(entry, now, scene);
    REQUIRE(paper.evidence);
    return *paper.evidence;
  }
};

std::string error_of(const std::string& text) {
  std::string name = (std::filesystem::temp_directory_path() / "recognition-XXXXXX").string();
  const int file = mkstemp(name.data());
  REQUIRE(file >= 0);
  std::ofstream(name) << text;
  const auto read = Recognition::read(name);
  std::filesystem::remove(name);
  REQUIRE_FALSE(read);
  return read.error();
}

}  // namespace

TEST_CASE("a negative test of a recognised country counts for its days, by the hour") {
  const Abroad abroad;
  const auto good = abroad.evidence(test_entry());
  CHECK(good.kind == Kind::test);
  CHECK(good.issuer == "XA");
  CHECK(good.negative);
  CHECK(good.counts);
  CHECK_FALSE(good.why.zh.empty());
  CHECK(good.day == visit::Date{std::chrono::year{2021} / 1 / 26});
  const auto sampled = kIssued - 35min;
  CHECK(abroad.evidence(test_entry(), sampled + 48h).counts);
  const auto late = abroad.evidence(test_entry(), sampled + 48h + 1s);
  CHECK_FALSE(late.counts);
  CHECK(late.why.en == "More than 2 days have passed, so it no longer counts.");
}

TEST_CASE("what is not negative, not of an agreed kind, or of tomorrow, does not count") {
  const Abroad abroad;
  CHECK_FALSE(abroad.evidence(test_entry("260373001")).counts);
  CHECK_FALSE(abroad.evidence(test_entry("260373001")).negative);
  // A result that nobody knows is not a negative one.
  CHECK_FALSE(abroad.evidence(test_entry("1")).counts);
  CHECK_FALSE(
      abroad.evidence(test_entry("260415000", "2021-01-26T01:30:00Z", "LP217198-3")).counts);
  CHECK_FALSE(abroad.evidence(test_entry("260415000", "2021-01-27T02:00:00Z")).counts);
  CHECK_FALSE(abroad.evidence(test_entry("260415000", "yesterday")).counts);
  CHECK_FALSE(abroad.evidence(test_entry(), kNow, "PUBLIC_VENUE_SH_202205").counts);
}

TEST_CASE("a vaccination counts once it is complete and its days have passed") {
  const Abroad abroad;
  const auto good = abroad.evidence(dose_entry("2021-01-12"));
  CHECK(good.kind == Kind::vaccination);
  CHECK(good.counts);
  CHECK(good.product == "EU/1/20/1528");
  CHECK(good.day == visit::Date{std::chrono::year{2021} / 1 / 12});
  const auto early = abroad.evidence(dose_entry("2021-01-13"));
  CHECK_FALSE(early.counts);
  CHECK(early.why.en == "Less than 14 days have passed, so it does not count yet.");
  CHECK_FALSE(abroad.evidence(dose_entry("2020-01-25")).counts);
  CHECK_FALSE(abroad.evidence(dose_entry("2021-01-12", cbor_int(1))).counts);
  CHECK_FALSE(abroad.evidence(dose_entry("2021-01-12", "")).counts);
  // As issuers write it: floats, a date with a time.
  CHECK(abroad.evidence(dose_entry("2021-01-12T00:00:00", cbor_float(2), cbor_float(2))).counts);
}

TEST_CASE("a recovery counts between its first and its last day") {
  const Abroad abroad;
  CHECK(abroad.evidence(recovery_entry("2021-01-15")).counts);
  CHECK_FALSE(abroad.evidence(recovery_entry("2021-01-16")).counts);
  CHECK_FALSE(abroad.evidence(recovery_entry("2020-07-01")).counts);
  CHECK(abroad.evidence(recovery_entry("2021-01-15")).kind == Kind::recovery);
}

TEST_CASE("what one member of a network signs in another's name counts for nobody") {
  const Abroad abroad;
  const std::string claims = cbor_map({{cbor_int(1), cbor_text("XB")},
                                       {cbor_int(4), epoch(kExpires)},
                                       {cbor_int(6), epoch(kIssued)},
                                       {cbor_int(-260), subclaims(test_entry(), "")}});
  auto recognised =
      check_paper(certificate_text(abroad.signer, claims), abroad.trust, {shipped(), kDoor}, kNow);
  REQUIRE(recognised.evidence);
  CHECK(recognised.evidence->issuer == "XB");
  CHECK_FALSE(recognised.evidence->counts);
  CHECK(recognised.evidence->why.en == "Certificates of this issuer are not recognised here.");
}

TEST_CASE("an expired or revoked certificate shows what it says, and does not count") {
  const Abroad abroad;
  const auto expired = abroad.shown(test_entry(), kExpires);
  CHECK(expired.finding == visit::PaperFinding::expired);
  REQUIRE(expired.evidence);
  CHECK_FALSE(expired.evidence->counts);
  CHECK(expired.evidence->why.en == "This certificate is not valid now, so it does not count.");
}

TEST_CASE("a certificate from elsewhere never makes a colour, whatever it holds") {
  const Abroad abroad;
  const auto paper = abroad.shown(test_entry());
  CHECK(paper.finding == visit::PaperFinding::genuine);
  CHECK_FALSE(paper.colour);
  // One that claims a green code of ours beside its entry shows the entry alone.
  const std::string forged = certificate_text(
      abroad.signer, cwt(subclaims(test_entry(), health_code({{10, cbor_text("王秀英")}}))));
  const auto claimed = check_paper(forged, abroad.trust, {shipped(), kDoor}, kNow);
  CHECK_FALSE(claimed.colour);
  CHECK(claimed.number.empty());
  CHECK_FALSE(claimed.as_of);
  CHECK(claimed.evidence);
  // The control: our own signer's has its colour, and is no evidence from elsewhere.
  const std::string ours = certificate_text(
      abroad.own, cwt(subclaims(test_entry(), health_code({{10, cbor_text("王秀英")}}))));
  const auto own = check_paper(ours, abroad.trust, {shipped(), kDoor}, kNow);
  CHECK(own.colour == visit::Colour::green);
  CHECK_FALSE(own.evidence);
}

TEST_CASE("the person's name is masked; what else somebody abroad wrote goes on no screen") {
  const Abroad abroad;
  CHECK(abroad.shown(test_entry()).name.reveal() == "B***");
  const auto named = [&](const std::string& surname, const std::string& forename) {
    return abroad
        .shown(entry_of("t", {{"tr", cbor_text("260415000")}},
                        cbor_map({{cbor_text("fn"), cbor_text(surname)},
                                  {cbor_text("gn"), cbor_text(forename)}})))
        .name;
  };
  CHECK(named("王", "秀英").reveal() == "王*英");
  CHECK(named("", "").empty());
  CHECK(named("", "Erika").reveal() == "E***");
  const auto odd =
      abroad.evidence(entry_of("v", {{"mp", cbor_text("\x1B[31m" + std::string(500, 'x'))},
                                     {"dt", cbor_text("2021-01-12")}}));
  CHECK(odd.product.empty());
}

TEST_CASE("without rules nothing counts, and without a good signature there is no evidence") {
  const Abroad abroad;
  const std::string text = certificate_text(abroad.signer, cwt(subclaims(test_entry(), "")));
  const auto bare = check_paper(text, abroad.trust, {}, kNow);
  REQUIRE(bare.evidence);
  CHECK_FALSE(bare.evidence->counts);
  const auto unknown =
      check_paper(text, trusting({abroad.own.certificate()}), {shipped(), kDoor}, kNow);
  CHECK_FALSE(unknown.evidence);
  CHECK(unknown.name.empty());
}

TEST_CASE("a wrong rule is one sentence that names the file and the key") {
  const std::string rule =
      "[[rule]]\nissuers = [\"XA\"]\nkind = \"test\"\ndays = 2\nscenes = [\"*\"]\n";
  CHECK(error_of("rule = 7").find("rule is not a list of tables") != std::string::npos);
  CHECK(error_of(rule).find("why is missing") != std::string::npos);
  CHECK(error_of(rule + "[why]\n").find("why.not_valid lacks its zh or its en") !=
        std::string::npos);
  CHECK(error_of(rule + "colour = \"green\"\n").find("rule[0].colour is not a key") !=
        std::string::npos);
  CHECK(error_of("[[rule]]\nissuers = []\n").find("rule[0].issuers") != std::string::npos);
  CHECK(error_of("[[rule").find(":1: ") != std::string::npos);
}

}  // namespace kiosk
