// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/records/place.h"

#include <catch2/catch.hpp>

#include "devices/sandbox/service/records/postgresql.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/records/sqlite.h"
#include "tests/devices/sandbox/service/records/postgresql_server.h"

namespace store_test {

using namespace service;

std::vector<std::string> engines() {
  if (PostgresqlServer::get()) return {"sqlite", "postgresql"};
  WARN("PostgreSQL's server is not installed: its half is left out");
  return {"sqlite"};
}

Place::Place(const std::string& engine)
    : name_(engine == "sqlite" ? (folder_.path() / "store.db").string()
                               : PostgresqlServer::get()->new_database()) {}

std::unique_ptr<Store> Place::open() const {
  auto store = open_store(name_);
  if (!store) FAIL(store.error());
  return std::move(*store);
}

std::unique_ptr<Database> Place::engine() const {
  if (!name_.starts_with("postgresql://")) return open_sqlite(name_);
  auto database = open_postgresql(name_);
  if (!database) FAIL(database.error());
  return std::move(*database);
}

PersonRef person(int number) {
  PersonRef ref{};
  ref[0] = static_cast<std::uint8_t>(number >> 8);
  ref[1] = static_cast<std::uint8_t>(number);
  ref[2] = 0xFF;  // never nobody
  return ref;
}

Resident resident(int number) {
  Resident out;
  out.ref = person(number);
  out.home = "44";
  out.sealed_name = std::string("n\0'\xFF", 4) + std::to_string(number);
  out.sealed_document = std::string("\0d", 2);
  out.disabled = true;
  out.facts.data_delayed = true;
  out.facts.events = {{"CONFIRMED", *parse_instant("2021-01-02T08:00")}};
  out.facts.visits = {{"HIGH", "990102", *parse_instant("2021-01-03"), std::nullopt},
                      {"MEDIUM", "", std::nullopt, *parse_instant("2021-01-05")}};
  out.facts.nat = {{*parse_instant("2021-01-19T07:30"), NatResult::negative,
                    *parse_instant("2021-01-19T20:00"), "第一医院 “\u4E00”", "990101"}};
  out.facts.antibody = {{*parse_instant("2021-01-10"), false, true}};
  out.facts.vaccination = {{"SARS-CoV-2 灭活疫苗 𠮷", 1, 2, *parse_day("2021-01-04"), "", "", ""}};
  out.facts.national_push = "HIGH";
  return out;
}

Record record(const std::string& id, int of, int other, const std::string& state,
              const std::string& kind) {
  Record out;
  out.kind = kind;
  out.id = id;
  if (of != 0) out.ref = person(of);
  if (other != 0) out.other = person(other);
  out.state = state;
  out.at = *parse_instant("2021-01-20T09:30");
  out.body = std::string("{\"sealed\":\"\0\xFE\"}", 15);
  return out;
}

KeptReply reply(const std::string& key) {
  return {"GC07",
          key,
          std::string("\x01\0\x02", 3),
          201,
          std::string("\0body", 5),
          *parse_instant("2021-01-20T09:30:00.123")};
}

}  // namespace store_test
