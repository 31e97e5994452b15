// SPDX-License-Identifier: GPL-3.0-or-later
// What the audit calls a request: the closed list of docs/wire.md §4.12, and which routes concern
// nobody. Pure.
#pragma once
#include <string_view>

namespace service {

// "STATUS_QUERY" for POST "/v1/status/query"; "" for a route that concerns nobody.
std::string_view audit_action(std::string_view method, std::string_view pattern);
// Whether the list says anything of that route, be it that it concerns nobody.
bool is_known_to_audit(std::string_view method, std::string_view pattern);

}  // namespace service
