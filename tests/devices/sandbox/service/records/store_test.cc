// SPDX-License-Identifier: GPL-3.0-or-later
// What the store promises, the same on every engine.
#include <catch2/catch.hpp>

#include "devices/sandbox/service/records/resident_rows.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "tests/devices/sandbox/service/records/place.h"

using namespace service;
using namespace store_test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> ids(const std::vector<Record>& list) {
  std::vector<std::string> out;
  for (const Record& one : list) out.push_back(one.id);
  return out;
}

void check_same(const Resident& a, const Resident& b) {
  CHECK(a.ref == b.ref);
  CHECK(a.home == b.home);
  CHECK(a.sealed_name == b.sealed_name);
  CHECK(a.sealed_document == b.sealed_document);
  CHECK(a.disabled == b.disabled);
  CHECK(text_of(a.facts) == text_of(b.facts));
  CHECK(a.assigned.has_value() == b.assigned.has_value());
}

Store::Result<std::int64_t> add(Store& store, const Record& record, std::optional<int> of_ref,
                                std::optional<int> of_other) {
  return store.add(record, nullptr, {of_ref, of_other});
}

const Instant kNow = *parse_instant("2021-01-20T09:30");

}  // namespace

TEST_CASE("a resident comes back as put, after the store was closed too") {
  const Place place(GENERATE(from_range(engines())));
  {
    const auto store = place.open();
    CHECK_FALSE(must(store->find(person(1))));
    must(store->put(std::vector{resident(1), resident(2)}));
    CHECK(must(store->count_residents()) == 2);
  }
  const auto store = place.open();
  const auto found = must(store->find(person(2)));
  REQUIRE(found);
  check_same(*found, resident(2));
  CHECK(found->sealed_name != resident(1).sealed_name);
  CHECK_FALSE(must(store->find(person(3))));
}

TEST_CASE("who is put again is replaced whole, one or thousands at a time") {
  const Place place(GENERATE(from_range(engines())));
  const int count = GENERATE(1, 500);  // beyond 64 PostgreSQL is handed a COPY
  const auto store = place.open();
  std::vector<Resident> many;
  for (int i = count; i > 0; --i) many.push_back(resident(i));
  must(store->put(many));
  for (Resident& one : many) {
    one.facts = {};
    one.sealed_document.clear();
    one.assigned = Assigned{State::yellow, kNow, "A/1"};
  }
  many.push_back(resident(1));  // given twice: the later counts
  many.back().home = "11";
  must(store->put(many));
  CHECK(must(store->count_residents()) == count);
  const auto twice = must(store->find(person(1)));
  REQUIRE(twice);
  CHECK(twice->home == "11");
  CHECK_FALSE(twice->assigned);
  if (count == 1) return;
  const auto once = must(store->find(person(count)));
  REQUIRE(once);
  CHECK(text_of(once->facts) == "{}");
  CHECK(once->sealed_document.empty());
  REQUIRE(once->assigned);
  CHECK(once->assigned->state == State::yellow);
  CHECK(once->assigned->changes == kNow);
  CHECK(once->assigned->policy == "A/1");
}

TEST_CASE("areas are replaced by their code and listed in its order") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->put_areas(std::vector<Area>{{"990102", {"乙", "B"}}, {"990101", {"甲", "A"}}}));
  must(store->put_areas(std::vector<Area>{{"990102", {"丙", "C"}}}));
  const auto areas = must(store->areas());
  REQUIRE(areas.size() == 2);
  CHECK(areas[0].code == "990101");
  CHECK(areas[1].name.zh == "丙");
}

TEST_CASE("a change reads, writes and puts back; what throws leaves all as it was") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->put(std::vector{resident(1)}));
  CHECK(must(store->change(person(1), [](Resident& one) { one.facts.nat.clear(); })));
  CHECK(must(store->find(person(1)))->facts.nat.empty());
  CHECK(must(store->find(person(1)))->facts.events.size() == 1);
  CHECK_FALSE(must(store->change(person(2), [](Resident&) { FAIL("nobody to change"); })));
  struct Stop {};
  CHECK_THROWS_AS(store->change(person(1),
                                [](Resident& one) {
                                  one.facts.events.clear();
                                  throw Stop{};
                                }),
                  Stop);
  CHECK(must(store->find(person(1)))->facts.events.size() == 1);
}

TEST_CASE("due are those never looked at, those of another policy and those whose day has come") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  const auto assigned = [](int number, std::optional<Instant> changes, const std::string& policy) {
    Resident one = resident(number);
    one.assigned = Assigned{State::green, changes, policy};
    return one;
  };
  must(store->put(std::vector{resident(1), assigned(2, std::nullopt, "A/1"),
                              assigned(3, std::nullopt, "B/0"), assigned(4, std::nullopt, "B/1"),
                              assigned(5, kNow, "B/1"), assigned(6, kNow + 1ms, "B/1"),
                              assigned(7, std::nullopt, "C/1")}));
  std::vector<PersonRef> due;
  for (const Resident& one : must(store->due(kNow, "B/1", 100))) due.push_back(one.ref);
  std::sort(due.begin(), due.end());
  CHECK(due == std::vector{person(1), person(2), person(3), person(5), person(7)});
  CHECK(must(store->due(kNow, "B/1", 2)).size() == 2);
  CHECK(must(store->due(kNow + 1ms, "B/1", 100)).size() == 6);
}

TEST_CASE("clearing leaves nothing, and numbers still ascend") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->put(std::vector{resident(1)}));
  must(store->put_areas(std::vector<Area>{{"990101", {"甲", "A"}}}));
  must(store->issue({"AA", person(1), kNow, kNow}, reply("key-1")));
  must(store->revoke("AA", "LOST", kNow));
  const auto before = must(store->add(record("a", 1)));
  must(store->append_audit(std::vector{AuditRow{kNow, "GC07", "A", "", "", "", "", 0, ""}}));
  must(store->clear());
  CHECK(must(store->count_residents()) == 0);
  CHECK(must(store->areas()).empty());
  CHECK_FALSE(must(store->recall("GC07", "key-1")));
  CHECK(must(store->revocations_after(0, 10)).empty());
  CHECK_FALSE(must(store->revoke("AA", "LOST", kNow)));
  CHECK_FALSE(must(store->record("delegation", "a")));
  CHECK(must(store->audit_after(0, 10)).empty());
  CHECK(must(store->add(record("a", 1))) > before);
}

TEST_CASE("a certificate and the reply that tells of it are kept both or neither") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  CHECK_FALSE(must(store->recall("GC07", "key-1")));
  must(store->issue({"AA", person(1), kNow, kNow}, reply("key-1")));
  const auto kept = must(store->recall("GC07", "key-1"));
  REQUIRE(kept);
  CHECK(kept->request == reply("key-1").request);
  CHECK(kept->status == 201);
  CHECK(kept->sealed_body == reply("key-1").sealed_body);
  CHECK(kept->at == reply("key-1").at);
  CHECK_FALSE(must(store->recall("GC08", "key-1")));

  const auto twice = store->issue({"BB", person(1), kNow, kNow}, reply("key-1"));
  REQUIRE_FALSE(twice);
  CHECK(twice.error() == StoreTrouble::duplicate);
  CHECK_FALSE(must(store->revoke("BB", "LOST", kNow)));
  CHECK(must(store->revoke("AA", "LOST", kNow)));

  must(store->forget_replies_before(reply("").at));
  CHECK(must(store->recall("GC07", "key-1")));
  must(store->forget_replies_before(reply("").at + 1ms));
  CHECK_FALSE(must(store->recall("GC07", "key-1")));
}

TEST_CASE("a record comes back by its name, by its people and by its state") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  Record first = record("a", 1, 2);
  first.until = kNow + 1h;
  const auto one = must(store->add(first));
  const auto two = must(store->add(record("b", 1, 3)));
  const auto three = must(store->add(record("c", 2, 3, "DONE")));
  const auto four = must(store->add(record("a", 1, 2, "OPEN", "appeal")));
  CHECK(one < two);
  CHECK(two < three);
  CHECK(three < four);

  const auto found = must(store->record("delegation", "a"));
  REQUIRE(found);
  CHECK(found->seq == one);
  CHECK(found->ref == person(1));
  CHECK(found->other == person(2));
  CHECK(found->state == "OPEN");
  CHECK(found->at == kNow);
  CHECK(found->until == kNow + 1h);
  CHECK(found->body == first.body);
  CHECK_FALSE(must(store->record("delegation", "b"))->until);
  CHECK_FALSE(must(store->record("survey", "a")));

  CHECK(ids(must(store->records_of("delegation", person(1)))) ==
        std::vector<std::string>{"a", "b"});
  CHECK(ids(must(store->records_for("delegation", person(3)))) ==
        std::vector<std::string>{"b", "c"});
  CHECK(must(store->records_of("delegation", person(3))).empty());
  CHECK(ids(must(store->records_in("delegation", "OPEN", 0, 10))) ==
        std::vector<std::string>{"a", "b"});
  CHECK(ids(must(store->records_in("delegation", "OPEN", one, 10))) ==
        std::vector<std::string>{"b"});
  CHECK(ids(must(store->records_in("delegation", "OPEN", 0, 1))) == std::vector<std::string>{"a"});

  const auto twice = store->add(record("a", 5));
  REQUIRE_FALSE(twice);
  CHECK(twice.error() == StoreTrouble::duplicate);
  CHECK(must(store->records_of("delegation", person(5))).empty());
}

TEST_CASE("a record and the reply that tells of it are kept both or neither") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  const KeptReply told = reply("key-1");
  must(store->add(record("a", 1), &told));
  CHECK(must(store->recall("GC07", "key-1")));
  const auto twice = store->add(record("b", 1), &told);
  REQUIRE_FALSE(twice);
  CHECK(twice.error() == StoreTrouble::duplicate);
  CHECK_FALSE(must(store->record("delegation", "b")));
  const KeptReply other = reply("key-2");
  CHECK_FALSE(store->add(record("a", 1), &other));
  CHECK_FALSE(must(store->recall("GC07", "key-2")));
}

TEST_CASE("what has ended is forgotten, what is open or younger stays") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  const auto put = [&](const char* id, const char* state, Instant at,
                       std::optional<Instant> until) {
    must(store->add(Record{"paper", id, person(1), {}, state, at, until, "{}"}));
  };
  put("ended", "GIVEN", kNow - 40h, kNow - 2h);
  put("runs on", "GIVEN", kNow - 40h, kNow + 2h);
  put("old", "SETTLED", kNow - 40h, std::nullopt);
  put("young", "SETTLED", kNow, std::nullopt);
  put("open", "RECEIVED", kNow - 40h, std::nullopt);
  CHECK(must(store->forget_records("other", "", kNow - 1h)) == 0);
  CHECK(must(store->forget_records("paper", "SETTLED", kNow - 1h)) == 1);
  CHECK(must(store->forget_records("paper", "GIVEN", kNow - 1h)) == 1);
  CHECK(ids(must(store->records_of("paper", person(1)))) ==
        std::vector<std::string>{"runs on", "young", "open"});
  CHECK(must(store->forget_records("paper", "", kNow + 3h)) == 3);
}

TEST_CASE("a record moves on from the state it is in, and from no other") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->add(record("a", 1, 2)));
  Record done = record("a", 8, 9, "DONE");
  done.until = kNow;
  done.body = "{}";
  const KeptReply told = reply("key-1");
  CHECK_FALSE(must(store->move(done, "DONE", &told)));
  CHECK_FALSE(must(store->recall("GC07", "key-1")));
  CHECK(must(store->move(done, "OPEN", &told)));
  CHECK(must(store->recall("GC07", "key-1")));
  const auto moved = must(store->record("delegation", "a"));
  CHECK(moved->state == "DONE");
  CHECK(moved->until == kNow);
  CHECK(moved->body == "{}");
  CHECK(moved->ref == person(1));
  CHECK(moved->other == person(2));
  CHECK_FALSE(must(store->move(done, "OPEN")));
  CHECK_FALSE(must(store->move(record("z"), "OPEN")));
  // A reply that cannot be kept keeps the record where it is.
  const auto taken = store->move(record("a", 0, 0, "OPEN"), "DONE", &told);
  REQUIRE_FALSE(taken);
  CHECK(taken.error() == StoreTrouble::duplicate);
  CHECK(must(store->record("delegation", "a"))->state == "DONE");
}

TEST_CASE("a quota counts standing records of the same kind, state and person") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(add(*store, record("a", 1, 11), 2, 1));
  must(add(*store, record("b", 1, 12), 2, 1));
  const auto third = add(*store, record("c", 1, 13), 2, 1);
  REQUIRE_FALSE(third);
  CHECK(third.error() == StoreTrouble::quota_of_ref);
  CHECK_FALSE(must(store->record("delegation", "c")));
  const auto busy = add(*store, record("c", 2, 12), 2, 1);
  REQUIRE_FALSE(busy);
  CHECK(busy.error() == StoreTrouble::quota_of_other);
  // Another state, another kind, no quota, nobody: not counted.
  must(add(*store, record("d", 1, 14, "DONE"), 2, 1));
  must(add(*store, record("e", 1, 11, "OPEN", "appeal"), 2, 1));
  must(add(*store, record("f", 1, 15), {}, 1));
  for (const char* id : {"g", "h", "i"}) must(add(*store, record(id, 0, 0, "LOOSE"), 1, 1));
}

TEST_CASE("what has ended or moved on makes room in a quota") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  Record ends = record("a", 1);
  ends.until = kNow + 1ms;
  must(add(*store, ends, 1, {}));
  CHECK_FALSE(add(*store, record("b", 1), 1, {}));
  Record later = record("b", 1);
  later.at = kNow + 1ms;
  must(add(*store, later, 1, {}));
  Record moved = record("b", 1, 0, "WITHDRAWN");
  CHECK_FALSE(add(*store, record("c", 1), 1, {}));
  REQUIRE(must(store->move(moved, "OPEN")));
  ends.until = kNow;
  REQUIRE(must(store->move(ends, "OPEN")));
  must(add(*store, record("c", 1), 1, {}));
}

TEST_CASE("a nonce is used once by each device, until its time is over") {
  const Place place(GENERATE(from_range(engines())));
  const Instant until = kNow + 300s;
  {
    const auto store = place.open();
    CHECK(must(store->use_nonce("GC07", "n", until, kNow)));
    CHECK_FALSE(must(store->use_nonce("GC07", "n", until, kNow)));
    CHECK(must(store->use_nonce("GC08", "n", until, kNow)));
    CHECK(must(store->use_nonce("GC07", "m", until, kNow)));
  }
  const auto store = place.open();
  CHECK_FALSE(must(store->use_nonce("GC07", "n", until + 1h, until)));
  CHECK(must(store->use_nonce("GC07", "n", until + 1h, until + 1ms)));
  CHECK_FALSE(must(store->use_nonce("GC07", "n", until + 1h, until + 2ms)));
}

TEST_CASE("only what was issued is revoked, once, and told in order") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  CHECK_FALSE(must(store->revoke("AA", "LOST", kNow)));
  must(store->issue({"AA", person(1), kNow, kNow}, reply("key-1")));
  must(store->issue({"BB", person(1), kNow, kNow}, reply("key-2")));
  const auto first = must(store->revoke("BB", "LOST", kNow));
  REQUIRE(first);
  const auto second = must(store->revoke("AA", "MISPRINT", kNow + 1s));
  REQUIRE(second);
  CHECK(first->seq < second->seq);
  const auto again = must(store->revoke("BB", "WITHDRAWN", kNow + 2s));
  REQUIRE(again);
  CHECK(again->seq == first->seq);
  CHECK(again->reason == "LOST");
  CHECK(again->at == kNow);
  const auto list = must(store->revocations_after(0, 10));
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == "BB");
  CHECK(list[1].reason == "MISPRINT");
  CHECK(must(store->revocations_after(first->seq, 10)).size() == 1);
  CHECK(must(store->revocations_after(0, 1)).size() == 1);
}

TEST_CASE("a row that cannot be read is damaged, and no other is") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->put(std::vector{resident(1), resident(2)}));
  const auto engine = place.engine();
  const std::string ref(bytes_of(person(1)));
  const char* change = GENERATE("UPDATE residents SET facts = '{' WHERE ref = $1",
                                "UPDATE residents SET facts = '{\"nat\":1}' WHERE ref = $1",
                                "UPDATE residents SET state = 'BLUE' WHERE ref = $1");
  REQUIRE(engine->lease(Use::write)->run(change, {blob(ref)}) == 1);
  const auto damaged = store->find(person(1));
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error() == StoreTrouble::damaged);
  CHECK(must(store->find(person(2))));
}

TEST_CASE("a store of another version is left as it is") {
  const Place place(GENERATE(from_range(engines())));
  static_cast<void>(place.open());
  place.engine()->lease(Use::write)->execute("UPDATE store_version SET version = 0");
  const auto refused = open_store(place.name());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().find("another version") != std::string::npos);
  place.engine()->lease(Use::write)->execute("UPDATE store_version SET version = 1");
  CHECK(open_store(place.name()));
}

TEST_CASE("a store that cannot be opened is one line that tells no password") {
  for (const char* place : {"/nowhere/store.db", "postgresql://u:pass-word@/x?host=/nowhere",
                            "postgresql://u:pass-word@[/x", "postgresql://u:pass-word@/x?port=y"}) {
    const auto refused = open_store(place);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("the store") == 0);
    CHECK(refused.error().find("pass-word") == std::string::npos);
    CHECK(refused.error().find('\n') == std::string::npos);
  }
}
