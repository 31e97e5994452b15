// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/audit_chain.h"

#include <catch2/catch.hpp>

#include "tests/devices/sandbox/service/records/place.h"

using namespace service;
using namespace store_test;

namespace {

const Instant kNow = *parse_instant("2021-01-20T09:30");

AuditRow row(const std::string& request) {
  return {
      kNow,    "GC07",          "STATUS_QUERY", std::string("\x01\x02\0\xFE\x05\x06\x07\x08", 8),
      "GREEN", "REF-CN-2021/1", request,        0,
      ""};
}

// Five rows in a store, altered behind its back.
std::vector<AuditRow> audit_after(const Place& place, const char* alteration) {
  const auto store = place.open();
  must(store->append_audit(std::vector{row("r1"), row("r2"), row("r3")}));
  must(store->append_audit(std::vector{row("r4"), row("r5")}));
  if (alteration) REQUIRE(place.engine()->lease(Use::write)->run(alteration) == 1);
  return must(store->audit_after(0, 100));
}

}  // namespace

TEST_CASE("audit rows come back in order, numbered without a gap, as one chain") {
  const Place place(GENERATE(from_range(engines())));
  const auto rows = audit_after(place, nullptr);
  REQUIRE(rows.size() == 5);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].seq == static_cast<std::int64_t>(i) + 1);
    CHECK(rows[i].request_id == "r" + std::to_string(i + 1));
  }
  CHECK(rows[0].at == kNow);
  CHECK(rows[0].device == "GC07");
  CHECK(rows[0].action == "STATUS_QUERY");
  CHECK(rows[0].who == row("").who);
  CHECK(rows[0].result == "GREEN");
  CHECK(rows[0].policy == "REF-CN-2021/1");
  CHECK(is_whole("", rows));
  const auto rest = must(place.open()->audit_after(2, 2));
  REQUIRE(rest.size() == 2);
  CHECK(rest[0].seq == 3);
  CHECK(is_whole(rows[1].chain, rest));
}

TEST_CASE("the chain is what its description says") {
  AuditRow first = row("r1");
  first.seq = 1;
  const std::string text =
      R"([1,1611106200000,"GC07","STATUS_QUERY","010200fe05060708","GREEN","REF-CN-2021/1","r1"])";
  CHECK(chained("", first) == sha256(text));
  CHECK(chained("before", first) == sha256("before" + text));
}

TEST_CASE("whoever alters the audit breaks its chain") {
  const Place place(GENERATE(from_range(engines())));
  const char* alteration = GENERATE(
      "UPDATE audit SET result = 'RED' WHERE seq = 3", "UPDATE audit SET at = at + 1 WHERE seq = 1",
      "UPDATE audit SET device = 'GC08' WHERE seq = 5",
      "UPDATE audit SET who = chain WHERE seq = 2", "UPDATE audit SET seq = 9 WHERE seq = 5",
      "DELETE FROM audit WHERE seq = 2",
      "INSERT INTO audit(seq, at, device, action, who, result, policy, request_id, chain) "
      "SELECT 6, at, device, action, who, result, policy, request_id, chain FROM audit "
      "WHERE seq = 5");
  INFO(alteration);
  CHECK_FALSE(is_whole("", audit_after(place, alteration)));
}

TEST_CASE("what was forgotten is gone, the rest is one chain, and the last row always stays") {
  const Place place(GENERATE(from_range(engines())));
  const auto rows = audit_after(place, nullptr);
  const auto store = place.open();
  must(store->forget_audit_through(2));
  const auto rest = must(store->audit_after(0, 100));
  REQUIRE(rest.size() == 3);
  CHECK(is_whole(rows[1].chain, rest));
  must(store->forget_audit_through(99));
  CHECK(must(store->audit_after(0, 100)).size() == 1);
  CHECK(must(store->append_audit(std::vector{row("r6")})) == 6);
  CHECK(is_whole(rows[3].chain, must(store->audit_after(0, 100))));
}
