// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <string>

#include "printing/sheet/pdf.h"
#include "printing/sheet/prepared_sheet.h"
#include "tests/printing/sheet/status_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

tl::expected<visit::Secret, visit::PrintTrouble> prepared(const visit::Certificate& certificate) {
  return prepare(document_of(certificate), slip_details(),
                 {stationery(), slip_trust(), slip_faces()});
}

}  // namespace

TEST_CASE("a certificate becomes the bytes of one page") {
  visit::Certificate certificate = red_certificate();
  sign(certificate);
  const auto sheet = prepared(certificate);
  REQUIRE(sheet.has_value());
  CHECK(sheet->reveal().starts_with("%PDF-1."));
  CHECK(*sheet == *write_pdf(drawn(certificate, slip_details())));
}

TEST_CASE("a certificate that does not hold gives no bytes") {
  visit::Certificate certificate = red_certificate();
  CHECK(prepared(certificate).error() == visit::PrintTrouble::not_verifiable);
  sign(certificate);
  certificate.verdict.colour = visit::Colour::green;
  CHECK(prepared(certificate).error() == visit::PrintTrouble::not_verifiable);
}

TEST_CASE("a name that cannot be printed gives no bytes, and staff write by hand") {
  visit::Certificate certificate = red_certificate();
  certificate.name = visit::Secret(std::string(60, 'W'));
  sign(certificate);
  CHECK(prepared(certificate).error() == visit::PrintTrouble::not_printable);
}
