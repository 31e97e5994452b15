// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/print_gate.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "tests/printing/hcert/hcert_test_signer.h"
#include "tests/printing/sheet/route_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

visit::Certificate signed_certificate() {
  visit::Certificate certificate = yellow_certificate();
  sign(certificate);
  return certificate;
}

tl::expected<void, GateTrouble> gate(const visit::Certificate& certificate,
                                     const SheetDetails& details = slip_details(),
                                     const TrustList& trust = slip_trust()) {
  return pass_print_gate(drawn(certificate, details), document_of(certificate), details, trust);
}

// The same content under a DCC, which carries the name in two parts.
visit::Certificate signed_with_dcc(const TestSigner& signer, std::string_view family,
                                   std::string_view given) {
  visit::Certificate certificate = yellow_certificate();
  const std::string name =
      cbor_map({{cbor_text("fn"), cbor_text(family)}, {cbor_text("gn"), cbor_text(given)}});
  const std::string entry = cbor_map({{cbor_text("ci"), cbor_text(kUci)},
                                      {cbor_text("sc"), cbor_text("2021-01-25T08:10:00Z")},
                                      {cbor_text("tr"), cbor_text("260415000")}});
  const std::string dcc = cbor_map({{cbor_text("t"), cbor_array({entry})},
                                    {cbor_text("nam"), name},
                                    {cbor_text("ver"), cbor_text("1.3.0")}});
  const auto end = std::chrono::floor<std::chrono::seconds>(certificate.slip.expires_at);
  const std::string health =
      health_code({{2, cbor_int(1)}, {5, cbor_text("990101********0036")}, {12, epoch(end)}});
  certificate.slip.qr =
      visit::Secret(certificate_text(signer, cwt(subclaims(dcc, health), epoch(end))));
  return certificate;
}

}  // namespace

TEST_CASE("a signed slip that says what it signs passes, on every printer") {
  SheetDetails details = slip_details();
  details.dots_per_inch = GENERATE(203, 300, 360, 600, 1200);
  CHECK(gate(signed_certificate(), details).has_value());
}

TEST_CASE("one altered character of the signed text stops the sheet") {
  visit::Certificate certificate = signed_certificate();
  std::string text(certificate.slip.qr.reveal());
  char& altered = text[GENERATE(10U, 60U, 150U, 250U)];
  altered = altered == 'A' ? 'B' : 'A';
  certificate.slip.qr = visit::Secret(text);
  CHECK(gate(certificate).error() == GateTrouble::not_valid);
}

TEST_CASE("a signer we do not trust stops the sheet") {
  CHECK(gate(signed_certificate(), slip_details(), TrustList()).error() == GateTrouble::not_valid);
  const TestSigner stranger;
  CHECK(gate(signed_certificate(), slip_details(), trusting({stranger.certificate()})).error() ==
        GateTrouble::not_valid);
}

TEST_CASE("a slip that has ended, or whose trust list has, stops the sheet") {
  const visit::Certificate certificate = signed_certificate();
  SheetDetails late = slip_details();
  late.printed_at = certificate.slip.expires_at;
  CHECK(gate(certificate, late).error() == GateTrouble::not_valid);
  late.printed_at -= std::chrono::seconds(1);
  CHECK(gate(certificate, late).has_value());

  const TestSigner root;
  const TestSigner signer;
  const visit::Certificate by_signer = signed_with_dcc(signer, "阿卜杜热伊木·托合提", "");
  ListContent list{{signer.certificate()}};
  CHECK(gate(by_signer, slip_details(), trusting(root, list)).has_value());
  list.expires = std::chrono::floor<std::chrono::seconds>(slip_details().printed_at);
  CHECK(gate(by_signer, slip_details(), trusting(root, list)).error() == GateTrouble::not_valid);
}

TEST_CASE("a slip that signs another person, colour or end than it prints is stopped") {
  visit::Certificate certificate = signed_certificate();
  SECTION("name") { certificate.name = visit::Secret("阿卜杜热伊木·托合"); }
  SECTION("longer name") { certificate.name = visit::Secret("阿卜杜热伊木·托合提提"); }
  SECTION("number") { certificate.number = visit::Secret("990101********0037"); }
  SECTION("colour") { certificate.verdict.colour = visit::Colour::green; }
  SECTION("end") { certificate.slip.expires_at += std::chrono::minutes(1); }
  CHECK(gate(certificate).error() == GateTrouble::says_otherwise);
}

TEST_CASE("a green that its own newest test speaks against is stopped") {
  const TestSigner signer;
  visit::Certificate certificate = green_certificate();
  const auto end = std::chrono::floor<std::chrono::seconds>(certificate.slip.expires_at);
  const auto signed_with = [&](int result) {
    const std::string sample =
        cbor_array({epoch(kIssued - std::chrono::hours(1)), cbor_int(result), cbor_int(990101)});
    certificate.slip.qr = visit::Secret(certificate_text(
        signer, cwt(subclaims("", health_code({{5, cbor_text("990101********0028")},
                                               {6, cbor_array({sample})},
                                               {10, cbor_text("李秀英")},
                                               {12, epoch(end)}})),
                    epoch(end))));
    return gate(certificate, slip_details(), trusting({signer.certificate()}));
  };
  CHECK(signed_with(0).has_value());
  CHECK(signed_with(1).error() == GateTrouble::says_otherwise);
}

TEST_CASE("spaces and the kind of middle dot do not make another name") {
  visit::Certificate certificate = signed_certificate();
  certificate.name = visit::Secret(
      GENERATE("阿卜杜热伊木•托合提", "阿卜杜热伊木 · 托合提", "阿卜杜热伊木・托合提"));
  CHECK(gate(certificate).has_value());
}

TEST_CASE("a name in two parts is one name in either order, and no other") {
  const TestSigner signer;
  const TrustList trust = trusting({signer.certificate()});
  const auto passes = [&](const char* family, const char* given) {
    return gate(signed_with_dcc(signer, family, given), slip_details(), trust).has_value();
  };
  CHECK(passes("托合提", "阿卜杜热伊木·"));
  CHECK(passes("阿卜杜热伊木", "·托合提"));
  CHECK_FALSE(passes("阿卜杜热伊木", "托合提"));
  CHECK_FALSE(passes("", ""));
}

TEST_CASE("a sheet without its code, or with two, is stopped") {
  const visit::Certificate certificate = signed_certificate();
  const SheetDetails details = slip_details();
  Sheet none = drawn(certificate, details);
  std::erase_if(none.marks, [](const Mark& mark) { return std::holds_alternative<QrMark>(mark); });
  Sheet two = drawn(certificate, details);
  Sheet second = drawn(certificate, details);
  for (Mark& mark : second.marks) {
    if (std::holds_alternative<QrMark>(mark)) two.marks.push_back(std::move(mark));
  }
  for (const Sheet* sheet : {&none, &two}) {
    CHECK(pass_print_gate(*sheet, document_of(certificate), details, slip_trust()).error() ==
          GateTrouble::no_code);
  }
}

TEST_CASE("a code that says something else than the signed text is stopped") {
  const visit::Certificate certificate = signed_certificate();
  visit::Certificate other = signed_certificate();  // signed anew: same content, other signature
  REQUIRE_FALSE(other.slip.qr == certificate.slip.qr);
  const SheetDetails details = slip_details();
  CHECK(pass_print_gate(drawn(other, details), document_of(certificate), details, slip_trust())
            .error() == GateTrouble::unreadable);
}

TEST_CASE("a card passes if it is signed without a colour, and is stopped with one") {
  const TestSigner signer;
  const TrustList trust = trusting({signer.certificate()});
  const SheetDetails details = slip_details();
  const auto passes = [&](const std::string& colour, std::string_view printed) {
    visit::HealthCard card = health_card_of("李秀英");
    const auto end = std::chrono::floor<std::chrono::seconds>(card.slip.expires_at);
    card.slip.qr = visit::Secret(certificate_text(
        signer, cwt(subclaims("", health_code({{2, colour},
                                               {5, cbor_text(card.number.reveal())},
                                               {6, ""},
                                               {10, cbor_text("李秀英")},
                                               {12, epoch(end)}})),
                    epoch(end))));
    card.name = visit::Secret(printed);
    const visit::Document document = std::move(card);
    return pass_print_gate(drawn(document, details), document, details, trust).has_value();
  };
  CHECK(passes("", "李秀英"));
  CHECK_FALSE(passes(cbor_int(0), "李秀英"));
  CHECK_FALSE(passes("", "李秀"));
}

TEST_CASE("a sheet that nobody signed passes with its own serial, and with no other") {
  const SheetDetails details = details_of("GC07-210126-0073-6");
  visit::Document documents[] = {fever_clinic_slip(), visit::RegistrationForm{"epi-survey 1.3"}};
  for (const visit::Document& document : documents) {
    const Sheet sheet = drawn(document, details);
    CHECK(pass_print_gate(sheet, document, details, slip_trust()).has_value());
    CHECK(
        pass_print_gate(sheet, document, details_of("GC07-210126-0074-4"), slip_trust()).error() ==
        GateTrouble::unreadable);
  }
}

TEST_CASE("a code that something is drawn over is stopped") {
  const visit::Certificate certificate = signed_certificate();
  const SheetDetails details = slip_details();
  Sheet sheet = drawn(certificate, details);
  // A third of the width, over one of the three finders.
  sheet.marks.push_back(FilledRect{{152, 66, 15, 43}, Ink::black});
  CHECK(pass_print_gate(sheet, document_of(certificate), details, slip_trust()).error() ==
        GateTrouble::unreadable);
}
