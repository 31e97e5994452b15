// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the adapters that kiosk.toml asks for and plugs them into the desk. Each runs its own
// threads; all end with this object. Made and destroyed on the drawing thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "devices/journal_file.h"
#include "kiosk/desk.h"
#include "kiosk/settings.h"

namespace kiosk {

class Wiring {
 public:
  // `programs` is where kiosk-reader lies; the journal outlives the wiring. The error names the
  // file that is missing or wrong.
  [[nodiscard]] static tl::expected<std::unique_ptr<Wiring>, ConfigTrouble> build(
      const KioskSettings& settings, const std::filesystem::path& programs,
      devices::JournalFile& journal, visit::Post post);
  virtual ~Wiring() = default;
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  [[nodiscard]] virtual Desk::Wires wires() = 0;
  // What the desk notes goes to the journal's file and to the shift's figures.
  [[nodiscard]] virtual visit::Journal& journal() = 0;

 protected:
  Wiring() = default;
};

}  // namespace kiosk
