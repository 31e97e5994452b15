// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite as an engine of the store: one file, WAL, synchronous FULL, secure_delete. One session
// writes, several read, so that neither a commit nor another query holds up a query.
#pragma once
#include <memory>
#include <string>

#include "devices/sandbox/service/records/database.h"

namespace service {

// Makes the file if there is none. Throws DatabaseError.
std::unique_ptr<Database> open_sqlite(const std::string& path);

}  // namespace service
