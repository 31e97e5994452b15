// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that a client keeps and asks after again: a strong ETag over the body's bytes, and 304 to
// whoever has them already (RFC 9110 §8.8.3, §13.1.2). Pure.
#pragma once
#include "devices/sandbox/service/wire/call.h"

namespace service {

// The answer with its tag, or 304 without a body.
Answer if_changed(const Call& call, Answer answer);

}  // namespace service
