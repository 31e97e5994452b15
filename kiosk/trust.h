// SPDX-License-Identifier: GPL-3.0-or-later
// Whose signatures count, from whatever the configuration or the technician names: a folder of
// certificates, a GDHCN did.json, or our own signed list with its pinned root. Pure but for reading
// the files.
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "printing/hcert/trust_list.h"

namespace kiosk {

// Told by what is in it, not by its name. The error is one sentence that names the path. `root`
// signs a signed list; "": root.pem, root.der or root.crt beside it.
[[nodiscard]] tl::expected<printing::TrustList, std::string> read_trust(
    const std::filesystem::path& path, const std::filesystem::path& root = {});

// The first certificate of a file, to be pinned.
[[nodiscard]] tl::expected<printing::cose::Signer, std::string> read_root(
    const std::filesystem::path& file);

[[nodiscard]] std::string_view words_for(printing::TrustTrouble trouble);  // "is no trust list"

}  // namespace kiosk
