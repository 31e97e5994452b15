// SPDX-License-Identifier: GPL-3.0-or-later
// The store over an SQL engine: one SQLite file, or PostgreSQL, which several processes share.
#pragma once
#include <memory>
#include <string>

#include "devices/sandbox/service/records/store.h"

namespace service {

// `place` is a file, made if there is none, or an address postgresql://…, whose tables are made if
// there are none. The error is one clear line without secrets.
tl::expected<std::unique_ptr<Store>, std::string> open_store(const std::string& place);

}  // namespace service
