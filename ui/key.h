// SPDX-License-Identifier: GPL-3.0-or-later
// The three keys that walk a page (next, ok, back), and one the other way. Plain values.
#pragma once

namespace ui {

enum class Key { next, previous, ok, back };

}  // namespace ui
