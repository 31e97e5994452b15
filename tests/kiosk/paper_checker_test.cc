// SPDX-License-Identifier: GPL-3.0-or-later
// A paper that somebody brings, in the visit's words: what holds, what held once, what never did.
#include "kiosk/paper_checker.h"

#include <catch2/catch.hpp>
#include <optional>

#include "tests/printing/hcert/hcert_test_signer.h"

namespace kiosk {

namespace {

using namespace printing::testing;
using visit::PaperFinding;

constexpr visit::Moment at(std::chrono::sys_seconds second) { return second; }

struct Issuer {
  TestSigner signer;
  printing::TrustList trust = trusting({signer.certificate()});

  // The name stands in the code itself, as on our slips.
  [[nodiscard]] std::string text() const {
    const std::string code = health_code({{10, cbor_text("王秀英")}});
    return certificate_text(signer, cwt(subclaims("", code)));
  }
};

}  // namespace

TEST_CASE("a genuine paper tells its colour with its moment, and masks its person") {
  const Issuer issuer;
  const auto paper = check_paper(issuer.text(), issuer.trust, {}, at(kNow));
  CHECK(paper.finding == PaperFinding::genuine);
  CHECK(paper.colour == visit::Colour::green);
  REQUIRE(paper.as_of);
  CHECK(*paper.as_of <= at(kNow));
  REQUIRE(paper.valid_until);
  CHECK(*paper.valid_until > at(kNow));
  CHECK(paper.name.reveal() == "王*英");
  CHECK(paper.number.reveal().find('*') != std::string::npos);
}

TEST_CASE("an old paper is genuine and over; whose, and what it was, is still told") {
  const Issuer issuer;
  const auto paper = check_paper(issuer.text(), issuer.trust, {}, at(kExpires));
  CHECK(paper.finding == PaperFinding::expired);
  CHECK(paper.colour == visit::Colour::green);
  CHECK_FALSE(paper.name.empty());
}

TEST_CASE("of a paper whose signature does not hold nothing is told") {
  const Issuer issuer;
  const Issuer other;
  std::string changed = issuer.text();
  changed[changed.size() / 2] = changed[changed.size() / 2] == '7' ? '8' : '7';
  for (const auto& [text, finding] : {std::pair{issuer.text().substr(0, 60), PaperFinding::damaged},
                                      {std::string("HC1:"), PaperFinding::damaged},
                                      {other.text(), PaperFinding::unknown_issuer}}) {
    const auto paper = check_paper(text, issuer.trust, {}, at(kNow));
    CHECK(paper.finding == finding);
    CHECK(paper.name.empty());
    CHECK(paper.number.empty());
    CHECK_FALSE(paper.colour);
    CHECK_FALSE(paper.valid_until);
  }
  CHECK(check_paper(changed, issuer.trust, {}, at(kNow)).finding != PaperFinding::genuine);
}

TEST_CASE("a paper that only an outdated list vouches for is for people to look at") {
  const TestSigner root;
  const Issuer issuer;
  ListContent content;
  content.certificates = {issuer.signer.certificate()};
  CHECK(check_paper(issuer.text(), trusting(root, content), {}, at(kNow)).finding ==
        PaperFinding::genuine);
  content.expires = kNow;
  CHECK(check_paper(issuer.text(), trusting(root, content), {}, at(kNow)).finding ==
        PaperFinding::trust_list_stale);
}

TEST_CASE("the answer bears the ticket of its question") {
  const Issuer issuer;
  std::optional<visit::Event> posted;
  PaperChecker checker(
      std::make_shared<TrustStore>(issuer.trust), {}, [] { return at(kNow); },
      [&](visit::Event event) { posted = std::move(event); });
  checker.judge({42}, visit::Secret(issuer.text()));
  REQUIRE(posted);
  const auto& checked = std::get<visit::event::PaperChecked>(*posted);
  CHECK(checked.ticket == visit::Ticket{42});
  CHECK(checked.paper.finding == PaperFinding::genuine);
}

}  // namespace kiosk
