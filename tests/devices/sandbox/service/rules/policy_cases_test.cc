// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <functional>

#include "devices/sandbox/service/rules/cases.h"
#include "tests/files.h"

namespace {

using service::Json;

Json read_json(const std::string& path) {
  auto json = service::parse_json(files::contents(std::string(KIOSK_SOURCE_DIR) + "/" + path));
  REQUIRE(json);
  return *json;
}

Json reference_policy() { return read_json("config/policy/reference.json"); }

// The handed-out cases and ours: those that a moved threshold would otherwise survive.
Json all_cases() {
  Json cases = read_json("tests/devices/sandbox/service/rules/cases.json");
  for (const Json& more : read_json("tests/devices/sandbox/service/rules/boundary_cases.json")) {
    cases.push_back(more);
  }
  return cases;
}

// The ids of the cases a policy disagrees with.
std::vector<std::string> disagreements(const Json& policy_document, const Json& cases) {
  const auto policy = service::read_policy(policy_document);
  REQUIRE(policy);
  const auto results = service::try_cases(*policy, cases);
  if (!results) FAIL(results.error().path << " " << results.error().reason);
  std::vector<std::string> ids;
  for (const auto& result : *results) {
    REQUIRE(result.expected);
    if (result.got != *result.expected) {
      ids.push_back(fmt::format("{}: got {}, expected {}", result.id, result.got.dump(),
                                result.expected->dump()));
    }
  }
  return ids;
}

// Calls `visit` with every number of a document and where it stands.
void each_number(Json& value, const std::string& path,
                 const std::function<void(Json&, const std::string&)>& visit) {
  if (value.is_number()) {
    visit(value, path);
  } else if (value.is_structured()) {
    for (auto& [key, member] : value.items()) each_number(member, path + "/" + key, visit);
  }
}

}  // namespace

TEST_CASE("every case has the outcome that follows from the reference policy") {
  const Json cases = read_json("tests/devices/sandbox/service/rules/cases.json");
  CHECK(cases.size() == 62);
  CHECK(disagreements(reference_policy(), all_cases()) == std::vector<std::string>{});
}

TEST_CASE("no number of the policy can move by one without a case noticing") {
  Json policy = reference_policy();
  const Json cases = all_cases();
  int numbers = 0;
  std::vector<std::string> survivors;
  each_number(policy, "", [&](Json& value, const std::string& path) {
    ++numbers;
    const Json kept = value;
    for (const int step : {-1, 1}) {
      if (kept.is_number_float()) {
        value = kept.get<double>() + 0.1 * step;
      } else {
        value = kept.get<int>() + step;
      }
      // A mutant must still be a policy, and be wrong: one that is refused proves nothing.
      if (disagreements(policy, cases).empty()) {
        survivors.push_back(fmt::format("{} = {}", path, value.dump()));
      }
    }
    value = kept;
  });
  CHECK(numbers == 42);
  CHECK(survivors == std::vector<std::string>{});
}

TEST_CASE("negative control: without the boundary cases some mutants survive") {
  Json policy = reference_policy();
  policy["transcodeAppealAfterHours"] = 47;
  CHECK(disagreements(policy, read_json("tests/devices/sandbox/service/rules/cases.json")).empty());
  CHECK_FALSE(disagreements(policy, all_cases()).empty());
}
