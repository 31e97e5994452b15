// SPDX-License-Identifier: GPL-3.0-or-later
// The ways through this house as the visit knows them: one for each route of a survey, from
// config/routes. Read once at start, each proved by drawing it; not thread-safe.
#pragma once

#include <memory>
#include <tl/expected.hpp>

#include "kiosk/settings.h"

namespace kiosk {

// None where kiosk.toml names no plan. The error names the file that does not fit.
[[nodiscard]] tl::expected<std::shared_ptr<const visit::Ways>, ConfigTrouble> read_ways(
    const KioskSettings& settings);

}  // namespace kiosk
