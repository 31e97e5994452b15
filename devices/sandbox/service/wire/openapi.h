// SPDX-License-Identifier: GPL-3.0-or-later
// wire/openapi.json, put into the program when it is built.
#pragma once
#include <string_view>

namespace service {

extern const std::string_view kOpenApiDocument;

}  // namespace service
