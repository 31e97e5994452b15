// SPDX-License-Identifier: GPL-3.0-or-later
// A configuration as somebody signed it: a folder, the list of all that lies in it, and a signature
// over that list (docs/installing.md). Either everything is as it was signed, or the first thing
// that is not is named. Values; any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/moment.h"

namespace kiosk {

// They lie in the folder itself. The list is as `sha256sum -c` reads it, the signature as
// `openssl cms -verify` does.
inline constexpr std::string_view kPackageList = "package.sha256";
inline constexpr std::string_view kPackageSignature = "package.p7s";

inline constexpr std::size_t kLongestPackageName = 24;

struct ConfigPackage {
  std::string name;       // as whoever signed it called it: "A"
  visit::Moment made;     // when they did
  std::size_t files = 0;  // that it vouches for
  std::string signed_by;  // the certificate's common name
  visit::Moment holds_until;

  // As staff read it on pages and paper: "2026-11-20 A".
  [[nodiscard]] std::string title() const;
};

// Letters, digits, "." "_" "-", one to kLongestPackageName of them.
[[nodiscard]] bool is_package_name(std::string_view name);

// Signs the folder as it is, in place; an earlier list and signature are replaced. The error is one
// sentence.
[[nodiscard]] tl::expected<ConfigPackage, std::string> make_package(
    const std::filesystem::path& folder, const std::string& name, const std::filesystem::path& key,
    const std::filesystem::path& certificate, visit::Moment now);

// `authority`: whose certificates may sign, PEM. The error is one sentence that names the first
// file which is altered, missing, or was not signed.
[[nodiscard]] tl::expected<ConfigPackage, std::string> check_package(
    const std::filesystem::path& folder, const std::filesystem::path& authority, visit::Moment now);

}  // namespace kiosk
