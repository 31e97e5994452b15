// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include <fstream>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

Json reference() {
  const auto json = service::parse_json(
      files::contents(std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json"));
  REQUIRE(json);
  return *json;
}

Json with_medium_days(int days, const char* version) {
  Json policy = reference();
  policy["areaRules"]["MEDIUM"]["days"] = days;
  policy["version"] = version;
  return policy;
}

// A service that watches a policy file of its own, and somebody who left a medium-risk area ten
// days ago.
class Watching {
 public:
  Watching() {
    write(reference().dump(1));
    running.settings().policy_file = file();
    running.restart();
    running.seed(
        *service::parse_json(R"({"visits":[{"level":"MEDIUM","leftAt":"2021-01-10T18:00"}]})"));
  }
  [[nodiscard]] std::filesystem::path file() const { return running.folder() / "policy.json"; }
  void write(const std::string& text) const {
    std::ofstream(file(), std::ios::binary) << text;
    REQUIRE(std::filesystem::file_size(file()) == text.size());
  }
  // What the service does in its own rhythm, now.
  void look() { REQUIRE(running.kiosk().post("/_test/chores", Json::object()).status == 200); }
  std::string verdict() {
    const Json reply = running.query().json();
    return std::string(reply["state"]) + " " + std::string(reply["policy"]["version"]);
  }
  std::vector<std::string> told() {
    std::vector<std::string> lines;
    for (const std::string& line : running.log()) {
      const auto found = line.find(" policy ");
      if (found != std::string::npos) lines.push_back(line.substr(found + 1));
    }
    return lines;
  }
  Json health() { return running.kiosk().get("/v1/health").json(); }

  RunningService running;
};

}  // namespace

TEST_CASE("H26: rules that change from 14 to 7 days count from the next query on, slip included") {
  Watching watching;
  CHECK(watching.verdict() == "YELLOW 1");
  watching.look();
  CHECK(watching.verdict() == "YELLOW 1");
  watching.write(with_medium_days(7, "2").dump());
  watching.look();
  CHECK(watching.verdict() == "GREEN 2");
  Json body = inquiry();
  body["kind"] = "STATUS_SLIP";
  const auto slip = watching.running.kiosk().post("/v1/certificates", body,
                                                  {{"Idempotency-Key", "0123456789abcdef"}});
  REQUIRE(slip.status == 201);
  CHECK(slip.json()["policy"]["version"] == "2");
  CHECK(slip.json()["state"] == "GREEN");
  CHECK(watching.told() == std::vector<std::string>{"policy REF-CN-2021/2 is in force"});
  CHECK(watching.health()["policy"]["version"] == "2");
}

TEST_CASE("a request under way keeps the rules it began with") {
  Watching watching;
  service::Settings settings = watching.running.settings();
  auto store = service::open_store((watching.running.folder() / "other.db").string());
  REQUIRE(store);
  service::Clock clock([&] { return watching.running.now(); });
  service::Office office(settings, std::move(*store), {}, clock);
  service::Resident resident;
  resident.ref = office.seal().pseudonym("NI", RunningService::kNumber);
  resident.sealed_name =
      office.seal().close(RunningService::kName, service::name_place(resident.ref));
  resident.facts.visits = {{"MEDIUM", "", std::nullopt, at("2021-01-10T18:00")}};
  REQUIRE(office.store().put({&resident, 1}));

  service::Inquiry begun;
  begun.document.kind = service::DocumentKind::resident;
  begun.document.number = RunningService::kNumber;
  begun.document.name = RunningService::kName;
  begun.policy = office.policy();
  begun.scene = begun.policy->scene("HOSPITAL_OUTPATIENT");
  auto next = service::read_policy(with_medium_days(7, "2"));
  REQUIRE(next);
  office.adopt(std::move(*next));
  CHECK(office.examine(begun, clock.now()).status.state == service::State::yellow);
  service::Inquiry later = begun;
  later.policy = office.policy();
  later.scene = later.policy->scene("HOSPITAL_OUTPATIENT");
  CHECK(office.examine(later, clock.now()).status.state == service::State::green);
}

TEST_CASE("a bad file leaves the old rules in force, is told once, and health says so") {
  Watching watching;
  CHECK(watching.health()["load"] == "OK");
  CHECK_FALSE(watching.health().contains("policyFile"));
  Json bad = with_medium_days(7, "2");
  bad["areaRules"]["MEDIUM"]["days"] = "seven";
  watching.write(bad.dump());
  watching.look();
  watching.look();
  CHECK(watching.verdict() == "YELLOW 1");
  CHECK(watching.health()["load"] == "DEGRADED");
  CHECK(watching.health()["policyFile"] == "refused");
  CHECK(watching.told() ==
        std::vector<std::string>{"policy " + watching.file().string() +
                                 " refused: areaRules.MEDIUM.days is not a whole number"});
  // Half a file, and none at all.
  watching.write(bad.dump().substr(0, 100));
  watching.look();
  CHECK(watching.health()["policyFile"] == "refused");
  std::filesystem::remove(watching.file());
  watching.look();
  CHECK(watching.verdict() == "YELLOW 1");
  CHECK(watching.health()["policyFile"] == "refused");
  CHECK(watching.told().size() == 3);

  watching.write(with_medium_days(7, "2").dump());
  watching.look();
  CHECK(watching.verdict() == "GREEN 2");
  CHECK(watching.health()["load"] == "OK");
  CHECK_FALSE(watching.health().contains("policyFile"));
}

TEST_CASE("one version never stands for two sets of rules; notes may change, and so may it back") {
  Watching watching;
  watching.write(with_medium_days(7, "1").dump());
  watching.look();
  CHECK(watching.verdict() == "YELLOW 1");
  CHECK(watching.health()["policyFile"] == "refused");
  Json noted = reference();
  noted["note"] = "looked through";
  watching.write(noted.dump());
  watching.look();
  CHECK_FALSE(watching.health().contains("policyFile"));
  CHECK(watching.running.kiosk().get("/v1/policy").json()["note"] == "looked through");
  watching.write(with_medium_days(7, "2").dump());
  watching.look();
  watching.write(reference().dump());
  watching.look();
  CHECK(watching.verdict() == "YELLOW 1");
}

TEST_CASE("the rules in force are published whole, with a tag that changes when they do") {
  Watching watching;
  const auto first = watching.running.kiosk().get("/v1/policy");
  CHECK(first.status == 200);
  CHECK(first.json() == reference());
  CHECK(first.headers.at("cache-control") == "no-cache");
  const std::string tag = first.headers.at("etag");
  REQUIRE(tag.size() > 2);
  CHECK(tag.front() == '"');
  const auto ask = [&](const std::string& condition) {
    return watching.running.kiosk().get("/v1/policy", {{"If-None-Match", condition}});
  };
  CHECK(ask(tag).status == 304);
  CHECK(ask(tag).body.empty());
  CHECK(ask(tag).headers.at("etag") == tag);
  CHECK(ask("\"other\", W/" + tag).status == 304);
  CHECK(ask("*").status == 304);
  CHECK(ask("\"other\"").status == 200);
  CHECK(ask(tag.substr(1, tag.size() - 2)).status == 200);
  watching.write(with_medium_days(7, "2").dump());
  watching.look();
  const auto next = ask(tag);
  CHECK(next.status == 200);
  CHECK(next.json()["areaRules"]["MEDIUM"]["days"] == 7);
  CHECK(next.headers.at("etag") != tag);
}

TEST_CASE("areas are published with their present level, and keep it over a restart") {
  RunningService running;
  const auto seed = [&](const char* text) {
    REQUIRE(running.kiosk().post("/_test/seed", *service::parse_json(text)).status == 200);
  };
  seed(R"({"areas":[{"area":"990200","zh":"东湖区","en":"East Lake"},
                    {"area":"990300","zh":"西山区","en":"West Hill","level":"MEDIUM"}]})");
  const auto first = running.kiosk().get("/v1/areas");
  CHECK(first.json() == *service::parse_json(R"({"areas":[
    {"area":"990200","zh":"东湖区","en":"East Lake","level":"LOW"},
    {"area":"990300","zh":"西山区","en":"West Hill","level":"MEDIUM"}]})"));
  const std::string tag = first.headers.at("etag");
  CHECK(running.kiosk().get("/v1/areas", {{"If-None-Match", tag}}).status == 304);
  running.restart();
  CHECK(running.kiosk().get("/v1/areas", {{"If-None-Match", tag}}).status == 304);
  seed(R"({"areas":[{"area":"990300","zh":"西山区","en":"West Hill","level":"HIGH"}]})");
  const auto second = running.kiosk().get("/v1/areas", {{"If-None-Match", tag}});
  CHECK(second.status == 200);
  CHECK(second.json()["areas"][1]["level"] == "HIGH");
}
