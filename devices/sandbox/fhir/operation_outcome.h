// SPDX-License-Identifier: GPL-3.0-or-later
// What a FHIR R4 server says when it does not do what it was asked (Resource OperationOutcome).
// Nothing of the document stands in it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sandbox {

// `code` of http://hl7.org/fhir/issue-type; one issue of severity error.
[[nodiscard]] std::string operation_outcome(std::string_view code, std::string_view text);

}  // namespace sandbox
