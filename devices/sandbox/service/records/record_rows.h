// SPDX-License-Identifier: GPL-3.0-or-later
// What was handed in, and the replies that told of it, as rows. Throws DatabaseError. As
// thread-safe as the session.
#pragma once
#include <optional>
#include <vector>

#include "devices/sandbox/service/records/database.h"
#include "devices/sandbox/service/records/store.h"

namespace service {

void write_reply(Session& session, const KeptReply& reply);
std::optional<KeptReply> find_reply(Session& session, const std::string& device,
                                    const std::string& key);

// Within a transaction that holds Lock::records. Throws StoreTrouble where a quota is used up.
std::int64_t add_record(Session& session, const Record& record, const Quota& quota);
bool move_record(Session& session, const Record& record, const std::string& from);
std::optional<Record> find_record(Session& session, const std::string& kind, const std::string& id);
std::vector<Record> find_records_of(Session& session, const std::string& kind,
                                    const PersonRef& ref);
std::vector<Record> find_records_for(Session& session, const std::string& kind,
                                     const PersonRef& other);
std::vector<Record> find_records_in(Session& session, const std::string& kind,
                                    const std::string& state, std::int64_t seq, std::size_t most);

std::int64_t forget_records(Session& session, const std::string& kind, const std::string& state,
                            Instant before);

}  // namespace service
