// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/fhir/operation_outcome.h"

#include <nlohmann/json.hpp>

namespace sandbox {

std::string operation_outcome(std::string_view code, std::string_view text) {
  return nlohmann::json{{"resourceType", "OperationOutcome"},
                        {"issue",
                         {{{"severity", "error"},
                           {"code", std::string(code)},
                           {"details", {{"text", std::string(text)}}}}}}}
      .dump();
}

}  // namespace sandbox
