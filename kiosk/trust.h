// SPDX-License-Identifier: GPL-3.0-or-later
// Whose signatures count, from whatever the configuration or the technician names: a folder of
// certificates, a GDHCN did.json, or our own signed list with its pinned root. Pure but for reading
// the files.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "printing/trust_list.h"

namespace kiosk {

// The error is one sentence that names the path. `root` is needed for *.hct only.
[[nodiscard]] tl::expected<printing::TrustList, std::string> read_trust(
    const std::filesystem::path& path, const std::filesystem::path& root = {});

}  // namespace kiosk
