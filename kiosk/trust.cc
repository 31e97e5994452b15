// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/trust.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "devices/durable_file.h"

namespace kiosk {

namespace {

using printing::TrustList;
using printing::TrustTrouble;
using std::filesystem::path;

constexpr std::size_t kLargestFile = std::size_t{16} << 20U;
constexpr std::array<const char*, 3> kRootNames{"root.pem", "root.der", "root.crt"};

printing::Bytes as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool is_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

path root_beside(const path& list) {
  for (const char* name : kRootNames) {
    const path root = list.parent_path() / name;
    if (std::filesystem::is_regular_file(root)) return root;
  }
  return {};
}

tl::unexpected<std::string> trouble(const path& file, std::string_view words) {
  return tl::unexpected(fmt::format("{}: {}", file.string(), words));
}

tl::expected<TrustList, std::string> read_signed(const path& file, const std::string& bytes,
                                                 const path& root) {
  const path pinned = root.empty() ? root_beside(file) : root;
  if (pinned.empty())
    return trouble(file, "whose signature it must bear is not said, name the root");
  const auto signer = read_root(pinned);
  if (!signer) return tl::unexpected(signer.error());
  auto list = TrustList::read_signed(as_bytes(bytes), *signer, 0);
  if (!list) return trouble(file, words_for(list.error()));
  return std::move(*list);
}

}  // namespace

std::string_view words_for(TrustTrouble trouble) {
  switch (trouble) {
    case TrustTrouble::unreadable:
      return "cannot be read";
    case TrustTrouble::malformed:
      return "is no trust list";
    case TrustTrouble::bad_signature:
      return "is not signed by the root";
    case TrustTrouble::rolled_back:
      return "is older than one already taken";
    case TrustTrouble::no_signers:
      return "holds no certificate that can be used";
  }
  return "cannot be read";
}

tl::expected<printing::cose::Signer, std::string> read_root(const path& file) {
  const auto bytes = devices::read_whole_file(file, kLargestFile);
  if (!bytes) return trouble(file, "cannot be read");
  const auto certificates = printing::cose::certificates_in(as_bytes(*bytes));
  auto signer =
      certificates.empty() ? std::nullopt : printing::cose::read_signer(certificates.front());
  if (!signer) return trouble(file, "is no certificate that can sign lists");
  return std::move(*signer);
}

tl::expected<TrustList, std::string> read_trust(const path& file, const path& root) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    auto list = TrustList::read_folder(file);
    if (!list) return trouble(file, words_for(list.error()));
    return std::move(*list);
  }
  if (!std::filesystem::is_regular_file(file, error))
    return trouble(file, "no such file or folder");
  const auto bytes = devices::read_whole_file(file, kLargestFile);
  if (!bytes) return trouble(file, "cannot be read, or is longer than 16 MiB");
  if (!is_json(*bytes)) return read_signed(file, *bytes, root);
  auto list = TrustList::read_did(*bytes);
  if (!list) return trouble(file, words_for(list.error()));
  return std::move(*list);
}

}  // namespace kiosk
