// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include <fstream>

#include "devices/sandbox/service/records/sql_store.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::at;
using service_test::RunningService;

namespace {

// A service, and its store seen from outside.
class Issuer {
 public:
  Issuer() {
    auto opened = service::open_store(running.settings().store);
    REQUIRE(opened);
    store_ = std::move(*opened);
  }

  void seed(const char* facts) {
    const auto json = service::parse_json(facts);
    REQUIRE(json);
    running.seed(*json);
  }
  void day_comes(const char* time) {
    running.set_time(time);
    run();
  }
  void run() { REQUIRE(running.kiosk().post("/_test/chores", Json::object()).status == 200); }
  std::optional<service::Resident> resident() {
    auto found = store_->find(ref());
    REQUIRE(found);
    return *found;
  }
  // "YELLOW until 2021-01-29T00:00:00+08:00"
  std::string assigned() {
    const auto found = resident();
    if (!found || !found->assigned) return "nothing";
    const auto& changes = found->assigned->changes;
    return std::string(name_of(found->assigned->state)) +
           (changes ? " until " + service::rfc3339(*changes) : "");
  }
  // "null>RED RED>YELLOW", and the bodies.
  std::string history() {
    std::string text;
    const auto records = store_->records_of("conversion", ref());
    REQUIRE(records);
    bodies.clear();
    for (const auto& record : *records) {
      const Json body = Json::parse(record.body);
      bodies.push_back(body);
      CHECK(body["to"] == record.state);
      if (!text.empty()) text += " ";
      text += (body["from"].is_null() ? "null" : std::string(body["from"])) + ">" +
              std::string(body["to"]);
    }
    return text;
  }
  std::string state() { return running.query().json()["state"]; }

  RunningService running;
  std::vector<Json> bodies;

 private:
  [[nodiscard]] service::PersonRef ref() {
    return service::Seal(running.settings().store_key).pseudonym("NI", RunningService::kNumber);
  }
  std::unique_ptr<service::Store> store_;
};

constexpr const char* kContact = R"({"events":[{"type":"CLOSE_CONTACT","at":"2021-01-15T10:00"}],
  "nat":[{"sampledAt":"2021-01-19T08:00","result":"NEGATIVE"}]})";

}  // namespace

TEST_CASE("a close contact turns yellow on day 14 and green on day 21, each written down once") {
  Issuer issuer;
  issuer.seed(kContact);
  issuer.run();
  CHECK(issuer.assigned() == "RED until 2021-01-29T00:00:00+08:00");
  CHECK(issuer.history() == "null>RED");
  issuer.day_comes("2021-01-28T23:59:59");
  CHECK(issuer.history() == "null>RED");
  issuer.day_comes("2021-01-29T00:00:00");
  CHECK(issuer.assigned() == "YELLOW until 2021-02-05T00:00:00+08:00");
  CHECK(issuer.history() == "null>RED RED>YELLOW");
  CHECK(issuer.bodies[1] == Json{{"from", "RED"},
                                 {"to", "YELLOW"},
                                 {"reasons", Json::array({"Y_CONTACT_MONITOR"})},
                                 {"at", "2021-01-29T00:00:00+08:00"},
                                 {"policy", "REF-CN-2021/1"}});
  // The pass came late: the change is dated when it was due.
  issuer.day_comes("2021-02-07T11:00");
  issuer.run();
  CHECK(issuer.assigned() == "GREEN");
  CHECK(issuer.history() == "null>RED RED>YELLOW YELLOW>GREEN");
  CHECK(issuer.bodies[2]["at"] == "2021-02-05T00:00:00+08:00");
}

TEST_CASE("green from the first is no conversion") {
  Issuer issuer;
  issuer.seed("{}");
  CHECK(issuer.assigned() == "nothing");
  issuer.run();
  CHECK(issuer.assigned() == "GREEN");
  CHECK(issuer.history().empty());
}

TEST_CASE("a late fact counts at the next query, and is written down at the next pass") {
  Issuer issuer;
  issuer.seed("{}");
  issuer.run();
  issuer.seed(kContact);
  CHECK(issuer.assigned() == "nothing");
  CHECK(issuer.state() == "RED");
  issuer.run();
  CHECK(issuer.history() == "null>RED");
  // Reported only now, long past: the time it was due is over, and so is the colour.
  issuer.seed(R"({"events":[{"type":"SECONDARY_CONTACT","at":"2021-01-02T10:00"}],
    "nat":[{"sampledAt":"2021-01-19T08:00","result":"NEGATIVE"}]})");
  issuer.run();
  CHECK(issuer.history() == "null>RED RED>GREEN");
}

TEST_CASE("a fact that begins tomorrow is looked at tomorrow") {
  Issuer issuer;
  issuer.seed(
      R"({"visits":[{"level":"HIGH","enteredAt":"2021-01-21T08:00","leftAt":"2021-01-22T08:00"}]})");
  issuer.run();
  CHECK(issuer.assigned() == "GREEN until 2021-01-21T08:00:00+08:00");
  issuer.day_comes("2021-01-21T08:00");
  CHECK(issuer.assigned() == "RED until 2021-01-22T08:00:00+08:00");
  issuer.day_comes("2021-01-22T08:00");
  CHECK(issuer.assigned() == "RED until 2021-02-06T00:00:00+08:00");
  CHECK(issuer.history() == "GREEN>RED");
}

TEST_CASE(
    "a query sees the day that came, writes nothing, and leaves the writing to the next pass") {
  Issuer issuer;
  issuer.seed(kContact);
  issuer.run();
  issuer.running.set_time("2021-01-29T08:00");
  CHECK(issuer.state() == "YELLOW");
  CHECK(issuer.history() == "null>RED");
  issuer.run();
  CHECK(issuer.history() == "null>RED RED>YELLOW");
}

TEST_CASE("another policy looks at everybody again") {
  Issuer issuer;
  const auto file = issuer.running.folder() / "policy.json";
  Json policy = *service::parse_json(
      files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json"));
  std::ofstream(file) << policy.dump();
  issuer.running.settings().policy_file = file;
  issuer.running.restart();
  issuer.seed(R"({"visits":[{"level":"MEDIUM","leftAt":"2021-01-10T18:00"}]})");
  issuer.run();
  CHECK(issuer.assigned() == "YELLOW until 2021-01-25T00:00:00+08:00");
  policy["areaRules"]["MEDIUM"]["days"] = 7;
  policy["version"] = "2";
  std::ofstream(file) << policy.dump();
  issuer.run();
  CHECK(issuer.assigned() == "GREEN");
  CHECK(issuer.resident()->assigned->policy == "REF-CN-2021/2");
  CHECK(issuer.history() == "null>YELLOW YELLOW>GREEN");
  CHECK(issuer.bodies[1]["policy"] == "REF-CN-2021/2");
}

TEST_CASE("more people than one batch are all looked at") {
  Issuer issuer;
  const service::Seal seal(issuer.running.settings().store_key);
  auto store = service::open_store(issuer.running.settings().store);
  REQUIRE(store);
  std::vector<service::Resident> people(1203);
  for (std::size_t i = 0; i < people.size(); ++i) {
    people[i].ref = seal.pseudonym("NI", std::to_string(i));
    people[i].sealed_name = "x";
    if (i % 3 == 0) people[i].facts.national_push = "HIGH";
  }
  REQUIRE((*store)->put(people));
  issuer.run();
  const auto due = (*store)->due(issuer.running.now(), "REF-CN-2021/1", 10);
  REQUIRE(due);
  CHECK(due->empty());
  std::size_t red = 0;
  for (const auto& person : people) {
    const auto found = (*store)->find(person.ref);
    REQUIRE(found);
    if ((*found)->assigned->state == service::State::red) ++red;
  }
  CHECK(red == 401);
}
