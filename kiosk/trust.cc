// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/trust.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <vector>

namespace kiosk {

namespace {

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string_view why(printing::TrustTrouble trouble) {
  switch (trouble) {
    case printing::TrustTrouble::unreadable:
      return "cannot be read";
    case printing::TrustTrouble::malformed:
      return "is no trust list";
    case printing::TrustTrouble::bad_signature:
      return "is not signed by the root";
    case printing::TrustTrouble::rolled_back:
      return "is older than one already taken";
    case printing::TrustTrouble::no_signers:
      return "holds no certificate that can be used";
  }
  return "cannot be read";
}

tl::expected<printing::TrustList, printing::TrustTrouble> read_signed(
    const std::filesystem::path& path, const std::filesystem::path& root) {
  const auto certificates = printing::cose::certificates_in(bytes_of(root));
  if (certificates.empty()) return tl::unexpected(printing::TrustTrouble::bad_signature);
  const auto signer = printing::cose::read_signer(certificates.front());
  if (!signer) return tl::unexpected(printing::TrustTrouble::bad_signature);
  return printing::TrustList::read_signed(bytes_of(path), *signer, 0);
}

}  // namespace

tl::expected<printing::TrustList, std::string> read_trust(const std::filesystem::path& path,
                                                          const std::filesystem::path& root) {
  const bool folder = std::filesystem::is_directory(path);
  if (!folder && !std::filesystem::is_regular_file(path))
    return tl::unexpected(fmt::format("{}: no such file or folder", path.string()));
  auto list = folder ? printing::TrustList::read_folder(path) : [&] {
    if (path.extension() != ".json") return read_signed(path, root);
    const auto bytes = bytes_of(path);
    return printing::TrustList::read_did(
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }();
  if (!list) return tl::unexpected(fmt::format("{}: {}", path.string(), why(list.error())));
  return std::move(*list);
}

}  // namespace kiosk
