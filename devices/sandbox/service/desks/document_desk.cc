// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/document_desk.h"

#include "devices/sandbox/service/wire/conditional.h"
#include "devices/sandbox/service/wire/openapi.h"

namespace service {

DocumentDesk::DocumentDesk() : document_(Json::parse(kOpenApiDocument).dump()) {}

void DocumentDesk::open(Routes& routes) {
  routes.push_back(
      {"GET", "/v1/openapi.json", Audience::devices, false, [this](const Request& request) {
         return if_changed(request.call, {200, document_, {}, {}});
       }});
}

}  // namespace service
