// SPDX-License-Identifier: GPL-3.0-or-later
// The store in one SQLite file: WAL, synchronous FULL, secure_delete. One connection reads, one
// writes, each behind its own lock, so that a commit never holds up a query.
#pragma once
#include <memory>
#include <string>

#include "devices/sandbox/service/store.h"

namespace service {

// Makes the file if there is none. The error is one clear line.
tl::expected<std::unique_ptr<Store>, std::string> open_sqlite_store(const std::string& path);

}  // namespace service
