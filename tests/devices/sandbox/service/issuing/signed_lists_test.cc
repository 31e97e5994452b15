// SPDX-License-Identifier: GPL-3.0-or-later
// The issuer's lists and slips as the kiosk's own verifier reads them: two programs written from
// one document, without a line in common.
#include "devices/sandbox/service/issuing/signed_lists.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "printing/hcert/hcert.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

printing::Bytes bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::chrono::sys_seconds seconds_of(service::Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at);
}

service::Lifetime span(const char* from, const char* to) { return {at(from), at(to)}; }

// A service with a list root of its own, as its readers see it.
class Issuer {
 public:
  Issuer() : root_("practice list root", span("2020-01-01", "2120-01-01")) {
    running.settings().lists = {root_.certificate(), root_.key()};
    running.restart();
    running.seed(Json::object());
    const auto root = service::SlipSigner::open(root_.certificate(), root_.key());
    REQUIRE(root);
    pinned_ = printing::cose::read_signer(bytes_of(root->der()));
    REQUIRE(pinned_);
  }

  std::string list_bytes() {
    const auto reply = running.kiosk().get("/v1/trust");
    REQUIRE(reply.status == 200);
    CHECK(reply.headers.at("content-type") == "application/cose");
    return reply.body;
  }
  tl::expected<printing::TrustList, printing::TrustTrouble> read(const std::string& file,
                                                                 std::uint64_t least = 0) const {
    return printing::TrustList::read_signed(bytes_of(file), *pinned_, least);
  }
  printing::TrustList list(std::uint64_t least = 0) {
    auto read_list = read(list_bytes(), least);
    REQUIRE(read_list);
    return std::move(*read_list);
  }
  // The reply to a slip asked for now.
  Json slip(const Json& change = Json::object()) {
    Json body = inquiry(change);
    body["kind"] = "STATUS_SLIP";
    const auto reply =
        running.kiosk().post("/v1/certificates", body,
                             {{"Idempotency-Key", "0123456789abcdef-" + std::to_string(++n_)}});
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    return reply.json();
  }
  void revoke(const std::string& id) {
    REQUIRE(running.kiosk()
                .post("/v1/certificates/" + id + "/revoke", Json{{"reason", "LOST"}})
                .status == 200);
  }
  printing::Verdict verdict(const std::string& qr, const printing::TrustList& trust) {
    return printing::verify(qr, trust, seconds_of(running.now())).verdict;
  }

  RunningService running;

 private:
  service::PracticeCa root_;
  std::optional<printing::cose::Signer> pinned_;
  int n_ = 0;
};

}  // namespace

TEST_CASE("the kiosk's verifier takes the issuer's list, and a slip by it") {
  Issuer issuer;
  const auto list = issuer.list();
  CHECK(list.size() == 1);
  CHECK(list.skipped() == 0);
  CHECK(list.revocations().empty());
  CHECK(*list.issued() == seconds_of(at("2021-01-20T09:30")));
  CHECK(*list.expires() == seconds_of(at("2021-01-21T09:30")));
  const auto result =
      printing::verify(std::string(issuer.slip()["qr"]), list, seconds_of(issuer.running.now()));
  CHECK(result.verdict == printing::Verdict::ok);
  CHECK(printing::colour_to_show(result, seconds_of(issuer.running.now())) ==
        printing::HealthCodeColour::green);
}

TEST_CASE("H20: a slip that was revoked is revoked by the new list, and by the old one was not") {
  Issuer issuer;
  const Json slip = issuer.slip();
  const Json other = issuer.slip();
  const auto before = issuer.list();
  CHECK(issuer.verdict(slip["qr"], before) == printing::Verdict::ok);
  issuer.revoke(slip["id"]);
  const auto after = issuer.list(before.sequence() + 1);
  CHECK(after.revocations().size() == 1);
  CHECK(issuer.verdict(slip["qr"], after) == printing::Verdict::revoked);
  CHECK(issuer.verdict(other["qr"], after) == printing::Verdict::ok);
  CHECK(issuer.verdict(slip["qr"], before) == printing::Verdict::ok);
}

TEST_CASE("H20: by a list past its next update nothing is confirmed") {
  Issuer issuer;
  const Json slip = issuer.slip();
  const auto list = issuer.list();
  issuer.running.set_time("2021-01-21T09:29:59");
  CHECK(issuer.verdict(slip["qr"], list) == printing::Verdict::ok);
  issuer.running.set_time("2021-01-21T09:30");
  CHECK(issuer.verdict(slip["qr"], list) == printing::Verdict::trust_list_stale);
  CHECK(issuer.verdict(slip["qr"], issuer.list()) == printing::Verdict::ok);
}

TEST_CASE("H21: a slip or a list with one letter changed holds no more") {
  Issuer issuer;
  const Json slip = issuer.slip();
  const auto list = issuer.list();
  const std::string qr = slip["qr"];
  int held = 0;
  for (std::size_t i = 4; i < qr.size(); ++i) {
    std::string bent = qr;
    bent[i] = bent[i] == 'A' ? 'B' : 'A';
    if (issuer.verdict(bent, list) == printing::Verdict::ok) ++held;
  }
  CHECK(held == 0);
  CHECK(issuer.verdict(qr, list) == printing::Verdict::ok);

  const std::string file = issuer.list_bytes();
  int taken = 0;
  for (std::size_t i = 0; i < file.size(); i += 3) {
    std::string bent = file;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    if (issuer.read(bent)) ++taken;
  }
  CHECK(taken == 0);
  CHECK(issuer.read(file));
}

TEST_CASE("a list stays the same until something changes or half its life is over") {
  Issuer issuer;
  const std::string first = issuer.list_bytes();
  CHECK(issuer.list_bytes() == first);
  issuer.running.restart();
  CHECK(issuer.list_bytes() == first);
  issuer.running.set_time("2021-01-20T21:29:59");
  CHECK(issuer.list_bytes() == first);
  issuer.running.set_time("2021-01-20T21:30");
  const auto before = issuer.read(first);
  const auto again = issuer.list();
  CHECK(again.sequence() > before->sequence());
  CHECK(*again.expires() == seconds_of(at("2021-01-21T21:30")));

  // Two changes within one second are two lists, and a clock set back does not turn the number.
  const Json one = issuer.slip();
  const Json two = issuer.slip();
  issuer.revoke(one["id"]);
  const auto third = issuer.list(again.sequence() + 1);
  issuer.revoke(two["id"]);
  const auto fourth = issuer.list(third.sequence() + 1);
  CHECK(fourth.revocations().size() == 2);
  issuer.running.set_time("2021-01-20T10:00");
  const auto fifth = issuer.list(fourth.sequence() + 1);
  CHECK_FALSE(fifth.stale(seconds_of(issuer.running.now())));
  // An older list is known as such.
  CHECK(issuer.read(first, fifth.sequence()).error() == printing::TrustTrouble::rolled_back);
}

TEST_CASE("whoever has the list is told so, and whoever has another gets the new one") {
  Issuer issuer;
  const auto first = issuer.running.kiosk().get("/v1/trust");
  const std::string tag = first.headers.at("etag");
  const auto same = issuer.running.kiosk().get("/v1/trust", {{"If-None-Match", tag}});
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  issuer.revoke(issuer.slip()["id"]);
  CHECK(issuer.running.kiosk().get("/v1/trust", {{"If-None-Match", tag}}).status == 200);
}

TEST_CASE("signers overlap: the next is published before its time, the old until its end") {
  Issuer issuer;
  const auto old_signer = issuer.running.ca().signer("XA", span("2020-01-01", "2021-02-10"));
  const auto new_signer = issuer.running.ca().signer("XA", span("2021-02-01", "2022-02-01"));
  issuer.running.settings().signing = {{new_signer.certificate, new_signer.key},
                                       {old_signer.certificate, old_signer.key}};
  issuer.running.restart();
  // Before its time the new one signs nothing, but whoever fetches the list knows it already.
  const Json old_slip = issuer.slip();
  const auto early = issuer.list();
  CHECK(early.size() == 2);
  CHECK(issuer.verdict(old_slip["qr"], early) == printing::Verdict::ok);
  issuer.running.set_time("2021-02-01T08:00");
  const Json new_slip = issuer.slip();
  const auto kid_of = [&](const Json& slip) {
    return printing::verify(std::string(slip["qr"]), early, seconds_of(issuer.running.now())).kid;
  };
  CHECK(kid_of(old_slip) != kid_of(new_slip));
  const auto both = issuer.list();
  CHECK(both.size() == 2);
  CHECK(issuer.verdict(new_slip["qr"], both) == printing::Verdict::ok);
  // The old slip's own days are over; its signer is still known.
  CHECK(issuer.verdict(old_slip["qr"], both) == printing::Verdict::expired);

  issuer.running.set_time("2021-02-10T00:00");
  const auto late = issuer.list();
  CHECK(late.size() == 1);
  CHECK(issuer.verdict(old_slip["qr"], late) == printing::Verdict::unknown_issuer);

  // One taken out of the configuration vouches for nothing from the next list on.
  issuer.running.set_time("2021-02-01T08:00");
  issuer.running.settings().signing = {{new_signer.certificate, new_signer.key}};
  issuer.running.restart();
  const auto retired = issuer.list();
  CHECK(retired.size() == 1);
  CHECK(issuer.verdict(old_slip["qr"], retired) == printing::Verdict::unknown_issuer);
  CHECK(issuer.verdict(new_slip["qr"], retired) == printing::Verdict::ok);
}

TEST_CASE("the revocation list alone is signed the same way, and is no trust list") {
  Issuer issuer;
  const Json slip = issuer.slip();
  issuer.revoke(slip["id"]);
  const auto reply = issuer.running.kiosk().get("/v1/revocations.cose");
  REQUIRE(reply.status == 200);
  CHECK(reply.headers.at("content-type") == "application/cose");
  CHECK(issuer.read(reply.body).error() == printing::TrustTrouble::malformed);
  // The entry, found by hand: SHA-256 over "GC-REF:" and the reference.
  std::string reference;
  const std::string id = slip["id"];
  for (std::size_t i = 0; i < 16; i += 2) {
    reference += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
  }
  const std::string entry = service::sha256("GC-REF:" + reference).substr(0, 16);
  CHECK(service::revocation_entry(reference) == entry);
  CHECK(reply.body.find("\x67revoked\x81\x50" + entry) != std::string::npos);
  std::string of_another = reference;
  of_another[0] = static_cast<char>(of_another[0] ^ 1);
  CHECK(reply.body.find(service::revocation_entry(of_another)) == std::string::npos);
}

TEST_CASE("a list names the signers of others too, until their end") {
  Issuer issuer;
  const auto other = issuer.running.ca().signer("XA", span("2020-01-01", "2021-02-10"));
  issuer.running.settings().listed = {other.certificate};
  issuer.running.restart();
  const auto list = issuer.list();
  CHECK(list.size() == 2);
  const auto der = service::der_and_end(other.certificate);
  REQUIRE(der);
  CHECK(list.signers(bytes_of(service::sha256(der->first).substr(0, 8))).size() == 1);
  issuer.running.set_time("2021-02-10T00:00");
  CHECK(issuer.list().size() == 1);

  auto settings = issuer.running.settings();
  settings.store = (issuer.running.folder() / "other.db").string();
  settings.listed = {"nonsense"};
  const auto started =
      service::Service::start(settings, {[&] { return issuer.running.now(); }, {}});
  REQUIRE_FALSE(started);
  CHECK(started.error() == "lists: one of the others is no PEM certificate");
}

TEST_CASE(
    "a practice deployment publishes lists under a root of its own, a network under one root") {
  const std::filesystem::path source = KIOSK_SOURCE_DIR;
  const files::Folder folder;
  const auto one =
      service::deploy_practice(folder.path(), source / "config/policy/reference.json",
                               {"99", "XA", 990101, {"练习健康码", "Practice health code"}, ""},
                               {"GC07"}, service::machine_time());
  REQUIRE(one);
  const auto settings = service::read_settings(one->config);
  if (!settings) FAIL(settings.error());
  CHECK(settings->lists.certificate_pem == files::contents(one->list_root));
  CHECK(service::SlipSigner::open(settings->lists.certificate_pem, settings->lists.key_pem));

  const files::Folder many;
  service::PracticeNetworkPlan plan;
  plan.policy = source / "config/policy/reference.json";
  plan.provinces = source / "config/provinces";
  plan.codes = {"42", "44"};
  const auto network =
      service::deploy_practice_network(many.path(), plan, span("2020-01-01", "2120-01-01"));
  REQUIRE(network);
  REQUIRE(service::configure_practice_province(many.path(), plan, "42", "https://127.0.0.1:1"));
  for (const char* code : {"00", "42"}) {
    const auto& issuer = network->issuers.at(code);
    const auto read = service::read_settings(issuer.config);
    if (!read) FAIL(read.error());
    CHECK(read->lists.certificate_pem == files::contents(issuer.list_root));
    REQUIRE(read->listed.size() == 2);
    for (const char* other : {"00", "42", "44"}) {
      const auto signer = files::contents(network->issuers.at(other).signer);
      const bool listed =
          std::find(read->listed.begin(), read->listed.end(), signer) != read->listed.end();
      CHECK(listed == (std::string(other) != code));
    }
  }
}

TEST_CASE("without a root there are no lists; with a wrong one the service does not start") {
  RunningService running;
  CHECK(running.kiosk().get("/v1/trust").status == 404);
  CHECK(running.kiosk().get("/v1/revocations.cose").status == 404);
  auto settings = running.settings();
  settings.store = (running.folder() / "other.db").string();
  settings.lists = {settings.signing[0].certificate_pem, running.ca().key()};
  const auto started = service::Service::start(settings, {[&] { return running.now(); }, {}});
  REQUIRE_FALSE(started);
  CHECK(started.error() == "lists: the signing key is not that of the signing certificate");
}
