// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL as an engine of the store, through libpq: several processes share one database. A line
// that broke is made anew when it is next needed.
#pragma once
#include <tl/expected.hpp>

#include <memory>
#include <string>

#include "devices/sandbox/service/records/database.h"

namespace service {

// `address` is postgresql://…, as libpq reads it. The error is one clear line without secrets.
tl::expected<std::unique_ptr<Database>, std::string> open_postgresql(const std::string& address);

}  // namespace service
