// SPDX-License-Identifier: GPL-3.0-or-later
// Several writers at once, writers that die, servers that go away. Two store objects on one place
// are to one another what two processes are.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <thread>

#include "devices/sandbox/service/records/audit_chain.h"
#include "devices/sandbox/service/records/record_rows.h"
#include "tests/devices/sandbox/service/records/place.h"
#include "tests/devices/sandbox/service/records/postgresql_server.h"

using namespace service;
using namespace store_test;
using namespace std::chrono_literals;

namespace {

const Instant kNow = *parse_instant("2021-01-20T09:30");

// The same work by two threads, each with a store of its own.
void at_once(const Place& place, const std::function<void(Store&, int worker)>& work) {
  const auto first = place.open();
  const auto second = place.open();
  std::thread other([&] { work(*second, 1); });
  work(*first, 0);
  other.join();
}

Resident plain(int number) {
  Resident one;
  one.ref = person(number);
  return one;
}

void add_event(Resident& one) { one.facts.events.push_back({"CONFIRMED", kNow}); }

// A process that does `work` until it is killed. `work` tells what it has done by one byte each.
class Writer {
 public:
  explicit Writer(const std::function<void(const std::function<void()>& tell)>& work) {
    REQUIRE(pipe(pipe_) == 0);
    id_ = fork();
    REQUIRE(id_ >= 0);
    if (id_ == 0) {
      alarm(60);
      work([this] {
        if (write(pipe_[1], "x", 1) != 1) _exit(1);
      });
      _exit(0);
    }
    close(pipe_[1]);
  }
  ~Writer() { close(pipe_[0]); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void wait_for_one() {
    char byte = 0;
    REQUIRE(read(pipe_[0], &byte, 1) == 1);
    ++told_;
  }
  // How much it has told of in its life.
  int killed() {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    char byte = 0;
    while (read(pipe_[0], &byte, 1) == 1) ++told_;
    return told_;
  }

 private:
  int pipe_[2] = {};
  pid_t id_ = 0;
  int told_ = 0;
};

}  // namespace

TEST_CASE("a quota holds when two add at once") {
  const Place place(GENERATE(from_range(engines())));
  std::atomic<int> added = 0;
  std::atomic<int> refused = 0;
  at_once(place, [&](Store& store, int worker) {
    for (int i = 0; i < 30; ++i) {
      const auto id = std::to_string(worker) + "-" + std::to_string(i);
      const auto done = store.add(record(id, 1), nullptr, {.of_ref = 7, .of_other = {}});
      if (done) {
        ++added;
      } else if (done.error() == StoreTrouble::quota_of_ref) {
        ++refused;
      }
    }
  });
  CHECK(added == 7);
  CHECK(refused == 53);
  CHECK(must(place.open()->records_of("delegation", person(1))).size() == 7);
}

TEST_CASE("without its lock the quota does not hold: the lock is what the race above proves") {
  if (!PostgresqlServer::get()) return;
  const Place place("postgresql");
  const auto store = place.open();
  const auto engine = place.engine();
  const auto a = engine->lease(Use::write);
  const auto b = engine->lease(Use::write);
  Transaction first(*a);
  Transaction second(*b);
  add_record(*a, record("a", 1), {.of_ref = 1, .of_other = {}});
  add_record(*b, record("b", 1), {.of_ref = 1, .of_other = {}});
  first.commit();
  second.commit();
  CHECK(must(store->records_of("delegation", person(1))).size() == 2);
}

TEST_CASE("no change is lost when two change one resident; reading and putting apart loses one") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  must(store->put(std::vector{plain(1)}));
  at_once(place, [&](Store& each, int) {
    for (int i = 0; i < 25; ++i) {
      if (!each.change(person(1), add_event)) return;
    }
  });
  CHECK(must(store->find(person(1)))->facts.events.size() == 50);

  auto one = *must(store->find(person(1)));
  auto other = one;
  add_event(one);
  add_event(other);
  must(store->put(std::vector{one}));
  must(store->put(std::vector{other}));
  CHECK(must(store->find(person(1)))->facts.events.size() == 51);
}

TEST_CASE("many residents put by two at once get in one another's way, not into a knot") {
  const Place place(GENERATE(from_range(engines())));
  std::atomic<int> put = 0;
  at_once(place, [&](Store& store, int worker) {
    std::vector<Resident> many;
    for (int i = 0; i < 200; ++i) many.push_back(plain(i));
    if (worker == 1) std::reverse(many.begin(), many.end());
    for (int i = 0; i < 5; ++i) put += store.put(many) ? 1 : 0;
  });
  CHECK(put == 10);
  CHECK(must(place.open()->count_residents()) == 200);
}

TEST_CASE("one of two that use the same nonce at once is told that it was used") {
  const Place place(GENERATE(from_range(engines())));
  std::atomic<int> first = 0;
  std::atomic<int> answers = 0;
  at_once(place, [&](Store& store, int) {
    for (int i = 0; i < 50; ++i) {
      const auto used = store.use_nonce("GC07", std::to_string(i), kNow + 300s, kNow);
      if (used) ++answers;
      if (used && *used) ++first;
    }
  });
  CHECK(answers == 100);
  CHECK(first == 50);
}

TEST_CASE("the audit stays one chain when two append at once") {
  const Place place(GENERATE(from_range(engines())));
  at_once(place, [&](Store& store, int worker) {
    const AuditRow row{kNow, "GC0" + std::to_string(worker), "STATUS_QUERY", "", "GREEN", "", "", 0,
                       ""};
    for (int i = 0; i < 150; ++i) {
      if (!store.append_audit(std::vector{row, row})) return;
    }
  });
  const auto rows = must(place.open()->audit_after(0, 1000));
  CHECK(rows.size() == 600);
  CHECK(is_whole("", rows));
}

TEST_CASE("numbers come in the order of commits: who reads on from the last misses nothing") {
  const Place place(GENERATE(from_range(engines())));
  const auto reader = place.open();
  std::atomic<bool> done = false;
  std::size_t seen = 0;
  std::thread reading([&] {
    std::int64_t last = 0;
    const auto look = [&] {
      const auto list = reader->records_in("delegation", "OPEN", last, 1000);
      if (!list) return;
      for (const Record& one : *list) last = one.seq;
      seen += list->size();
    };
    while (!done) look();
    look();
  });
  at_once(place, [&](Store& store, int worker) {
    for (int i = 0; i < 150; ++i) {
      if (!store.add(record(std::to_string(worker) + "-" + std::to_string(i)))) return;
    }
  });
  done = true;
  reading.join();
  CHECK(seen == 300);
}

TEST_CASE("what a writer was told is written is there after it was killed, each batch whole") {
  const Place place(GENERATE(from_range(engines())));
  constexpr int kBatch = 10;
  static_cast<void>(place.open());
  Writer writer([&](const auto& tell) {
    const auto store = place.open();
    for (int batch = 0; batch < 1000; ++batch) {
      std::vector<Resident> residents;
      for (int i = 0; i < kBatch; ++i) residents.push_back(plain(batch * kBatch + i));
      if (!store->put(residents)) _exit(1);
      tell();
    }
  });
  for (int i = 0; i < 20; ++i) writer.wait_for_one();
  const int told = writer.killed();
  const auto store = place.open();
  for (int i = 0; i < told * kBatch; ++i) CHECK(must(store->find(person(i))));
  const auto count = must(store->count_residents());
  CHECK(count % kBatch == 0);
  CHECK(count >= told * kBatch);
}

TEST_CASE("a writer killed in the middle leaves nothing behind and nobody waiting") {
  const Place place(GENERATE(from_range(engines())));
  must(place.open()->put(std::vector{plain(1)}));
  Writer writer([&](const auto& tell) {
    const auto store = place.open();
    static_cast<void>(store->change(person(1), [&](Resident& one) {
      add_event(one);
      tell();
      pause();
    }));
  });
  writer.wait_for_one();
  CHECK(writer.killed() == 1);
  const auto store = place.open();
  CHECK(must(store->find(person(1)))->facts.events.empty());
  CHECK(must(store->change(person(1), add_event)));
  CHECK(must(store->find(person(1)))->facts.events.size() == 1);
}

TEST_CASE("a server that went away is missed, and found again at the first call after it is back") {
  auto* server = PostgresqlServer::get();
  if (!server) return;
  const int first = GENERATE(0, 1, 2);  // the call that finds the dead line
  const bool in_order = first != 1;
  const Place place("postgresql");
  const auto store = place.open();
  must(store->put(std::vector{plain(1)}));
  server->stop(in_order);
  const auto missed = store->find(person(1));
  server->start();
  REQUIRE_FALSE(missed);
  CHECK(missed.error() == StoreTrouble::unavailable);
  CHECK(must(store->find(person(1))));

  // While the store looks elsewhere.
  server->stop(in_order);
  server->start();
  if (first == 0) CHECK(must(store->find(person(1))));
  if (first == 1) CHECK(must(store->use_nonce("GC07", "n", kNow + 300s, kNow)));
  if (first == 2) must(store->put(std::vector{plain(2)}));
}

TEST_CASE("a change whose line breaks before it was committed is made once, on a new line") {
  auto* server = PostgresqlServer::get();
  if (!server) return;
  const Place place("postgresql");
  const auto store = place.open();
  must(store->put(std::vector{plain(1)}));
  int calls = 0;
  CHECK(must(store->change(person(1), [&](Resident& one) {
    if (++calls == 1) {
      server->stop(false);
      server->start();
    }
    add_event(one);
  })));
  CHECK(calls == 2);
  CHECK(must(store->find(person(1)))->facts.events.size() == 1);
}

TEST_CASE("what is committed is on the disk; only nonces may be lost with the power") {
  const Place place(GENERATE(from_range(engines())));
  const auto store = place.open();
  const auto engine = place.engine();
  const auto level = [&](Use use) {
    const auto session = engine->lease(use);
    const auto rows =
        session->query(engine->is_shared() ? "SELECT current_setting('synchronous_commit')"
                                           : "SELECT synchronous FROM pragma_synchronous");
    REQUIRE(rows->next());
    return rows->bytes(0);
  };
  if (engine->is_shared()) {
    CHECK(level(Use::write) == "on");
    const auto session = engine->lease(Use::read);
    const auto rows = session->query(
        "SELECT relname::text FROM pg_class WHERE relpersistence = 'u' AND "
        "relkind = 'r'");
    REQUIRE(rows->next());
    CHECK(rows->bytes(0) == "nonces");
    CHECK_FALSE(rows->next());
  } else {
    CHECK(level(Use::write) == "2");  // FULL
    CHECK(level(Use::fleeting) == "1");
    CHECK(level(Use::write) == "2");
  }
}

TEST_CASE("a database that would commit loosely is told not to") {
  if (!PostgresqlServer::get()) return;
  const Place place("postgresql");
  {
    const auto engine = place.engine();
    const auto session = engine->lease(Use::write);
    const auto rows = session->query("SELECT current_database()::text");
    REQUIRE(rows->next());
    session->execute("ALTER DATABASE " + rows->bytes(0) + " SET synchronous_commit = off");
  }
  const auto engine = place.engine();
  const auto session = engine->lease(Use::write);
  const auto rows = session->query("SELECT current_setting('synchronous_commit')");
  REQUIRE(rows->next());
  CHECK(rows->bytes(0) == "on");
}
