// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/schema.h"

#include <fmt/format.h>

namespace service {
namespace {

constexpr std::int64_t kVersion = 1;

// One resident is one row: a query is one descent of one tree, whatever the number of residents.
// Moments are milliseconds since 1970; a resident nobody has looked at has state and policy ''.
std::string tables(const Dialect& spell) {
  return fmt::format(
      R"(
CREATE TABLE residents(
  ref {blob} PRIMARY KEY, home TEXT NOT NULL, sealed_name {blob} NOT NULL,
  sealed_document {blob} NOT NULL, disabled {number} NOT NULL, facts TEXT NOT NULL,
  state TEXT NOT NULL, changes {number}, policy TEXT NOT NULL);
CREATE INDEX residents_due ON residents(policy, changes);
CREATE TABLE areas(code TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL) {short_rows};
CREATE TABLE certificates(
  id TEXT PRIMARY KEY, ref {blob} NOT NULL, issued {number} NOT NULL, expires {number} NOT NULL)
  {short_rows};
CREATE TABLE revocations(
  seq {serial}, id TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, at {number} NOT NULL);
CREATE TABLE replies(
  device TEXT NOT NULL, key TEXT NOT NULL, request {blob} NOT NULL, status {number} NOT NULL,
  sealed_body {blob} NOT NULL, at {number} NOT NULL, PRIMARY KEY(device, key));
CREATE INDEX replies_at ON replies(at);
CREATE TABLE records(
  seq {serial}, kind TEXT NOT NULL, id TEXT NOT NULL, ref {blob} NOT NULL, other {blob} NOT NULL,
  state TEXT NOT NULL, at {number} NOT NULL, until {number}, body {blob} NOT NULL,
  UNIQUE(kind, id));
CREATE INDEX records_ref ON records(kind, ref, seq);
CREATE INDEX records_other ON records(kind, other, seq);
CREATE INDEX records_state ON records(kind, state, seq);
CREATE TABLE audit(
  seq {number} PRIMARY KEY, at {number} NOT NULL, device TEXT NOT NULL, action TEXT NOT NULL,
  who {blob} NOT NULL, result TEXT NOT NULL, policy TEXT NOT NULL, request_id TEXT NOT NULL,
  chain {blob} NOT NULL);
CREATE {fleeting} TABLE nonces(
  device TEXT NOT NULL, nonce TEXT NOT NULL, until {number} NOT NULL, PRIMARY KEY(device, nonce))
  {short_rows};
CREATE INDEX nonces_until ON nonces(until);
)",
      fmt::arg("blob", spell.blob), fmt::arg("number", spell.number),
      fmt::arg("serial", spell.serial), fmt::arg("short_rows", spell.short_rows),
      fmt::arg("fleeting", spell.fleeting));
}

}  // namespace

bool prepare_schema(Database& database) {
  const auto session = database.lease(Use::write);
  Transaction transaction(*session);
  session->lock(Lock::schema);
  session->execute(fmt::format("CREATE TABLE IF NOT EXISTS store_version(version {} NOT NULL)",
                               database.dialect().number));
  {
    const auto version = session->query("SELECT version FROM store_version");
    if (version->next()) return version->number(0) == kVersion;
  }
  session->execute(tables(database.dialect()));
  session->run("INSERT INTO store_version(version) VALUES($1)", {number(kVersion)});
  transaction.commit();
  return true;
}

}  // namespace service
