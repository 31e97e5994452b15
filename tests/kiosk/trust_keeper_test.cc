// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's trust list against a practice issuer that signs real lists, over real TLS: a new one
// counts at once, and no way leads back to an older one.
#include "kiosk/trust_keeper.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <fstream>

#include "devices/sandbox/service/issuing/slip_signer.h"
#include "devices/sandbox/service/records/seal.h"
#include "kiosk/paper_checker.h"
#include "tests/devices/sandbox/service/running_service.h"

namespace kiosk {

namespace {

using namespace std::chrono_literals;
using devices::ListNews;
using service::Json;
using service_test::at;
using service_test::RunningService;
using std::filesystem::path;
using visit::PaperFinding;

service::Lifetime span(const char* from, const char* to) { return {at(from), at(to)}; }

void write(const path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// An issuer with a root for its lists, and a kiosk's folder beside it.
class Issuer {
 public:
  Issuer() : root_("practice list root", span("2020-01-01", "2120-01-01")) {
    running.settings().lists = {root_.certificate(), root_.key()};
    running.restart();
    running.seed(Json::object());
    std::filesystem::create_directory(folder() / "signers");
    write(folder() / "root.pem", root_.certificate());
    write(folder() / "signers/dsc.pem", running.settings().signing[0].certificate_pem);
    write(folder() / "trust.hct", list());
  }

  [[nodiscard]] path folder() const { return running.folder(); }
  std::string list() {
    const auto reply = running.kiosk().get("/v1/trust");
    REQUIRE(reply.status == 200);
    return reply.body;
  }
  TrustSettings settings(const char* list = "trust.hct") {
    const auto door = running.door();
    write(folder() / "ca.pem", door.ca);
    write(folder() / "kiosk.pem", door.client.certificate);
    write(folder() / "kiosk.key", door.client.key);
    TrustSettings settings;
    settings.list = folder() / list;
    settings.root = folder() / "root.pem";
    settings.kept = folder() / "kept.hct";
    devices::HealthCodeSource source;
    source.url = "https://127.0.0.1:" + std::to_string(door.port);
    source.ca_file = (folder() / "ca.pem").string();
    source.certificate_file = (folder() / "kiosk.pem").string();
    source.key_file = (folder() / "kiosk.key").string();
    source.device_id = door.device;
    settings.from = source;
    settings.plan.connect = 5s;
    return settings;
  }
  // A slip's text and its id.
  std::pair<std::string, std::string> slip() {
    Json body = service_test::inquiry();
    body["kind"] = "STATUS_SLIP";
    const auto reply =
        running.kiosk().post("/v1/certificates", body,
                             {{"Idempotency-Key", "0123456789abcdef-" + std::to_string(++n_)}});
    REQUIRE(reply.status == 201);
    return {reply.json()["qr"], reply.json()["id"]};
  }
  void revoke(const std::string& id) {
    REQUIRE(running.kiosk()
                .post("/v1/certificates/" + id + "/revoke", Json{{"reason", "LOST"}})
                .status == 200);
  }
  void fault(const Json& fault) {
    REQUIRE(running.kiosk().post("/_test/faults", fault).status == 200);
  }

  RunningService running;

 private:
  service::PracticeCa root_;
  int n_ = 0;
};

// A kiosk's trust, and what it tells.
class Trust {
 public:
  Trust(Issuer& issuer, const TrustSettings& settings) : issuer_(issuer) {
    auto opened = TrustKeeper::open(
        settings, [&issuer] { return issuer.running.now(); },
        [this](TrustNews news) {
          const std::lock_guard held(lock_);
          news_.push_back(news);
          told_.notify_all();
        },
        [] { return 0.5; });
    if (!opened) FAIL(opened.error());
    keeper_ = std::move(*opened);
  }

  TrustNews next() {
    std::unique_lock held(lock_);
    REQUIRE(told_.wait_for(held, 30s, [this] { return !news_.empty(); }));
    const TrustNews news = news_.front();
    news_.pop_front();
    return news;
  }
  TrustNews look() {
    keeper_->look_now();
    return next();
  }
  // As the scanner's judge finds it at this moment.
  PaperFinding finding(const std::string& qr) {
    return check_paper(qr, *keeper_->store()->list(), {}, issuer_.running.now()).finding;
  }
  [[nodiscard]] std::shared_ptr<const TrustStore> store() const { return keeper_->store(); }

 private:
  Issuer& issuer_;
  std::mutex lock_;
  std::condition_variable told_;
  std::deque<TrustNews> news_;
  std::unique_ptr<TrustKeeper> keeper_;
};

}  // namespace

TEST_CASE("a revocation counts under the scanner as soon as its list is fetched") {
  Issuer issuer;
  Trust trust(issuer, issuer.settings());
  CHECK(trust.next().age == TrustAge::fresh);
  const auto [qr, id] = issuer.slip();
  const auto [other, other_id] = issuer.slip();
  std::optional<visit::Event> posted;
  PaperChecker checker(
      trust.store(), {}, [&] { return issuer.running.now(); },
      [&](visit::Event event) { posted = std::move(event); });
  const auto judged = [&](const std::string& text) {
    checker.judge({1}, visit::Secret(text));
    return std::get<visit::event::PaperChecked>(*posted).paper.finding;
  };
  CHECK(judged(qr) == PaperFinding::genuine);
  const auto held = trust.store()->list();
  issuer.revoke(id);
  CHECK(judged(qr) == PaperFinding::genuine);  // nobody has told the kiosk yet
  CHECK(trust.look().look == ListNews::taken);
  CHECK(judged(qr) == PaperFinding::revoked);
  CHECK(judged(other) == PaperFinding::genuine);
  // Whoever was judging by the old list keeps it whole.
  CHECK(held->revocations().empty());
  CHECK(trust.look().look == ListNews::unchanged);
}

TEST_CASE("the newest of what was installed and what was kept counts, and never an older one") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  const std::string old_list = issuer.list();
  issuer.revoke(id);
  {
    Trust trust(issuer, issuer.settings());
    CHECK(trust.next().look == ListNews::taken);
    CHECK(trust.finding(qr) == PaperFinding::revoked);
  }
  // Without the service: the kept list counts, not the installed one.
  TrustSettings cut_off = issuer.settings();
  cut_off.from->url = "https://127.0.0.1:1";
  {
    Trust trust(issuer, cut_off);
    CHECK(trust.next().look == ListNews::not_reached);
    CHECK(trust.finding(qr) == PaperFinding::revoked);
  }
  // Deleted, or replaced by an older one that the root did sign: nobody is trusted rather than
  // that.
  std::filesystem::remove(cut_off.kept);
  {
    Trust trust(issuer, cut_off);
    CHECK(trust.finding(qr) == PaperFinding::unknown_issuer);
  }
  write(cut_off.kept, old_list);
  {
    Trust trust(issuer, cut_off);
    CHECK(trust.finding(qr) == PaperFinding::unknown_issuer);
  }
  // Until the service is there again.
  {
    Trust trust(issuer, issuer.settings());
    CHECK(trust.next().look == ListNews::taken);
    CHECK(trust.finding(qr) == PaperFinding::revoked);
  }
  // The control: with the number gone too, the old list is believed.
  write(cut_off.kept, old_list);
  std::filesystem::remove(cut_off.kept.string() + ".highest");
  Trust trust(issuer, cut_off);
  CHECK(trust.finding(qr) == PaperFinding::genuine);
}

TEST_CASE("a service that serves an older list is refused") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  TrustSettings settings = issuer.settings();
  auto kept = devices::KeptList::open(settings.kept);
  REQUIRE(kept);
  REQUIRE(kept->remember(4'000'000'000));
  Trust trust(issuer, settings);
  CHECK(trust.next().look == ListNews::refused);
  CHECK(trust.finding(qr) == PaperFinding::unknown_issuer);
  CHECK_FALSE(std::filesystem::exists(settings.kept));
}

TEST_CASE("a list that another root signed changes nothing") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  const service::PracticeCa other("another root", span("2020-01-01", "2120-01-01"));
  Trust trust(issuer, issuer.settings());
  CHECK(trust.next().look == ListNews::taken);  // nothing was kept yet
  issuer.revoke(id);
  auto& lists = issuer.running.settings().lists;
  const auto own = std::exchange(lists, service::SigningSettings{other.certificate(), other.key()});
  const int port = issuer.running.door().port;
  issuer.running.settings().listen.port = port;
  issuer.running.restart();
  issuer.running.set_time("2021-01-20T22:00");  // half its life is over: signed anew
  CHECK(trust.look().look == ListNews::refused);
  CHECK(trust.finding(qr) == PaperFinding::genuine);
  lists = own;
  issuer.running.restart();
  issuer.running.set_time("2021-01-21T09:00");
  issuer.revoke(issuer.slip().second);
  CHECK(trust.look().look == ListNews::taken);
  CHECK(trust.finding(qr) == PaperFinding::revoked);
}

TEST_CASE("a list that is cut, in form or on the line, keeps the old one") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  Trust trust(issuer, issuer.settings());
  CHECK(trust.next().look == ListNews::taken);  // nothing was kept yet
  issuer.revoke(id);
  issuer.fault(Json{{"path", "/v1/trust"}, {"count", 1}, {"truncate", 300}});
  CHECK(trust.look().look == ListNews::refused);
  issuer.fault(Json{{"path", "/v1/trust"}, {"count", 1}, {"drop", 300}});
  CHECK(trust.look().look == ListNews::not_reached);
  CHECK(trust.finding(qr) == PaperFinding::genuine);
  issuer.fault(Json{{"clear", true}});
  CHECK(trust.look().look == ListNews::taken);
  CHECK(trust.finding(qr) == PaperFinding::revoked);
}

TEST_CASE("a list that is over confirms nothing and lets nothing be printed, until the next one") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  Trust trust(issuer, issuer.settings());
  CHECK(trust.next().age == TrustAge::fresh);
  issuer.fault(Json{{"path", "/v1/trust"}, {"count", 0}, {"status", 503}});
  const auto looked_at = [&](const char* moment) {
    issuer.running.set_time(moment);
    return trust.look();
  };
  // It lives for a day: its last quarter is a warning.
  CHECK(looked_at("2021-01-21T03:29").age == TrustAge::fresh);
  CHECK(looked_at("2021-01-21T03:30").age == TrustAge::old);
  CHECK(trust.finding(qr) == PaperFinding::genuine);
  const auto late = looked_at("2021-01-21T09:30");
  CHECK(late.look == ListNews::not_reached);
  CHECK(late.age == TrustAge::stale);
  CHECK(trust.finding(qr) == PaperFinding::trust_list_stale);
  issuer.fault(Json{{"clear", true}});
  CHECK(trust.look().age == TrustAge::fresh);
  CHECK(trust.finding(qr) == PaperFinding::genuine);
}

TEST_CASE("signers from a folder go by the issuer's list of what was revoked") {
  Issuer issuer;
  const auto [qr, id] = issuer.slip();
  TrustSettings settings = issuer.settings("signers");
  {
    Trust trust(issuer, settings);
    CHECK(trust.finding(qr) == PaperFinding::genuine);
    CHECK(trust.next().look == ListNews::taken);
    issuer.revoke(id);
    CHECK(trust.look().look == ListNews::taken);
    CHECK(trust.finding(qr) == PaperFinding::revoked);
  }
  settings.from->url = "https://127.0.0.1:1";
  Trust trust(issuer, settings);
  CHECK(trust.finding(qr) == PaperFinding::revoked);
}

TEST_CASE("another network's signers are added to every list, and vouch for no colour") {
  Issuer issuer;
  const auto abroad = issuer.running.ca().signer("XB", span("2020-01-01", "2023-01-01"));
  const auto der = service::der_and_end(abroad.certificate);
  REQUIRE(der);
  write(issuer.folder() / "did.json", R"({"verificationMethod":[{"publicKeyJwk":{"x5c":[")" +
                                          service::base64(der->first) + R"("]}}]})");
  TrustSettings settings = issuer.settings();
  settings.federation = issuer.folder() / "did.json";
  Trust trust(issuer, settings);
  trust.next();
  CHECK(trust.store()->list()->size() == 2);
  issuer.revoke(issuer.slip().second);
  CHECK(trust.look().look == ListNews::taken);
  CHECK(trust.store()->list()->size() == 2);
  int foreign = 0;
  const std::string kid = service::sha256(der->first).substr(0, 8);
  for (const auto& signer : trust.store()->list()->signers(
           {reinterpret_cast<const std::uint8_t*>(kid.data()), kid.size()})) {
    foreign += signer.foreign ? 1 : 0;
  }
  CHECK(foreign == 1);
}

TEST_CASE("what a kiosk cannot start with is one sentence") {
  Issuer issuer;
  const auto error = [&](const TrustSettings& settings) {
    const auto opened = TrustKeeper::open(
        settings, [&] { return issuer.running.now(); }, [](TrustNews) {});
    REQUIRE_FALSE(opened);
    return opened.error();
  };
  TrustSettings settings = issuer.settings("none.hct");
  CHECK(error(settings).find("none.hct: no such file or folder") != std::string::npos);
  settings = issuer.settings();
  settings.root = issuer.folder() / "signers/dsc.pem";
  CHECK(error(settings).find("trust.hct: is not signed by the root") != std::string::npos);
  settings = issuer.settings();
  settings.kept.clear();
  CHECK(error(settings) == "where the fetched list is kept is not named");
  settings = issuer.settings();
  settings.root.clear();
  CHECK(error(settings) == "the root that signs the fetched list is not named");
  settings = issuer.settings();
  write(settings.kept.string() + ".highest", "many\n");
  CHECK(error(settings).find("kept.hct.highest: holds no number") != std::string::npos);
  settings.from.reset();  // the control: who fetches nothing keeps no number
  CHECK(TrustKeeper::open(
      settings, [&] { return issuer.running.now(); }, [](TrustNews) {}));
}

TEST_CASE("a list warns in its last day, or its last quarter if it is short") {
  printing::RevocationList dates;
  dates.issued = std::chrono::sys_seconds(1'611'135'000s);
  const auto age = [&](std::chrono::hours life, std::chrono::hours passed) {
    dates.expires = dates.issued + life;
    printing::TrustList list;
    list.take(dates);
    return age_of(list, dates.issued + passed);
  };
  CHECK(age(240h, 215h) == TrustAge::fresh);
  CHECK(age(240h, 216h) == TrustAge::old);
  CHECK(age(240h, 240h) == TrustAge::stale);
  CHECK(age(24h, 17h) == TrustAge::fresh);
  CHECK(age(24h, 18h) == TrustAge::old);
  CHECK(age_of(printing::TrustList(), dates.issued) == TrustAge::fresh);
}

}  // namespace kiosk
