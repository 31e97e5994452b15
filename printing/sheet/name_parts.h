// SPDX-License-Identifier: GPL-3.0-or-later
// A name as paper shows it. Some cards bear it in two scripts, Chinese and that of the person's
// nation; the paper gives each a line. Pure; any thread.
#pragma once

#include <string_view>

namespace printing {

struct NameParts {
  std::string_view name;          // the whole name, or its Chinese part
  std::string_view other_script;  // ئابدۇرېھىم توختى; empty in one script
};

// Parted at the one space between ideographs and another script; a name whose scripts mix, or touch
// without a space, stays whole. Both views are into `name`.
[[nodiscard]] NameParts parted(std::string_view name);

}  // namespace printing
