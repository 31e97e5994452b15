// SPDX-License-Identifier: GPL-3.0-or-later
#include <sqlite3.h>

#include <catch2/catch.hpp>

#include <memory>
#include <set>
#include <thread>

#include "devices/sandbox/service/records/audit_chain.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/wire/audit_book.h"
#include "devices/sandbox/service/wire/audit_check.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::AuditRow;
using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

constexpr service::Key32 kReaderKey{7, 7, 7};

service::Lifetime lifetime() { return {at("2020-01-01"), at("2120-01-01")}; }

// A service whose audit an operator may read.
class Audited : public RunningService {
 public:
  Audited() : credential_(ca().client("OPS1", lifetime())) {
    settings().devices.push_back({"OPS1", service::Role::operator_, kReaderKey});
    // The clock stands, so no bucket would ever fill again.
    settings().limits = {1e6, 1e6, 1e6, 1e6};
    restart();
  }
  service::PracticeReply audit(const Json& body = Json::object()) {
    auto reader = door();
    reader.device = "OPS1";
    reader.key = kReaderKey;
    reader.client = credential_;
    return service::PracticeClient(reader).post("/v1/audit/query", body);
  }
  Json rows() { return audit().json()["rows"]; }
  std::string database() { return (folder() / "store.db").string(); }
  void run_chores() { REQUIRE(kiosk().post("/_test/chores", Json::object()).status == 200); }

 private:
  service::Credential credential_;
};

// The store's file, opened behind the service's back.
class Intruder {
 public:
  explicit Intruder(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    sqlite3_busy_timeout(database_, 10'000);
  }
  ~Intruder() { sqlite3_close(database_); }
  Intruder(const Intruder&) = delete;
  Intruder& operator=(const Intruder&) = delete;
  void execute(const char* sql) {
    REQUIRE(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }

 private:
  sqlite3* database_ = nullptr;
};

service::AuditFinding checked(const std::string& database) {
  auto store = service::open_store(database);
  REQUIRE(store);
  const auto finding = service::check_audit(**store);
  REQUIRE(finding);
  return *finding;
}

std::string from_hex(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    out += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return out;
}

Json entry(const Json& change = Json::object()) {
  Json one{{"at", "2021-01-20T09:29:58+08:00"}, {"action", "PAPER"}, {"result", "PRINTED"}};
  for (const auto& [key, value] : change.items()) one[key] = value;
  return Json::array({one});
}

}  // namespace

TEST_CASE("a query leaves one row: when, which machine, what, whom in short, what came of it") {
  Audited running;
  running.seed(Json{{"nationalPush", "HIGH"}});
  running.kiosk().post("/v1/status/query", inquiry(), {{"X-Request-Id", "visit-42"}});
  const Json rows = running.rows();
  REQUIRE(rows.size() == 1);
  const Json& row = rows[0];
  CHECK(row["seq"] == 1);
  CHECK(row["at"] == at("2021-01-20T09:30").time_since_epoch().count());
  CHECK(row["device"] == "GC07");
  CHECK(row["action"] == "STATUS_QUERY");
  CHECK(row["result"] == "RED");
  CHECK(row["policy"].get<std::string>().starts_with("REF-CN-2021/"));
  CHECK(row["requestId"] == "visit-42");
  CHECK(row["who"].get<std::string>().size() == 16);
  std::set<std::string> members;
  for (const auto& [key, value] : row.items()) members.insert(key);
  CHECK(members == std::set<std::string>{"seq", "at", "device", "action", "who", "result", "policy",
                                         "requestId", "chain"});

  // The same person again has the same short name, another one another.
  running.query();
  running.query(
      Json{{"idDoc", {{"kind", "NI"}, {"number", "990101194511300021"}, {"name", "李建国"}}}});
  const Json more = running.rows();
  REQUIRE(more.size() == 3);
  CHECK(more[1]["who"] == row["who"]);
  CHECK(more[2]["who"] != row["who"]);
  CHECK(more[2]["result"] == "NOT_FOUND");
}

TEST_CASE("a refusal is taken down with its code, and with the person if one was named") {
  Audited running;
  running.seed(Json::object());
  running.query();
  running.query(
      Json{{"idDoc", {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "别人"}}}});
  running.query(Json{{"consent", false}});
  running.query(Json{{"actor", {{"kind", "AGENT"}, {"delegationId", "none"}}}});
  running.kiosk().post("/v1/status/query", std::string("{"));
  const Json rows = running.rows();
  REQUIRE(rows.size() == 5);
  CHECK(rows[1]["result"] == "E_NAME_MISMATCH");
  CHECK(rows[1]["who"] == rows[0]["who"]);
  CHECK(rows[2]["result"] == "E_CONSENT");
  CHECK(rows[2]["who"] == "");  // nobody agreed, so nobody was looked at
  CHECK(rows[3]["result"] == "E_DELEGATION");
  CHECK(rows[3]["who"] == rows[0]["who"]);
  CHECK(rows[4]["result"] == "E_BAD_REQUEST");
}

TEST_CASE("who is not let in and who asks about nobody leaves no row") {
  Audited running;
  running.kiosk().get("/v1/health");
  running.kiosk().get("/v1/keys");
  running.kiosk().post("/v1/status/query", inquiry(), {{"X-Signature", std::string(64, '0')}});
  running.kiosk().post("/v1/nothing", Json::object());
  CHECK(running.rows().empty());
  // Negative control.
  running.query();
  CHECK(running.rows().size() == 1);
}

TEST_CASE("a certificate given again is taken down as given again") {
  Audited running;
  running.seed(Json::object());
  Json slip = inquiry();
  slip["kind"] = "STATUS_SLIP";
  for (int i = 0; i < 2; ++i) {
    REQUIRE(running.kiosk()
                .post("/v1/certificates", slip, {{"Idempotency-Key", "0123456789abcdef"}})
                .status == 201);
  }
  const Json rows = running.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["action"] == "CERTIFICATE_ISSUE");
  CHECK(rows[0]["result"] == "GREEN");
  CHECK(rows[1]["result"] == "REPLAYED");
}

TEST_CASE("only an operator reads the audit, row after row") {
  Audited running;
  for (int i = 0; i < 160; ++i) running.query();
  const auto kiosk = running.kiosk().post("/v1/audit/query", Json::object());
  CHECK(kiosk.status == 403);
  CHECK(kiosk.json()["code"] == "E_DEVICE");

  const auto first = running.audit();
  REQUIRE(first.status == 200);
  CHECK(first.body.size() < 64 << 10);
  REQUIRE(first.json()["rows"].size() == 150);
  CHECK(first.json()["seq"] == 150);
  const Json rest = running.audit(Json{{"after", 150}}).json();
  CHECK(rest["rows"].size() == 10);
  CHECK(rest["rows"][0]["seq"] == 151);
  CHECK(running.audit(Json{{"after", 160}}).json() == Json{{"seq", 160}, {"rows", Json::array()}});
  CHECK(running.audit(Json{{"after", -1}}).status == 400);
  CHECK(running.audit(Json{{"who", "x"}}).status == 400);
}

TEST_CASE("a reader can follow the chain from what was shown alone") {
  Audited running;
  for (int i = 0; i < 5; ++i) running.query();
  std::vector<AuditRow> rows;
  for (const Json& shown : running.rows()) {
    AuditRow row;
    row.seq = shown["seq"];
    row.at = service::Instant{std::chrono::milliseconds{shown["at"].get<std::int64_t>()}};
    row.device = shown["device"];
    row.action = shown["action"];
    row.who = from_hex(shown["who"]);
    row.result = shown["result"];
    row.policy = shown["policy"];
    row.request_id = shown["requestId"];
    row.chain = from_hex(shown["chain"]);
    rows.push_back(row);
  }
  REQUIRE(rows.size() == 5);
  CHECK(service::is_whole("", rows));
  rows[2].result = "GREEN";
  CHECK_FALSE(service::is_whole("", rows));
}

TEST_CASE("a row that was altered, taken out or put in is found") {
  Audited running;
  for (int i = 0; i < 6; ++i) running.query();
  REQUIRE(running.rows().size() == 6);
  const auto whole = checked(running.database());
  CHECK(whole.whole);
  CHECK(whole.rows == 6);
  Intruder intruder(running.database());
  const auto spoilt = [&](const char* change, const char* back) {
    intruder.execute(change);
    const auto finding = checked(running.database());
    intruder.execute(back);
    CHECK(checked(running.database()).whole);
    return finding.whole ? 0 : finding.broken_at.value_or(-1);
  };
  CHECK(spoilt("UPDATE audit SET result = 'GREEN' WHERE seq = 3",
               "UPDATE audit SET result = 'NOT_FOUND' WHERE seq = 3") == 3);
  CHECK(spoilt("UPDATE audit SET at = at + 1 WHERE seq = 1",
               "UPDATE audit SET at = at - 1 WHERE seq = 1") == 1);
  CHECK(spoilt("CREATE TEMP TABLE taken AS SELECT * FROM audit WHERE seq = 4;"
               "DELETE FROM audit WHERE seq = 4",
               "INSERT INTO audit SELECT * FROM taken") == 5);
  CHECK(spoilt("CREATE TEMP TABLE first AS SELECT * FROM audit WHERE seq = 1;"
               "DELETE FROM audit WHERE seq = 1",
               "INSERT INTO audit SELECT * FROM first") == 2);
}

TEST_CASE("while the store takes no rows, people are answered and the rows wait") {
  Audited running;
  running.seed(Json::object());
  REQUIRE(running.query().status == 200);
  REQUIRE(running.rows().size() == 1);
  CHECK(running.kiosk().get("/v1/health").json()["load"] == "OK");
  {
    Intruder intruder(running.database());
    intruder.execute("BEGIN IMMEDIATE");
    // The answer comes while the row cannot be written.
    CHECK(running.query().status == 200);
    // The service notices once its patience with the store ends.
    bool degraded = false;
    for (int i = 0; i < 600 && !degraded; ++i) {
      degraded = running.kiosk().get("/v1/health").json()["load"] == "DEGRADED";
      if (!degraded) std::this_thread::sleep_for(std::chrono::milliseconds{25});
    }
    CHECK(degraded);
    CHECK(running.query().status == 200);
    intruder.execute("ROLLBACK");
  }
  CHECK(running.rows().size() == 3);
  CHECK(running.kiosk().get("/v1/health").json()["load"] == "OK");
  CHECK(checked(running.database()).whole);
}

TEST_CASE("rows that wait are written when the service ends") {
  Audited running;
  for (int i = 0; i < 20; ++i) running.query();
  running.restart();
  CHECK(running.rows().size() == 20);
}

TEST_CASE("a kiosk's own entries stand in the same chain, in its own words") {
  Audited running;
  running.query();
  Json entries = entry();
  entries.push_back(entry(Json{{"action", "STATUS"},
                               {"result", "UNKNOWN"},
                               {"errorCode", "E_UPSTREAM"},
                               {"policy", "REF-CN-2021/1"}})[0]);
  const auto reply = running.kiosk().post("/v1/audit", entries);
  REQUIRE(reply.status == 201);
  CHECK(reply.json() == Json{{"from", 2}, {"to", 3}});
  const Json rows = running.rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[1]["action"] == "KIOSK_PAPER");
  CHECK(rows[1]["result"] == "PRINTED");
  CHECK(rows[1]["at"] == at("2021-01-20T09:29:58").time_since_epoch().count());
  CHECK(rows[1]["who"] == "");
  CHECK(rows[2]["result"] == "UNKNOWN E_UPSTREAM");
  CHECK(rows[2]["policy"] == "REF-CN-2021/1");
  CHECK(checked(running.database()).whole);
}

TEST_CASE("a kiosk can enter no text of its own, and nothing of a list that is wrong anywhere") {
  Audited running;
  const auto refused = [&](const Json& body) {
    const auto reply = running.kiosk().post("/v1/audit", body);
    return reply.status == 400 && reply.json()["code"] == "E_BAD_REQUEST";
  };
  CHECK(refused(entry(Json{{"action", "王秀英"}})));
  CHECK(refused(entry(Json{{"action", "KIOSK_PAPER"}})));
  CHECK(refused(entry(Json{{"result", "GREEN"}})));  // not of a paper
  CHECK(refused(entry(Json{{"result", RunningService::kNumber}})));
  CHECK(refused(entry(Json{{"policy", RunningService::kNumber}})));
  CHECK(refused(entry(Json{{"policy", "REF-CN-2021/990101193804120011"}})));
  CHECK(refused(entry(Json{{"errorCode", "E_MINE"}})));
  CHECK(refused(entry(Json{{"who", "0123456789abcdef"}})));
  CHECK(refused(entry(Json{{"at", "2021-01-20T09:36:00+08:00"}})));
  CHECK(refused(entry(Json{{"at", "2021-01-13T09:29:00+08:00"}})));
  CHECK(refused(Json::array()));
  CHECK(refused(Json::object()));
  Json half = entry();
  half.push_back(entry(Json{{"result", "TORN"}})[0]);
  CHECK(refused(half));
  Json many = Json::array();
  for (int i = 0; i < 501; ++i) many.push_back(entry()[0]);
  CHECK(refused(many));
  CHECK(running.rows().empty());
  // Negative control: one less is taken.
  many.erase(0);
  CHECK(running.kiosk().post("/v1/audit", many).json() == Json{{"from", 1}, {"to", 500}});
}

TEST_CASE("rows are kept 400 days; what is left then can still be checked") {
  Audited running;
  for (int i = 0; i < 3; ++i) running.query();
  running.set_time("2021-06-01T09:30");
  for (int i = 0; i < 2; ++i) running.query();

  running.set_time("2022-02-24T09:30");  // 400 days after the first
  running.run_chores();
  CHECK(running.rows().size() == 5);

  running.set_time("2022-02-24T09:31");
  running.run_chores();
  const Json rows = running.rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["seq"] == 4);
  CHECK(rows[2]["action"] == "AUDIT_FORGET");
  CHECK(rows[2]["result"].get<std::string>().starts_with("3:"));
  CHECK(checked(running.database()).whole);
  // What has gone once does not go again.
  running.run_chores();
  CHECK(running.rows().size() == 3);

  // A second time: the newer anchor counts.
  running.set_time("2022-07-07T09:30");
  running.run_chores();
  CHECK(running.rows()[0]["seq"] == 6);
  CHECK(checked(running.database()).whole);

  // Negative control: one row more than the anchor says is missed.
  Intruder(running.database()).execute("DELETE FROM audit WHERE seq = 6");
  CHECK_FALSE(checked(running.database()).whole);
}

TEST_CASE("with as many rows waiting as may be, no person is answered about without one") {
  const files::Folder folder;
  const std::string place = (folder.path() / "store.db").string();
  auto store = service::open_store(place);
  REQUIRE(store);
  service::Clock clock([] { return at("2021-01-20T09:30"); });
  service::Office office(service::Settings{}, std::move(*store), {}, clock);
  service::AuditBook book(office, [] {});
  CHECK(book.has_room());
  {
    Intruder intruder(place);
    intruder.execute("BEGIN IMMEDIATE");
    AuditRow row;
    row.action = "STATUS_QUERY";
    for (std::size_t i = 0; i < service::AuditBook::kMostWaiting; ++i) book.write(row);
    // A transaction under way holds some of them.
    while (book.has_room()) book.write(row);
    CHECK_FALSE(book.has_room());
    intruder.execute("ROLLBACK");
  }
  CHECK(book.flush());
  CHECK(book.has_room());
}

TEST_CASE("H25: neither name nor number comes into the audit, the log or a file") {
  Audited running;
  auto form = service::Questionnaire::parse(
      files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/survey/epi-survey.json"));
  REQUIRE(form);
  running.settings().survey = std::move(*form);
  running.restart();
  running.seed(Json{{"nationalPush", "HIGH"}});
  running.query();
  running.query(Json{{"extra", RunningService::kNumber}});
  running.query(
      Json{{"idDoc", {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "别人"}}}});
  Json slip = inquiry();
  slip["kind"] = "STATUS_SLIP";
  running.kiosk().post("/v1/certificates", slip, {{"Idempotency-Key", "0123456789abcdef"}});
  running.kiosk().post("/v1/audit", entry(Json{{"result", RunningService::kName}}));
  running.kiosk().post("/v1/audit", entry());
  running.kiosk().post("/fhir/QuestionnaireResponse",
                       Json{{"contained", Json::array({{{"id", RunningService::kNumber}}})},
                            {RunningService::kName, 1}},
                       {{"If-None-Exist", std::string("identifier=a|") + RunningService::kNumber}});

  const auto search = [&](const std::string& text) {
    std::string everything = running.audit().body;
    for (const std::string& line : running.log()) everything += line + "\n";
    for (const auto& file : std::filesystem::directory_iterator(running.folder())) {
      everything += files::contents(file.path());
    }
    return everything.find(text) != std::string::npos;
  };
  CHECK(running.rows().size() >= 6);
  CHECK_FALSE(search(RunningService::kNumber));
  CHECK_FALSE(search("19380412"));
  CHECK_FALSE(search(RunningService::kName));
  // Positive control: planted, they are found.
  Intruder(running.database())
      .execute("UPDATE audit SET result = '990101193804120011 王秀英' WHERE seq = 1");
  CHECK(search(RunningService::kNumber));
  CHECK(search(RunningService::kName));
}
