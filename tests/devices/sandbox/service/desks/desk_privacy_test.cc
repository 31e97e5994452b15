// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/desks/counter.h"
#include "tests/files.h"

using service::Json;
using service_test::Counter;
using service_test::person;
using service_test::petition;
using service_test::RunningService;

TEST_CASE("after a round at every desk nothing of a person's stands in a file or a log line") {
  Counter counter;
  const Json daughter = person("19700101", 22, "李明霞");
  counter.running().seed(Json{{"nationalPush", "MEDIUM"}});
  const auto declared =
      counter.send("/v1/declarations", petition(Json{{"phone", "13900139000"},
                                                     {"address", "练习路九号"},
                                                     {"diseases", Json::array({"HYPERTENSION-XQ"})},
                                                     {"tempC", 38.4},
                                                     {"symptoms", Json::array({"DRY_COUGH"})},
                                                     {"riskStay", false},
                                                     {"contact", false},
                                                     {"stays", Json::array()}}));
  REQUIRE(declared.status == 201);
  counter.chores();
  const std::string given =
      counter.get("/v1/declarations/" + std::string(declared.json()["id"]))["qr"];
  REQUIRE(counter
              .send("/v1/trips",
                    petition(Json{{"trips", Json::array({{{"area", "990300"},
                                                          {"enteredAt", "2021-01-12"}}})}}))
              .status == 201);
  const std::string qr = counter.send("/v1/codes", petition()).json()["qr"];
  const std::string showing =
      counter.send("/v1/codes/make", Json{{"qr", qr}, {"ttlS", 60}}).json()["qr"];
  REQUIRE(counter.running()
              .kiosk()
              .post("/v1/codes/verify", Json{{"qr", showing}, {"purpose", "HOSPITAL_OUTPATIENT"}})
              .json()["valid"] == true);
  const auto appeal = counter.send(
      "/v1/appeals",
      petition(Json{{"kind", "MISCODE"},
                    {"statement", "那天我在医院陪老伴"},
                    {"evidence", Json::array({{{"kind", "TICKET"}, {"note", "车票三张"}}})}}));
  REQUIRE(appeal.status == 202);
  const std::string path = "/v1/appeals/" + std::string(appeal.json()["id"]);
  const Json note{{"zh", "请补充材料甲乙"}, {"en", "Please bring paper QQX."}};
  REQUIRE(counter.decide(path, Json{{"decision", "IN_REVIEW"}}).status == 200);
  REQUIRE(counter.decide(path, Json{{"decision", "NEEDS_EVIDENCE"}, {"note", note}}).status == 200);
  const auto bound = counter.send("/v1/delegations",
                                  Json{{"agent", {{"idDoc", daughter}}},
                                       {"person", {{"idDoc", service_test::resident()}}},
                                       {"relation", "GRANDCHILD"},
                                       {"scope", Json::array({"QUERY"})},
                                       {"validTo", "2021-03-01"},
                                       {"consent", {{"kind", "WRITTEN"}, {"staffId", "S-4471"}}},
                                       {"region", "BJ"}});
  REQUIRE(bound.status == 201);

  std::string everything;
  for (const std::string& line : counter.running().log()) everything += line + "\n";
  for (const auto& file : std::filesystem::directory_iterator(counter.running().folder())) {
    everything += files::contents(file.path());
  }
  const auto stands = [&](const std::string& text) {
    return everything.find(text) != std::string::npos;
  };
  // Positive controls: patterns of paths in the log, ids and plain facts in the store.
  REQUIRE(stands("/v1/declarations/{id}"));
  REQUIRE(stands(declared.json()["id"]));
  REQUIRE(stands("MEDIUM"));
  for (const std::string& mine : {std::string(RunningService::kNumber),
                                  std::string(RunningService::kName),
                                  std::string(daughter["number"]),
                                  std::string(daughter["name"]),
                                  std::string("王*英"),
                                  std::string("李*霞"),
                                  std::string("13900139000"),
                                  std::string("练习路"),
                                  std::string("HYPERTENSION-XQ"),
                                  std::string("38.4"),
                                  std::string("DRY_COUGH"),
                                  std::string("陪老伴"),
                                  std::string("车票三张"),
                                  std::string("材料甲乙"),
                                  std::string("QQX"),
                                  std::string("GRANDCHILD"),
                                  std::string("S-4471"),
                                  given,
                                  qr,
                                  showing,
                                  qr.substr(7),
                                  showing.substr(7)}) {
    INFO(mine);
    CHECK_FALSE(stands(mine));
  }
}
