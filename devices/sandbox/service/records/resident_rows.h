// SPDX-License-Identifier: GPL-3.0-or-later
// Residents as rows: facts are one JSON text beside the sealed fields. Throws DatabaseError, and
// Malformed at a row that cannot be read. As thread-safe as the session.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "devices/sandbox/service/records/database.h"
#include "devices/sandbox/service/records/store.h"

namespace service {

// The bytes of a pseudonym, as long as it lives.
std::string_view bytes_of(const PersonRef& ref);
// Throws Malformed.
PersonRef ref_of(const std::string& bytes);

// The form of docs/wire.md §4.6, without what is not stored and without empty lists.
std::string text_of(const Facts& facts);

std::optional<Resident> find_resident(Session& session, const PersonRef& ref);
// The same, kept from every other writer until the transaction ends.
std::optional<Resident> find_resident_to_change(Session& session, const PersonRef& ref);
// Of one person given twice the later counts. Within a transaction.
void put_residents(Session& session, std::span<const Resident> residents);
std::vector<Resident> find_due(Session& session, Instant now, const std::string& policy,
                               std::size_t most);

}  // namespace service
