// SPDX-License-Identifier: GPL-3.0-or-later
// Where this kiosk's faces lie: the rules among its data, the cache beside its store. Pure.
#pragma once

#include "kiosk/settings.h"
#include "ui/text/faces.h"

namespace kiosk {

[[nodiscard]] inline text::FacePaths face_paths(const KioskSettings& settings) {
  text::FacePaths paths;
  paths.rules = settings.data / "fonts/fonts.conf";
  paths.cache = settings.store.parent_path() / "faces";
  return paths;
}

}  // namespace kiosk
