// SPDX-License-Identifier: GPL-3.0-or-later
// An outbox in a folder of its own, and surveys of nobody to put into it.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "devices/outbox.h"
#include "tests/devices/raw_service.h"
#include "tests/devices/synthetic_survey.h"
#include "tests/files.h"

namespace devices_test {

struct Place {
  files::Folder folder;
  [[nodiscard]] std::filesystem::path file() const { return folder.path() / "outbox.db"; }
  [[nodiscard]] std::filesystem::path key() const { return folder.path() / "outbox.key"; }
  [[nodiscard]] std::unique_ptr<devices::Outbox> open() const { return opened(file(), key()); }

  static std::unique_ptr<devices::Outbox> opened(const std::filesystem::path& file,
                                                 const std::filesystem::path& key) {
    auto outbox = devices::Outbox::open(file, key);
    REQUIRE(outbox.has_value());
    return std::move(*outbox);
  }
};

inline visit::Secret survey(std::string_view identifier) {
  return synthetic_survey("urn:test", identifier);
}

inline std::string added(devices::Outbox& outbox, visit::Moment at = kMorning) {
  const std::string identifier = devices::Outbox::fresh_identifier();
  REQUIRE(outbox.add(identifier, survey(identifier), at));
  return identifier;
}

}  // namespace devices_test
