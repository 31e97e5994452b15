// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/policy_in_force.h"

#include <catch2/catch.hpp>

#include "tests/kiosk/visit/people.h"

namespace devices {

namespace {

visit::Event answer(const std::string& id, const std::string& version, visit::Source source) {
  visit::HealthCode code = visit::test::code(visit::CodeState::green);
  code.policy = {id, version, "规则"};
  code.source = source;
  return visit::event::Answered{{}, std::move(code)};
}

}  // namespace

TEST_CASE("the policy in force is the one that a service named last, in an answer or of itself") {
  PolicyInForce policy;
  CHECK(policy.last().id.empty());
  policy.read_health(
      R"({"load":"OK","issuer":"42","policy":{"id":"REF-CN-2021","version":"1"},"time":"x"})");
  CHECK(policy.last().id == "REF-CN-2021");
  CHECK(policy.last().version == "1");
  policy.hear(answer("HB", "3.2", visit::Source::province));
  CHECK(policy.last().id == "HB");
  CHECK(policy.last().version == "3.2");
  policy.hear(answer("NAT", "7", visit::Source::national));
  CHECK(policy.last().id == "NAT");
}

TEST_CASE("an answer of yesterday, another event or a broken reply change nothing of it") {
  PolicyInForce policy;
  policy.hear(answer("HB", "3.2", visit::Source::province));
  policy.hear(answer("OLD", "1", visit::Source::kept));
  policy.hear(visit::event::DeviceChanged{visit::Device::printer, true});
  for (const char* broken :
       {"", "{", "{}", R"({"policy":null})", R"({"policy":{"id":1,"version":"1"}})",
        R"({"policy":{"id":"X"}})", R"({"policy":{"id":"X\u202e","version":"1"}})"}) {
    INFO(broken);
    policy.read_health(broken);
    CHECK(policy.last().id == "HB");
  }
}

}  // namespace devices
