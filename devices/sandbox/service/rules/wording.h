// SPDX-License-Identifier: GPL-3.0-or-later
// A reason in one plain sentence, Chinese and English, and the parts for a sentence of the reader's
// own (docs/wire.md §4.3). Pure.
#pragma once
#include <functional>
#include <string>

#include "devices/sandbox/service/rules/assignment.h"

namespace service {

struct Bilingual {
  std::string zh;
  std::string en;
};
Json write(const Bilingual& text);

// The name of a GB/T 2260 code; nothing if it is not known.
using AreaNames = std::function<std::optional<Bilingual>(std::string_view area)>;

// `{code, text: {zh, en}, params}`. Days are told with their year if it is not that of `now`.
Json worded(const Reason& reason, Instant now, const AreaNames& names);

}  // namespace service
