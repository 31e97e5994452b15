// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the store, in the spelling of whichever engine carries them.
#pragma once
#include "devices/sandbox/service/records/database.h"

namespace service {

// Makes the tables if there are none; two processes may do so at once. False: the store was made
// by another version and is left as it is. Throws DatabaseError.
bool prepare_schema(Database& database);

}  // namespace service
