// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/file_sum.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <vector>

namespace devices {

namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

std::optional<std::string> sum(int file) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) return std::nullopt;
  std::vector<unsigned char> piece(kPiece);
  for (;;) {
    const ssize_t got = ::read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    if (EVP_DigestUpdate(digest.get(), piece.data(), static_cast<std::size_t>(got)) != 1)
      return std::nullopt;
  }
  std::array<unsigned char, kSumDigits / 2> bytes{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(digest.get(), bytes.data(), &size) != 1 || size != bytes.size())
    return std::nullopt;
  std::string digits;
  for (const unsigned byte : bytes) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace

std::optional<std::string> sha256_of(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (opened < 0) return std::nullopt;
  struct stat facts {};
  const bool is_file = ::fstat(opened, &facts) == 0 && S_ISREG(facts.st_mode);
  auto digits = is_file ? sum(opened) : std::nullopt;
  ::close(opened);
  return digits;
}

}  // namespace devices
