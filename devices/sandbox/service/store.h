// SPDX-License-Identifier: GPL-3.0-or-later
// What an issuer remembers: residents and their facts, certificates, and the replies to writes.
// People are found by pseudonym; text about them lies sealed. Calls may come from any thread; what
// returns without trouble is on the disk.
#pragma once
#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "devices/sandbox/service/facts.h"
#include "devices/sandbox/service/seal.h"
#include "devices/sandbox/service/wording.h"

namespace service {

enum class StoreTrouble {
  unavailable,  // the engine answers with an error: nothing is known about this call's outcome
  duplicate,    // a row of that key is there already: nothing was written
  damaged,      // a row cannot be read
};

struct Resident {
  PersonRef ref{};
  std::string sealed_name;
  bool disabled = false;
  Facts facts;
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

class Store {
 public:
  template <typename T>
  using Result = tl::expected<T, StoreTrouble>;

  virtual ~Store() = default;

  virtual Result<std::optional<Resident>> find(const PersonRef& ref) = 0;
  // Those already there are replaced. All or none.
  virtual Result<void> put(std::span<const Resident> residents) = 0;
  virtual Result<void> put_areas(std::span<const Area> areas) = 0;
  virtual Result<std::vector<Area>> areas() = 0;
  // Residents, areas, certificates, revocations and kept replies.
  virtual Result<void> clear() = 0;

  virtual Result<std::optional<KeptReply>> recall(const std::string& device,
                                                  const std::string& key) = 0;
  // The reply and what it tells of are kept together or not at all. `duplicate`: another thread
  // kept a reply of that key first.
  virtual Result<void> issue(const CertificateRow& certificate, const KeptReply& reply) = 0;
  virtual Result<void> forget_replies_before(Instant at) = 0;

  // Nothing if no such certificate was issued. A second revocation gives the first one again.
  virtual Result<std::optional<Revocation>> revoke(const std::string& id, const std::string& reason,
                                                   Instant at) = 0;
  // Ascending, those after `seq`.
  virtual Result<std::vector<Revocation>> revocations_after(std::int64_t seq, std::size_t most) = 0;
};

}  // namespace service
