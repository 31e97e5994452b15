// SPDX-License-Identifier: GPL-3.0-or-later
// What an issuer remembers: residents and their facts, certificates, what was handed in, replies to
// writes, the audit.
// People are found by pseudonym; text about them lies sealed. Calls may come from any thread; what
// returns without trouble is on the disk.
#pragma once
#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "devices/sandbox/service/records/seal.h"
#include "devices/sandbox/service/rules/assignment.h"
#include "devices/sandbox/service/rules/wording.h"

namespace service {

enum class StoreTrouble {
  unavailable,     // the engine answers with an error: nothing is known about this call's outcome
  duplicate,       // a row of that key is there already: nothing was written
  damaged,         // a row cannot be read
  quota_of_ref,    // the person has as many records of that kind as may be: nothing was written
  quota_of_other,  // so has the other person
};

// What the facts came to when they were last looked at, so that a change can be seen.
struct Assigned {
  State state = State::green;
  std::optional<Instant> changes;  // when the same facts will come to something else
  std::string policy;              // "REF-CN-2021/1"
};

struct Resident {
  PersonRef ref{};
  std::string home;  // code of the issuer that keeps this person; "" is this one
  std::string sealed_name;
  std::string sealed_document;  // kind and number, only where they must be told to others
  bool disabled = false;
  Facts facts;
  std::optional<Assigned> assigned;  // none: not looked at since the facts were put
};

struct Area {
  std::string code;  // GB/T 2260
  Bilingual name;
};

// The first reply to a write, kept so that a retry gets it again.
struct KeptReply {
  std::string device;
  std::string key;      // Idempotency-Key
  std::string request;  // SHA-256 over path and body
  int status = 0;
  std::string sealed_body;
  Instant at;
};

struct CertificateRow {
  std::string id;  // 16 upper-case hex digits
  PersonRef ref{};
  Instant issued;
  Instant expires;
};

struct Revocation {
  std::int64_t seq = 0;
  std::string id;
  std::string reason;
  Instant at;
};

// Something handed in about a person that has a state of its own: a declaration, a trip, a personal
// code, an appeal, a delegation, a survey, a push. `kind` and `id` name it; the store numbers it.
struct Record {
  std::string kind;
  std::string id;
  PersonRef ref{};    // whom it is about; zeros: nobody
  PersonRef other{};  // the second person, who acts for them
  std::string state;
  Instant at;                    // when it came
  std::optional<Instant> until;  // from then on it counts no more
  std::string body;              // JSON, sealed if anything in it is personal
  std::int64_t seq = 0;          // given by the store, ascending over all kinds
};

// How many records of the same kind and state, not ended at the new one's `at`, either person may
// have, the new one among them.
struct Quota {
  std::optional<int> of_ref;
  std::optional<int> of_other;
};

struct AuditRow {
  Instant at;
  std::string device;
  std::string action;  // "STATUS_QUERY"
  std::string who;     // 8 bytes of the pseudonym, "" if about nobody
  std::string result;  // "GREEN", "E_BUSY"
  std::string policy;
  std::string request_id;
  std::int64_t seq = 0;  // the last two are the store's
  std::string chain;     // SHA-256 over the chain of the row before and this row
};

class Store {
 public:
  template <typename T>
  using Result = tl::expected<T, StoreTrouble>;

  virtual ~Store() = default;

  // Whether several processes may work on it at once.
  [[nodiscard]] virtual bool is_shared() const = 0;

  virtual Result<std::optional<Resident>> find(const PersonRef& ref) = 0;
  // Those already there are replaced. All or none.
  virtual Result<void> put(std::span<const Resident> residents) = 0;
  virtual Result<void> put_areas(std::span<const Area> areas) = 0;
  virtual Result<std::vector<Area>> areas() = 0;
  // Reads a resident, lets `change` write, and puts it back, with nobody between. False: no such
  // resident.
  virtual Result<bool> change(const PersonRef& ref,
                              const std::function<void(Resident&)>& change) = 0;
  // Those whose assignment is missing, is of another policy or changes at `now` or before; any
  // order.
  virtual Result<std::vector<Resident>> due(Instant now, const std::string& policy,
                                            std::size_t most) = 0;
  virtual Result<std::int64_t> count_residents() = 0;
  // Everything.
  virtual Result<void> clear() = 0;

  virtual Result<std::optional<KeptReply>> recall(const std::string& device,
                                                  const std::string& key) = 0;
  // The reply and what it tells of are kept together or not at all. `duplicate`: another thread
  // kept a reply of that key first.
  virtual Result<void> issue(const CertificateRow& certificate, const KeptReply& reply) = 0;
  virtual Result<void> forget_replies_before(Instant at) = 0;

  // With the reply that tells of it, if there is one: both or neither. Gives the record's number.
  virtual Result<std::int64_t> add(const Record& record, const KeptReply* reply = nullptr,
                                   const Quota& quota = {}) = 0;
  virtual Result<std::optional<Record>> record(const std::string& kind, const std::string& id) = 0;
  // Of one person, as `ref` or as `other`, ascending by number.
  virtual Result<std::vector<Record>> records_of(const std::string& kind, const PersonRef& ref) = 0;
  virtual Result<std::vector<Record>> records_for(const std::string& kind,
                                                  const PersonRef& other) = 0;
  // In one state, numbered after `seq`, ascending.
  virtual Result<std::vector<Record>> records_in(const std::string& kind, const std::string& state,
                                                 std::int64_t seq, std::size_t most) = 0;
  // Writes state, until and body if the record is still in the state `from`. False: it is not, or
  // is not there.
  virtual Result<bool> move(const Record& record, const std::string& from,
                            const KeptReply* reply = nullptr) = 0;
  // Those in that state ("": any) that ended before `before`, or came before it if they have no
  // end. How many they were.
  virtual Result<std::int64_t> forget_records(const std::string& kind, const std::string& state,
                                              Instant before) = 0;

  // Chained in the order given. Gives the number of the last one.
  virtual Result<std::int64_t> append_audit(std::span<const AuditRow> rows) = 0;
  virtual Result<std::vector<AuditRow>> audit_after(std::int64_t seq, std::size_t most) = 0;
  // Forgets the rows up to that number; the last row of all must not be among them.
  virtual Result<void> forget_audit_through(std::int64_t seq) = 0;
  // False: this device has used it before. Kept until `until`.
  virtual Result<bool> use_nonce(const std::string& device, const std::string& nonce, Instant until,
                                 Instant now) = 0;

  // Nothing if no such certificate was issued. A second revocation gives the first one again.
  virtual Result<std::optional<Revocation>> revoke(const std::string& id, const std::string& reason,
                                                   Instant at) = 0;
  // Ascending, those after `seq`.
  virtual Result<std::vector<Revocation>> revocations_after(std::int64_t seq, std::size_t most) = 0;
};

}  // namespace service
