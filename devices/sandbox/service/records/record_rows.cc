// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/record_rows.h"

#include "devices/sandbox/service/records/resident_rows.h"

namespace service {
namespace {

#define RECORD_COLUMNS "seq, kind, id, ref, other, state, at, until, body"

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }
Instant instant(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }
Value ms(const std::optional<Instant>& at) { return at ? number(ms(*at)) : Value{}; }

Record read(const Rows& row) {
  Record record;
  record.seq = row.number(0);
  record.kind = row.bytes(1);
  record.id = row.bytes(2);
  record.ref = ref_of(row.bytes(3));
  record.other = ref_of(row.bytes(4));
  record.state = row.bytes(5);
  record.at = instant(row.number(6));
  if (!row.is_null(7)) record.until = instant(row.number(7));
  record.body = row.bytes(8);
  return record;
}

std::vector<Record> all(const std::unique_ptr<Rows>& rows) {
  std::vector<Record> list;
  while (rows->next()) list.push_back(read(*rows));
  return list;
}

// Nobody has as many as one likes.
void hold_quota(Session& session, const char* count, const PersonRef& person, const Record& record,
                const std::optional<int>& most, StoreTrouble trouble) {
  if (!most || person == PersonRef{}) return;
  const auto rows = session.query(count, {text(record.kind), blob(bytes_of(person)),
                                          text(record.state), number(ms(record.at))});
  if (rows->next() && rows->number(0) >= *most) throw trouble;
}

}  // namespace

void write_reply(Session& session, const KeptReply& reply) {
  session.run(
      "INSERT INTO replies(device, key, request, status, sealed_body, at) "
      "VALUES($1, $2, $3, $4, $5, $6)",
      {text(reply.device), text(reply.key), blob(reply.request), number(reply.status),
       blob(reply.sealed_body), number(ms(reply.at))});
}

std::optional<KeptReply> find_reply(Session& session, const std::string& device,
                                    const std::string& key) {
  const auto rows = session.query(
      "SELECT request, status, sealed_body, at FROM replies WHERE device = $1 AND key = $2",
      {text(device), text(key)});
  if (!rows->next()) return std::nullopt;
  return KeptReply{device,         key,
                   rows->bytes(0), static_cast<int>(rows->number(1)),
                   rows->bytes(2), instant(rows->number(3))};
}

std::int64_t add_record(Session& session, const Record& record, const Quota& quota) {
  hold_quota(session,
             "SELECT count(*) FROM records WHERE kind = $1 AND ref = $2 AND state = $3 "
             "AND (until IS NULL OR until > $4)",
             record.ref, record, quota.of_ref, StoreTrouble::quota_of_ref);
  hold_quota(session,
             "SELECT count(*) FROM records WHERE kind = $1 AND other = $2 AND state = $3 "
             "AND (until IS NULL OR until > $4)",
             record.other, record, quota.of_other, StoreTrouble::quota_of_other);
  const auto rows = session.query(
      "INSERT INTO records(kind, id, ref, other, state, at, until, body) "
      "VALUES($1, $2, $3, $4, $5, $6, $7, $8) RETURNING seq",
      {text(record.kind), text(record.id), blob(bytes_of(record.ref)), blob(bytes_of(record.other)),
       text(record.state), number(ms(record.at)), ms(record.until), blob(record.body)});
  if (!rows->next()) throw DatabaseError{};
  return rows->number(0);
}

bool move_record(Session& session, const Record& record, const std::string& from) {
  return session.run(
             "UPDATE records SET state = $1, until = $2, body = $3 "
             "WHERE kind = $4 AND id = $5 AND state = $6",
             {text(record.state), ms(record.until), blob(record.body), text(record.kind),
              text(record.id), text(from)}) == 1;
}

std::optional<Record> find_record(Session& session, const std::string& kind,
                                  const std::string& id) {
  const auto rows = session.query(
      "SELECT " RECORD_COLUMNS " FROM records WHERE kind = $1 AND id = $2", {text(kind), text(id)});
  return rows->next() ? std::optional(read(*rows)) : std::nullopt;
}

std::vector<Record> find_records_of(Session& session, const std::string& kind,
                                    const PersonRef& ref) {
  return all(session.query("SELECT " RECORD_COLUMNS
                           " FROM records WHERE kind = $1 AND ref = $2 ORDER BY seq",
                           {text(kind), blob(bytes_of(ref))}));
}

std::vector<Record> find_records_for(Session& session, const std::string& kind,
                                     const PersonRef& other) {
  return all(session.query("SELECT " RECORD_COLUMNS
                           " FROM records WHERE kind = $1 AND other = $2 ORDER BY seq",
                           {text(kind), blob(bytes_of(other))}));
}

std::vector<Record> find_records_in(Session& session, const std::string& kind,
                                    const std::string& state, std::int64_t seq, std::size_t most) {
  return all(session.query(
      "SELECT " RECORD_COLUMNS
      " FROM records WHERE kind = $1 AND state = $2 AND seq > $3 "
      "ORDER BY seq LIMIT $4",
      {text(kind), text(state), number(seq), number(static_cast<std::int64_t>(most))}));
}

std::int64_t forget_records(Session& session, const std::string& kind, const std::string& state,
                            Instant before) {
  return session.run(
      "DELETE FROM records WHERE kind = $1 AND ($2 = '' OR state = $2) "
      "AND COALESCE(until, at) < $3",
      {text(kind), text(state), number(ms(before))});
}

}  // namespace service
